import { call } from "../../api/client";
import type { Anchor, TimelineItem, TimelinePage } from "../../api/schema.gen";
import { dayOf, isoDay } from "../../lib/dates";

/** Where a day is in a conversation: its first item or the first after it, or one of the ends. */
export type DayPlace = { kind: "item"; itemId: string; exact: boolean } | { kind: "start" } | { kind: "end" };

const PAGE = 200;

/**
 * Finds the first item of a day, or of the first day after it. The timeline can be opened at an item, not at a time; the
 * search knows the last item before the day. Its days are those of the computer it runs on, and it does not know what
 * has no words, so the last steps are taken through the timeline itself.
 */
export async function placeOfDay(conversationId: string, day: number): Promise<DayPlace> {
  const read = (anchor: Anchor): Promise<TimelinePage> => call("timeline_page", { conversationId, anchor, limit: PAGE });
  const near = await lastBefore(conversationId, day);
  let page = await read(near === null ? { kind: "start" } : { kind: "around", itemId: near });
  while (isFrom(page.items[0], day) && page.before !== null) page = await read({ kind: "before", cursor: page.before });
  for (;;) {
    const found = page.items.find((item) => isFrom(item, day));
    if (found) {
      const isFirst = page.before === null && found.id === page.items[0]?.id;
      // Nothing is older than the day: it is the beginning that is shown.
      return isFirst && dayOf(found.at) > day ? { kind: "start" } : { kind: "item", itemId: found.id, exact: dayOf(found.at) === day };
    }
    if (page.after === null) return { kind: "end" };
    page = await read({ kind: "after", cursor: page.after });
  }
}

function isFrom(item: TimelineItem | undefined, day: number): boolean {
  return item !== undefined && dayOf(item.at) >= day;
}

async function lastBefore(conversationId: string, day: number): Promise<string | null> {
  const { groups } = await call("search", { query: `before:${isoDay(day)}`, order: "newest", group: null, cursor: null, limit: 1, conversationId });
  let newest: { at: number; itemId: string } | null = null;
  for (const { at, itemId } of groups.flatMap((group) => group.hits)) {
    if (itemId !== null && (newest === null || at > newest.at)) newest = { at, itemId };
  }
  return newest?.itemId ?? null;
}
