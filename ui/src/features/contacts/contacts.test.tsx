import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ContactFields, SaveContactReq } from "../../api/schema.gen";
import type { FakeTransport } from "../../api/transport/fake";
import { setAppearance } from "../../state/appearance";
import { setKeys } from "../../state/keymap";
import { dismiss, pause, toasts } from "../../state/toasts";
import { renderApp } from "../../testing/renderApp";
import { dropForm, fieldsOf, formOf, NO_FIELDS, problemsOf } from "./form";

const asked = (fake: FakeTransport, command: string) => fake.asked.filter((one) => one.command === command).map((one) => one.req);

/** Fields are pasted into, as letters one by one take long on small machines. */
async function put(user: ReturnType<typeof renderApp>["user"], field: HTMLElement, text: string) {
  await user.clear(field);
  await user.click(field);
  await user.paste(text);
}

beforeEach(() => {
  dropForm("contact-0");
  dropForm("new");
});

describe("the list of contacts", () => {
  it("names everyone with company, number, tags and what Quo does not have", async () => {
    const { fake, user } = renderApp("#/inbox/open");
    fake.contacts.stands("contact-4", { kind: "waiting", reason: "Quo cannot be reached" });
    act(() => { window.location.hash = "#/contacts"; });
    const list = await screen.findByRole("list", { name: "Contacts by name" });
    expect(within(list).getByRole("link", { name: "Dana Kowalski, (512) 555-1000, Tags: Hillcrest, Insurance" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Contacts" }).getAttribute("aria-current")).toBe("page");
    // Further down than what is drawn at first.
    const field = screen.getByRole("textbox", { name: "Filter by name, company or number" });
    await put(user, field, "Tom");
    expect(await screen.findByRole("link", { name: "Tom Okafor, Property manager, Bell Property Group, (512) 555-1148, waiting to be written to Quo" })).toBeTruthy();
  });

  it("finds the beginning of a name, any other word of it, a company and a number as they are typed", async () => {
    const { user } = renderApp("#/contacts");
    const field = await screen.findByRole("textbox", { name: "Filter by name, company or number" });
    for (const [text, found, count] of [["dana", /^Dana Kowalski/, 2], ["raman", /^Priya Raman/, 1], ["Bell Property", /^Marcus Bell, Property manager, Bell Property Group/, 4], ["555-1222", /^Hector Vargas/, 1]] as const) {
      await put(user, field, text);
      expect(await screen.findByRole("link", { name: found })).toBeTruthy();
      await waitFor(() => { expect(within(screen.getByRole("list", { name: "Contacts by name" })).getAllByRole("listitem").length).toBe(count); });
    }
    await put(user, field, "nobody at all");
    expect(await screen.findByRole("heading", { name: "Nobody by that name" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Show all contacts" }));
    expect(await screen.findByRole("link", { name: /^Andre Baptiste/ })).toBeTruthy();
  });

  it("shows only those with a tag, chosen in the list or on a contact's page", async () => {
    const { fake, user } = renderApp("#/contacts/contact/contact-0");
    await user.click(await screen.findByTitle("Contacts with the tag Insurance"));
    await waitFor(() => { expect(window.location.hash).toBe("#/contacts?tag=Insurance"); });
    await waitFor(() => { expect(within(screen.getByRole("list", { name: "Contacts by name" })).getAllByRole("listitem").length).toBe(1); });
    await user.click(screen.getByRole("button", { name: "Tag: Insurance" }));
    await user.click(await screen.findByRole("menuitemradio", { name: /^VIP/ }));
    expect(await screen.findByRole("link", { name: /Tags: VIP/ })).toBeTruthy();
    expect(asked(fake, "contacts_page")).toContainEqual(expect.objectContaining({ tag: "VIP" }));
  });

  it("is worked through by keys: J and K move, Enter opens, N begins a new one", async () => {
    const { user } = renderApp("#/contacts");
    await screen.findByRole("link", { name: /^Andre Baptiste/ });
    await user.keyboard("jj");
    const second = screen.getByRole("link", { name: /^Andre Baptiste/ });
    await waitFor(() => { expect(document.activeElement).toBe(second); });
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "Andre Baptiste" })).toBeTruthy();
    await user.keyboard("k");
    expect(await screen.findByRole("heading", { name: /onerror/ })).toBeTruthy();
    await user.keyboard("n");
    expect(await screen.findByRole("heading", { name: "New contact" })).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "First name" }));
  });

  it("is worked through by other keys when others were chosen, which its hints then show", async () => {
    const { user } = renderApp("#/contacts");
    act(() => {
      setKeys("contact.edit", ["u"]);
      setKeys("go.newContact", ["w"]);
      setKeys("back", ["x"]);
    });
    expect(await screen.findByText(/Press W to write down a new one/)).toBeTruthy();
    await user.click(await screen.findByRole("link", { name: /^Andre Baptiste/ }));
    await screen.findByRole("heading", { name: "Andre Baptiste" });
    await user.keyboard("en");
    expect(screen.queryByRole("textbox", { name: "First name" })).toBeNull();
    await user.keyboard("u");
    expect(await screen.findByRole("textbox", { name: "First name" })).toBeTruthy();
    await user.keyboard("{Control>}k{/Control}");
    expect(await screen.findByRole("option", { name: "Drop the changes to the contact" })).toBeTruthy();
    expect(screen.getByRole("option", { name: /^Save the contact/ }).textContent).toBe("Save the contactCtrlEnter");
    await user.click(screen.getByRole("option", { name: "Drop the changes to the contact" }));
    await waitFor(() => { expect(screen.queryByRole("textbox", { name: "First name" })).toBeNull(); });
    await user.keyboard("x");
    expect(await screen.findByText(/Press W to write down a new one/)).toBeTruthy();
    await user.keyboard("w");
    expect(await screen.findByRole("heading", { name: "New contact" })).toBeTruthy();
  });

  it("leaves a conversation its letters", async () => {
    const { fake, user } = renderApp("#/contacts/thread/conv-dana");
    await screen.findByRole("textbox", { name: "Text Dana Kowalski" });
    const pane = within(await screen.findByRole("complementary", { name: "Contact" }));
    await waitFor(() => { expect(pane.getByRole<HTMLButtonElement>("button", { name: "Edit" }).disabled).toBe(false); });
    await user.keyboard("e");
    await waitFor(() => { expect(asked(fake, "change_inbox")).toContainEqual(expect.objectContaining({ change: { kind: "done" } })); });
    expect(screen.queryByRole("textbox", { name: "First name" })).toBeNull();
    await user.keyboard("{Control>}k{/Control}");
    await user.click(await screen.findByRole("option", { name: "Edit Dana Kowalski" }));
    await put(user, await pane.findByRole("textbox", { name: "Role" }), "Homeowner");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => { expect(asked(fake, "save_contact").length).toBe(1); });
    expect(asked(fake, "send_text")).toEqual([]);
  });

  it("is closer together where that is chosen", async () => {
    renderApp("#/contacts");
    const row = (await screen.findByRole("link", { name: /^Andre Baptiste/ })).closest("li");
    expect(row?.style.height).toBe("56px");
    act(() => { setAppearance({ density: "compact" }); });
    expect(row?.style.height).toBe("44px");
    expect(screen.getByRole("separator", { name: "Width of the list" })).toBeTruthy();
  });

  it("says what would be here while there is nobody, and how they come", async () => {
    renderApp("#/contacts", { empty: true });
    expect(await screen.findByRole("heading", { name: "No contacts yet" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Open Connection" }).getAttribute("href")).toBe("#/connection");
  });

  it("says what is wrong, and tries again", async () => {
    renderApp("#/contacts", { failing: { contacts_page: "unavailable" } });
    expect(await screen.findByRole("button", { name: "Try again" })).toBeTruthy();
  });
});

describe("a contact", () => {
  it("is changed in its place, says what is wrong beside the field, and can be put back", async () => {
    const { fake, user } = renderApp("#/contacts/contact/contact-0");
    await screen.findByRole("heading", { name: "Dana Kowalski" });
    await user.keyboard("e");
    await put(user, await screen.findByRole("textbox", { name: "Role" }), "Homeowner");
    await put(user, screen.getByRole("textbox", { name: "Number 1" }), "12");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(screen.getByText("This is not a phone number")).toBeTruthy();
    await waitFor(() => { expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Number 1" })); });
    expect(asked(fake, "save_contact")).toEqual([]);
    // Only the core knows whether such a number can exist.
    await put(user, screen.getByRole("textbox", { name: "Number 1" }), "555-1000");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect((await screen.findByText(/^This is not a phone number; write it/)).closest("[role=alert]")).toBeTruthy();
    await put(user, screen.getByRole("textbox", { name: "Number 1" }), "512 555 1000");
    await user.selectOptions(screen.getByRole("combobox", { name: "VIP" }), "Yes");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByText("Saved: Dana Kowalski", { selector: "[class*=toast] span" })).toBeTruthy();
    expect(await screen.findByText("Homeowner")).toBeTruthy();
    expect(screen.getByText("Waiting to be written to Quo")).toBeTruthy();
    const saved = asked(fake, "save_contact").at(-1) as SaveContactReq;
    expect(saved.fields.fields).toContainEqual({ label: "VIP", value: "yes" });
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => { expect((asked(fake, "save_contact").at(-1) as SaveContactReq).fields.role).toBe(""); });
  });

  it("keeps what was typed when the form is left, and gives it back after Cancel", async () => {
    const { fake, user } = renderApp("#/contacts/contact/contact-0?edit=1");
    await put(user, await screen.findByRole("textbox", { name: "Company" }), "Kowalski Tile");
    act(() => { window.location.hash = "#/inbox/open"; });
    await screen.findByRole("list", { name: "Open" });
    act(() => { window.location.hash = "#/contacts/contact/contact-0?edit=1"; });
    expect((await screen.findByRole<HTMLInputElement>("textbox", { name: "Company" })).value).toBe("Kowalski Tile");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => { expect(document.activeElement).toBe(screen.getByRole("button", { name: "Edit" })); });
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect((await screen.findByRole<HTMLInputElement>("textbox", { name: "Company" })).value).toBe("Kowalski Tile");
    expect(asked(fake, "save_contact")).toEqual([]);
  });

  it("that is new needs a name or a company, and opens once it is saved", async () => {
    const { fake, user } = renderApp("#/contacts/new-contact");
    await screen.findByLabelText("Customer since");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(screen.getByText("A name or a company is needed")).toBeTruthy();
    await put(user, screen.getByRole("textbox", { name: "Company" }), "Alder Gutters");
    await user.click(screen.getByRole("button", { name: "Add number" }));
    await put(user, screen.getByRole("textbox", { name: "Number 2" }), "(512) 555-0123");
    await user.click(screen.getByRole("button", { name: "Remove number 1" }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("heading", { name: "Alder Gutters" })).toBeTruthy();
    expect(asked(fake, "save_contact")).toEqual([{ contactId: null, fields: { ...NO_FIELDS, company: "Alder Gutters", phones: [{ label: "", value: "(512) 555-0123" }] } }]);
    expect(screen.getByText("(512) 555-0123", { selector: "dd *" })).toBeTruthy();
  });

  it("has tags that are added by typing, written as others have them, and taken away with Undo", async () => {
    const { fake, user } = renderApp("#/contacts/contact/contact-0");
    await user.click(await screen.findByRole("button", { name: "Add tag" }));
    // The spelling of others is known by then.
    await waitFor(() => { expect(document.querySelector("datalist option[value=VIP]")).toBeTruthy(); });
    await user.keyboard("vip{Enter}{Escape}");
    await waitFor(() => { expect(asked(fake, "set_contact_tags")).toEqual([{ contactId: "contact-0", tags: ["Hillcrest", "Insurance", "VIP"] }]); });
    await user.click(await screen.findByRole("button", { name: "Remove the tag Hillcrest" }));
    await waitFor(() => { expect(screen.queryByRole("button", { name: "Remove the tag Hillcrest" })).toBeNull(); });
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByRole("button", { name: "Remove the tag Hillcrest" })).toBeTruthy();
    expect(asked(fake, "set_contact_tags").at(-1)).toEqual({ contactId: "contact-0", tags: ["Hillcrest", "Insurance", "VIP"] });
  });

  it("keeps its note at a pause, and when it is left before", async () => {
    const { fake, user } = renderApp("#/contacts/contact/contact-0");
    const note = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Note" });
    expect(note.value).toBe("Biscuit escapes: ring, do not open the gate.");
    await put(user, note, "Gate code 4410");
    expect(await screen.findByText("Kept")).toBeTruthy();
    // Clearing the field may have been a pause of its own.
    expect(asked(fake, "set_contact_note").at(-1)).toEqual({ contactId: "contact-0", text: "Gate code 4410" });
    await put(user, note, "Gate code 4411");
    act(() => { window.location.hash = "#/contacts/contact/contact-4"; });
    await waitFor(() => { expect(asked(fake, "set_contact_note").at(-1)).toEqual({ contactId: "contact-0", text: "Gate code 4411" }); });
  });

  it("says why Quo does not have a change; it is tried again or let go, and letting go can be undone", async () => {
    const { fake, user } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    fake.contacts.stands("contact-4", { kind: "failed", reason: "Quo refused the change: Squares takes a number" });
    act(() => { window.location.hash = "#/contacts/contact/contact-4"; });
    const strip = await screen.findByRole("alert");
    expect(strip.textContent).toContain("Quo refused the change: Squares takes a number.");
    await user.click(within(strip).getByRole("button", { name: "Let the change go" }));
    expect(await screen.findByText("The same in Quo")).toBeTruthy();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => { expect(asked(fake, "save_contact").length).toBe(1); });
    expect(asked(fake, "settle_contact")).toEqual([{ contactId: "contact-4", again: false }]);
  });

  it("that was changed in both places shows both; each field is chosen, or all at once", async () => {
    const { fake, user } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    const conflict = [{ name: "company", mine: "Vargas & Sons", theirs: "Vargas Family LLC" }, { name: "VIP", mine: "yes", theirs: "" }];
    fake.contacts.stands("contact-6", { kind: "conflict" }, conflict);
    act(() => { window.location.hash = "#/contacts/contact/contact-6"; });
    const panel = within(await screen.findByRole("region", { name: "Changed here and at Quo" }));
    const company = within(panel.getByRole("group", { name: "Company" }));
    expect(company.getByRole<HTMLInputElement>("radio", { name: "Here: Vargas & Sons" }).checked).toBe(true);
    await user.click(company.getByRole("radio", { name: "At Quo: Vargas Family LLC" }));
    expect(within(panel.getByRole("group", { name: "VIP" })).getByRole("radio", { name: "At Quo: empty" })).toBeTruthy();
    await user.click(panel.getByRole("button", { name: "Use these" }));
    await waitFor(() => { expect(asked(fake, "resolve_contact")).toEqual([{ contactId: "contact-6", mine: ["VIP"] }]); });
    await waitFor(() => { expect(screen.queryByRole("region", { name: "Changed here and at Quo" })).toBeNull(); });
    act(() => { fake.contacts.stands("contact-6", { kind: "conflict" }, conflict); fake.announce(["contacts"], null); });
    await user.click(await screen.findByRole("button", { name: "Keep all of mine" }));
    await waitFor(() => { expect(asked(fake, "resolve_contact").at(-1)).toEqual({ contactId: "contact-6", mine: ["company", "VIP"] }); });
    act(() => { fake.contacts.stands("contact-6", { kind: "conflict" }, conflict); fake.announce(["contacts"], null); });
    await user.click(await screen.findByRole("button", { name: "Take all from Quo" }));
    await waitFor(() => { expect(asked(fake, "resolve_contact").at(-1)).toEqual({ contactId: "contact-6", mine: [] }); });
  });
});

describe("a number that nobody named", () => {
  it("gets its name beside the thread, and has it in every list at once", async () => {
    const { fake, user } = renderApp("#/inbox/all/thread/conv-41");
    const pane = within(await screen.findByRole("complementary", { name: "Contact" }));
    expect(await pane.findByText("Not in the contacts")).toBeTruthy();
    const number = pane.getByRole("heading", { level: 2 }).textContent;
    await waitFor(() => { expect(pane.getByRole<HTMLButtonElement>("button", { name: "Add to contacts" }).disabled).toBe(false); });
    await user.click(pane.getByRole("button", { name: "Add to contacts" }));
    expect(pane.getByRole<HTMLInputElement>("textbox", { name: "Number 1" }).value).toBe(number);
    await put(user, pane.getByRole("textbox", { name: "First name" }), "Gus");
    await put(user, pane.getByRole("textbox", { name: "Last name" }), "Hanley");
    await user.click(pane.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("textbox", { name: "Text Gus Hanley" })).toBeTruthy();
    const saved = asked(fake, "save_contact").at(-1) as { contactId: string; fields: ContactFields };
    expect(saved.contactId).toMatch(/^num:/);
    expect(await pane.findByRole("link", { name: "Gus Hanley" })).toBeTruthy();
    expect(pane.queryByRole("button", { name: "Add to contacts" })).toBeNull();
  });
});

describe("contacts that may be the same", () => {
  it("are looked at together, merged with Undo, and taken apart again from the page later", async () => {
    const { fake, user } = renderApp("#/contacts");
    await user.click(await screen.findByRole("link", { name: "Some contacts may be the same" }));
    const group = within(await screen.findByRole("listitem", { name: "The same number, (512) 555-1000" }));
    expect(group.getByRole<HTMLInputElement>("radio", { name: /^Dana Kowalski/ }).checked).toBe(true);
    const result = await group.findByRole("group", { name: "Together" });
    await waitFor(() => { expect(result.textContent).toContain("(512) 555-0188from D. Kowalski"); });
    await user.click(group.getByRole("button", { name: "Merge Dana Kowalski and D. Kowalski" }));
    expect(await screen.findByRole("heading", { name: "No contact is there twice" })).toBeTruthy();
    expect(asked(fake, "merge_contacts")).toEqual([{ kept: "contact-0", gone: ["contact-again"] }]);
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await user.click(await screen.findByRole("button", { name: "Merge Dana Kowalski and D. Kowalski" }));
    await waitFor(() => { expect(asked(fake, "merge_contacts").length).toBe(2); });
    await user.click(await screen.findByRole("link", { name: /^Dana Kowalski/ }));
    expect(await screen.findByText("dana@kowalski.example")).toBeTruthy();
    await user.click(await screen.findByRole("button", { name: "Undo the merge of D. Kowalski" }));
    await waitFor(() => { expect(asked(fake, "unmerge_contacts")).toEqual([{ contactIds: ["contact-again"] }, { contactIds: ["contact-again"] }]); });
    expect(await screen.findByText("May be the same as D. Kowalski.")).toBeTruthy();
  });

  it("are kept apart, with Undo", async () => {
    const { fake, user } = renderApp("#/contacts/duplicates");
    await user.click(await screen.findByRole("button", { name: "Dana Kowalski and D. Kowalski are not the same" }));
    expect(await screen.findByRole("heading", { name: "No contact is there twice" })).toBeTruthy();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => { expect(asked(fake, "let_contacts_alike")).toEqual([{ contactIds: ["contact-0", "contact-again"] }]); });
    await user.click(await screen.findByRole("button", { name: "Dana Kowalski and D. Kowalski are not the same" }));
    act(() => { for (const toast of toasts.get()) dismiss(toast.id); });
    await waitFor(() => { expect(asked(fake, "keep_contacts_apart").length).toBe(2); });
    await waitFor(() => { expect(screen.queryByRole("link", { name: "Some contacts may be the same" })).toBeNull(); });
  });
});

describe("a contact that is merged by hand", () => {
  it("is joined with any other that is found by company, shows what would come of it, and comes apart by Undo", async () => {
    const { fake, user } = renderApp("#/contacts/contact/contact-0");
    await user.click(await screen.findByRole("button", { name: "Merge with…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Merge Dana Kowalski with another contact" }));
    await user.type(dialog.getByRole("combobox", { name: "Merge with" }), "Hillcrest");
    await user.click(await dialog.findByRole("option", { name: /Priya Raman/ }));
    const stands = within(await dialog.findByRole("radiogroup", { name: "The name that stands" }));
    expect(stands.getByRole<HTMLInputElement>("radio", { name: /^Dana Kowalski/ }).checked).toBe(true);
    expect(document.activeElement).toBe(stands.getByRole("radio", { name: /^Dana Kowalski/ }));
    await user.click(stands.getByRole("radio", { name: /^Priya Raman/ }));
    const result = await dialog.findByRole("group", { name: "Together" });
    await waitFor(() => { expect(result.textContent).toContain("(512) 555-1000from Dana Kowalski"); });
    await user.click(dialog.getByRole("button", { name: "Merge Priya Raman and Dana Kowalski" }));
    expect(await screen.findByRole("heading", { name: "Priya Raman" })).toBeTruthy();
    const [{ kept, gone }] = asked(fake, "merge_contacts") as [{ kept: string; gone: string[] }];
    expect(gone).toEqual(["contact-0"]);
    expect(window.location.hash).toBe(`#/contacts/contact/${kept}`);
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => { expect(asked(fake, "unmerge_contacts")).toEqual([{ contactIds: ["contact-0"] }]); });
  });

  it("is begun from the palette, and counts a conversation that both share once", async () => {
    const { fake, user } = renderApp("#/contacts/contact/contact-0");
    await screen.findByRole("heading", { name: "Dana Kowalski" });
    // As the core counts: each contact for itself.
    const [preview, whole] = [fake.contacts.preview.bind(fake.contacts), fake.contacts.whole.bind(fake.contacts)];
    const { conversations } = whole("contact-0");
    const shared = conversations.length;
    expect(shared).toBeGreaterThan(0);
    vi.spyOn(fake.contacts, "whole").mockImplementation((id) => ({ ...whole(id), conversations }));
    vi.spyOn(fake.contacts, "preview").mockImplementation((req) => ({ ...preview(req), conversations: shared * 2 }));
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "merge with{Enter}");
    const dialog = within(await screen.findByRole("dialog", { name: /^Merge Dana Kowalski/ }));
    await user.type(dialog.getByRole("combobox", { name: "Merge with" }), "Priya");
    await user.click(await dialog.findByRole("option", { name: /Priya Raman/ }));
    const result = await dialog.findByRole("group", { name: "Together" });
    expect(result.textContent).toContain(shared === 1 ? "1 conversation" : `${String(shared)} conversations`);
  });
});

describe("writing to a contact", () => {
  it("opens the newest conversation with the focus where an answer is written", async () => {
    const { user } = renderApp("#/contacts/contact/contact-0");
    await user.click(await screen.findByRole("button", { name: "Message" }));
    const field = await screen.findByRole("textbox", { name: "Text Dana Kowalski" });
    await waitFor(() => { expect(document.activeElement).toBe(field); });
    expect(window.location.hash).toMatch(/^#\/contacts\/thread\//);
  });

  it("begins one with somebody who has none, from the palette", async () => {
    const { user } = renderApp("#/contacts/new-contact");
    await put(user, await screen.findByRole("textbox", { name: "First name" }), "Gus");
    await put(user, screen.getByRole("textbox", { name: "Number 1" }), "(512) 555-7788");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await screen.findByRole("heading", { name: "Gus" });
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "message gus{Enter}");
    expect((await screen.findByRole("dialog", { name: "New message" })).textContent).toContain("(512) 555-7788");
  });
});

describe("a contact's page", () => {
  beforeEach(() => toasts.subscribe(() => {
    queueMicrotask(() => { for (const toast of toasts.get()) pause(toast.id); });
  }));

  it("shows everything with them in one list, and deletes them with Undo", async () => {
    const { fake, user } = renderApp("#/contacts/contact/contact-0");
    const everything = within(await screen.findByRole("region", { name: /^Everything with them/ }));
    expect((await everything.findAllByRole("listitem")).length).toBeGreaterThan(5);
    await user.click(screen.getByRole("button", { name: "Delete the contact" }));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(asked(fake, "remove_contact")).toEqual([{ contactId: "contact-0" }]);
    await waitFor(() => { expect(asked(fake, "restore_contacts")).toEqual([{ contactIds: ["contact-0"] }]); });
    expect(await screen.findByRole("heading", { name: "Dana Kowalski" })).toBeTruthy();
  });

  it("marks the field that the core refuses", async () => {
    const { user } = renderApp("#/contacts/new-contact");
    await put(user, await screen.findByRole("textbox", { name: "First name" }), "Gus");
    await put(user, screen.getByRole("textbox", { name: "Number 1" }), "555 0100");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect((await screen.findByRole("alert")).textContent).toBe("This is not a phone number; write it with its country code.");
    await waitFor(() => { expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Number 1" })); });
  });
});

describe("tags everywhere", () => {
  it("are renamed and taken away with Undo", async () => {
    const { fake, user } = renderApp("#/contacts/tags");
    await user.click(await screen.findByRole("button", { name: "Rename the tag VIP" }));
    await put(user, screen.getByRole("textbox", { name: "New name of VIP" }), "Key account");
    await user.click(screen.getByRole("button", { name: "Rename" }));
    expect(await screen.findByTitle("Contacts with the tag Key account")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await screen.findByTitle("Contacts with the tag VIP")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Take the tag Insurance away everywhere" }));
    await waitFor(() => { expect(screen.queryByTitle("Contacts with the tag Insurance")).toBeNull(); });
    expect(asked(fake, "change_tag")).toEqual([{ tag: "VIP", to: "Key account" }, { tag: "Insurance", to: null }]);
  });
});

describe("the form of a contact", () => {
  const fields: ContactFields = { ...NO_FIELDS, firstName: "Ada", phones: [{ label: "Work", value: "+44 20 7946 0958" }], fields: [{ label: "Roof", value: "Slate" }] };

  it("gives back what it was given, without what is blank", () => {
    const form = formOf(fields);
    form.emails.push({ key: -1, label: "Home", value: "  " });
    expect(fieldsOf(form, fields, [{ name: "VIP", kind: "boolean" }])).toEqual(fields);
    expect(fieldsOf({ ...form, fields: { Roof: " ", VIP: "yes" } }, fields, [{ name: "VIP", kind: "boolean" }]).fields).toEqual([{ label: "VIP", value: "yes" }]);
  });

  it.each([["(512) 555-1000", true], ["512.555.1000 ext 4", true], ["+44 20 7946 0958", true], ["12", false], ["call me maybe 5125551000", false], ["", true]])("takes %j for a number: %s", (value, fine) => {
    const form = formOf({ ...fields, phones: [{ label: "", value }] });
    expect(problemsOf(form).phones.size === 0).toBe(fine);
  });
});

vi.setConfig({ testTimeout: 120_000 });
