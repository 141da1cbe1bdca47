import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, it } from "vitest";
import { setTransport, type Command, type Req, type Res } from "../../api/client";
import { makeQueryClient } from "../../api/queries";
import { FakeTransport } from "../../api/transport/fake";
import { useChange } from "./useChange";

/** Answers the first command only when the test lets it. */
class HeldTransport extends FakeTransport {
  letGo: () => void = () => undefined;
  private readonly held = new Promise<void>((go) => { this.letGo = go; });

  override async call<C extends Command>(command: C, req: Req<C>): Promise<Res<C>> {
    const answer = super.call(command, req);
    if (command === "set_contact_tags") await this.held;
    return answer;
  }
}

it("changes of contacts reach the core one after the other, in the order in which they were made", async () => {
  const fake = new HeldTransport({ now: Date.now() });
  setTransport(fake);
  const client = makeQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  const { result } = renderHook(() => ({ tag: useChange("set_contact_tags"), note: useChange("set_contact_note") }), { wrapper });
  act(() => {
    result.current.tag.mutate({ contactId: "contact-1", tags: ["Warranty"] });
    result.current.note.mutate({ contactId: "contact-1", text: "Rings twice" });
  });
  await waitFor(() => { expect(result.current.note.isPaused).toBe(true); });
  expect(fake.asked.map(({ command }) => command)).toEqual(["set_contact_tags"]);
  act(() => { fake.letGo(); });
  await waitFor(() => { expect(fake.asked.map(({ command }) => command)).toEqual(["set_contact_tags", "set_contact_note"]); });
});
