import type { Conversation, TimelineItem, TimelinePage } from "../schema.gen";
import type { FakeTransport } from "./fake";
import type { HandlersOf } from "./fakeHandlers";
import { CallError, type Req } from "./transport";

type Commands =
  | "conversation" | "timeline_page" | "mark" | "add_note" | "save_draft" | "set_opt_out" | "call_page"
  | "tick_next_step";

/** What is done in a conversation and in a call. */
export function thread(fake: FakeTransport): HandlersOf<Commands> {
  return {
    conversation: ({ conversationId }) => {
      const found = fake.find(conversationId);
      const only = found.people.length === 1 ? found.people[0]?.contactId : null;
      const stop = found.items.find((item) => item.body.kind === "text" && item.body.opt === "out");
      return {
        row: fake.row(found), items: found.items.length, readThrough: found.readThrough, draft: found.draft,
        locked: found.optedOut
          ? { reason: "optedOut", sentence: `${found.people[0]?.name ?? "They"} asked not to get texts from any line of this business.`, itemId: stop?.id ?? null, at: stop?.at ?? null }
          : null,
        quoUrl: "https://my.quo.com/inbox", contact: only ? fake.contacts.whole(only) : null,
      } satisfies Conversation;
    },
    timeline_page: (req) => pageOf(fake.find(req.conversationId).items, req),
    mark: ({ conversationId, mark }) => {
      const found = fake.find(conversationId);
      if (mark === "done" || mark === "open") found.done = mark === "done";
      if (mark === "read") {
        for (const item of found.items) item.unread = false;
        found.readThrough = Date.now();
      }
      if (mark === "unread") {
        const last = found.items.findLast((item) => !item.outgoing);
        if (last) last.unread = true;
      }
      fake.announce(["inbox", "status", "conversation"], conversationId);
      return {};
    },
    add_note: ({ conversationId, text }) => {
      const found = fake.find(conversationId);
      const item: TimelineItem = {
        id: `note-${fake.seq}`, at: Date.now(), outgoing: true, unread: false, body: { kind: "note", text },
        author: { name: "Maria Ortega", initials: "MO", hue: 9, ai: false, ours: true },
      };
      found.items.push(item);
      fake.announce(["timeline", "inbox"], conversationId);
      return item;
    },
    save_draft: ({ conversationId, text }) => {
      fake.find(conversationId).draft = text;
      fake.announce(["inbox"], conversationId);
      return {};
    },
    set_opt_out: ({ conversationId, optedOut }) => {
      fake.find(conversationId).optedOut = optedOut;
      fake.announce(["conversation", "inbox"], conversationId);
      return {};
    },
    call_page: ({ callId }) => {
      const page = fake.world.calls.get(callId);
      if (!page) throw new CallError("notFound", "this call is not here");
      return page;
    },
    tick_next_step: ({ callId, index, done }) => {
      const step = fake.world.calls.get(callId)?.nextSteps[index];
      if (step) step.done = done;
      fake.followUps.ticked(callId, index, done);
      fake.announce(["call", "timeline", "followUps"], fake.world.calls.get(callId)?.conversationId ?? null);
      return {};
    },
  };
}

/** A page of a timeline. */
function pageOf(items: readonly TimelineItem[], { anchor, limit }: Req<"timeline_page">): TimelinePage {
  let from: number;
  switch (anchor.kind) {
    case "end":
      from = items.length - limit;
      break;
    case "start":
      from = 0;
      break;
    case "around": {
      const index = items.findIndex((item) => item.id === anchor.itemId);
      if (index < 0) throw new CallError("notFound", "this item is not here any more");
      from = index - Math.floor(limit / 2);
      break;
    }
    case "before":
      from = Number(anchor.cursor) - limit;
      break;
    case "after":
      from = Number(anchor.cursor);
      break;
    case "at": {
      const index = items.findIndex((item) => item.at >= anchor.at);
      from = index < 0 ? items.length - limit : index - Math.floor(limit / 2);
      break;
    }
  }
  const until = anchor.kind === "before" ? Number(anchor.cursor) : Math.min(items.length, Math.max(0, from) + limit);
  from = Math.max(0, from);
  return {
    items: items.slice(from, until),
    before: from > 0 ? String(from) : null,
    after: until < items.length ? String(until) : null,
    total: items.length,
    offset: from,
  };
}
