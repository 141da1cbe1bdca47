import type { ConversationRow, InboxTab, Standing, StateBefore } from "../schema.gen";
import type { FakeTransport } from "./fake";
import type { FakeConversation } from "./fakeData";
import { CallError, type Req, type Res } from "./transport";

/** Whether a row is in a tab. */
export function isIn(tab: InboxTab, row: ConversationRow): boolean {
  const asleep = row.snoozedUntil !== null;
  switch (tab) {
    case "waiting": return row.waitingSince !== null && !row.done && !asleep;
    case "unread": return row.unread > 0 && !asleep;
    case "open": return !row.done && !asleep;
    case "snoozed": return asleep;
    case "done": return row.done;
    case "all": return true;
  }
}

/** The rows of the chosen line and tag. */
export function filtered(rows: ConversationRow[], req: { lineId: string | null; tag: string | null }): ConversationRow[] {
  return rows.filter((row) => (req.lineId === null || row.line.id === req.lineId) && (req.tag === null || row.tags.includes(req.tag)));
}

/** The rows of a tab as they stand in it. */
export function inOrder(rows: ConversationRow[], tab: InboxTab): ConversationRow[] {
  const mine = rows.filter((row) => isIn(tab, row));
  const newest = (row: ConversationRow) => Math.max(row.lastAt, row.returnedAt ?? 0);
  switch (tab) {
    case "waiting": return mine.sort((a, b) => (a.waitingSince ?? 0) - (b.waitingSince ?? 0));
    case "snoozed": return mine.sort((a, b) => (a.snoozedUntil ?? 0) - (b.snoozedUntil ?? 0));
    case "open": return mine.sort((a, b) => Number(b.pinned) - Number(a.pinned) || newest(b) - newest(a));
    default: return mine.sort((a, b) => newest(b) - newest(a));
  }
}

function standingOf(one: FakeConversation): Standing {
  return one.snoozed ? { kind: "snoozed", ...one.snoozed } : { kind: one.done ? "done" : "open" };
}

function put(one: FakeConversation, standing: Standing): void {
  one.done = standing.kind === "done";
  one.snoozed = standing.kind === "snoozed" ? { until: standing.until, wakeEarly: standing.wakeEarly } : null;
  one.returnedAt = null;
}

/** Clearing the desk, as the server does it. */
export function triage(fake: FakeTransport) {
  const changed = () => { fake.announce(["inbox", "status", "conversation", "timeline"], null); };
  return {
    inbox_ids: (req: Req<"inbox_ids">): Res<"inbox_ids"> => ({
      conversations: inOrder(filtered(fake.rows(), req), req.tab).map((row) => ({ conversationId: row.id, lastAt: row.lastAt })), more: false,
    }),
    change_inbox: ({ conversations, change }: Req<"change_inbox">): Res<"change_inbox"> => {
      const before: StateBefore[] = [];
      if (change.kind === "snooze" && change.until <= Date.now()) throw new CallError("badInput", "a snooze ends at a moment to come; choose a later one");
      for (const { conversationId } of conversations) {
        const one = fake.find(conversationId);
        const unread = one.items.some((item) => item.unread);
        const was: StateBefore = { conversationId, readThrough: null, standing: null, pinned: null, seen: 0 };
        switch (change.kind) {
          case "read":
          case "unread":
            if (unread === (change.kind === "unread")) continue;
            was.readThrough = one.readThrough;
            if (change.kind === "read") for (const item of one.items) item.unread = false;
            else {
              const last = one.items.findLast((item) => !item.outgoing);
              if (last) last.unread = true;
            }
            break;
          case "done":
          case "open":
            if (standingOf(one).kind === change.kind) continue;
            was.standing = standingOf(one);
            put(one, { kind: change.kind });
            break;
          case "snooze":
            was.standing = standingOf(one);
            put(one, { kind: "snoozed", until: change.until, wakeEarly: change.wakeEarly });
            break;
          case "pin":
          case "unpin":
            if ((one.pinned ?? false) === (change.kind === "pin")) continue;
            was.pinned = one.pinned ?? false;
            one.pinned = change.kind === "pin";
        }
        before.push(was);
      }
      changed();
      return { before };
    },
    restore_inbox: ({ before }: Req<"restore_inbox">): Res<"restore_inbox"> => {
      for (const { conversationId, readThrough, standing, pinned } of before) {
        const one = fake.find(conversationId);
        if (standing) put(one, standing);
        if (pinned !== null) one.pinned = pinned;
        if (readThrough !== null) for (const item of one.items) item.unread = !item.outgoing && item.at > readThrough;
      }
      changed();
      return {};
    },
  };
}
