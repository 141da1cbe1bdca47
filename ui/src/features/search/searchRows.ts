import type { Hit, SearchGroup } from "../../api/schema.gen";
import type { Group, Open } from "../../lib/routes";

/** What the list of results draws: a group's heading, a hit, or the way to all hits of a group. */
export type SearchRow =
  | { kind: "heading"; key: string; group: Group; total: number }
  | { kind: "hit"; key: string; hit: Hit }
  | { kind: "more"; key: string; group: Group; total: number };

/** The rows of an answer. With one group chosen there is no heading and no "show all": its list goes on by itself. */
export function searchRows(groups: readonly SearchGroup[], only: Group | null): SearchRow[] {
  const rows: SearchRow[] = [];
  for (const group of groups) {
    if (group.total === 0 || (only !== null && group.kind !== only)) continue;
    if (only === null) rows.push({ kind: "heading", key: `heading ${group.kind}`, group: group.kind, total: group.total });
    for (const hit of group.hits) rows.push({ kind: "hit", key: `hit ${hit.kind} ${hit.id} ${hit.startMs ?? ""}`, hit });
    if (only === null && group.total > group.hits.length) rows.push({ kind: "more", key: `more ${group.kind}`, group: group.kind, total: group.total });
  }
  return rows;
}

/** Where a hit leads: the exact message, or the second of the call. */
export function openOfHit(hit: Hit): Open | null {
  const thread = hit.conversationId === null ? null : ({ kind: "thread", conversationId: hit.conversationId, itemId: hit.itemId } satisfies Open);
  switch (hit.kind) {
    case "contact":
      return hit.contactId === null ? thread : { kind: "contact", contactId: hit.contactId };
    case "transcript":
    case "summary":
    case "nextStep":
      return hit.itemId === null ? thread : { kind: "call", callId: hit.itemId, startMs: hit.startMs };
    case "text":
    case "file":
    case "voicemail":
    case "call":
    case "note":
      return thread;
  }
}

/** The next row that can be chosen, in a direction; headings are passed over. */
export function nextChoice(rows: readonly SearchRow[], from: number, by: 1 | -1): number {
  for (let index = from + by; index >= 0 && index < rows.length; index += by) {
    if (rows[index]?.kind !== "heading") return index;
  }
  return from;
}
