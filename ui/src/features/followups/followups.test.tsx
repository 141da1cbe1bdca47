import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { FakeTransport } from "../../api/transport/fake";
import { followUpDraft } from "../../state/followUps";
import { renderApp } from "../../testing/renderApp";
import { act as takeBack, toasts } from "../../state/toasts";

const asked = (fake: FakeTransport, command: string) => fake.asked.filter((one) => one.command === command).map((one) => one.req);
const undo = () => { act(() => { const toast = toasts.get().at(-1); if (toast) takeBack(toast.id); }); };
/** What the first follow-up of the sample comes from. */
const callOf = (fake: FakeTransport) => [...fake.world.calls.values()].find((one) => one.nextSteps.length > 0)?.id ?? "";

beforeEach(() => { followUpDraft.set(null); });

describe("the follow-ups", () => {
  it("stand under overdue, today and no date, each with the sentence it comes from", async () => {
    const { fake } = renderApp("#/follow-ups/due");
    const overdue = await screen.findByRole("list", { name: "Overdue" });
    const row = within(overdue).getByRole("listitem");
    expect(row.textContent).toContain("said at");
    expect(within(row).getByRole("link").getAttribute("href")).toMatch(new RegExp(`#/follow-ups/due/call/${callOf(fake)}\\?t=\\d+$`));
    expect(within(screen.getByRole("list", { name: "No date" })).getByRole("link", { name: "Order ridge vent for the Kowalskis" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Follow-ups, 2 due" }).getAttribute("aria-current")).toBe("page");
  });

  it("are ticked with the step of the call, and that can be undone", async () => {
    const { fake, user } = renderApp("#/follow-ups/due");
    const overdue = await screen.findByRole("list", { name: "Overdue" });
    await user.click(within(overdue).getByRole("checkbox"));
    await waitFor(() => { expect(screen.queryByRole("list", { name: "Overdue" })).toBeNull(); });
    expect(fake.world.calls.get(callOf(fake))?.nextSteps[0]?.done).toBe(true);
    undo();
    expect(await screen.findByRole("list", { name: "Overdue" })).toBeTruthy();
    expect(fake.world.calls.get(callOf(fake))?.nextSteps[0]?.done).toBe(false);
  });

  it("are worked through with keys: next, open, tick, when", async () => {
    const { fake, user } = renderApp("#/follow-ups/due");
    await screen.findByRole("list", { name: "Overdue" });
    await user.keyboard("j");
    await user.keyboard("t");
    await user.click(await screen.findByRole("menuitem", { name: /^Tomorrow/ }));
    await waitFor(() => { expect(asked(fake, "change_follow_ups").length).toBe(1); });
    const upcoming = await screen.findByRole("list", { name: "Upcoming" });
    // What was changed keeps the focus under its new heading.
    await waitFor(() => { expect(upcoming.contains(document.activeElement)).toBe(true); });
    undo();
    expect(await screen.findByRole("list", { name: "Overdue" })).toBeTruthy();
  });

  it("are counted under a name that says what is counted, and are saved by Ctrl+Enter with the focus on what was saved", async () => {
    const { fake, user } = renderApp("#/follow-ups/due");
    const overdue = await screen.findByRole("list", { name: "Overdue" });
    const open = [...fake.followUps.rows.values()].filter((row) => !row.gone && row.doneAt === null).length;
    expect(screen.getByRole("tab", { name: `Open, by when they are due, ${open}` }).textContent).toBe(`Open${open}`);
    const title = within(overdue).getByRole("link").textContent;
    await user.click(within(overdue).getByRole("button", { name: /^More for/ }));
    await user.click(await screen.findByRole("menuitem", { name: "Change…" }));
    await user.click(await screen.findByRole("combobox", { name: "When" }));
    await user.paste("in two weeks");
    await user.keyboard("{Control>}{Enter}{/Control}");
    const upcoming = await screen.findByRole("list", { name: "Upcoming" });
    expect(asked(fake, "change_follow_ups").length).toBe(1);
    await waitFor(() => { expect(document.activeElement?.closest("li")?.textContent).toContain(title); });
    expect(upcoming.contains(document.activeElement)).toBe(true);
  });

  it("are made from the palette's key with words for the moment and a person", async () => {
    const { fake, user } = renderApp("#/follow-ups/due");
    await screen.findByRole("list", { name: "Overdue" });
    await user.keyboard("f");
    await user.click(await screen.findByRole("textbox", { name: "What is to be done" }));
    await user.paste("Call the inspector");
    await user.click(screen.getByRole("combobox", { name: "When" }));
    await user.paste("tomorrow at 9:30");
    await user.click(screen.getByRole("combobox", { name: "About whom" }));
    await user.paste("Priya");
    await user.click(await screen.findByRole("option", { name: /Priya Raman/ }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Call the inspector")).toBeTruthy();
    const [made] = asked(fake, "make_follow_ups") as { items: { dueAt: number; title: string }[] }[];
    const due = new Date(made?.items[0]?.dueAt ?? 0);
    expect([due.getHours(), due.getMinutes()]).toEqual([9, 30]);
    undo();
    await waitFor(() => { expect(screen.queryByText("Call the inspector")).toBeNull(); });
  });

  it("says what is missing instead of saving it", async () => {
    const { fake, user } = renderApp("#/follow-ups/due");
    await screen.findByRole("list", { name: "Overdue" });
    await user.click(screen.getByRole("button", { name: "Make a follow-up" }));
    await user.click(await screen.findByRole("button", { name: "Save" }));
    expect(await screen.findByText("Say what is to be done.")).toBeTruthy();
    await user.click(screen.getByRole("textbox", { name: "What is to be done" }));
    await user.paste("x");
    await user.click(screen.getByRole("combobox", { name: "When" }));
    await user.paste("whenever it rains");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText(/^That is no moment to come/)).toBeTruthy();
    expect(asked(fake, "make_follow_ups")).toEqual([]);
  });

  it("are made of all next steps of a call at once", async () => {
    const { fake, user } = renderApp("#/inbox/open");
    const call = [...fake.world.calls.values()].filter((one) => one.nextSteps.length > 2)[0] ?? fake.world.calls.get(callOf(fake));
    if (!call) throw new Error("the sample has a call with next steps");
    for (const row of fake.followUps.rows.values()) row.gone = true;
    act(() => { window.location.hash = `#/inbox/open/call/${call.id}`; });
    await user.click(await screen.findByText("Follow up on all"));
    await waitFor(() => { expect(screen.queryByText("Follow up on all")).toBeNull(); });
    expect([...fake.followUps.rows.values()].filter((row) => !row.gone).length).toBe(call.nextSteps.filter((step) => !step.done).length);
  });

  it("are beside the conversation with the person", async () => {
    renderApp("#/inbox/open/thread/conv-dana");
    const contact = await screen.findByRole("complementary");
    expect(await within(contact).findByRole("heading", { name: "Follow-ups" })).toBeTruthy();
    expect(await within(contact).findByRole("link", { name: "Order ridge vent for the Kowalskis" })).toBeTruthy();
  });
});
