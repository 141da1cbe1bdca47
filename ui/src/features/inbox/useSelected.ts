import type { ConversationRow, InboxChange, SeenConversation } from "../../api/schema.gen";
import { count } from "../../lib/numbers";
import { called, seen, useTriage } from "../../parts/useTriage";
import { snoozing } from "../../state/snoozing";
import type { Selection } from "./selection";
import type { Target } from "./tagsOf";

/** What can be done with the conversations that are selected, or with the one that is marked. */
export interface Selected {
  size: number;
  /** The conversations, with their people where those are known. */
  targets: readonly Target[];
  /** What it is called while it is one. */
  name: string;
  allDone: boolean;
  allUnread: boolean;
  allPinned: boolean;
  /** An action's title: with how many it would be done. */
  title: (what: string) => string;
  done: () => void;
  unread: () => void;
  read: () => void;
  /** As unread, or as read where all are unread. */
  toggleUnread: () => void;
  snooze: () => void;
  pin: () => void;
}

/** `onDone` runs after each of them. */
export function useSelected(selection: Selection, rows: readonly ConversationRow[], onDone: (() => void) | null): Selected {
  const triage = useTriage();
  const mine = rows.filter((row) => selection.ids.has(row.id));
  const loaded = new Map(mine.map((row) => [row.id, row]));
  const conversations: SeenConversation[] = [...selection.ids].map((id) => {
    const row = loaded.get(id);
    return row ? seen(row) : { conversationId: id, lastAt: selection.seen?.get(id) ?? null };
  });
  const targets: Target[] = conversations.map(({ conversationId }) => ({ conversationId, people: loaded.get(conversationId)?.people ?? null }));
  const size = conversations.length;
  const title = called(size, mine[0]?.title ?? "");
  const all = (is: (row: ConversationRow) => boolean) => mine.length > 0 && mine.every(is);
  const allDone = all((row) => row.done);
  const allUnread = all((row) => row.unread > 0);
  const allPinned = all((row) => row.pinned);
  const change = (what: InboxChange) => {
    if (size === 0) return;
    triage(conversations, what, title);
    onDone?.();
  };
  return {
    size, targets, name: mine[0]?.title ?? "", allDone, allUnread, allPinned,
    title: (what) => (size > 1 ? `${what} (${count(size)})` : what),
    done: () => { change({ kind: allDone ? "open" : "done" }); },
    unread: () => { change({ kind: "unread" }); },
    read: () => { change({ kind: "read" }); },
    toggleUnread: () => { change({ kind: allUnread ? "read" : "unread" }); },
    snooze: () => { if (size > 0) snoozing.set({ conversations, title, asleep: all((row) => row.snoozedUntil !== null), ...(onDone ? { onDone } : {}) }); },
    pin: () => { change({ kind: allPinned ? "unpin" : "pin" }); },
  };
}
