import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { call } from "../../api/client";
import { clockTime, dateOf, dayName, dayOf, isoDay, shortDay } from "../../lib/dates";
import { openDialog } from "../../testing/dialogs";
import { renderApp } from "../../testing/renderApp";

const open = async (id = "conv-dana") => {
  const app = renderApp(`#/inbox/all/thread/${id}`);
  await screen.findByRole("region", { name: "Messages and calls, oldest first" });
  await screen.findByRole("textbox", { name: /^Text / });
  return app;
};

describe("a link to a conversation that is not here", () => {
  it.each(["notFound", "badInput"] as const)("says so in plain words, with a way on and nothing to try again (%s)", async (code) => {
    const app = renderApp("#/inbox/all/thread/doesnotexist", { failing: { conversation: code, timeline_page: code } });
    expect(await screen.findByRole("heading", { name: "This conversation is not here" })).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
    await app.user.click(screen.getByRole("button", { name: "Show all conversations" }));
    await waitFor(() => { expect(window.location.hash).toBe("#/inbox/all"); });
  });
});

describe("find in a conversation", () => {
  it("counts every match, marks them, and goes from one to the next, whatever kind it is", async () => {
    const { fake, user } = await open();
    await user.keyboard("{Control>}{Shift>}f{/Shift}{/Control}");
    const field = await screen.findByRole("searchbox", { name: "Find in this conversation" });
    expect(document.activeElement).toBe(field);
    await user.type(field, "thursday");
    const all = fake.world.conversations.get("conv-dana")?.items.length ?? 0;
    expect(all).toBeGreaterThan(5);
    const count = await screen.findByText(/^1 of \d+$/);
    const total = Number(count.textContent?.split(" of ")[1]);
    expect(total).toBeGreaterThan(2);
    expect((await screen.findAllByText("Thursday", { selector: "mark" })).length).toBeGreaterThan(0);
    const asked = fake.asked.filter((one) => one.command === "search").at(-1)?.req;
    expect(asked).toMatchObject({ query: "thursday", conversationId: "conv-dana", order: "newest" });
    await user.keyboard("{Enter}");
    expect(await screen.findByText(`2 of ${total}`)).toBeTruthy();
    await user.keyboard("{Control>}g{/Control}");
    expect(await screen.findByText(`3 of ${total}`)).toBeTruthy();
    await user.keyboard("{Shift>}{Enter}{/Shift}");
    expect(await screen.findByText(`2 of ${total}`)).toBeTruthy();
    for (let at = 3; at <= total; at += 1) await user.click(screen.getByRole("button", { name: "Next match, older" }));
    expect(await screen.findByText(`${total} of ${total}`)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Next match, older" })).toHaveProperty("disabled", true);
    await user.click(field);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("searchbox")).toBeNull();
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Messages and calls, oldest first");
    expect(screen.queryByText("Thursday", { selector: "mark" })).toBeNull();
    expect(window.location.hash).toContain("conv-dana");
  });

  it("leads from a sentence of a call to its second", async () => {
    const { fake, user } = await open();
    const call = [...fake.world.calls.values()].find((one) => one.conversationId === "conv-dana" && one.segments.length > 0);
    const segment = call?.segments.find((one) => one.text.toLowerCase().includes("biscuit")) ?? call?.segments[4];
    const word = segment?.text.split(" ").sort((a, b) => b.length - a.length)[0]?.replace(/\W/g, "") ?? "";
    await user.keyboard("{Control>}{Shift>}f{/Shift}{/Control}");
    await user.type(await screen.findByRole("searchbox"), word);
    await screen.findByText(/^1 of /);
    for (let tries = 0; tries < 30 && !screen.queryByRole("button", { name: /^Hear it at/ }); tries += 1) await user.keyboard("{Enter}");
    await user.click(await screen.findByRole("button", { name: /^Hear it at/ }));
    await waitFor(() => { expect(window.location.hash).toMatch(/\/call\/.*\?t=\d+/); });
  });

  it("stays where it is when something new is found", async () => {
    const { fake, user } = await open();
    await user.keyboard("{Control>}{Shift>}f{/Shift}{/Control}");
    await user.type(await screen.findByRole("searchbox"), "thursday");
    const total = Number((await screen.findByText(/^1 of \d+$/)).textContent?.split(" of ")[1]);
    act(() => { fake.receive("conv-dana", "So is it Thursday?"); });
    expect(await screen.findByText(`2 of ${total + 1}`)).toBeTruthy();
  });
});

describe("jump to a date", () => {
  it("goes to the first of that day, however long the conversation is", async () => {
    const { fake, user } = await open("conv-long");
    const items = fake.world.conversations.get("conv-long")?.items ?? [];
    const target = items[700];
    const day = dayOf(target?.at ?? 0);
    const first = items.find((item) => dayOf(item.at) === day);
    await user.keyboard("g");
    const dialog = await openDialog("Jump to a date");
    await user.type(within(dialog).getByRole("textbox", { name: "Date" }), dateOf(first?.at ?? 0));
    expect(within(dialog).getByText(dayName(day))).toBeTruthy();
    await user.keyboard("{Enter}");
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
    // The pages next to it may be asked for after it.
    const around = fake.asked.filter((one) => one.command === "timeline_page").map((one) => one.req);
    expect(around).toContainEqual(expect.objectContaining({ anchor: { kind: "around", itemId: first?.id } }));
  });

  it("says so where nothing is that old, and shows the beginning", async () => {
    const { user } = await open();
    await user.keyboard("g");
    await user.type(await screen.findByRole("textbox", { name: "Date" }), "2019{Enter}");
    expect((await screen.findAllByText("Nothing is that old here: this is the beginning")).length).toBeGreaterThan(0);
  });

  it("says which day it came to where nothing was on that day", async () => {
    const { fake, user } = await open();
    const items = fake.world.conversations.get("conv-dana")?.items ?? [];
    const [last] = items.splice(-1);
    const [first] = items;
    if (!first || !last) throw new Error("there are texts");
    // Three days without anything between the first and what follows.
    items.splice(0, 1, { ...first, at: last.at - 40 * 86_400_000 }, { ...first, id: "after", at: last.at - 36 * 86_400_000 });
    items.push(last);
    const empty = dayOf(last.at - 36 * 86_400_000) - 1;
    await user.keyboard("g");
    const dialog = await openDialog("Jump to a date");
    await user.type(within(dialog).getByRole("textbox", { name: "Date" }), `${isoDay(empty)}{Enter}`);
    const otherYear = [empty, empty + 1, dayOf(Date.now())].some((day) => isoDay(day).slice(0, 4) !== isoDay(empty).slice(0, 4));
    const [asked, shown] = [empty, empty + 1].map((day) => shortDay(isoDay(day), otherYear));
    expect((await screen.findAllByText(`Nothing on ${asked}; this is ${shown}`)).length).toBeGreaterThan(0);
  });

  it("refuses what is no date", async () => {
    const { user } = await open();
    await user.keyboard("g");
    await user.type(await screen.findByRole("textbox", { name: "Date" }), "soon{Enter}");
    expect((await screen.findByRole("alert")).textContent).toMatch(/no date/);
  });

  it("is chosen by keys in a calendar, never after today", async () => {
    const { user } = await open();
    await user.keyboard("g");
    const grid = await screen.findByRole("grid");
    const chosen = () => within(grid).getAllByRole("gridcell").find((cell) => cell.getAttribute("aria-selected") === "true")?.querySelector("button");
    const today = dayOf(Date.now());
    expect(chosen()?.getAttribute("aria-current")).toBe("date");
    chosen()?.focus();
    await user.keyboard("{ArrowLeft}{ArrowUp}");
    expect(document.activeElement?.getAttribute("aria-label")).toBe(dayName(today - 8));
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(document.activeElement?.getAttribute("aria-label")).toBe(dayName(today));
  });
});

describe("a conversation on paper", () => {
  beforeEach(() => { window.print = vi.fn(); });

  it("has everything in full, with its days, names and how much it is, and no notes unless asked for", async () => {
    const { fake, user } = await open();
    const items = fake.world.conversations.get("conv-dana")?.items ?? [];
    await user.keyboard("{Control>}p{/Control}");
    const dialog = await openDialog("Print the conversation");
    await user.click(within(dialog).getByRole("button", { name: "Print" }));
    await waitFor(() => { expect(window.print).toHaveBeenCalledOnce(); });
    const sheet = document.querySelector<HTMLElement>("[data-print]");
    if (!sheet) throw new Error("there is no sheet");
    const onPaper = within(sheet);
    expect(onPaper.getByRole("heading", { level: 1, name: "Dana Kowalski" })).toBeTruthy();
    expect(onPaper.getAllByRole("listitem").length).toBe(items.filter((item) => item.body.kind !== "note").length);
    expect(sheet.textContent).toContain(`complete: ${items.length} texts and calls`);
    expect(sheet.textContent).toContain("internal notes are left out");
    expect(sheet.textContent).not.toContain("Lone Pine Mutual");
    expect(onPaper.getByRole("heading", { level: 2, name: dayName(dayOf(items[0]?.at ?? 0)) })).toBeTruthy();
    expect(onPaper.getAllByText(clockTime(items[0]?.at ?? 0)).length).toBeGreaterThan(0);
    act(() => { window.dispatchEvent(new Event("afterprint")); });
    expect(document.querySelector("[data-print]")).toBeNull();
  });

  it("is there for the browser's own print, too: what is loaded, and said so", async () => {
    const { fake } = await open("conv-long");
    const total = fake.world.conversations.get("conv-long")?.items.length ?? 0;
    act(() => { window.dispatchEvent(new Event("beforeprint")); });
    expect(document.querySelector("[data-print]")?.textContent).toMatch(new RegExp(`to ${total.toLocaleString("en-US")} of ${total.toLocaleString("en-US")}, counted from the beginning`));
    act(() => { window.dispatchEvent(new Event("afterprint")); });
  });

  it("reads on until the time that was asked for", async () => {
    const { fake, user } = await open("conv-long");
    const items = fake.world.conversations.get("conv-long")?.items ?? [];
    await user.keyboard("{Control>}p{/Control}");
    await user.click(await screen.findByRole("radio", { name: "Last 12 months" }));
    await user.click(screen.getByRole("button", { name: "Print" }));
    await waitFor(() => { expect(window.print).toHaveBeenCalledOnce(); });
    const from = Date.now() - 365 * 86_400_000;
    const wanted = items.filter((item) => item.at >= from).length;
    expect(Math.abs((document.querySelectorAll("[data-print] li").length) - wanted)).toBeLessThan(2);
    act(() => { window.dispatchEvent(new Event("afterprint")); });
  });
});

describe("links in texts", () => {
  it("show the host that they really lead to", async () => {
    await open("conv-hostile");
    expect(await screen.findByText(/leads to xn--/)).toBeTruthy();
  });
});

describe("what becomes of a text", () => {
  it("is said to a screen reader as it happens, and nothing of what was so before", async () => {
    const { user } = await open();
    await call("save_settings", { ...(await call("settings", {})), undoMs: 0 });
    const status = () => screen.getAllByRole("status").map((one) => one.textContent).join(" ");
    expect(status()).not.toContain("delivered");
    await user.type(screen.getByRole("textbox", { name: /^Text / }), "We come at noon.");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => { expect(status()).toMatch(/Text to Dana [^:]+: sent/); }, { timeout: 3000 });
    await waitFor(() => { expect(status()).toMatch(/Text to Dana [^:]+: delivered/); }, { timeout: 3000 });
  });
});
