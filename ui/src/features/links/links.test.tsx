import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openDialog } from "../../testing/dialogs";
import { renderApp } from "../../testing/renderApp";

type Rendered = ReturnType<typeof renderApp>;
const asked = ({ fake }: Rendered, command: string) => fake.asked.filter((one) => one.command === command).map((one) => one.req);
const follow = (url: string) => { act(() => { window.location.hash = `#/link?url=${encodeURIComponent(url)}`; }); };

const STRANGER = "+17735550999";

describe("a link from outside", () => {
  it("fills the draft of the conversation with the number, and sends nothing", async () => {
    const app = renderApp("#/inbox/open");
    const one = [...app.fake.world.conversations.values()].find((each) => each.people.length === 1 && each.people[0]?.e164 && each.draft === "");
    follow(`sms:${one?.people[0]?.e164 ?? ""}?body=On our way`);
    await waitFor(() => { expect(window.location.hash).toContain(`/thread/${one?.id ?? ""}`); });
    expect(await screen.findByDisplayValue("On our way")).toBeTruthy();
    expect(asked(app, "send_text")).toEqual([]);
  });

  it("to write to a new number opens New message with number and words, from a line that a person chooses", async () => {
    const app = renderApp("#/inbox/open");
    follow(`sms:${STRANGER}?body=On our way`);
    const dialog = within(await openDialog("New message"));
    expect(dialog.getByText(STRANGER)).toBeTruthy();
    expect(dialog.getByText("On our way")).toBeTruthy();
    expect(asked(app, "start_conversation")).toEqual([]);
    const line = app.fake.world.lines[1];
    await app.user.selectOptions(dialog.getByRole("combobox", { name: "From" }), line?.id ?? "");
    await app.user.click(dialog.getByRole("button", { name: "Write" }));
    expect(await screen.findByDisplayValue("On our way")).toBeTruthy();
    expect(asked(app, "start_conversation")).toEqual([{ lineId: line?.id, to: STRANGER }]);
    expect(asked(app, "send_text")).toEqual([]);
  });

  it("without words does the same", async () => {
    renderApp("#/inbox/open");
    follow(`sms:${STRANGER}`);
    const dialog = within(await openDialog("New message"));
    expect(dialog.getByText(STRANGER)).toBeTruthy();
    expect(dialog.queryByText("Text")).toBeNull();
  });

  it("to call a new number offers to write to it, to make a contact of it and to copy it", async () => {
    const { user } = renderApp("#/inbox/open");
    follow(`tel:${STRANGER}`);
    expect(await screen.findByRole("heading", { name: `No conversation with ${STRANGER} yet` })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Copy the number" }));
    expect(await navigator.clipboard.readText()).toBe(STRANGER);
    await user.click(screen.getByRole("button", { name: "Make a contact" }));
    expect(await screen.findByRole("heading", { name: "New contact" })).toBeTruthy();
    expect(await screen.findByDisplayValue(STRANGER)).toBeTruthy();
    follow(`tel:${STRANGER}`);
    await user.click(await screen.findByRole("button", { name: "Write a text" }));
    expect(within(await openDialog("New message")).getByText(STRANGER)).toBeTruthy();
  });

  it("to a contact without a conversation names them and opens them", async () => {
    const { fake, user } = renderApp("#/inbox/open");
    const [contactId, card] = [...fake.world.contacts].find(([id]) => [...fake.world.conversations.values()].some((one) => one.people.length === 1 && one.people[0]?.contactId === id)) ?? [];
    // Their second number: found with the contact, though nobody wrote to it.
    card?.phones.push({ label: "Work", value: STRANGER });
    const one = [...fake.world.conversations.values()].find((each) => each.people[0]?.contactId === contactId)?.people[0];
    if (one) one.company = STRANGER;
    follow(`tel:${STRANGER}`);
    expect(await screen.findByRole("heading", { name: `No conversation with ${card?.name ?? ""} yet` })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Open the contact" }));
    await waitFor(() => { expect(window.location.hash).toContain(`/contact/${encodeURIComponent(contactId ?? "")}`); });
  });

  it("says so when its number is none, and when it leads nowhere", async () => {
    renderApp(`#/link?url=${encodeURIComponent("tel:ACME%20Roofing")}`);
    expect(await screen.findByRole("heading", { name: "This is not a phone number" })).toBeTruthy();
    expect(screen.getByText(/“ACME Roofing”/)).toBeTruthy();
    follow("javascript:alert(1)");
    expect(await screen.findByRole("heading", { name: "This link leads nowhere" })).toBeTruthy();
  });
});
