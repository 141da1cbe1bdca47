import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/queries";
import type { ContactCard, Person } from "../../api/schema.gen";

/** A few more than one, as several may have the name. */
const NAMESAKES = 20;

/** Initials and colour of a contact: a card has none of its own, but its conversations and the list do. */
export function useFace(card: ContactCard | undefined): Pick<Person, "initials" | "hue"> {
  const seen = card?.conversations.flatMap((row) => row.people).find((person) => person.contactId === card.id);
  const page = useQuery({ ...ask("contacts_page", { starting: card?.name ?? "", tag: null, after: null, limit: NAMESAKES }), enabled: card !== undefined && seen === undefined });
  const listed = page.data?.rows.find((row) => row.person.contactId === card?.id)?.person;
  return seen ?? listed ?? { initials: "", hue: 0 };
}
