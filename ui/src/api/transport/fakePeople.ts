import type { ContactCard } from "../schema.gen";
import type { FakeTransport } from "./fake";
import { digits } from "./fakeContacts";
import type { HandlersOf } from "./fakeHandlers";
import { CallError } from "./transport";

type Commands =
  | "contact_card" | "contacts_page" | "contact_page" | "contact_duplicates" | "merge_preview" | "save_contact"
  | "resolve_contact" | "settle_contact" | "set_contact_tags" | "set_contact_note" | "merge_contacts"
  | "unmerge_contacts" | "keep_contacts_apart" | "let_contacts_alike" | "remove_contact" | "restore_contacts"
  | "contact_kinds" | "contact_tags" | "change_tag" | "undo_tag_change" | "export_contacts" | "imports"
  | "import_piece" | "import_plan" | "apply_import" | "undo_import" | "person_timeline";

/** What is done with contacts; their pages are made by FakeContacts. */
export function people(fake: FakeTransport): HandlersOf<Commands> {
  const changed = (): Record<symbol, never> => {
    fake.announce(["contacts", "inbox", "conversation", "search"], null);
    return {};
  };
  return {
    contact_card: ({ contactId }) => fake.contacts.whole(contactId),
    contacts_page: (req) => fake.contacts.rows(req),
    contact_page: ({ contactId }) => fake.contacts.page(contactId),
    contact_duplicates: () => fake.contacts.duplicates(),
    merge_preview: (req) => fake.contacts.preview(req),
    save_contact: (req) => {
      const saved = fake.contacts.save(req);
      if (name(fake, saved.contactId)) changed();
      return saved;
    },
    resolve_contact: (req) => { fake.contacts.resolve(req); return changed(); },
    settle_contact: (req) => { fake.contacts.settle(req); return changed(); },
    set_contact_tags: (req) => { fake.contacts.tag(req); return changed(); },
    set_contact_note: (req) => { fake.contacts.note(req); return changed(); },
    merge_contacts: (req) => { fake.contacts.merge(req); return changed(); },
    unmerge_contacts: (req) => { fake.contacts.unmerge(req); return changed(); },
    keep_contacts_apart: (req) => { fake.contacts.keepApart(req); return changed(); },
    let_contacts_alike: (req) => { fake.contacts.keepTogether(req); return changed(); },
    remove_contact: (req) => { const done = fake.contacts.remove(req); changed(); return done; },
    restore_contacts: (req) => { const done = fake.contacts.restore(req); changed(); return done; },
    contact_kinds: () => fake.contacts.kinds(),
    contact_tags: () => fake.contacts.tagsInUse(),
    change_tag: (req) => { const done = fake.contacts.retag(req); changed(); return done; },
    undo_tag_change: () => { fake.contacts.undoRetag(); return changed(); },
    export_contacts: (req) => ({ mediaId: "export", name: req.format === "csv" ? "Contacts.csv" : "Contacts.vcf", contacts: fake.contacts.rows({ ...req, after: null, limit: 1 }).total }),
    imports: () => fake.imports.list(),
    import_piece: (req) => fake.imports.piece(req),
    import_plan: (req) => fake.imports.plan(req),
    apply_import: (req) => { const done = fake.imports.apply(req); changed(); return done; },
    undo_import: (req) => { const done = fake.imports.undo(req); changed(); return done; },
    person_timeline: ({ contactId, after, limit }) => {
      const theirs = fake.contacts.whole(contactId).conversations.map((row) => row.id);
      const all = [...fake.world.conversations.values()].filter((one) => theirs.includes(one.id))
        .flatMap((one) => one.items.map((item) => ({ conversationId: one.id, line: one.line, group: null, item })))
        .sort((a, b) => b.item.at - a.item.at);
      const from = Number(after ?? 0);
      return { items: all.slice(from, from + limit), next: from + limit < all.length ? String(from + limit) : null, total: all.length };
    },
  };
}

const NOBODY: ContactCard = { id: "", name: "", company: null, role: null, phones: [], emails: [], fields: [], conversations: [], messages: 0, calls: 0, since: null };

/** A contact by itself, with its conversations; a number that nobody named has a card too. */
export function cardOf(fake: FakeTransport, contactId: string): ContactCard {
  const theirs = [...fake.world.conversations.values()].filter((one) => one.people.some((who) => who.contactId === contactId));
  const number = theirs.flatMap((one) => one.people).find((who) => who.contactId === contactId)?.number;
  const card = fake.world.contacts.get(contactId) ?? (number === undefined ? undefined : { ...NOBODY, id: contactId, name: number, phones: [{ label: "", value: number }] });
  if (!card) throw new CallError("notFound", "there is no such contact");
  const items = theirs.flatMap((one) => one.items);
  return {
    ...card,
    conversations: theirs.map((one) => fake.row(one)).sort((a, b) => b.lastAt - a.lastAt).slice(0, 20),
    messages: items.filter((item) => item.body.kind === "text").length,
    calls: items.filter((item) => item.body.kind === "call").length,
    since: items.length > 0 ? Math.min(...items.map((item) => item.at)) : null,
  };
}

/** A contact's name appears in its conversations; not if there is no such contact any more. */
function name(fake: FakeTransport, contactId: string): boolean {
  const card = fake.world.contacts.get(contactId);
  if (!card) return false;
  for (const person of [...fake.world.conversations.values()].flatMap((one) => one.people)) {
    if (person.contactId !== contactId && (person.named || !card.phones.some(({ value }) => digits(value) === digits(person.number)))) continue;
    Object.assign(person, { contactId, name: card.name, named: true, company: card.company, initials: card.name.split(" ").map((word) => word[0] ?? "").join("").slice(0, 2).toUpperCase() });
  }
  return true;
}
