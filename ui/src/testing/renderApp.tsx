import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { session, setTransport } from "../api/client";
import { makeQueryClient } from "../api/queries";
import { FakeTransport, type FakeOptions } from "../api/transport/fake";
import { App } from "../app/App";
import { go } from "../lib/location";
import { fromHash } from "../lib/routes";
import { listenForKeys } from "../state/actions";
import { sends } from "../state/sends";
import { toasts } from "../state/toasts";

/** The whole interface on sample data, at an address. */
export function renderApp(hash: string, options: Partial<FakeOptions> = {}) {
  const fake = new FakeTransport({ now: Date.now(), ...options });
  setTransport(fake);
  session.set(null);
  sends.set([]);
  toasts.set([]);
  go(fromHash(hash), "replace");
  const stop = listenForKeys();
  const user = userEvent.setup();
  const view = render(<App client={makeQueryClient()} />);
  return { fake, user, ...view, unmount: () => { stop(); view.unmount(); } };
}
