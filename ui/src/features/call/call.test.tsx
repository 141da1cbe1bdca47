import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { Settings } from "../../api/schema.gen";
import { FakeTransport } from "../../api/transport/fake";
import { length, momentInFull } from "../../lib/dates";
import { words } from "../../parts/call/words";
import { player, RATES, setRate } from "../../state/player";
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

  it("plays twice as fast if that is chosen, and does so again after the page is drawn anew", async () => {
    const hash = `#/inbox/open/call/${idOf("conv-dana")}`;
    const first = renderApp(hash);
    await first.user.click(await screen.findByRole("button", { name: /^Speed: / }));
    const choices = await screen.findAllByRole("menuitemradio");
    expect(choices.map((one) => one.textContent)).toEqual(RATES.map((rate) => `${rate}×`));
    await first.user.click(screen.getByRole("menuitemradio", { name: "2×" }));
    expect(player.get().rate).toBe(2);
    await waitFor(() => { expect(first.fake.asked.some((one) => one.command === "save_settings")).toBe(true); });
    const kept = (first.fake.asked.findLast((one) => one.command === "save_settings")?.req as Settings).playbackRate;
    expect(kept).toBe(2);
    first.unmount();
    // Another page knows nothing but the settings.
    act(() => { player.set((now) => ({ ...now, trackId: null, rate: 1 })); });
    const again = renderApp(hash);
    again.fake.settings = { ...again.fake.settings, playbackRate: kept };
    expect(await screen.findByRole("button", { name: "Speed: 2 times" })).toBeTruthy();
    const sound = vi.spyOn(window.HTMLMediaElement.prototype, "play");
    await again.user.keyboard(" ");
    expect(sound.mock.contexts.map((element) => (element as HTMLMediaElement).playbackRate)).toEqual([2]);
    act(() => { setRate(1); });
  });

  it("underlines the word that is heard, in its sentence only, and plays from a word that is clicked", async () => {
    const { fake, user } = renderApp(`#/inbox/open/call/${idOf("conv-dana")}`);
    const page = fake.world.calls.get(idOf("conv-dana"));
    const segment = page?.segments.find((one) => one.text.split(" ").length > 4);
    const next = page?.segments[(segment?.index ?? 0) + 1];
    if (!page || !segment || !next) throw new Error("the sample has a transcript");
    const nameOf = (one: typeof segment) => `${one.speaker.name}, ${length(one.startMs)}: ${one.text}`;
    const row = await screen.findByRole("button", { name: nameOf(segment) });
    const heard = () => [...document.querySelectorAll("[data-heard]")].map((one) => one.textContent);
    const words = segment.text.split(" ");
    const at = (positionMs: number, playing = true) => { act(() => { player.set((now) => ({ ...now, positionMs, playing })); }); };
    expect(row.querySelector("[data-at]")).toBeNull();
    at(segment.startMs);
    expect(heard()).toEqual([words[0]]);
    // To those who listen it is one sentence, as before; so it is for who copies it.
    expect(screen.getByRole("button", { name: nameOf(segment) })).toBe(row);
    expect(row.textContent).toBe(segment.text);
    expect(document.querySelectorAll("[data-at]").length).toBe(words.length);
    at(segment.endMs - 1);
    expect(heard()).toEqual([words.at(-1)]);
    at(segment.startMs, false);
    expect(heard()).toEqual([words[0]]);

    const third = row.querySelectorAll<HTMLElement>("[data-at]")[2];
    if (!third) throw new Error("a sentence has words");
    await user.click(third);
    expect(player.get().positionMs).toBe(Number(third.dataset.at));
    expect(player.get().positionMs).toBeGreaterThan(segment.startMs);
    expect(heard()).toEqual([words[2]]);
    // By key it is the sentence that is chosen.
    row.focus();
    await user.keyboard("{Enter}");
    expect(player.get().positionMs).toBe(segment.startMs);

    at(next.startMs);
    expect(row.querySelector("[data-at]")).toBeNull();
    expect(heard()).toEqual([next.text.split(" ")[0]]);
    at(0, false);
    expect(heard()).toEqual([]);
  });

  it("draws no other sentence anew while words go by, and its own one once for each word", async () => {
    const { fake } = renderApp(`#/inbox/open/call/${idOf("conv-dana")}`);
    const segment = fake.world.calls.get(idOf("conv-dana"))?.segments.find((one) => one.text.split(" ").length > 4);
    if (!segment) throw new Error("the sample has a transcript");
    await screen.findByText(segment.text);
    act(() => { player.set((now) => ({ ...now, positionMs: segment.startMs, playing: true })); });
    const list = screen.getByRole("region", { name: "Transcript" }).querySelector("ul");
    if (!list) throw new Error("a transcript is a list");
    const changes: Node[] = [];
    const watcher = new MutationObserver((seen) => { changes.push(...seen.map((one) => one.target)); });
    watcher.observe(list, { subtree: true, attributes: true, childList: true, characterData: true });
    for (let at = segment.startMs; at < segment.endMs; at += 16) act(() => { player.set((now) => ({ ...now, positionMs: at })); });
    for (const change of watcher.takeRecords()) changes.push(change.target);
    watcher.disconnect();
    expect(changes.every((node) => node instanceof HTMLElement && node.dataset.at !== undefined)).toBe(true);
    // One word lets go and the next takes over.
    expect(changes.length).toBe((segment.text.split(" ").length - 1) * 2);
    act(() => { player.set((now) => ({ ...now, positionMs: 0, playing: false })); });
  });

  it("keeps what is looked for marked in the sentence that is heard, also across words", async () => {
    const { fake, user } = renderApp(`#/inbox/open/call/${idOf("conv-dana")}`);
    const segment = fake.world.calls.get(idOf("conv-dana"))?.segments.find((one) => one.text.split(" ").length > 4);
    if (!segment) throw new Error("the sample has a transcript");
    const wanted = segment.text.split(" ").slice(1, 3).join(" ");
    await user.type(await screen.findByRole("searchbox", { name: "Search in the transcript" }), wanted);
    act(() => { player.set((now) => ({ ...now, positionMs: segment.startMs, playing: true })); });
    const row = document.querySelector("[data-current]");
    expect([...row?.querySelectorAll("mark") ?? []].map((one) => one.textContent).join("")).toBe(wanted);
    expect(row?.querySelector("button")?.textContent).toBe(segment.text);
    act(() => { player.set((now) => ({ ...now, positionMs: 0, playing: false })); });
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

  it("has four different words for what is missing, and a sentence of its own for each part", async () => {
    const why = [["pending", "Pending"], ["notOnThisPlan", "Not on this plan"], ["tooShort", "Too short"], ["failed", "Failed"]] as const;
    const sentences = new Set<string>();
    for (const [part, word] of why) {
      const app = renderApp(`#/inbox/open/call/${idOf("conv-dana")}`);
      const page = app.fake.world.calls.get(idOf("conv-dana"));
      if (page) Object.assign(page, { summary: part, summaryLines: [], nextSteps: [], transcript: part, segments: [], recording: part, audio: [] });
      const said = await screen.findAllByText(word, { selector: "strong" });
      expect(said.length).toBe(3);
      for (const one of said) sentences.add(one.parentElement?.textContent ?? "");
      for (const [, other] of why) expect(screen.queryAllByText(other, { selector: "strong" }).length).toBe(other === word ? 3 : 0);
      app.unmount();
    }
    expect(sentences.size).toBe(12);
    expect(new Set(Object.values(words.why)).size).toBe(5);
  });
});
