import type { ConversationRow } from "../../api/schema.gen";

/** The open row as it was last seen, and where. */
export interface KeptRow {
  row: ConversationRow;
  index: number;
}

/**
 * The rows to show: as loaded, plus the open one at its old place if it has left the list. Reading a conversation in
 * "Unread" or finishing it in "Open" must not pull the row from under the person. It says what is so `now`, as far as
 * that has been read.
 */
export function keepOpenRow(loaded: ConversationRow[], openId: string | null, kept: KeptRow | null, now?: ConversationRow): { rows: ConversationRow[]; kept: KeptRow | null } {
  if (openId === null) return { rows: loaded, kept: null };
  const index = loaded.findIndex((row) => row.id === openId);
  const row = loaded[index];
  if (row) return { rows: loaded, kept: { row, index } };
  if (kept?.row.id !== openId) return { rows: loaded, kept: null };
  const at = Math.min(kept.index, loaded.length);
  return { rows: [...loaded.slice(0, at), now ?? { ...kept.row, unread: 0 }, ...loaded.slice(at)], kept };
}
