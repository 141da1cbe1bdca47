import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { session, setTransport } from "../api/client";
import { makeQueryClient } from "../api/queries";
import { FakeTransport, type FakeOptions } from "../api/transport/fake";
import { App } from "../app/App";
import { go } from "../lib/location";
import { fromHash } from "../lib/routes";
import { listenForKeys } from "../state/actions";
import { appearance, followAppearance } from "../state/appearance";
import { followUpDraft } from "../state/followUps";
import { keymap } from "../state/keymap";
import { PANES, paneWidths } from "../state/layout";
import { newMessage } from "../state/newMessage";
import { sends } from "../state/sends";
import { snoozing } from "../state/snoozing";
import { toasts } from "../state/toasts";

/** The whole interface on sample data, at an address. */
export function renderApp(hash: string, options: Partial<FakeOptions> = {}) {
  const fake = new FakeTransport({ now: Date.now(), ...options });
  setTransport(fake);
  session.set(null);
  sends.set([]);
  toasts.set([]);
  newMessage.set(null);
  snoozing.set(null);
  followUpDraft.set(null);
  go(fromHash(hash), "replace");
  appearance.set({ theme: null, contrast: "system", density: "comfortable", zone: null, weekStart: "system" });
  keymap.set({});
  paneWidths.set({ list: PANES.list.usual, results: PANES.results.usual, contact: PANES.contact.usual });
  const stops = [listenForKeys(), followAppearance()];
  const user = userEvent.setup();
  const view = render(<App client={makeQueryClient()} />);
  return { fake, user, ...view, unmount: () => { for (const stop of stops) stop(); view.unmount(); } };
}
