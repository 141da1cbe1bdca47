import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { dayOf, minuteOn, weekdayOf } from "../../lib/dates";
import { openDialog } from "../../testing/dialogs";
import { renderApp } from "../../testing/renderApp";

const open = async (hash = "#/inbox/open") => {
  const app = renderApp(hash);
  const list = await screen.findByRole("list", { name: /^(Open|All conversations|Snoozed)$/ });
  await within(list).findAllByRole("link");
  return { ...app, rows: () => within(screen.getByRole("list", { name: /^(Open|All conversations|Snoozed)$/ })).getAllByRole("link").map((row) => row.getAttribute("aria-label")?.split(",")[0] ?? "") };
};
const count = (tab: string) => Number(screen.getByRole("tab", { name: new RegExp(`^${tab}, `) }).getAttribute("aria-label")?.split(", ")[1]?.replace(/\D/g, ""));
const changes = (app: Awaited<ReturnType<typeof open>>) => app.fake.asked.filter((one) => one.command === "change_inbox").map((one) => one.req as { conversations: { conversationId: string; lastAt: number | null }[]; change: { kind: string; until?: number; wakeEarly?: boolean } });

describe("many conversations at once", () => {
  it("are selected by keys, marked as done by one command, and come back by one Undo", async () => {
    const app = await open();
    const before = count("Open");
    const order = app.rows();
    await app.user.keyboard("jx");
    expect(await screen.findByText("1 selected")).toBeTruthy();
    await app.user.keyboard("{Shift>}jj{/Shift}");
    expect(await screen.findByText("3 selected")).toBeTruthy();
    await app.user.keyboard("{Shift>}k{/Shift}");
    expect(await screen.findByText("2 selected")).toBeTruthy();
    await app.user.keyboard("e");
    await waitFor(() => { expect(count("Open")).toBe(before - 2); });
    expect(changes(app)).toHaveLength(1);
    expect(changes(app)[0]?.conversations).toHaveLength(2);
    expect(changes(app)[0]?.conversations.every((one) => one.lastAt !== null)).toBe(true);
    expect(screen.queryByText(/ selected$/)).toBeNull();
    expect(screen.getAllByText("Marked as done: 2 conversations").length).toBeGreaterThan(0);
    await app.user.keyboard("{Control>}z{/Control}");
    await waitFor(() => { expect(count("Open")).toBe(before); });
    expect(app.rows()).toEqual(order);
  });

  it("are all of the tab, whether they are drawn or not, until Escape", async () => {
    const app = await open("#/inbox/all");
    await app.user.keyboard("{Control>}a{/Control}");
    expect(await screen.findByText(`${count("All conversations")} selected`)).toBeTruthy();
    expect(screen.getAllByRole("checkbox", { checked: true }).length).toBeGreaterThan(5);
    await app.user.keyboard("{Escape}");
    await waitFor(() => { expect(screen.queryByText(/ selected$/)).toBeNull(); });
    expect(window.location.hash).toBe("#/inbox/all");
  });

  it("are reached by Shift and the pointer, and their boxes are named", async () => {
    const app = await open();
    const [first, , third] = app.rows();
    await app.user.click(screen.getByRole("checkbox", { name: `Select ${first ?? ""}` }));
    await app.user.keyboard("{Shift>}");
    await app.user.click(screen.getByRole("checkbox", { name: `Select ${third ?? ""}` }));
    await app.user.keyboard("{/Shift}");
    const bar = screen.getByRole("toolbar", { name: "What to do with the selected conversations" });
    expect(within(bar).getByText("3 selected")).toBeTruthy();
    await app.user.click(within(bar).getByRole("button", { name: "Pin on top" }));
    await waitFor(() => { expect(screen.getAllByTitle("Pinned").length).toBeGreaterThanOrEqual(3); });
    expect(changes(app).at(-1)?.change.kind).toBe("pin");
  });
});

describe("tags of many conversations", () => {
  it("are given to everybody who is selected and taken away again, each with one Undo", async () => {
    const app = await open();
    const tagged = () => app.fake.asked.filter((one) => one.command === "set_contact_tags").map((one) => one.req as { contactId: string; tags: string[] });
    await app.user.keyboard("jx");
    await app.user.keyboard("{Shift>}jj{/Shift}");
    await app.user.click(await screen.findByRole("button", { name: "Tag…" }));
    const dialog = await openDialog("Tag: 3 conversations");
    await within(dialog).findByRole("list", { name: "Tags of the selected" });
    await app.user.type(within(dialog).getByRole("textbox", { name: "Add a tag" }), "spring offer{Enter}");
    const box = await within(dialog).findByRole("checkbox", { name: /^spring offer/ });
    await waitFor(() => { expect(box).toHaveProperty("checked", true); });
    const given = tagged();
    expect(given.length).toBeGreaterThanOrEqual(3);
    expect(given.every((one) => one.tags.includes("spring offer"))).toBe(true);
    await app.user.click(box);
    await waitFor(() => { expect(tagged()).toHaveLength(given.length * 2); });
    expect(tagged().slice(given.length).some((one) => one.tags.includes("spring offer"))).toBe(false);
    await app.user.keyboard("{Escape}");
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
    await app.user.keyboard("{Control>}z{/Control}");
    await waitFor(() => { expect(tagged().slice(given.length * 2).map((one) => one.tags.includes("spring offer"))).toEqual(given.map(() => true)); });
    await app.user.keyboard("{Control>}z{/Control}");
    await waitFor(() => { expect(tagged().slice(given.length * 3).map((one) => one.tags.includes("spring offer"))).toEqual(given.map(() => false)); });
  });
});

describe("snoozing", () => {
  it("takes nobody at words that are no longer in the field, however soon Enter comes", async () => {
    const app = await open();
    await app.user.keyboard("jh");
    const dialog = await openDialog(/^Snooze: /);
    const field = within(dialog).getByRole("combobox");
    fireEvent.change(field, { target: { value: "tomorrow noon" } });
    await within(dialog).findByRole("option", { name: /12:00 pm/ });
    fireEvent.change(field, { target: { value: "next tue 3pm" } });
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => { expect(changes(app).at(-1)?.change.kind).toBe("snooze"); });
    const until = changes(app).at(-1)?.change.until ?? 0;
    expect([weekdayOf(dayOf(until)), minuteOn(until)]).toEqual([2, 15 * 60]);
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
  });

  it("takes a conversation off the desk until a moment that was typed, and Undo brings it back", async () => {
    const app = await open();
    const openBefore = count("Open");
    await app.user.keyboard("jh");
    const dialog = await openDialog(/^Snooze: /);
    expect(within(dialog).getAllByRole("option").length).toBeGreaterThan(1);
    await app.user.keyboard("in 3 days");
    const typed = await within(dialog).findByRole("option", { name: /^As typed/ });
    expect(typed.getAttribute("aria-selected")).toBe("true");
    await app.user.keyboard("{Enter}");
    await waitFor(() => { expect(count("Snoozed")).toBe(1); });
    expect(count("Open")).toBe(openBefore - 1);
    const { change } = changes(app)[0] ?? { change: { kind: "", until: 0, wakeEarly: false } };
    expect(change.wakeEarly).toBe(true);
    expect(Math.abs((change.until ?? 0) - Date.now() - 3 * 86_400_000)).toBeLessThan(86_400_000);
    await app.user.click(screen.getByRole("tab", { name: /^Snoozed/ }));
    expect(await screen.findByRole("link", { name: /snoozed until/ })).toBeTruthy();
    await app.user.keyboard("z");
    await waitFor(() => { expect(count("Snoozed")).toBe(0); });
    expect(await screen.findByText("Nothing is snoozed")).toBeTruthy();
  });

  it("says what cannot be understood, and lets the choice of waking early be taken back", async () => {
    const app = await open();
    await app.user.keyboard("jh");
    const dialog = await openDialog(/^Snooze: /);
    await app.user.keyboard("blue moon");
    expect(await within(dialog).findByText(/^That is no moment to come/)).toBeTruthy();
    await app.user.keyboard("{Enter}");
    expect(changes(app)).toHaveLength(0);
    await app.user.clear(within(dialog).getByRole("combobox"));
    await app.user.click(within(dialog).getByRole("checkbox", { name: "Wake early if they write or call" }));
    await app.user.click(within(dialog).getByRole("option", { name: /^Tomorrow/ }));
    await waitFor(() => { expect(changes(app)[0]?.change.wakeEarly).toBe(false); });
  });

  it("has the keys however soon after J its key comes: the row, which takes the focus a frame later, leaves it alone", async () => {
    const app = await open();
    await app.user.keyboard("j");
    await app.user.keyboard("h");
    await openDialog(/^Snooze: /);
    await app.user.keyboard("{Escape}");
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
    // Its file is here now, and it is drawn with the key itself.
    act(() => { fireEvent.keyDown(document.body, { key: "j" }); fireEvent.keyDown(document.body, { key: "h" }); });
    const dialog = await openDialog(/^Snooze: /);
    await new Promise((drawn) => { requestAnimationFrame(() => { requestAnimationFrame(drawn); }); });
    expect(dialog.contains(document.activeElement)).toBe(true);
  });

  it("ends when they write", async () => {
    const app = await open();
    await app.user.keyboard("jh");
    await openDialog(/^Snooze: /);
    await app.user.keyboard("{Enter}");
    await waitFor(() => { expect(count("Snoozed")).toBe(1); });
    const id = changes(app)[0]?.conversations[0]?.conversationId ?? "";
    act(() => { app.fake.receive(id, "Are you still there?"); });
    await waitFor(() => { expect(count("Snoozed")).toBe(0); });
  });
});

describe("the desk", () => {
  it("keeps pinned conversations on top of what is open", async () => {
    const app = await open();
    const third = app.rows()[2];
    await app.user.keyboard("jjjp");
    await waitFor(() => { expect(app.rows()[0]).toBe(third); });
    expect(screen.getByRole("link", { name: new RegExp(`^${third ?? ""}.*pinned`) })).toBeTruthy();
  });

  it("shows tags and is filtered by them, with counts of what is left", async () => {
    const app = await open();
    await app.user.click(await screen.findByRole("button", { name: "Tag: All tags" }));
    await app.user.click(await screen.findByRole("menuitemradio", { name: "VIP" }));
    await waitFor(() => { expect(window.location.hash).toContain("tag=VIP"); });
    await waitFor(() => { expect(count("All conversations")).toBeLessThan(5); });
    expect(screen.getAllByText("VIP").length).toBeGreaterThan(0);
    for (const row of screen.getAllByRole("link", { name: /tagged/ })) expect(row.getAttribute("aria-label")).toContain("VIP");
  });
});

describe("the row of the open conversation", () => {
  const focused = () => document.activeElement?.getAttribute("aria-label")?.split(",")[0];
  const openRow = () => screen.getAllByRole("link").find((row) => row.getAttribute("aria-current") === "true" && row.closest("[data-row]") !== null)?.getAttribute("aria-label") ?? "";

  it("stays in its place when it is done, and says so; J opens the next one and gives it the focus", async () => {
    const app = await open();
    const [, second, third] = app.rows();
    await app.user.keyboard("jj");
    await waitFor(() => { expect(focused()).toBe(second); });
    await app.user.keyboard("{Enter}");
    await screen.findByRole("region", { name: "Messages and calls, oldest first" });
    await app.user.keyboard("e");
    await waitFor(() => { expect(openRow()).toMatch(/, done/); });
    expect(openRow().split(",")[0]).toBe(second);
    expect(openRow()).not.toContain("waiting for");
    expect(app.rows()[1]).toBe(second);
    await app.user.keyboard("j");
    await waitFor(() => { expect(screen.getAllByRole("heading", { level: 2, name: third ?? "" }).length).toBeGreaterThan(0); });
    await waitFor(() => { expect(focused()).toBe(third); });
    expect(openRow().split(",")[0]).toBe(third);
  });

  it("has the focus again when the conversation is left, and so has the next one where it has gone", async () => {
    const app = await open();
    const [, second, third] = app.rows();
    const leave = async () => {
      await app.user.keyboard("{Enter}");
      const timeline = await screen.findByRole("region", { name: "Messages and calls, oldest first" });
      act(() => { timeline.focus(); });
    };
    await app.user.keyboard("jj");
    await waitFor(() => { expect(focused()).toBe(second); });
    await leave();
    await app.user.keyboard("{Escape}");
    await waitFor(() => { expect(focused()).toBe(second); });
    await leave();
    await app.user.keyboard("e");
    await waitFor(() => { expect(openRow()).toMatch(/, done/); });
    await app.user.keyboard("{Escape}");
    await waitFor(() => { expect(focused()).toBe(third); });
  });
});

describe("a row that takes the focus", () => {
  it("is the one that keys are about, however the focus came there", async () => {
    const app = await open();
    const [first, second] = app.rows();
    await app.user.keyboard("j");
    await waitFor(() => { expect(document.activeElement?.getAttribute("aria-label")).toMatch(new RegExp(`^${first ?? ""},`)); });
    // A screen reader moves the focus itself.
    act(() => { screen.getAllByRole("link").find((row) => row.getAttribute("aria-label")?.startsWith(`${second ?? ""},`) === true)?.focus(); });
    await app.user.keyboard("e");
    await waitFor(() => { expect(changes(app)).toHaveLength(1); });
    await waitFor(() => { expect(app.rows()).not.toContain(second); });
    expect(app.rows()).toContain(first);
  });
});

describe("a marked row that leaves the list", () => {
  it("hands mark and focus to the next one, and its way back is said", async () => {
    const app = await open();
    const [, second, third] = app.rows();
    await app.user.keyboard("jj");
    await waitFor(() => { expect(document.activeElement?.getAttribute("aria-label")).toMatch(new RegExp(`^${second ?? ""},`)); });
    await app.user.keyboard("e");
    await waitFor(() => { expect(document.activeElement?.getAttribute("aria-label")).toMatch(new RegExp(`^${third ?? ""},`)); });
    await app.user.keyboard("z");
    await waitFor(() => { expect(app.rows()).toContain(second); });
    expect(screen.getAllByRole("status").map((one) => one.textContent)).toContain(`Undone: Marked as done: ${second ?? ""}`);
  });

  it("is put back by the button, too, and the focus is where it was", async () => {
    const app = await open();
    await app.user.keyboard("je");
    const undo = await screen.findByRole("button", { name: "Undo" });
    const before = document.activeElement;
    expect(before?.tagName).toBe("A");
    act(() => { undo.focus(); });
    await app.user.keyboard("{Enter}");
    await waitFor(() => { expect(document.activeElement).toBe(before); });
  });
});
