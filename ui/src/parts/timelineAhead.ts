import type { QueryClient } from "@tanstack/react-query";
import { feedState, onChanges } from "../api/changes";
import { call, host } from "../api/client";
import { ask } from "../api/queries";
import type { Anchor, TimelinePage } from "../api/schema.gen";
import { currentRoute } from "../lib/location";
import type { Route } from "../lib/routes";

/**
 * First pages of timelines, asked for before their conversation is drawn: when the address names one, which is some
 * dozens of milliseconds before React has made its pane, and while the pointer rests on a row. A page that a change has
 * made old meanwhile is dropped.
 */

/** Items of a page. */
export const PAGE = 80;
/** Pages that are kept for conversations that may be opened next. */
const KEPT = 8;
/** Resting on a row as long, the pointer means it; passing over the list, it does not. */
const REST_MS = 60;

const pages = new Map<string, { conversationId: string; page: Promise<TimelinePage> }>();
let owner: ReturnType<typeof host> | null = null;

onChanges((changes) => {
  if (changes === "everything") {
    pages.clear();
    return;
  }
  for (const { tags, conversationId } of changes) {
    if (!tags.includes("timeline")) continue;
    for (const [key, one] of pages) if (conversationId === null || one.conversationId === conversationId) pages.delete(key);
  }
});

const keyOf = (conversationId: string, itemId: string | null) => `${conversationId} ${itemId ?? ""}`;

/** Reads the page on which a conversation opens, unless it is there already or changes could not be heard of. */
export function readAhead(client: QueryClient, conversationId: string, itemId: string | null = null): void {
  if (owner !== host()) {
    owner = host();
    pages.clear();
  }
  const key = keyOf(conversationId, itemId);
  if (feedState.get() !== "open" || pages.has(key)) return;
  void client.prefetchQuery(ask("conversation", { conversationId }));
  const anchor: Anchor = itemId === null ? { kind: "end" } : { kind: "around", itemId };
  const page = call("timeline_page", { conversationId, anchor, limit: PAGE });
  pages.set(key, { conversationId, page });
  // Whoever opens it reads it again and says what is wrong.
  page.catch(() => { if (pages.get(key)?.page === page) pages.delete(key); });
  for (const oldest of pages.keys()) {
    if (pages.size <= KEPT) break;
    pages.delete(oldest);
  }
}

/** Hands over the page on which a conversation opens, if it has been asked for and nothing has changed since. */
export function takeAhead(conversationId: string, itemId: string | null): Promise<TimelinePage> | null {
  const key = keyOf(conversationId, itemId);
  const found = owner === host() ? pages.get(key) : undefined;
  pages.delete(key);
  return found?.page ?? null;
}

const threadOf = (route: Route) => ("open" in route && route.open?.kind === "thread" ? route.open : null);

/** Reads ahead what the address names, before what is drawn for it asks. The returned function ends it. */
export function readAheadOfAddress(client: QueryClient): () => void {
  let last = threadOf(currentRoute())?.conversationId ?? null;
  const follow = () => {
    const thread = threadOf(currentRoute());
    if (thread !== null && thread.conversationId !== last) readAhead(client, thread.conversationId, thread.itemId);
    last = thread?.conversationId ?? null;
  };
  // Before the listeners through which React hears of the address.
  window.addEventListener("hashchange", follow, { capture: true });
  window.addEventListener("popstate", follow, { capture: true });
  return () => {
    window.removeEventListener("hashchange", follow, { capture: true });
    window.removeEventListener("popstate", follow, { capture: true });
  };
}

let resting: number | undefined;

/** The pointer has come to a conversation's row: what it holds is read ahead if it rests there. */
export function pointAt(client: QueryClient, conversationId: string): void {
  window.clearTimeout(resting);
  resting = window.setTimeout(() => { readAhead(client, conversationId); }, REST_MS);
}
