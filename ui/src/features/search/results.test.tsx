import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { FakeTransport } from "../../api/transport/fake";
import { searchWorld } from "../../api/transport/fakeSearch";
import { dateOf } from "../../lib/dates";
import { renderApp } from "../../testing/renderApp";
import { player } from "../../state/player";
import { searchRows } from "./searchRows";

const results = async () => {
  const list = await screen.findByRole("listbox", { name: "Results" });
  await within(list).findAllByRole("option");
  return list;
};

describe("the results of a search", () => {
  it("are people first, then texts, calls and notes, each group with its number", async () => {
    const { fake } = renderApp("#/search?q=dana");
    const list = await results();
    const rows = [...list.querySelectorAll("[role=presentation], [role=option]")].map((one) => one.textContent);
    expect(rows[0]).toMatch(/^People\d/);
    expect(rows[1]).toMatch(/Dana Kowalski.*\(512\) 555-1000/);
    // Of the rest only as many rows are drawn as there is room for.
    const { groups } = searchWorld(fake.world, { query: "dana", order: "relevance", group: null, cursor: null, limit: 5, conversationId: null }, (one) => fake.row(one));
    const headings = searchRows(groups, null).flatMap((row) => (row.kind === "heading" ? [[row.group, row.total]] : []));
    expect(headings).toEqual([["people", 1], ["messages", 1], ["calls", 16]]);
  });

  it.each([
    ["a text, in its conversation", "ladder rack", /^#\/search\/thread\/conv-dana/, "Maria Ortega: Insurance is Lone Pine Mutual", "Dana Kowalski: Great, gate is open"],
    ["a sentence, in its call", "hail come through", /^#\/search\/call\/.*t=\d+/, "Maria Ortega: Oh yes, the Hendersons.", "Maria Ortega: Okay. Is it actively dripping"],
  ])("open %s, and show what was said before and after it in the list", async (_, words, address, before, after) => {
    const { user } = renderApp(`#/search?q=${encodeURIComponent(words)}`);
    const [hit] = within(await results()).getAllByRole("option");
    if (!hit) throw new Error("nothing was found");
    expect(hit.querySelectorAll("p")).toHaveLength(1);
    await user.click(hit);
    expect(window.location.hash).toMatch(address);
    const open = () => within(screen.getByRole("listbox", { name: "Results" })).getAllByRole("option")[0];
    await waitFor(() => { expect(open()?.querySelectorAll("p")).toHaveLength(3); });
    const [first, middle, last] = [...(open()?.querySelectorAll("p") ?? [])].map((one) => one.textContent);
    expect(first?.replace(/^You: /, "Maria Ortega: ")).toContain(before);
    expect(middle).toContain(words);
    expect(last).toContain(after);
    // The list stays where it is beside what was opened.
    expect(screen.getByRole<HTMLInputElement>("combobox", { name: /^Search texts/ }).value).toBe(words);
  });

  it("let the customer be heard: Enter on a sentence opens its call, plays it there and takes the focus along; Escape goes back", async () => {
    const played = vi.spyOn(window.HTMLMediaElement.prototype, "play");
    const { user } = renderApp("#/search");
    const field = await screen.findByRole<HTMLInputElement>("combobox", { name: /^Search texts/ });
    await user.click(field);
    await user.keyboard("hail come through");
    await results();
    await waitFor(() => { expect(within(screen.getByRole("listbox", { name: "Results" })).getAllByRole("option")[0]?.textContent).toContain("hail come through"); });
    await user.keyboard("{Enter}");
    await screen.findByRole("region", { name: /^Call with/ });
    const at = Number(/t=(\d+)/.exec(window.location.hash)?.[1]);
    await waitFor(() => { expect(played).toHaveBeenCalledTimes(1); });
    expect(at).toBeGreaterThan(0);
    expect(player.get().positionMs).toBe(at);
    await waitFor(() => { expect(document.activeElement?.getAttribute("role")).toBe("group"); });
    // Its keys are at hand, and no word is added to the question.
    await user.keyboard("{ArrowRight}");
    expect(player.get().positionMs).toBe(at + 10_000);
    expect(field.value).toBe("hail come through");
    await user.keyboard("{Escape}");
    await waitFor(() => { expect(window.location.hash).toMatch(/^#\/search\?q=/); });
    await waitFor(() => { expect(document.activeElement).toBe(screen.getByRole("listbox", { name: "Results" })); });
    expect(field.value).toBe("hail come through");
    expect(played).toHaveBeenCalledTimes(1);
    played.mockRestore();
  });

  it("open silently by the pointer, and where an address names the second", async () => {
    const played = vi.spyOn(window.HTMLMediaElement.prototype, "play");
    const { user } = renderApp("#/search?q=hail%20come%20through");
    const [hit] = within(await results()).getAllByRole("option");
    if (!hit) throw new Error("nothing was found");
    await user.click(hit);
    await screen.findByRole("region", { name: /^Call with/ });
    expect(window.location.hash).toMatch(/t=\d+/);
    expect(played).not.toHaveBeenCalled();
    played.mockRestore();
  });

  it("say below how much can be found, and what is still to come", async () => {
    const fake = new FakeTransport({ now: Date.now() });
    const answer = (coverage: { documents: number; behind: number; complete: boolean }) => ({ ...searchWorld(fake.world, { query: "roof", order: "relevance", group: null, cursor: null, limit: 5, conversationId: null }, (one) => fake.row(one)), coverage });
    const said: string[] = [];
    for (const coverage of [{ documents: 18_211, behind: 0, complete: true }, { documents: 18_211, behind: 3, complete: true }, { documents: 1, behind: 0, complete: false }]) {
      const app = renderApp("#/inbox/open");
      const call = app.fake.call.bind(app.fake);
      app.fake.call = (async (command, req, signal) => (command === "search" ? answer(coverage) : call(command, req, signal))) as typeof app.fake.call;
      act(() => { window.location.hash = "#/search?q=roof"; });
      await results();
      await screen.findByRole("link", { name: /^nothing missing since/ });
      said.push(screen.getByRole("region", { name: "Search" }).querySelector("footer")?.textContent ?? "");
      app.unmount();
    }
    const since = `nothing missing since ${dateOf(Date.now() - 21 * 86_400_000)}`;
    expect(said).toEqual([
      `18,211 items can be found · ${since} · 2.3 ms`,
      `18,211 items can be found · 3 new ones in a moment · ${since} · 2.3 ms`,
      `the index is being rebuilt · 1 item can be found · ${since} · 2.3 ms`,
    ]);
  });

  it("say since when nothing is missing, which is counted once nobody types any more", async () => {
    const { fake } = renderApp("#/search");
    const field = await screen.findByRole("combobox", { name: /search/i });
    const counted: number[] = [];
    const call = fake.call.bind(fake);
    fake.call = ((command, req, signal) => {
      if (command === "ledger") counted.push(performance.now());
      return call(command, req, signal);
    }) as typeof fake.call;
    fireEvent.change(field, { target: { value: "roo" } });
    fireEvent.change(field, { target: { value: "roof" } });
    const typed = performance.now();
    await screen.findByRole("link", { name: /^nothing missing since/ }, { timeout: 5000 });
    expect(counted).toHaveLength(1);
    expect((counted[0] ?? 0) - typed).toBeGreaterThan(950);
  });

  it("are where they were after Back, from a hit and from another screen", async () => {
    renderApp("#/inbox/open");
    act(() => { window.location.hash = "#/search?q=roof"; });
    const list = await results();
    const box = list.parentElement;
    if (!box) throw new Error("the list has no box");
    box.scrollTop = 248;
    fireEvent.scroll(box);
    const hit = within(list).getAllByRole("option").at(0);
    if (!hit) throw new Error("nothing was found");
    // While a list is scrolled its rows let the pointer through.
    fireEvent.click(hit);
    expect(window.location.hash).toMatch(/^#\/search\/(thread|call)\//);
    window.history.back();
    await waitFor(() => { expect(window.location.hash).toBe("#/search?q=roof"); });
    expect((await results()).parentElement?.scrollTop).toBe(248);

    act(() => { window.location.hash = "#/inbox/open"; });
    await screen.findByRole("list", { name: "Open" });
    expect(screen.queryByRole("listbox", { name: "Results" })).toBeNull();
    window.history.back();
    const top = () => screen.getByRole("listbox", { name: "Results" }).parentElement?.scrollTop;
    await waitFor(() => { expect(top()).toBe(248); });
    // Other words begin at the top.
    act(() => { window.location.hash = "#/search?q=gate"; });
    await waitFor(() => { expect(top()).toBe(0); });
  });
});
