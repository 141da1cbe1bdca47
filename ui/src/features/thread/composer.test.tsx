import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { heldDrafts } from "../../state/drafts";
import { openDialog } from "../../testing/dialogs";
import { renderApp } from "../../testing/renderApp";

beforeEach(() => { heldDrafts.set(new Map()); });

async function open(id = "conv-dana") {
  const app = renderApp(`#/inbox/all/thread/${id}`);
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: /^Text / });
  const { people } = app.fake.world.conversations.get(id) ?? { people: [] };
  return { ...app, field, first: people[0]?.name.split(" ")[0] ?? "" };
}

describe("snippets", () => {
  it("open with a slash at the beginning of a word, and are chosen with the keys", async () => {
    const { user, field, first } = await open();
    await user.type(field, "1/2 mile ");
    expect(screen.queryByRole("listbox", { name: "Snippets" })).toBeNull();
    await user.type(field, "/conf");
    const list = await screen.findByRole("listbox", { name: "Snippets" });
    expect((await within(list).findAllByRole("option")).map((one) => one.textContent)).toEqual([`Confirm a visitHi ${first}, this confirms our visit tomorrow. Reply here if anything changes.`]);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("listbox", { name: "Snippets" })).toBeNull();
    expect(document.activeElement).toBe(field);
    await user.clear(field);
    await user.type(field, "/");
    await waitFor(async () => { expect(await screen.findAllByRole("option")).toHaveLength(3); });
    expect(field.getAttribute("aria-activedescendant")).toBe(screen.getAllByRole("option")[0]?.id);
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(field.value).toBe(`Hi ${first}, we are on our way and should be with you at about {time}.`);
  });

  it("leave marked what is not known; Tab goes to it, and it cannot be sent before it is filled in", async () => {
    const { user, field, fake, first } = await open();
    await user.type(field, "/on our");
    await user.clear(field);
    await user.type(field, "/way");
    await screen.findByRole("option", { name: /^On our way/ });
    await user.keyboard("{Enter}");
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe("{time}");
    expect(screen.getByText("{time}", { selector: "mark" })).toBeTruthy();
    expect(screen.getByText("Fill in {time}. Tab goes to the next one.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Send" })).toHaveProperty("disabled", true);
    expect(screen.getByRole("button", { name: "Send later" })).toHaveProperty("disabled", true);
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(fake.asked.some((one) => one.command === "send_text")).toBe(false);
    field.setSelectionRange(0, 0);
    await user.keyboard("{Tab}");
    expect(document.activeElement).toBe(field);
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe("{time}");
    await user.keyboard("noon");
    expect(field.value).toBe(`Hi ${first}, we are on our way and should be with you at about noon.`);
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => { expect(fake.asked.some((one) => one.command === "send_text")).toBe(true); });
    expect(field.value).toBe("");
  });

  it("can be looked for from the button, too", async () => {
    const { user, field } = await open();
    await user.type(field, "Hello");
    await user.click(screen.getByRole("button", { name: "Insert a snippet" }));
    expect(await screen.findByRole("listbox", { name: "Snippets" })).toBeTruthy();
    expect(field.value).toBe("Hello /");
  });
});

describe("send later", () => {
  it("plans a text, says so in the thread, and gives the words back with Undo", async () => {
    const { user, field, fake } = await open();
    fake.composer.quiet = () => null;
    await user.type(field, "The crew starts at 8.");
    await user.keyboard("{Control>}{Shift>}{Enter}{/Shift}{/Control}");
    const dialog = await openDialog("Send later");
    await user.type(await within(dialog).findByRole("combobox", { name: "Type a time" }), "in 3 days at 4 pm");
    expect(await within(dialog).findByText(/^Goes out \w{3}, .*4:00 pm/)).toBeTruthy();
    expect(await within(dialog).findByText(/There it is|same time there/)).toBeTruthy();
    await waitFor(() => { expect(within(dialog).getByRole("button", { name: "Schedule" })).toHaveProperty("disabled", false); });
    await user.click(within(dialog).getByRole("button", { name: "Schedule" }));
    const strip = await screen.findByRole("list", { name: "Scheduled in this conversation" });
    expect(within(strip).getByText("The crew starts at 8.")).toBeTruthy();
    expect(within(strip).getByText(/unless they answer first/)).toBeTruthy();
    await waitFor(() => { expect(field.value).toBe(""); });
    await user.click(within(strip).getByRole("button", { name: "Cancel" }));
    await waitFor(() => { expect(field.value).toBe("The crew starts at 8."); });
    await waitFor(() => { expect(screen.queryByRole("list", { name: "Scheduled in this conversation" })).toBeNull(); });
    // The words are in the field now, and so is the focus.
    await waitFor(() => { expect(document.activeElement).toBe(field); });
    await user.click(screen.getAllByRole("button", { name: "Undo" }).at(-1) ?? document.body);
    expect(await screen.findByRole("list", { name: "Scheduled in this conversation" })).toBeTruthy();
    await waitFor(() => { expect(field.value).toBe(""); });
    expect(document.activeElement).toBe(field);
  });

  it("offers the next moment that is not in quiet hours, or sends it all the same", async () => {
    const { user, field, fake } = await open();
    const next = Date.now() + 40 * 3_600_000;
    fake.composer.quiet = (at) => (at < next ? next : null);
    await user.type(field, "Hello");
    await user.click(screen.getByRole("button", { name: "Send later" }));
    const dialog = await openDialog("Send later");
    expect(await within(dialog).findByText("It is quiet hours there, from 9:00 pm to 8:00 am.")).toBeTruthy();
    expect(within(dialog).getByRole("button", { name: "Schedule" })).toHaveProperty("disabled", true);
    await user.click(within(dialog).getByRole("button", { name: /^Use / }));
    await waitFor(() => { expect(within(dialog).getByRole("button", { name: "Schedule" })).toHaveProperty("disabled", false); });
    await user.click(within(dialog).getByRole("option", { name: /^In 1 hour/ }));
    await user.click(await within(dialog).findByRole("button", { name: "Send it all the same" }));
    await user.click(within(dialog).getByRole("checkbox", { name: "Do not send it if they answer first" }));
    await user.click(within(dialog).getByRole("button", { name: "Schedule" }));
    await waitFor(() => { expect(fake.asked.find((one) => one.command === "schedule_text")?.req).toMatchObject({ text: "Hello", unlessAnswered: false, inQuietHours: true }); });
  });

  it("says what is no time", async () => {
    const { user, field } = await open();
    await user.type(field, "Hello");
    await user.click(screen.getByRole("button", { name: "Send later" }));
    const dialog = await openDialog("Send later");
    await user.type(await within(dialog).findByRole("combobox", { name: "Type a time" }), "soonish");
    expect(await within(dialog).findByText("That is no moment to come. Try “tomorrow 9am”, “friday” or “in 3 days”.")).toBeTruthy();
    expect(within(dialog).getByRole("button", { name: "Schedule" })).toHaveProperty("disabled", true);
  });
});

describe("a new message", () => {
  it("goes to anybody by name or number, from the chosen line, and the field waits for words", async () => {
    const { user, fake } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    await user.keyboard("n");
    await user.type(await screen.findByRole("combobox", { name: "To" }), "773 555 0188");
    await user.keyboard("{Enter}");
    const lines = fake.world.lines;
    const choice = await screen.findByRole("combobox", { name: "From" });
    expect(within(choice).getAllByRole("option")).toHaveLength(lines.length);
    // The way on has the focus, so that what is typed too early cannot choose another line.
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Write" }));
    await user.selectOptions(choice, lines[1]?.id ?? "");
    await user.click(screen.getByRole("button", { name: "Write" }));
    const field = await screen.findByRole("textbox", { name: "Text (773) 555-0188" });
    await waitFor(() => { expect(document.activeElement).toBe(field); });
    expect(screen.getByText("Nothing here yet")).toBeTruthy();
    expect(screen.getByText(new RegExp(`^From ${lines[1]?.name ?? ""}`))).toBeTruthy();

    // The next one begins with the same line.
    await user.keyboard("{Escape}n");
    await user.type(await screen.findByRole("combobox", { name: "To" }), "773 555 0189");
    await user.keyboard("{Enter}");
    expect((await screen.findByRole<HTMLSelectElement>("combobox", { name: "From" })).value).toBe(lines[1]?.id);
  });

  it("is over when somebody goes elsewhere", async () => {
    const { user } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    await user.keyboard("n");
    await screen.findByRole("dialog", { name: "New message" });
    act(() => { window.location.hash = "#/settings"; });
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
  });

  it("says why it cannot be written where no line is known", async () => {
    const { user, fake } = renderApp("#/inbox/open");
    fake.world.lines = [];
    await screen.findByRole("list", { name: "Open" });
    await user.keyboard("n");
    await user.type(await screen.findByRole("combobox", { name: "To" }), "773 555 0188");
    await user.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog", { name: "New message" });
    expect(await within(dialog).findByText(/No line to write from/)).toBeTruthy();
    expect(within(dialog).getByRole("button", { name: "Write" })).toHaveProperty("disabled", true);
    expect(within(dialog).getByRole("link", { name: "Connection" })).toBeTruthy();
  });
});

describe("Escape", () => {
  it("leads from the field to the conversation, and from there back to the list", async () => {
    const { user, field } = await open();
    await user.click(field);
    await user.keyboard("{Escape}");
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Messages and calls, oldest first");
    await user.keyboard("{Escape}");
    await waitFor(() => { expect(window.location.hash).toBe("#/inbox/all"); });
  });

  it("leads back from a conversation and a call that cannot be read", async () => {
    const failing = { conversation: "internal", call_page: "internal" } as const;
    const { user } = renderApp("#/inbox/all/thread/conv-dana", { failing });
    await user.click(await screen.findByRole("button", { name: "Back to the list" }));
    await waitFor(() => { expect(window.location.hash).toBe("#/inbox/all"); });
    act(() => { window.location.hash = "#/inbox/all/call/call-1"; });
    await user.click(await screen.findByRole("button", { name: "Back" }));
    await waitFor(() => { expect(window.location.hash).toBe("#/inbox/all"); });
  });
});
