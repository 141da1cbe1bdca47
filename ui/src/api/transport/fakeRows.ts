import type { ConversationRow, Preview, TimelineItem } from "../schema.gen";
import type { FakeConversation } from "./fakeData";

/** A conversation as a row of a list. */
export function rowOf(conversation: FakeConversation, tagsOf: (contactId: string) => string[]): ConversationRow {
  const last = conversation.items.at(-1);
  return {
    id: conversation.id,
    line: conversation.line,
    people: conversation.people,
    title: conversation.people.map((one) => one.name).join(", "),
    lastAt: last?.at ?? 0,
    last: preview(last),
    unread: conversation.items.filter((item) => item.unread).length,
    done: conversation.done,
    waitingSince: conversation.done || conversation.snoozed ? null : conversation.waitingSince,
    promiseDue: null,
    hasDraft: conversation.draft !== "",
    optedOut: conversation.optedOut,
    snoozedUntil: conversation.snoozed?.until ?? null,
    returnedAt: conversation.returnedAt ?? null,
    pinned: conversation.pinned ?? false,
    tags: [...new Set(conversation.people.flatMap((one) => (one.contactId === null ? [] : tagsOf(one.contactId))))].sort(),
  };
}

function preview(item: TimelineItem | undefined): Preview {
  if (!item) return { kind: "text", outgoing: false, text: "" };
  const { body, outgoing } = item;
  switch (body.kind) {
    case "note":
      return { kind: "note", outgoing, text: body.text };
    case "call": {
      const kind = body.outcome === "missed" ? "missedCall" : body.outcome === "voicemail" ? "voicemail" : "call";
      const text = body.summary ?? body.voicemail?.transcript ?? (kind === "missedCall" ? "Missed call" : body.outcome === "noAnswer" ? "No answer" : "Call");
      return { kind, outgoing, text };
    }
    case "text": {
      if (body.state === "failed") return { kind: "failedText", outgoing, text: body.text };
      if (body.state === "waiting" || body.state === "sending") return { kind: "sending", outgoing, text: body.text };
      const first = body.media[0];
      if (!body.text && first) {
        return first.mime.startsWith("image/")
          ? { kind: "picture", outgoing, text: body.media.length > 1 ? `${body.media.length} pictures` : "Picture" }
          : { kind: "file", outgoing, text: first.name };
      }
      return { kind: "text", outgoing, text: body.text.slice(0, 140) };
    }
  }
}
