import type { TimelineItem } from "../../api/schema.gen";
import { dayOf } from "../../lib/dates";
import { OUR_SIDE } from "../../parts/words";
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
      /** The writer's name stands above it: somebody begins to speak, and the side it is on does not tell who. */
      named: boolean;
      /** Follows closely on something of the same person: drawn nearer. */
      joined: boolean;
      /** The next one joins this: the time is left to that one. */
      joinedBelow: boolean;
    }
  | { kind: "pending"; key: string; send: PendingSend; newDay: boolean };

const JOIN_MS = 5 * 60_000;

/** Whether the same person goes on writing. */
function goesOn(above: TimelineItem | undefined, below: TimelineItem): boolean {
  return (
    above !== undefined &&
    above.body.kind === "text" &&
    above.outgoing === below.outgoing &&
    above.author.name === below.author.name &&
    dayOf(above.at) === dayOf(below.at)
  );
}

/** Nobody knows which of us, or of them, it was. */
export function hasNoName({ author, outgoing }: TimelineItem): boolean {
  return author.name === "" || (outgoing && (author.name === OUR_SIDE || author.name === "You"));
}

/** The other side is named in groups only; one of us wherever the name is known. */
function hasName(item: TimelineItem, group: boolean): boolean {
  return (item.outgoing || group) && !hasNoName(item);
}

function joins(above: TimelineItem | undefined, below: TimelineItem | undefined): boolean {
  return (
    above !== undefined &&
    below?.body.kind === "text" &&
    goesOn(above, below) &&
    below.at - above.at < JOIN_MS
  );
}

/** The rows of the loaded items. `unreadFrom` is the first item that was new when the conversation was opened. */
export function makeRows(items: readonly TimelineItem[], pending: readonly PendingSend[], { atBeginning, unreadFrom, group }: { atBeginning: boolean; unreadFrom: string | null; group: boolean }): Row[] {
  const rows: Row[] = items.map((item, index) => {
    const above = items[index - 1];
    const unreadLine = item.id === unreadFrom;
    return {
      kind: "item",
      key: item.id,
      item,
      newDay: above ? dayOf(above.at) !== dayOf(item.at) : atBeginning,
      unreadLine,
      named: hasName(item, group) && (unreadLine || !goesOn(above, item)),
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
