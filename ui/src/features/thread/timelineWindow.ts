import type { TimelineItem, TimelinePage } from "../../api/schema.gen";
import { hasNoName } from "./rows";

/** The part of a timeline that is loaded: one unbroken run of items. */
export interface TimelineWindow {
  items: readonly TimelineItem[];
  before: string | null;
  after: string | null;
  total: number;
  /** Items older than the first. */
  offset: number;
}

/** A window of one page. */
export function windowOf(page: TimelinePage): TimelineWindow {
  const { items, before, after, total, offset } = page;
  return { items, before, after, total, offset };
}

/** The window with the older page put before it. */
export function withOlder(now: TimelineWindow, page: TimelinePage): TimelineWindow {
  const known = new Set(now.items.map((item) => item.id));
  const fresh = page.items.filter((item) => !known.has(item.id));
  return { ...now, items: [...fresh, ...now.items], before: page.before, total: page.total, offset: Math.max(0, now.offset - fresh.length) };
}

/** The window with the newer page put after it. */
export function withNewer(now: TimelineWindow, page: TimelinePage): TimelineWindow {
  const known = new Set(now.items.map((item) => item.id));
  const fresh = page.items.filter((item) => !known.has(item.id));
  return { ...now, items: [...now.items, ...fresh], after: page.after, total: page.total };
}

/**
 * The window with a page read anew laid over it. Where they overlap the page is right: items changed, came between, or
 * went. A page that reaches an end of the timeline is right about everything on that side too, so an own text that Quo's
 * item has replaced does not stay behind. A page that does not touch the window gives none: then the window has to be
 * read anew as a whole.
 */
export function refreshed(now: TimelineWindow, read: TimelinePage): TimelineWindow | null {
  if (now.items.length === 0) return windowOf(read);
  const page = { ...read, items: signedAsBefore(now.items, read.items) };
  const begins = page.before === null;
  const ends = page.after === null;
  if (begins && ends) return windowOf(page);
  const inPage = new Set(page.items.map((item) => item.id));
  const from = now.items.findIndex((item) => inPage.has(item.id));
  if (from < 0) return null;
  const to = now.items.findLastIndex((item) => inPage.has(item.id));
  const firstShared = now.items[from]?.id;
  const lastShared = now.items[to]?.id;
  // What the page has beyond the window on either side joins it there, as both are unbroken runs.
  const fromStart = from === 0 || begins;
  const toEnd = to === now.items.length - 1 || ends;
  const start = fromStart ? 0 : page.items.findIndex((item) => item.id === firstShared);
  const end = toEnd ? page.items.length : page.items.findIndex((item) => item.id === lastShared) + 1;
  const older = fromStart ? [] : now.items.slice(0, from);
  const newer = toEnd ? [] : now.items.slice(to + 1);
  return {
    items: [...older, ...page.items.slice(start, end), ...newer],
    before: fromStart ? page.before : now.before,
    after: toEnd ? page.after : now.after,
    total: page.total,
    offset: fromStart ? page.offset : Math.max(0, page.offset + start - from),
  };
}

function textOf({ body }: TimelineItem): string | null {
  return body.kind === "text" ? body.text : null;
}

/**
 * A text of ours that stood there without a name keeps standing so: Quo tells who wrote it only once it has gone out, and
 * a name that comes then would move everything. It stands there when the conversation is opened the next time.
 */
function signedAsBefore(before: readonly TimelineItem[], items: TimelineItem[]): TimelineItem[] {
  const unsigned = before.filter((item) => item.outgoing && hasNoName(item));
  if (unsigned.length === 0) return items;
  const byId = new Map(unsigned.map((item) => [item.id, item]));
  const known = new Set(before.map((item) => item.id));
  const here = new Set(items.map((item) => item.id));
  // What was on its way has another id once it is Quo's.
  const replaced = unsigned.filter((item) => !here.has(item.id));
  return items.map((item) => {
    const same = byId.get(item.id) ?? (item.outgoing && !known.has(item.id) ? replaced.find((one) => textOf(one) !== null && textOf(one) === textOf(item)) : undefined);
    return same ? { ...item, author: same.author } : item;
  });
}

/** Where an item is, −1 if not loaded. */
export function indexOf(now: TimelineWindow, itemId: string): number {
  return now.items.findIndex((item) => item.id === itemId);
}
