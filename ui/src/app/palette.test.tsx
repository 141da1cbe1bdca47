import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { FakeTransport } from "../api/transport/fake";
import { openDialog } from "../testing/dialogs";
import { renderApp } from "../testing/renderApp";
import { actions, keyLabel, keysOfAction } from "../state/actions";
import { ACTION_IDS, ACTIONS, type ActionId } from "../state/actionTable";

type App = ReturnType<typeof renderApp>;

/** A place where actions apply that apply nowhere else, and how it is reached. */
interface Place {
  name: string;
  hash: string;
  real?: true;
  reach?: (app: App) => Promise<void>;
  ids: readonly ActionId[];
}

const EVERYWHERE: readonly ActionId[] = ACTION_IDS.filter((id) =>
  (ACTIONS[id].section === "Go to" && id !== "go.connect")
  || ACTIONS[id].section === "Appearance"
  || ["contacts.import", "contacts.tags", "text.new", "followUp.make", "app.shortcuts", "app.keys", "app.undo", "app.signOut"].includes(id));

const { world } = new FakeTransport({ now: Date.now() });
const recorded = [...world.calls.values()].find((call) => call.conversationId === "conv-dana" && call.segments.length > 0)?.id ?? "";

const PLACES: readonly Place[] = [
  { name: "the inbox", hash: "#/inbox/open", ids: EVERYWHERE },
  {
    name: "the inbox with a marked row", hash: "#/inbox/open",
    reach: async ({ user }) => {
      await within(await screen.findByRole("list", { name: "Open" })).findAllByRole("link");
      await user.keyboard("j");
    },
    ids: ["list.next", "list.previous", "list.select", "list.extendNext", "list.extendPrevious", "list.selectAll", "conversation.done", "conversation.unread", "conversation.snooze", "conversation.pin"],
  },
  {
    name: "the inbox with something selected", hash: "#/inbox/open",
    reach: async ({ user }) => {
      await within(await screen.findByRole("list", { name: "Open" })).findAllByRole("link");
      await user.keyboard("jx");
    },
    ids: ["conversation.tag"],
  },
  {
    name: "a conversation", hash: "#/inbox/open/thread/conv-dana",
    ids: [
      "conversation.done", "conversation.unread", "conversation.snooze", "conversation.pin", "conversation.find", "conversation.date", "conversation.start", "conversation.end",
      "conversation.contact", "conversation.print", "conversation.copyNumber", "conversation.copyLink", "conversation.quo", "conversation.stopTexts", "contact.edit",
      "text.send", "text.write", "text.note", "text.later", "text.snippet",
    ],
  },
  {
    name: "a conversation in which something is looked for", hash: "#/inbox/open/thread/conv-dana",
    reach: async ({ user }) => {
      await screen.findByRole("textbox", { name: "Text Dana Kowalski" });
      await user.keyboard("{Control>}{Shift>}f{/Shift}{/Control}");
    },
    ids: ["conversation.findNext", "conversation.findPrevious"],
  },
  {
    name: "a conversation with a text that can be taken back", hash: "#/inbox/open/thread/conv-dana",
    reach: async ({ fake, user }) => {
      fake.settings.undoMs = 60_000;
      await user.type(await screen.findByRole("textbox", { name: "Text Dana Kowalski" }), "On our way{Control>}{Enter}{/Control}");
      await screen.findByRole("button", { name: /^Undo: sending in/ });
    },
    ids: ["text.undo"],
  },
  { name: "a conversation with somebody who opted out", hash: "#/inbox/all/thread/conv-opted", ids: ["conversation.allowTexts"] },
  {
    name: "a call", hash: `#/inbox/open/call/${recorded}`,
    ids: ["call.play", "call.back10", "call.forward10", "call.slower", "call.faster", "call.copyLink", "call.copyQuote", "call.thread"],
  },
  { name: "the contacts", hash: "#/contacts", ids: ["contacts.exportCsv", "contacts.exportCards"] },
  { name: "a contact", hash: "#/contacts/contact/contact-0", ids: ["contact.edit", "contact.tag", "contact.note", "contact.delete", "contact.merge", "contact.message"] },
  { name: "a contact that is being changed", hash: "#/contacts/contact/contact-0?edit=1", ids: ["contact.save", "contact.cancel"] },
  { name: "a search", hash: "#/search?q=roof", ids: ["search.save"] },
  {
    name: "a marked follow-up", hash: "#/follow-ups/due",
    reach: async ({ user }) => {
      await screen.findByRole("list", { name: "Overdue" });
      await user.keyboard("j");
    },
    ids: ["followUp.tick", "followUp.when", "followUp.edit", "followUp.remove"],
  },
  { name: "a workspace of one's own", hash: "#/inbox/open", real: true, ids: ["go.connect"] },
];

/** What no palette holds, and why. */
const AT_THE_KEYBOARD_ONLY: Partial<Record<ActionId, string>> = {
  "app.palette": "it opens the palette, which is open",
  "back": "closing the palette has gone back one step already, and what is open is closed by its own button",
  "list.open": "the palette opens people and conversations by their names; this one is the Enter of a marked row",
};

const titles = () => screen.queryAllByRole("option").map((one) => one.textContent);
/** What the palette shows of an action: its title and its first key. */
const shown = (id: ActionId) => {
  const action = actions.get().findLast((one) => one.id === id);
  if (!action) throw new Error(`${id} cannot be done here`);
  const [key] = keysOfAction(action);
  return { title: action.title, whole: `${action.title}${key === undefined ? "" : keyLabel(key).replaceAll(" ", "")}` };
};

describe("the palette", () => {
  it.each(PLACES)("offers at $name what can be done there, at once and by its title, with its key", async ({ hash, real, reach, ids }) => {
    const app = renderApp(hash, real ? { session: { signedIn: true, demo: false, setUp: true } } : {});
    await screen.findByRole("navigation", { name: "Main areas" });
    await reach?.(app);
    await waitFor(() => { expect(actions.get().map((one) => one.id)).toEqual(expect.arrayContaining([...ids])); });
    await app.user.keyboard("{Control>}k{/Control}");
    await openDialog("All actions");
    const field = screen.getByRole("combobox", { name: "Find an action, a person, a number or a firm" });
    // Nothing that can be done here is left out, whether this test knows of it or not.
    const possible = new Set(actions.get().filter((one) => one.hidden !== true).map((one) => one.id));
    expect(titles()).toHaveLength(possible.size);
    expect(titles()).toEqual(expect.arrayContaining(ids.map((id) => shown(id).whole)));
    for (const id of ids) {
      const { title, whole } = shown(id);
      fireEvent.change(field, { target: { value: title.toLowerCase() } });
      expect(titles(), title).toContain(whole);
    }
  });

  it("holds every action of the table somewhere, but those that make sense at the keyboard only", () => {
    const somewhere = new Set(PLACES.flatMap((place) => place.ids));
    const left = ACTION_IDS.filter((id) => !somewhere.has(id));
    expect([...left].sort()).toEqual(Object.keys(AT_THE_KEYBOARD_ONLY).sort());
    for (const id of ACTION_IDS) expect(ACTIONS[id].hidden === true, id).toBe(id in AT_THE_KEYBOARD_ONLY);
  });

  it.each([
    ["name", "grace li"],
    ["number as it is shown", "555-1185"],
    ["last digits of the number", "1185"],
  ])("finds a contact by %s, and says the number", async (_, typed) => {
    const { user } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), typed);
    const found = await screen.findByRole("option", { name: /^(..)?Grace Lindqvist/ });
    expect(found.textContent).toContain("(512) 555-1185");
    await user.click(found);
    expect(await screen.findByRole("textbox", { name: "Text Grace Lindqvist" })).toBeTruthy();
  });
});
