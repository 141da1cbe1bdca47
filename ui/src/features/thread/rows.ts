import type { TimelineItem } from "../../api/schema.gen";
import { dayOf } from "../../lib/dates";
import type { PendingSend } from "../../state/sends";

/** What the list draws for one place: an item with what stands above it, or a text on its way. */
export type Row =
  | {
      kind: "item";
      key: string;
      item: TimelineItem;
      /** First of its day. */
      newDay: boolean;
      /** The unread line stands above it. */
      unreadLine: boolean;
      /** Follows closely on something of the same person: drawn nearer, without a name. */
      joined: boolean;
      /** The next one joins this: the time is left to that one. */
      joinedBelow: boolean;
    }
  | { kind: "pending"; key: string; send: PendingSend; newDay: boolean };

const JOIN_MS = 5 * 60_000;

function joins(above: TimelineItem | undefined, below: TimelineItem | undefined): boolean {
  return (
    above !== undefined &&
    below !== undefined &&
    above.body.kind === "text" &&
    below.body.kind === "text" &&
    above.outgoing === below.outgoing &&
    above.author.name === below.author.name &&
    below.at - above.at < JOIN_MS &&
    dayOf(above.at) === dayOf(below.at)
  );
}

/** The rows of the loaded items. `unreadFrom` is the first item that was new when the conversation was opened. */
export function makeRows(items: readonly TimelineItem[], pending: readonly PendingSend[], atBeginning: boolean, unreadFrom: string | null): Row[] {
  const rows: Row[] = items.map((item, index) => {
    const above = items[index - 1];
    const unreadLine = item.id === unreadFrom;
    return {
      kind: "item",
      key: item.id,
      item,
      newDay: above ? dayOf(above.at) !== dayOf(item.at) : atBeginning,
      unreadLine,
      joined: !unreadLine && joins(above, item),
      joinedBelow: joins(item, items[index + 1]) && items[index + 1]?.id !== unreadFrom,
    };
  });
  let lastDay = items.length > 0 ? dayOf(items[items.length - 1]?.at ?? 0) : null;
  for (const send of pending) {
    const day = dayOf(send.at);
    rows.push({ kind: "pending", key: send.token, send, newDay: lastDay !== null && day !== lastDay });
    lastDay = day;
  }
  return rows;
}

/** The first incoming item after what had been read. */
export function firstUnread(items: readonly TimelineItem[], readThrough: number): string | null {
  return items.find((item) => !item.outgoing && item.at > readThrough)?.id ?? null;
}
