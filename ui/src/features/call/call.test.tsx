import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Settings } from "../../api/schema.gen";
import { FakeTransport } from "../../api/transport/fake";
import { length, momentInFull } from "../../lib/dates";
import { player } from "../../state/player";
import { renderApp } from "../../testing/renderApp";

const world = new FakeTransport({ now: Date.now() }).world;
const idOf = (conversationId: string, at = 0) => [...world.calls.values()].filter((call) => call.conversationId === conversationId)[at]?.id ?? "";
const clipboard = () => navigator.clipboard.readText();

describe("a call", () => {
  it("shows a next step as ticked before the click is over for anything else", async () => {
    const { fake } = renderApp(`#/inbox/open/call/${idOf("conv-dana")}`);
    const box = await screen.findByRole<HTMLInputElement>("checkbox", { name: "Tell Sam about the dog" });
    box.click();
    // No timer and no other event comes in between: only what was promised already.
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
    expect(box.checked).toBe(true);
    await waitFor(() => { expect(fake.asked.some((one) => one.command === "tick_next_step")).toBe(true); });
  });

  it("moves by 10 seconds with the arrows, plays with Space, and its speed is kept", async () => {
    const { fake, user } = renderApp(`#/inbox/open/call/${idOf("conv-dana")}`);
    await screen.findByRole("heading", { name: "Transcript" });
    await user.keyboard("{ArrowRight}{ArrowRight}{ArrowLeft}");
    expect(player.get().positionMs).toBe(10_000);
    await user.keyboard(" ");
    expect(player.get().loading).toBe(true);
    await user.keyboard("{Shift>}{ArrowRight}{/Shift}");
    expect(player.get().rate).toBe(1.25);
    await waitFor(() => { expect(fake.asked.filter((one) => one.command === "save_settings").map((one) => (one.req as Settings).playbackRate)).toEqual([1.25]); });
    await user.keyboard("{Shift>}{ArrowLeft}{ArrowLeft}{ArrowLeft}{ArrowLeft}{/Shift}");
    expect(player.get().rate).toBe(0.75);
    await user.type(screen.getByRole("searchbox", { name: "Search in the transcript" }), " l");
    expect(player.get().positionMs).toBe(10_000);
  });

  it("gives a quote with speaker, second and full date, and a link to the second", async () => {
    const { fake, user } = renderApp(`#/inbox/open/call/${idOf("conv-dana")}`);
    const page = fake.world.calls.get(idOf("conv-dana"));
    const segment = page?.segments[3];
    if (!page || !segment) throw new Error("the sample has a transcript");
    const row = (await screen.findByText(segment.text)).closest("li");
    if (!row) throw new Error("a sentence is in a list");
    await user.click(within(row).getByRole("button", { name: "Copy quote" }));
    const quote = await clipboard();
    for (const part of [`“${segment.text}”`, segment.speaker.name, length(segment.startMs), "Dana Kowalski", momentInFull(page.at)]) expect(quote).toContain(part);
    await user.click(within(row).getByRole("button", { name: `Copy a link to ${length(segment.startMs)}` }));
    expect(await clipboard()).toBe(`${window.location.origin}/#/inbox/open/call/${page.id}?t=${segment.startMs}`);
    await user.keyboard("{Control>}{Shift>}f{/Shift}{/Control}");
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Search in the transcript");
  });

  it("copies a link to what is heard by key", async () => {
    const { user } = renderApp(`#/inbox/open/call/${idOf("conv-dana")}?t=21400`);
    await screen.findByRole("heading", { name: "Transcript" });
    await user.keyboard("l");
    await waitFor(async () => { expect(await clipboard()).toMatch(/\?t=21000$/); });
  });

  it("says what is missing and why, each in its own word", async () => {
    const first = renderApp(`#/inbox/open/call/${idOf("conv-short")}`);
    expect(await screen.findByText("Too short")).toBeTruthy();
    expect(screen.getByText("Not on this plan")).toBeTruthy();
    expect(screen.getByText("Transcripts are not part of your Quo plan.")).toBeTruthy();
    expect(screen.getByText("Quo no longer has this recording.")).toBeTruthy();
    first.unmount();
    renderApp(`#/inbox/open/call/${idOf("conv-priya", 1)}`);
    expect((await screen.findAllByText("Pending")).length).toBe(3);
  });
});
