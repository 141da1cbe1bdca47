import type { ContactCard, ContactConflict, ContactFieldKind, ContactFields, ContactRow, ContactSync, DuplicateGroup, LabelledValue } from "../schema.gen";
import { CallError, type Req, type Res } from "./transport";

const KINDS: ContactFieldKind[] = [
  { name: "Lead source", kind: "string" }, { name: "VIP", kind: "boolean" }, { name: "Customer since", kind: "date" },
  { name: "Squares", kind: "number" }, { name: "Services", kind: "multi-select" }, { name: "Plans", kind: "url" },
];
const IN_QUO: ContactSync = { kind: "inQuo" };
const NUMBER = "num:";

/** The contacts of the sample: changed, tagged, merged and taken apart again as the core does it. */
export class FakeContacts {
  private readonly tags = new Map<string, string[]>();
  private readonly notes = new Map<string, string>();
  private readonly syncs = new Map<string, ContactSync>();
  private readonly conflicts = new Map<string, ContactConflict[]>();
  /** Who went into whom. */
  private readonly into = new Map<string, string>();
  private readonly apart = new Set<string>();
  private readonly alone: Map<string, ContactCard>;
  /** A contact with its conversations and totals, by itself. */
  private readonly cardOf: (id: string) => ContactCard;
  private made = 0;
  private readonly removed = new Map<string, ContactCard>();
  private before = new Map<string, string[]>();

  constructor(alone: Map<string, ContactCard>, cardOf: (id: string) => ContactCard) {
    this.alone = alone;
    this.cardOf = cardOf;
    const [, second, third, fourth, fifth] = [...alone.keys()];
    const first = alone.get("contact-0");
    if (!first || !second || !third || !fourth || !fifth) return;
    const again: ContactCard = { ...first, id: "contact-again", name: "D. Kowalski", phones: [...first.phones, { label: "Work", value: "(512) 555-0188" }], emails: [{ label: "", value: "dana@kowalski.example" }], fields: [] };
    alone.set(again.id, again);
    this.tags.set(first.id, ["Hillcrest", "Insurance"]);
    this.notes.set(first.id, "Biscuit escapes: ring, do not open the gate.");
    this.tags.set(second, ["VIP"]);
  }

  /** The change of a contact stands so from now on. */
  stands(id: string, sync: ContactSync, conflict: ContactConflict[] = []): void {
    this.syncs.set(id, sync);
    this.conflicts.set(id, conflict);
  }

  rows({ starting, tag, after, limit }: Req<"contacts_page">): Res<"contacts_page"> {
    const all = [...this.alone.keys()]
      .filter((id) => !this.into.has(id))
      .map((id) => this.whole(id))
      .filter((card) => fits(card, starting) && (!tag || this.tagsOf(card.id).includes(tag)))
      .sort((a, b) => a.name.localeCompare(b.name));
    const from = Number(after ?? 0);
    return { rows: all.slice(from, from + limit).map((card) => this.row(card)), next: from + limit < all.length ? String(from + limit) : null, total: all.length };
  }

  page(asked: string): Res<"contact_page"> {
    const id = this.root(asked);
    const card = this.whole(id);
    return {
      card, fields: fieldsOf(this.alone.get(id) ?? { ...card, name: "" }), definitions: KINDS, tags: this.tagsOf(id), note: this.notes.get(id) ?? "",
      sync: this.syncs.get(id) ?? IN_QUO, conflict: this.conflicts.get(id) ?? [],
      merged: this.mergedInto(id).map((gone) => {
        const { name, phones } = this.cardOf(gone);
        return { id: gone, name, numbers: phones.map(({ value }) => value) };
      }),
    };
  }

  save({ contactId, fields }: Req<"save_contact">): Res<"save_contact"> {
    const bad = fields.phones.findIndex(({ value }) => value.replace(/\D/g, "").length < 10);
    if (bad >= 0) throw new CallError("badInput", "this is not a phone number; write it with its country code", `phones.${bad}`);
    const known = contactId === null ? undefined : this.alone.get(this.root(contactId));
    this.made += known ? 0 : 1;
    const id = known?.id ?? `new:${this.made}`;
    const { company, role, phones, emails } = fields;
    const name = [fields.firstName, fields.lastName].filter(Boolean).join(" ") || company;
    const shown = phones.map(({ label, value }) => ({ label, value: value.replace(/^(?:\+?1)?\D*(\d{3})\D*(\d{3})\D*(\d{4})$/, "($1) $2-$3") }));
    this.alone.set(id, {
      id, name, company: company || null, role: role || null, phones: shown, emails, fields: fields.fields,
      conversations: [], messages: 0, calls: 0, since: null,
    });
    this.stands(id, { kind: "waiting", reason: null });
    return { contactId: id };
  }

  resolve({ contactId, mine }: Req<"resolve_contact">): void {
    const id = this.root(contactId);
    const card = this.alone.get(id);
    for (const { name, theirs } of this.conflicts.get(id) ?? []) {
      if (mine.includes(name) || !card) continue;
      if (name === "company" || name === "role") card[name] = theirs || null;
      else card.fields = [...card.fields.filter(({ label }) => label !== name), { label: name, value: theirs }];
    }
    this.stands(id, { kind: "waiting", reason: null });
  }

  settle({ contactId, again }: Req<"settle_contact">): void {
    this.stands(this.root(contactId), again ? { kind: "waiting", reason: null } : IN_QUO);
  }

  tag({ contactId, tags }: Req<"set_contact_tags">): void {
    this.tags.set(this.root(contactId), tags);
  }

  note({ contactId, text }: Req<"set_contact_note">): void {
    this.notes.set(this.root(contactId), text);
  }

  merge({ kept, gone }: Req<"merge_contacts">): void {
    for (const id of gone) this.into.set(id, this.root(kept));
  }

  unmerge({ contactIds }: Req<"unmerge_contacts">): void {
    for (const id of contactIds) this.into.delete(id);
  }

  keepApart({ contactIds }: Req<"keep_contacts_apart">): void {
    this.apart.add([...contactIds].sort().join(" "));
  }

  duplicates(): Res<"contact_duplicates"> {
    const byNumber = new Map<string, string[]>();
    for (const [id, card] of this.alone) {
      if (!this.into.has(id)) for (const { value } of card.phones) byNumber.set(value, [...(byNumber.get(value) ?? []), id]);
    }
    const alike = [...byNumber.values()].filter((ids) => ids.length > 1 && !this.apart.has([...ids].sort().join(" ")));
    return { groups: alike.map((ids) => ({ why: "number", contacts: ids.map((id) => this.whole(id)) }) satisfies DuplicateGroup) };
  }

  preview({ kept, gone }: Req<"merge_preview">): Res<"merge_preview"> {
    const cards = [kept, ...gone].map((id) => this.whole(id));
    const { name, company, role, phones, emails, fields } = joined(cards);
    const tags = [...new Set([kept, ...gone].flatMap((id) => this.tagsOf(id)))].sort();
    return { name, company, role, phones, emails, fields, tags, conversations: new Set(cards.flatMap((card) => card.conversations.map((row) => row.id))).size };
  }

  /** A contact with what went into it. */
  whole(asked: string): ContactCard {
    const id = this.root(asked);
    return joined([id, ...this.mergedInto(id)].map((one) => this.cardOf(one)));
  }

  private root(id: string): string {
    // A number that was given a name is that contact from then on.
    const named = id.startsWith(NUMBER) ? [...this.alone.values()].find((card) => card.phones.some(({ value }) => digits(value) === digits(id)))?.id : undefined;
    return this.into.get(named ?? id) ?? named ?? id;
  }

  private mergedInto(id: string): string[] {
    return [...this.into].filter(([, kept]) => kept === id).map(([gone]) => gone);
  }

  keepTogether({ contactIds }: Req<"let_contacts_alike">): void {
    this.apart.delete([...contactIds].sort().join(" "));
  }

  remove({ contactId }: Req<"remove_contact">): Res<"remove_contact"> {
    const id = this.root(contactId);
    const card = this.alone.get(id);
    if (!card) throw new CallError("notFound", "there is no such contact");
    this.alone.delete(id);
    this.removed.set(id, card);
    return { contactIds: [id], name: card.name, atQuo: true };
  }

  restore({ contactIds }: Req<"restore_contacts">): Res<"restore_contacts"> {
    for (const id of contactIds) {
      const card = this.removed.get(id);
      if (card) this.alone.set(id, card);
      this.removed.delete(id);
    }
    return { contactIds };
  }

  kinds(): Res<"contact_kinds"> {
    return { definitions: KINDS };
  }

  tagsInUse(): Res<"contact_tags"> {
    const counts = new Map<string, number>();
    for (const id of this.alone.keys()) for (const tag of this.into.has(id) ? [] : this.tagsOf(id)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    return { tags: [...counts].map(([name, contacts]) => ({ name, contacts })).sort((a, b) => a.name.localeCompare(b.name)) };
  }

  retag({ tag, to }: Req<"change_tag">): Res<"change_tag"> {
    const before = new Map(this.tags);
    let contacts = 0;
    for (const [id, tags] of this.tags) {
      if (!tags.includes(tag)) continue;
      contacts += 1;
      this.tags.set(id, [...new Set([...tags.filter((one) => one !== tag), ...(to === null ? [] : [to])])].sort());
    }
    this.before = before;
    return { contacts, undoId: "undo" };
  }

  undoRetag(): void {
    for (const [id, tags] of this.before) this.tags.set(id, tags);
  }

  /** Contacts that came from a file. */
  take(names: readonly string[]): string[] {
    return names.map((name) => {
      const { contactId } = this.save({ contactId: null, fields: { firstName: name, lastName: "", company: "", role: "", phones: [], emails: [], fields: [] } });
      return contactId;
    });
  }

  tagsOf(id: string): string[] {
    return [...new Set([id, ...this.mergedInto(id)].flatMap((one) => this.tags.get(one) ?? []))].sort();
  }

  private row(card: ContactCard): ContactRow {
    const person = card.conversations.flatMap((row) => row.people).find((one) => one.contactId === card.id);
    return {
      person: {
        contactId: card.id, name: card.name, named: true, company: card.company, number: card.phones[0]?.value ?? "", e164: null,
        initials: person?.initials ?? card.name.split(" ").map((word) => word[0] ?? "").join("").slice(0, 2).toUpperCase(), hue: person?.hue ?? card.name.length % 12,
      },
      role: card.role, email: card.emails[0]?.value ?? null, tags: this.tagsOf(card.id), sync: this.syncs.get(card.id) ?? IN_QUO,
    };
  }
}

/** Every word stands in the name, the firm, the role, an address or a number. */
function fits({ name, company, role, emails, phones }: ContactCard, text: string): boolean {
  const words = [name, company, role, ...emails.map(({ value }) => value)].join(" ").toLowerCase();
  const numbers = phones.map(({ value }) => value.replace(/\D/g, "")).join(" ");
  const asked = text.replace(/\D/g, "");
  if (asked.length > 1 && /^[\d\s+().-]+$/.test(text) && numbers.includes(asked)) return true;
  return text.toLowerCase().split(/\s+/).every((word) => words.includes(word));
}

/** The last ten digits, which tell numbers of the sample apart. */
export function digits(number: string): string {
  return number.replace(/\D/g, "").slice(-10);
}

function fieldsOf({ name, company, role, phones, emails, fields }: ContactCard): ContactFields {
  const [firstName = "", ...rest] = name.split(" ");
  return { firstName, lastName: rest.join(" "), company: company ?? "", role: role ?? "", phones, emails, fields };
}

function joined(cards: ContactCard[]): ContactCard {
  const [first, ...others] = cards;
  if (!first) throw new CallError("notFound", "there is no such contact");
  const add = (part: "phones" | "emails" | "fields"): LabelledValue[] => {
    const all = [...first[part]];
    for (const one of others.flatMap((card) => card[part])) if (!all.some(({ value }) => value === one.value)) all.push(one);
    return all;
  };
  const conversations = [...new Map(cards.flatMap((card) => card.conversations).map((row) => [row.id, row])).values()];
  return {
    ...first, company: first.company ?? others.find((one) => one.company)?.company ?? null, role: first.role ?? others.find((one) => one.role)?.role ?? null,
    phones: add("phones"), emails: add("emails"), fields: add("fields"), conversations,
  };
}
