import { call } from "../../api/client";
import { dayOf, momentOfDay } from "../../lib/dates";

/** Where a day is in a conversation: its first item or the first after it, or one of the ends. */
export type DayPlace = { kind: "item"; itemId: string; day: number } | { kind: "start" } | { kind: "end" };

const PAGE = 80;

/** Finds the first item of a day, or of the first day after it: one page, however long the conversation is. */
export async function placeOfDay(conversationId: string, day: number): Promise<DayPlace> {
  const at = momentOfDay(day, 0);
  const page = await call("timeline_page", { conversationId, anchor: { kind: "at", at }, limit: PAGE });
  const found = page.items.find((item) => item.at >= at);
  if (!found) return { kind: "end" };
  const isFirst = page.before === null && found.id === page.items[0]?.id;
  // Nothing is older than the day: it is the beginning that is shown.
  return isFirst && dayOf(found.at) > day ? { kind: "start" } : { kind: "item", itemId: found.id, day: dayOf(found.at) };
}
