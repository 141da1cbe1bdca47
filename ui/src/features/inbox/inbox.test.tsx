import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
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

describe("snoozing", () => {
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
