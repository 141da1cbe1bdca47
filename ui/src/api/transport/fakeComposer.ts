import type { ComposerSettings, ConversationRow, OutboxCounts, OutboxDesk, OutboxEntry, ScheduledText, Snippet, Tag, TimelineItem } from "../schema.gen";
import { countSegments } from "../../lib/segments";
import { unfilled } from "../../lib/placeholders";
import type { FakeConversation, FakeWorld } from "./fakeData";
import { CallError, type Command, type Req, type Res } from "./transport";

type Commands =
  | "snippets" | "save_snippet" | "remove_snippet" | "placeholder_values" | "composer_settings" | "save_composer_settings" | "send_time" | "scheduled_texts"
  | "schedule_text" | "cancel_scheduled" | "restore_scheduled" | "send_scheduled_now" | "outbox_desk" | "outbox_counts" | "retry_text" | "settle_failure" | "start_conversation";
export type ComposerHandlers = { [C in Commands & Command]: (req: Req<C>) => Res<C> };

/** What the sample world does for the composer. */
interface World {
  world: FakeWorld;
  now: () => number;
  find: (id: string) => FakeConversation;
  row: (conversation: FakeConversation) => ConversationRow;
  entries: () => OutboxEntry[];
  send: (conversationId: string, text: string, token: string) => OutboxEntry;
  announce: (tags: Tag[], conversationId: string | null) => void;
}

const ZONE = "America/Los_Angeles";

/** Snippets, scheduled texts, drafts and failed texts of the sample. */
export class FakeComposer {
  readonly snippets = new Map<string, Snippet>();
  readonly scheduled = new Map<string, ScheduledText>();
  /** Failed items that were put away. */
  readonly settled = new Set<string>();
  /** Moments at which it is quiet there, to the next one at which it is not. */
  quiet: (at: number) => number | null = (at) => {
    const hour = Number(new Intl.DateTimeFormat("en-US", { hour: "numeric", hourCycle: "h23", timeZone: ZONE }).format(at));
    return hour >= 21 || hour < 8 ? at + (((8 - hour + 24) % 24) * 3_600_000) : null;
  };
  private settings: ComposerSettings = { quietOn: true, quietFrom: 1260, quietTo: 480 };
  private readonly taken = new Map<string, { row: ScheduledText; draft: string }>();
  private made = 0;
  private readonly at: World;

  constructor(at: World, empty: boolean) {
    this.at = at;
    if (empty) return;
    for (const [id, name, text] of [
      ["s1", "On our way", "Hi {first name|there}, we are on our way and should be with you at about {time}."],
      ["s2", "Confirm a visit", "Hi {first name|there}, this confirms our visit {date|tomorrow}. Reply here if anything changes."],
      ["s3", "Ask for a review", "Thank you, {first name|neighbor}! A short review helps us a lot."],
    ] as const) this.snippets.set(id, { id, name, text });
  }

  /** A text that goes out later is there from the beginning. */
  plan(conversationId: string, text: string, dueAt: number, more: Partial<ScheduledText> = {}): ScheduledText {
    const id = `later-${(this.made += 1)}`;
    const row: ScheduledText = {
      id, conversation: this.at.row(this.at.find(conversationId)), text, dueAt, zones: [ZONE], unlessAnswered: true, inQuietHours: false, state: "planned", reason: null,
      since: this.at.now(), segments: countSegments(text).segments, ...more,
    };
    this.scheduled.set(row.id, row);
    return row;
  }

  private failed(): { item: TimelineItem; conversation: FakeConversation }[] {
    const all = [...this.at.world.conversations.values()].flatMap((conversation) => conversation.items.map((item) => ({ item, conversation })));
    return all.filter(({ item }) => item.outgoing && item.body.kind === "text" && (item.body.state === "failed" || item.body.state === "undelivered") && !this.settled.has(item.id)).sort((a, b) => b.item.at - a.item.at);
  }

  private desk(): OutboxDesk {
    const drafts = [...this.at.world.conversations.values()].filter((one) => one.draft !== "");
    const open = this.at.entries().map((one) => this.named(one)).filter((one) => ["waiting", "sending", "unclear", "needsYou"].includes(one.state));
    const undecided = open.filter((one) => one.state === "needsYou");
    const sending = open.filter((one) => one.state !== "needsYou");
    const failed = this.failed();
    const scheduled = [...this.scheduled.values()].sort((a, b) => a.dueAt - b.dueAt);
    const asking = scheduled.filter((row) => row.state !== "planned").length;
    const counts: OutboxCounts = {
      drafts: drafts.length, scheduled: scheduled.length, sending: sending.length, failed: failed.length + undecided.length, needYou: asking + failed.length + undecided.length,
    };
    return {
      counts, sending, undecided, scheduled,
      drafts: drafts.map((one) => ({ conversation: this.at.row(one), text: one.draft, at: this.at.now() - 600_000 })),
      failed: failed.map(({ item, conversation }) => ({
        itemId: item.id, conversation: this.at.row(conversation), text: item.body.kind === "text" ? item.body.text : "", at: item.at, state: "failed",
        reason: (item.body.kind === "text" ? item.body.reason : null) ?? "The carrier refused it.", advice: "Check the number, or call them.",
        locked: conversation.optedOut ? "They opted out of texts." : null,
      })),
    };
  }

  /** An entry with its words and whom it is for. */
  private named(entry: OutboxEntry): OutboxEntry {
    const conversation = this.at.world.conversations.get(entry.conversationId);
    const item = conversation?.items.find((one) => one.body.kind === "text" && one.body.outboxId === entry.id);
    return { ...entry, title: conversation ? this.at.row(conversation).title : entry.title, text: entry.text || (item?.body.kind === "text" ? item.body.text : "") };
  }

  private changed(conversationId: string | null): void {
    this.at.announce(["outbox", "conversation", "inbox"], conversationId);
  }

  private take(id: string): ScheduledText {
    const row = this.scheduled.get(id);
    if (!row) throw new CallError("notFound", "this text is not scheduled any more");
    return row;
  }

  handlers(): ComposerHandlers {
    return {
      snippets: () => ({ rows: [...this.snippets.values()].sort((a, b) => a.name.localeCompare(b.name)) }),
      save_snippet: ({ id, name, text }) => {
        if ([...this.snippets.values()].some((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase())) throw new CallError("refused", `there is a snippet named “${name}” already`);
        const snippet = { id: id ?? `s-${(this.made += 1)}`, name, text };
        this.snippets.set(snippet.id, snippet);
        this.at.announce(["settings"], null);
        return snippet;
      },
      remove_snippet: ({ id }) => {
        this.snippets.delete(id);
        this.at.announce(["settings"], null);
        return {};
      },
      placeholder_values: ({ conversationId }) => {
        const { people: [one], line } = this.at.find(conversationId);
        const values = [{ label: "line", value: line.name }];
        if (one?.named) values.push({ label: "name", value: one.name }, { label: "first name", value: one.name.split(" ")[0] ?? "" });
        if (one?.company) values.push({ label: "company", value: one.company });
        return { values };
      },
      composer_settings: () => this.settings,
      save_composer_settings: (req) => {
        this.settings = req;
        this.at.announce(["settings"], null);
        return req;
      },
      send_time: ({ at }) => {
        const nextAt = this.settings.quietOn ? this.quiet(at) : null;
        return { zones: [ZONE], unknown: false, quiet: nextAt !== null, nextAt };
      },
      scheduled_texts: ({ conversationId }) => ({ rows: [...this.scheduled.values()].filter((row) => row.conversation.id === conversationId) }),
      schedule_text: ({ id, conversationId, text, dueAt, unlessAnswered, inQuietHours }) => {
        if (unfilled(text).length > 0) throw new CallError("refused", `fill in {${unfilled(text)[0] ?? ""}} before this is sent`);
        if (id !== null) this.scheduled.delete(id);
        const row = this.plan(conversationId, text, dueAt, { unlessAnswered, inQuietHours, ...(id === null ? {} : { id }) });
        this.changed(conversationId);
        return row;
      },
      cancel_scheduled: ({ id, dropped }) => {
        const row = this.take(id);
        const conversation = this.at.find(row.conversation.id);
        this.taken.set(id, { row, draft: conversation.draft });
        this.scheduled.delete(id);
        if (!dropped) conversation.draft = conversation.draft === "" ? row.text : `${row.text}\n${conversation.draft}`;
        this.changed(conversation.id);
        return { conversationId: conversation.id, title: row.conversation.title, draft: conversation.draft };
      },
      restore_scheduled: ({ id }) => {
        const taken = this.taken.get(id);
        if (!taken) throw new CallError("notFound", "this text is not scheduled any more");
        const conversation = this.at.find(taken.row.conversation.id);
        conversation.draft = taken.draft;
        this.scheduled.set(id, taken.row);
        this.changed(conversation.id);
        return { conversationId: conversation.id, title: taken.row.conversation.title, draft: conversation.draft };
      },
      send_scheduled_now: ({ id }) => {
        const row = this.take(id);
        this.scheduled.delete(id);
        this.changed(row.conversation.id);
        return this.at.send(row.conversation.id, row.text, `later:${id}`);
      },
      outbox_desk: () => this.desk(),
      outbox_counts: () => this.desk().counts,
      retry_text: ({ itemId }) => {
        const found = this.failed().find(({ item }) => item.id === itemId);
        if (found?.item.body.kind !== "text") throw new CallError("refused", "this text was sent again or put away already");
        this.settled.add(itemId);
        this.changed(found.conversation.id);
        return this.at.send(found.conversation.id, found.item.body.text, `again:${itemId}`);
      },
      settle_failure: ({ itemId, settled }) => {
        if (settled) this.settled.add(itemId);
        else this.settled.delete(itemId);
        this.changed(null);
        return {};
      },
      start_conversation: ({ lineId, to }) => {
        const digits = to.replace(/\D/g, "").slice(-10);
        if (digits.length < 10) throw new CallError("badInput", "this is not a phone number that can be texted");
        const conversations = [...this.at.world.conversations.values()];
        const known = conversations.find((one) => one.line.id === lineId && one.people.length === 1 && one.people[0]?.number.replace(/\D/g, "").endsWith(digits));
        if (known) return { conversationId: known.id };
        const line = this.at.world.lines.find((one) => one.id === lineId);
        if (!line) throw new CallError("notFound", "this line is not in the workspace any more; reconnect Quo");
        const someone = conversations.flatMap((one) => one.people).find((one) => one.number.replace(/\D/g, "").endsWith(digits));
        const number = `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`;
        const person = someone ?? { contactId: null, name: number, named: false, company: null, number, e164: `+1${digits}`, initials: "", hue: 3 };
        const id = `conv-new-${digits}`;
        this.at.world.conversations.set(id, { id, line, people: [person], items: [], draft: "", done: false, waitingSince: null, optedOut: false, readThrough: 0 });
        return { conversationId: id };
      },
    };
  }
}
