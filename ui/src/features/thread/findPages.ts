import type { Hit, SearchGroup, SearchGroupKind, SearchPage } from "../../api/schema.gen";

/** The groups that are in a conversation. Each is read newest first, page by page; here they become one list. */
export const FOUND_IN: readonly SearchGroupKind[] = ["messages", "calls", "notes"];

/** Where to read on: in which group, from where. */
export interface FindMore {
  group: SearchGroupKind;
  cursor: string;
}

/** What is known of one group: all hits read, and where it goes on. */
interface Known {
  hits: Hit[];
  next: string | null;
}

function known(pages: readonly SearchPage[]): Map<SearchGroupKind, Known> {
  const groups = new Map<SearchGroupKind, Known>();
  for (const group of pages.flatMap((page): SearchGroup[] => page.groups)) {
    if (!FOUND_IN.includes(group.kind)) continue;
    const before = groups.get(group.kind);
    groups.set(group.kind, { hits: [...(before?.hits ?? []), ...group.hits], next: group.next });
  }
  return groups;
}

/** How many there are in all, however few were read. */
export function foundInAll(pages: readonly SearchPage[]): number {
  return (pages[0]?.groups ?? []).filter((group) => FOUND_IN.includes(group.kind)).reduce((sum, group) => sum + group.total, 0);
}

/** The time of the newest hit of a group that may not have been read yet. */
function unreadFrom({ hits, next }: Known): number {
  return next === null ? -Infinity : (hits.at(-1)?.at ?? Infinity);
}

/**
 * The hits in the order of the conversation, newest first, as far as that order is certain: what is older than the
 * last hit read of a group that goes on may yet be preceded.
 */
export function foundInOrder(pages: readonly SearchPage[]): Hit[] {
  const groups = [...known(pages).values()];
  const from = Math.max(-Infinity, ...groups.map(unreadFrom));
  return groups
    .flatMap((group) => group.hits)
    .filter((hit) => hit.at >= from)
    .sort((a, b) => b.at - a.at || (b.startMs ?? 0) - (a.startMs ?? 0));
}

/** What has to be read for the list to go on: the group whose unread hits may be the newest. */
export function moreToFind(pages: readonly SearchPage[]): FindMore | null {
  let best: { more: FindMore; at: number } | null = null;
  for (const [group, one] of known(pages)) {
    const at = unreadFrom(one);
    if (one.next !== null && (best === null || at > best.at)) best = { more: { group, cursor: one.next }, at };
  }
  return best?.more ?? null;
}

/** The words that were found, as they are written, for marking them where they stand. */
export function foundWords(hits: readonly Hit[]): string[] {
  return [...new Set(hits.flatMap((hit) => hit.snippet.filter((piece) => piece.hit).map((piece) => piece.text.toLocaleLowerCase())))];
}
