import { queryOptions } from "@tanstack/react-query";
import { call, type CallError } from "../../api/client";
import type { Person } from "../../api/schema.gen";

/** A conversation that is selected; its people are not known while its row is not loaded. */
export interface Target {
  conversationId: string;
  people: readonly Person[] | null;
}

/** A contact, or a number that has no name yet, with its tags. */
export interface Tagged {
  contactId: string;
  tags: readonly string[];
}

/** Read at the same time, so that the core answers others in between. */
const AT_ONCE = 8;

async function inParts<A, B>(all: readonly A[], each: (one: A) => Promise<B>): Promise<B[]> {
  const done: B[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) done.push(...await Promise.all(all.slice(at, at + AT_ONCE).map(each)));
  return done;
}

async function contactsOf({ conversationId, people }: Target, signal: AbortSignal): Promise<string[]> {
  const known = (people ?? []).flatMap((one) => (one.contactId === null ? [] : [one.contactId]));
  if (people !== null && known.length === people.length) return known;
  // A number without a name has an id of its own, which its conversation knows.
  const { contact, row } = await call("conversation", { conversationId }, signal);
  return [...row.people.flatMap((one) => (one.contactId === null ? [] : [one.contactId])), ...(contact === null ? [] : [contact.id])];
}

/** Whom the selected conversations are with, each once, with their tags. */
export function tagsOf(targets: readonly Target[]) {
  return queryOptions<Tagged[], CallError>({
    queryKey: ["tags of", targets.map((one) => one.conversationId)],
    queryFn: async ({ signal }) => {
      const ids = await inParts(targets, (one) => contactsOf(one, signal));
      const pages = await inParts([...new Set(ids.flat())], (contactId) => call("contact_page", { contactId }, signal));
      return [...new Map(pages.map(({ card, tags }) => [card.id, { contactId: card.id, tags }])).values()];
    },
    gcTime: 0,
  });
}

/** Gives each of them these tags. */
export async function setTags(all: readonly Tagged[]): Promise<void> {
  await inParts(all, ({ contactId, tags }) => call("set_contact_tags", { contactId, tags: [...tags] }));
}

/** The same with a tag, or without it; only those in which something changes. */
export function withTag(all: readonly Tagged[], tag: string, on: boolean): Tagged[] {
  return all.filter(({ tags }) => tags.includes(tag) !== on).map(({ contactId, tags }) => ({ contactId, tags: on ? [...tags, tag].sort((a, b) => a.localeCompare(b)) : tags.filter((one) => one !== tag) }));
}
