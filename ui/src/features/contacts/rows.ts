import type { ContactRow, ContactsPage, Hit, Person } from "../../api/schema.gen";

/** A row of the list: as the list gives it, or found by the search, which knows less. */
export type ListRow = { id: string; row: ContactRow; person: null } | { id: string; row: null; person: Person };

/** The contacts of the list, then those that only the search found; each once. Numbers that nobody named are no contacts. */
export function rowsOf(pages: readonly ContactsPage[], hits: readonly Hit[]): ListRow[] {
  const rows = new Map<string, ListRow>();
  for (const row of pages.flatMap((page) => page.rows)) {
    const id = row.person.contactId;
    if (id !== null) rows.set(id, { id, row, person: null });
  }
  for (const { contactId: id, person } of hits) {
    if (id !== null && person?.named && !rows.has(id)) rows.set(id, { id, row: null, person });
  }
  return [...rows.values()];
}
