import { call } from "../../api/client";
import type { TimelineItem } from "../../api/schema.gen";

export type PrintRange = "month" | "year" | "all";
export const PRINT_RANGES: readonly PrintRange[] = ["month", "year", "all"];

/** More than this makes a document that no printer dialog opens in reasonable time. */
export const MOST_PRINTED = 10_000;
const PAGE = 500;
const DAY_MS = 86_400_000;
const DAYS: Record<PrintRange, number> = { month: 30, year: 365, all: Infinity };

/** What goes on paper: items in order, and where they stand in the whole conversation. */
export interface Printed {
  items: readonly TimelineItem[];
  /** Items older than the first. */
  offset: number;
  total: number;
}

/** Reads what is to be printed, from the newest back. `onRead` says how many were read, and stops it by answering false. */
export async function readForPrint(conversationId: string, range: PrintRange, now: number, onRead: (read: number) => boolean): Promise<Printed | null> {
  const from = now - DAYS[range] * DAY_MS;
  let items: TimelineItem[] = [];
  let page = await call("timeline_page", { conversationId, anchor: { kind: "end" }, limit: PAGE });
  for (;;) {
    items = [...page.items, ...items];
    if (!onRead(items.length)) return null;
    const oldest = page.items[0];
    if (page.before === null || oldest === undefined || oldest.at < from || items.length >= MOST_PRINTED) break;
    page = await call("timeline_page", { conversationId, anchor: { kind: "before", cursor: page.before }, limit: PAGE });
  }
  const wanted = items.filter((item) => item.at >= from).slice(-MOST_PRINTED);
  return { items: wanted, offset: page.offset + items.length - wanted.length, total: page.total };
}
