import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { FakeTransport } from "../../api/transport/fake";
import { dayOf, minuteOn, momentOfDay, weekdayOf } from "../../lib/dates";
import { startFollowUp } from "../../state/followUps";
import { openDialog } from "../../testing/dialogs";
import { renderApp } from "../../testing/renderApp";

const asked = (fake: FakeTransport, command: string) => fake.asked.filter((one) => one.command === command).map((one) => one.req);
const chosenIn = (dialog: HTMLElement) => within(dialog).queryAllByRole("option", { selected: true }).map((one) => one.textContent);

describe("a moment for a follow-up", () => {
  const open = async (draft: Parameters<typeof startFollowUp>[0] = {}) => {
    const app = renderApp("#/follow-ups/due");
    await screen.findByRole("list", { name: "Overdue" });
    act(() => { startFollowUp({ title: "Call the inspector", ...draft }); });
    const dialog = await openDialog();
    return { ...app, dialog, field: within(dialog).getByRole("combobox", { name: "When" }) };
  };
  const made = (fake: FakeTransport) => (asked(fake, "make_follow_ups") as { items: { dueAt: number | null }[] }[]).flatMap((one) => one.items.map((item) => item.dueAt));

  it("is never that of words no longer in the field, and is waited for once, however often Enter is pressed", async () => {
    const { fake, dialog, field } = await open();
    fireEvent.change(field, { target: { value: "tomorrow noon" } });
    await within(dialog).findByRole("option", { name: /^As typed.*12:00 pm/ });
    fireEvent.change(field, { target: { value: "next tue 3pm" } });
    const save = within(dialog).getByRole("button", { name: "Save" });
    fireEvent.click(save);
    fireEvent.click(save);
    await waitFor(() => { expect(made(fake)).toHaveLength(1); });
    const [due = 0] = made(fake);
    expect([weekdayOf(dayOf(due ?? 0)), minuteOn(due ?? 0)]).toEqual([2, 15 * 60]);
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
    expect(made(fake)).toHaveLength(1);
  });

  it("is no date until one is chosen, and is chosen with the arrows", async () => {
    const { fake, user, dialog, field } = await open();
    expect(chosenIn(dialog)).toEqual(["No date"]);
    act(() => { field.focus(); });
    await user.keyboard("{ArrowDown}");
    expect(chosenIn(dialog)).toEqual([expect.stringMatching(/^Today/)]);
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => { expect(made(fake)).toEqual([momentOfDay(dayOf(Date.now()) + 1, 9 * 60)]); });
  });

  it("says of one that is past that it is, until another is chosen", async () => {
    const { fake, user, dialog, field } = await open();
    await user.click(field);
    await user.paste("yesterday 9am");
    await within(dialog).findByRole("option", { name: /^As typed/ });
    await user.keyboard("{Enter}");
    expect(await within(dialog).findByText(/^This has passed already/)).toBeTruthy();
    await user.clear(field);
    expect(within(dialog).queryByText(/^This has passed already/)).toBeNull();
    expect(chosenIn(dialog)).toEqual(["No date"]);
    expect(made(fake)).toEqual([]);
  });

  it("stays as it is where nothing else is chosen", async () => {
    const dueAt = momentOfDay(dayOf(Date.now()) + 40, 11 * 60);
    const { fake, user, dialog } = await open({ id: "one", dueAt });
    expect(chosenIn(dialog)).toEqual([expect.stringMatching(/^As it is/)]);
    await user.keyboard(" again{Enter}");
    await waitFor(() => { expect(asked(fake, "change_follow_ups")[0]).toMatchObject({ title: "Call the inspector again", due: { at: dueAt } }); });
  });
});

describe("a moment for a text", () => {
  it("is that of the words in the field, of the list, or of the calendar's field, whichever was last", async () => {
    const { fake, user } = renderApp("#/inbox/open/thread/conv-dana");
    fake.composer.quiet = () => null;
    await user.type(await screen.findByRole("textbox", { name: "Text Dana Kowalski" }), "Hello");
    await user.click(screen.getByRole("button", { name: "Send later" }));
    const dialog = await openDialog("Send later");
    const field = await within(dialog).findByRole<HTMLInputElement>("combobox", { name: "Type a time" });
    const plan = within(dialog).getByRole("button", { name: "Schedule" });
    expect(chosenIn(dialog)).toEqual([expect.stringMatching(/^Tomorrow morning/)]);

    fireEvent.change(field, { target: { value: "in 3 days at 4 pm" } });
    await within(dialog).findByText(/^Goes out .*4:00 pm/);
    // What was read before is no longer meant: nothing goes out by it.
    fireEvent.change(field, { target: { value: "in 3 days at 5 pm" } });
    expect(plan).toHaveProperty("disabled", true);
    fireEvent.click(plan);
    expect(asked(fake, "schedule_text")).toEqual([]);
    await within(dialog).findByText(/^Goes out .*5:00 pm/);

    const calendar = within(dialog).getByLabelText<HTMLInputElement>("Date and time");
    expect(calendar.value).toMatch(/T17:00$/);
    fireEvent.change(calendar, { target: { value: calendar.value.replace("T17:00", "T18:30") } });
    expect(field.value).toBe("");
    expect(chosenIn(dialog)).toEqual([]);
    await within(dialog).findByText(/^Goes out .*6:30 pm/);
    act(() => { field.focus(); });
    await user.keyboard("{ArrowDown}");
    expect(chosenIn(dialog)).toEqual([expect.stringMatching(/^In 1 hour/)]);
    await waitFor(() => { expect(plan).toHaveProperty("disabled", false); });
    await user.keyboard("{Enter}");
    await waitFor(() => { expect(asked(fake, "schedule_text")).toHaveLength(1); });
    const { dueAt } = asked(fake, "schedule_text")[0] as { dueAt: number };
    expect(Math.round((dueAt - Date.now()) / 3_600_000)).toBe(1);
  });
});
