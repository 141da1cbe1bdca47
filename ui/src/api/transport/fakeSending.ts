import { countSegments, HARD_STOP } from "../../lib/segments";
import type { OutboxEntry, TimelineItem } from "../schema.gen";
import type { FakeTransport } from "./fake";
import { textBody } from "./fakeData";
import type { HandlersOf } from "./fakeHandlers";
import { CallError, type Req } from "./transport";

type Commands =
  | "outbox_page" | "measure" | "send_text" | "cancel_send" | "resolve_send";

/** Texts on their way out. */
export class FakeSending {
  readonly outbox = new Map<string, OutboxEntry>();
  private readonly tokens = new Map<string, OutboxEntry>();
  private readonly fake: FakeTransport;

  constructor(fake: FakeTransport, now: number) {
    this.fake = fake;
    const unclear = fake.world.conversations.get("conv-unclear")?.items.find((one) => one.body.kind === "text" && one.body.outboxId === "out-unclear");
    this.outbox.set("out-unclear", entry("out-unclear", "conv-unclear", unclear?.body.kind === "text" ? unclear.body.text : "", "needsYou", now));
  }

  handlers(): HandlersOf<Commands> {
    return {
      outbox_page: () => ({ entries: [...this.outbox.values()] }),
      measure: ({ text, recipients }) => {
        const measured = countSegments(text);
        return { ...measured, cents: measured.segments * recipients, problem: text.length > HARD_STOP ? "A text may have 1,600 characters at most." : null };
      },
      send_text: (req) => this.send(req),
      cancel_send: ({ outboxId }) => this.resolve(outboxId, (item) => {
        const found = this.outbox.get(outboxId);
        if (found) found.state = "cancelled";
        const conversation = this.fake.find(found?.conversationId ?? "");
        conversation.items = conversation.items.filter((one) => one !== item);
      }),
      resolve_send: ({ outboxId, decision }) => this.resolve(outboxId, (item) => {
        if (item.body.kind !== "text") return;
        const state = decision === "itArrived" ? "sent" : decision === "drop" ? "cancelled" : "sending";
        Object.assign(item.body, { state, reason: null, outboxId: null });
        const found = this.outbox.get(outboxId);
        if (found) found.state = state;
      }),
    };
  }

  send(req: Req<"send_text">): OutboxEntry {
    const known = this.tokens.get(req.token);
    if (known) return known;
    const conversation = this.fake.find(req.conversationId);
    if (conversation.optedOut) throw new CallError("refused", "they opted out of texts from this business");
    const now = Date.now();
    const made = entry(`out-${this.fake.seq}-${this.tokens.size}`, req.conversationId, req.text, "waiting", now);
    made.undoUntil = now + this.fake.settings.undoMs;
    made.segments = countSegments(req.text).segments;
    this.outbox.set(made.id, made);
    this.tokens.set(req.token, made);
    const item: TimelineItem = {
      id: `sent-${made.id}`, at: now, outgoing: true, unread: false,
      author: { name: "Maria Ortega", initials: "MO", hue: 9, ai: false, ours: true },
      body: textBody(req.text, { state: "waiting", outboxId: made.id, undoUntil: made.undoUntil }),
    };
    conversation.items.push(item);
    conversation.draft = "";
    conversation.waitingSince = null;
    const step = (state: OutboxEntry["state"], after: number, then?: () => void) =>
      setTimeout(() => {
        if (made.state === "cancelled" || item.body.kind !== "text") return;
        made.state = state;
        item.body.state = state;
        item.body.undoUntil = null;
        if (state === "delivered") item.body.outboxId = null;
        this.fake.announce(["timeline", "outbox", "inbox"], req.conversationId);
        then?.();
      }, after);
    step("sending", this.fake.settings.undoMs, () => step("sent", 700, () => step("delivered", 1200)));
    this.fake.announce(["timeline", "outbox", "inbox", "conversation"], req.conversationId);
    return made;
  }

  private resolve(outboxId: string, decide: (item: TimelineItem & { body: { kind: "text" } }) => void): OutboxEntry {
    const found = this.outbox.get(outboxId);
    if (!found) throw new CallError("notFound", "this text is not in the outbox any more");
    const conversation = this.fake.find(found.conversationId);
    for (const item of conversation.items) {
      if (item.body.kind === "text" && item.body.outboxId === outboxId) decide(item as TimelineItem & { body: { kind: "text" } });
    }
    this.fake.announce(["timeline", "outbox", "inbox"], found.conversationId);
    return found;
  }
}

function entry(id: string, conversationId: string, text: string, state: OutboxEntry["state"], createdAt: number): OutboxEntry {
  return { id, conversationId, title: "", text, state, reason: null, createdAt, undoUntil: null, segments: 1 };
}
