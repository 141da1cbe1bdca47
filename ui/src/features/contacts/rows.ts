import type { ContactRow, ContactsPage } from "../../api/schema.gen";

export interface ListRow {
  id: string;
  row: ContactRow;
}

/** The rows of the list, each contact once: one may move over the edge of a page while pages are read. */
export function rowsOf(pages: readonly ContactsPage[]): ListRow[] {
  const rows = new Map<string, ListRow>();
  for (const row of pages.flatMap((page) => page.rows)) {
    const id = row.person.contactId;
    if (id !== null) rows.set(id, { id, row });
  }
  return [...rows.values()];
}
