import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { player } from "../../state/player";
import { renderApp } from "../../testing/renderApp";
import { outcomeWords } from "./words";

describe("all calls", () => {
  it("are listed newest first with exact counts, by filter and direction, and kept in the address", async () => {
    const { fake, user } = renderApp("#/calls/all");
    const list = await screen.findByRole("list", { name: "All calls" });
    const all = fake.world.calls.size;
    expect(screen.getByRole("tab", { name: `All calls, ${all}` }).getAttribute("aria-selected")).toBe("true");
    expect(within(list).getAllByRole("listitem")[0]?.getAttribute("aria-setsize")).toBe(String(all));
    await user.click(screen.getByRole("tab", { name: /^Missed calls/ }));
    await screen.findByRole("list", { name: "Missed calls" });
    expect(window.location.hash).toBe("#/calls/missed");
    await user.click(screen.getByRole("button", { name: "Direction: In and out" }));
    await user.click(await screen.findByRole("menuitemradio", { name: "Outgoing" }));
    expect(await screen.findByRole("heading", { name: "No missed calls" })).toBeTruthy();
    expect(window.location.hash).toBe("#/calls/missed?way=out");
  });

  it("go by J and K, open with Enter and play where they are with Space", async () => {
    const { user } = renderApp("#/calls/recorded");
    const list = await screen.findByRole("list", { name: "Recorded calls" });
    const first = within(list).getAllByRole("link")[0];
    await user.keyboard("j");
    await waitFor(() => { expect(document.activeElement).toBe(first); });
    // Of the first that can be heard; Space is the link's own while it has the focus.
    const audible = within(list).getAllByRole("button", { name: /^Play: call with / })[0]?.closest("li")?.querySelector("a");
    audible?.focus();
    await user.keyboard(" ");
    expect(player.get().trackId).toMatch(/^call /);
    expect(player.get().problem).toBeNull();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "Summary" })).toBeTruthy();
    expect(window.location.hash).toMatch(/^#\/calls\/recorded\/call\//);
  });

  it("say in words how they went and what there is of them", async () => {
    renderApp("#/calls/all");
    const list = await screen.findByRole("list", { name: "All calls" });
    const talk = within(list).getAllByRole("link", { name: /^Dana Kowalski, .*recorded, with transcript, with summary$/ });
    expect(talk.length).toBeGreaterThan(0);
    for (const [row, wanted] of [
      [{ outcome: "missed" }, "Missed"],
      [{ outcome: "voicemail" }, "Voicemail"],
      [{ outcome: "answered", answeredBy: { name: "Sam", initials: "S", hue: 0, ai: false, ours: true } }, "Answered by Sam"],
      [{ outcome: "abandoned", detail: "Menu: 1 Sales" }, "Hung up in the phone menu: 1 Sales"],
      [{ outcome: "noAnswer", outgoing: true }, "Outgoing, no answer"],
      [{ outcome: "aiHandled" }, "Taken by the AI agent"],
    ] as const) expect(outcomeWords({ outgoing: false, answeredBy: null, detail: null, ...row })).toBe(wanted);
  });

  it("say what would be here, and what went wrong", async () => {
    const { unmount } = renderApp("#/calls/all", { empty: true });
    expect(await screen.findByRole("heading", { name: "No calls yet" })).toBeTruthy();
    unmount();
    renderApp("#/calls/all", { failing: { calls_page: "unavailable" } });
    expect(await screen.findByRole("button", { name: "Try again" }, { timeout: 5000 })).toBeTruthy();
  });
});
