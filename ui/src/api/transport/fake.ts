import type {
  Building,
  Change,
  ContactCard,
  Conversation,
  ConversationRow,
  DeliveryRow,
  HealthWarning,
  Hit,
  InboxCounts,
  InboxTab,
  Ledger,
  OutboxEntry,
  Piece,
  Preview,
  SearchGroup,
  SearchGroupKind,
  SearchPage,
  Settings,
  SyncProgress,
  SyncState,
  Tag,
  TimelineItem,
  TimelinePage,
} from "../schema.gen";
import { countSegments, HARD_STOP } from "../../lib/segments";
import { FakeAccount } from "./fakeAccount";
import { FakeComposer } from "./fakeComposer";
import { digits, FakeContacts } from "./fakeContacts";
import { callsPageOf, csvOf, insightRowsOf, insightsOf } from "./fakeMeasures";
import { ledgerOf, progressOf } from "./fakeSync";
import { authorOf, makeWorld, textBody, type FakeConversation, type FakeWorld } from "./fakeData";
import { FakeBackup } from "./fakeBackup";
import { filtered, inOrder, isIn, triage } from "./fakeTriage";
import { FakeFollowUps } from "./fakeFollowUps";
import { FakeImports } from "./fakeImports";
import { FakeTunnel } from "./fakeTunnel";
import { CallError, type Command, type FeedEvents, type Req, type Res, type Session, type Transport } from "./transport";

/** How the sample behaves. */
export interface FakeOptions {
  now: number;
  /** Nothing has arrived yet. */
  empty?: boolean;
  /** These commands fail, with this code. */
  failing?: Partial<Record<Command, CallError["code"]>>;
  /** Milliseconds until an answer. */
  delayMs?: number;
  session?: Session;
  /** The account of a transport before: what a reload finds. */
  account?: FakeAccount;
  /** New things happen by themselves. */
  lively?: boolean;
  /** Commands that never answer, for looking at reserved space. */
  hanging?: Command[];
}

/** Sample data behind the same interface as the real thing, typed by the schema. Never part of a build. */
export class FakeTransport implements Transport {
  readonly can = { signOut: true, tray: false };
  readonly world: FakeWorld;
  /** What the ledger says instead of the sample. */
  ledger: Ledger | null = null;
  /** Every command asked, in order. */
  readonly asked: { command: Command; req: unknown }[] = [];
  private readonly options: FakeOptions;
  private readonly handlers: Handlers;
  readonly account: FakeAccount;
  private readonly outbox = new Map<string, OutboxEntry>();
  private readonly tokens = new Map<string, OutboxEntry>();
  private readonly dead: Set<number> = new Set([8791, 8760, 8702]);
  /** The contacts, and how their changes stand. */
  readonly contacts: FakeContacts;
  /** The follow-ups and saved searches. */
  readonly followUps: FakeFollowUps;
  /** Snippets, and texts that are not out. */
  readonly composer: FakeComposer;
  /** What is imported. */
  readonly imports: FakeImports;
  private feed: FeedEvents | null = null;
  private seq = 100;
  private readonly tunnel: FakeTunnel;
  readonly backup: FakeBackup;
  /** How often the interface was loaded anew. */
  startedAnew = 0;
  private syncState: SyncState = "upToDate";
  private auditing = false;
  private settings: Settings = {
    theme: "system", closeToTray: true, notifications: true, notificationText: true, undoMs: 5000, dailyCap: 500, playbackRate: 1,
    businessHours: { days: [true, true, true, true, true, false, false], fromMinute: 480, toMinute: 1080 }, mediaBudgetMib: null, mediaBudgetSounds: false,
    pushMarks: true,
  };
  private who: Session;
  private building: Building | null = null;
  private warnings: readonly HealthWarning[] = [];

  constructor(options: FakeOptions) {
    this.options = options;
    this.who = options.session ?? { signedIn: true, demo: true, setUp: true };
    this.world = options.empty
      ? { lines: makeWorld(options.now).lines.slice(0, 1), conversations: new Map(), calls: new Map(), contacts: new Map() }
      : makeWorld(options.now);
    this.tunnel = new FakeTunnel(options.now, options.empty ?? false, this.who.demo);
    this.backup = new FakeBackup(options.now, (tags) => { this.announce(tags, null); });
    this.contacts = new FakeContacts(this.world.contacts, (id) => this.card(id));
    this.followUps = new FakeFollowUps(this.world, options.now, (tags) => { this.announce(tags, null); }, (query) => {
      const req = { query, order: "relevance", group: null, cursor: null, limit: 1, conversationId: null } as const;
      return searchWorld(this.world, req, (one) => this.row(one)).groups.reduce((sum, group) => sum + group.total, 0);
    });
    this.imports = new FakeImports(this.contacts, options.now);
    this.outbox.set("out-unclear", entry("out-unclear", "conv-unclear", "", "needsYou", options.now));
    this.account = options.account ?? new FakeAccount(options.now, !options.empty);
    this.composer = new FakeComposer({
      world: this.world, now: () => Date.now(), find: (id) => this.find(id), row: (one) => this.row(one), entries: () => [...this.outbox.values()],
      send: (conversationId, text, token) => this.send({ conversationId, text, token }), announce: (tags, id) => { this.announce(tags, id); },
    }, options.empty ?? false);
    this.handlers = this.makeHandlers();
  }

  /** What `?fake` in the address asks for: `empty`, `fail=inbox_page`, `hang=…`, `signedout`, `first`, `quiet`, `history=reading`, `building`, `warning`, `changes`. */
  static forScreens(params: URLSearchParams): FakeTransport {
    const failing = Object.fromEntries(params.getAll("fail").map((name) => [name, "unavailable" as const]));
    const options: FakeOptions = {
      now: Date.now(), failing, delayMs: 15, lively: !params.has("quiet"), empty: params.has("empty"),
      hanging: params.getAll("hang") as Command[],
      session: { signedIn: !params.has("signedout") && !params.has("first"), demo: !params.has("real"), setUp: !params.has("first") },
    };
    const fake = new FakeTransport(options);
    const sync = params.get("history");
    if (sync === "off" || sync === "reading" || sync === "paused" || sync === "waiting") fake.syncState = sync;
    const theme = params.get("theme");
    if (theme === "light" || theme === "dark") fake.settings.theme = theme;
    fake.backup.stands(params.get("backup"));
    if (params.has("warning")) {
      fake.warnings = [{
        kind: "silence", since: Date.now() - 120_000, severe: true, title: "Nothing arrives from Quo",
        sentence: "Nothing arrived from Quo for 6 business hours. Send a test event from Connection to see whether the way here is open.",
      }];
    }
    if (params.has("changes")) {
      fake.contacts.stands("contact-4", { kind: "waiting", reason: "Quo cannot be reached: connection refused" });
      fake.contacts.stands("contact-5", { kind: "failed", reason: "Quo refused the change: Squares takes a number" });
      fake.contacts.stands("contact-6", { kind: "conflict" }, [
        { name: "company", mine: "Vargas & Sons", theirs: "Vargas Family LLC" }, { name: "VIP", mine: "yes", theirs: "" },
      ]);
    }
    if (params.has("later")) {
      fake.composer.plan("conv-dana", "Hi Dana, the crew starts at 8. Please keep the driveway free.", Date.now() + 20 * 3_600_000);
      fake.composer.plan("conv-5", "Did the adjuster call you back?", Date.now() - 26 * 3_600_000, { state: "held", reason: "Ringbook was not running at that time." });
      fake.composer.plan("conv-9", "Just checking in on the estimate.", Date.now() + 3 * 3_600_000, { state: "withdrawn", reason: "They answered first." });
    }
    if (params.has("building")) fake.building = { what: params.get("building") === "index" ? "index" : "store", done: 120_000, total: 1_000_000, perSecond: 7_330, leftMs: 120_000 };
    return fake;
  }

  async call<C extends Command>(command: C, req: Req<C>, signal?: AbortSignal): Promise<Res<C>> {
    this.asked.push({ command, req });
    if (this.options.hanging?.includes(command)) await new Promise(() => undefined);
    await new Promise((done) => setTimeout(done, this.options.delayMs ?? 0));
    if (signal?.aborted) throw new DOMException("aborted", "AbortError");
    const code = this.options.failing?.[command];
    if (code) throw new CallError(code, "the store is being rebuilt; try again in a minute");
    if (!this.who.signedIn) throw new CallError("notSignedIn", "sign in first");
    return structuredClone(this.handlers[command](req)) as Res<C>;
  }

  changes(events: FeedEvents): () => void {
    this.feed = events;
    const start = setTimeout(() => {
      events.onHello(this.seq);
    }, 0);
    const life = this.options.lively ? setInterval(() => { this.somethingHappens(); }, 9000) : undefined;
    return () => {
      clearTimeout(start);
      clearInterval(life);
      this.feed = null;
    };
  }

  mediaUrl(id: string): string {
    return `/media/${encodeURIComponent(id)}`;
  }

  session(): Promise<Session> {
    return Promise.resolve(this.who);
  }

  async signIn(password: string): Promise<void> {
    await Promise.resolve();
    if (password === "wrong") throw new CallError("refused", "that is not the password");
    this.who = { ...this.who, signedIn: true };
  }

  async setPassword(): Promise<void> {
    await Promise.resolve();
    this.who = { ...this.who, signedIn: true, setUp: true };
  }

  async signOut(): Promise<void> {
    await Promise.resolve();
    this.who = { ...this.who, signedIn: false };
  }

  async lookAround(on: boolean): Promise<void> {
    await Promise.resolve();
    this.who = { ...this.who, demo: on, visiting: on };
  }

  startAnew(): void {
    this.startedAnew += 1;
  }

  /** Announces a change, as the server would. */
  announce(tags: Tag[], conversationId: string | null, arrival: Change["arrival"] = null): void {
    this.seq += 1;
    this.feed?.onChange({ seq: this.seq, tags, conversationId, arrival });
  }

  /** Store or index is made anew, and is so far by now; null ends it. */
  build(building: Building | null): void {
    this.building = building;
    this.announce(["status"], null);
  }

  /** These warnings stand from now on. */
  warn(warnings: readonly HealthWarning[]): void {
    this.warnings = warnings;
    this.announce(["health", "status", "connection"], null);
  }

  /** Loses a change: the next one leaves a gap. */
  loseOne(): void {
    this.seq += 1;
  }

  /** A text arrives. */
  receive(conversationId: string, text: string, at = Date.now()): TimelineItem {
    const conversation = this.find(conversationId);
    const them = conversation.people[0];
    if (!them) throw new Error("a conversation has somebody");
    const item: TimelineItem = {
      id: `arrived-${this.seq}`, at, outgoing: false, author: authorOf(them), unread: true, body: textBody(text),
    };
    conversation.items.push(item);
    conversation.done = false;
    if (conversation.snoozed?.wakeEarly) conversation.snoozed = null;
    conversation.waitingSince ??= at;
    this.announce(["inbox", "timeline", "conversation", "status", "search", "connection"], conversationId, {
      conversationId, itemId: item.id, title: them.name, text, kind: "text",
    });
    return item;
  }

  /** Reading history stands so from now on. */
  syncs(state: SyncState, auditing = false): SyncProgress {
    this.syncState = state;
    this.auditing = auditing;
    this.announce(["sync", "ledger"], null);
    return this.progress();
  }

  private progress(): SyncProgress {
    return { ...progressOf(this.options.empty ? "off" : this.syncState, this.options.now), auditing: this.auditing, ...(this.auditing ? { historyRead: true } : {}) };
  }

  private somethingHappens(): void {
    const ids = ["conv-dana", "conv-5", "conv-group", "conv-9", "conv-12"];
    const words = ["Quick question about the invoice", "On my way home now, is anybody still at the house?", "Thanks!", "Can you send the warranty papers too?"];
    this.receive(ids[this.seq % ids.length] ?? "conv-dana", words[this.seq % words.length] ?? "Hello");
  }

  find(id: string): FakeConversation {
    const conversation = this.world.conversations.get(id);
    if (!conversation) throw new CallError("notFound", `conversation ${id} is not here; it may have been deleted`);
    return conversation;
  }

  row(conversation: FakeConversation): ConversationRow {
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
      tags: [...new Set(conversation.people.flatMap((one) => (one.contactId === null ? [] : this.contacts.tagsOf(one.contactId))))].sort(),
    };
  }

  rows(): ConversationRow[] {
    return [...this.world.conversations.values()].map((one) => this.row(one)).sort((a, b) => b.lastAt - a.lastAt);
  }

  /** A contact by itself, with its conversations; a number that nobody named has a card too. */
  private card(contactId: string): ContactCard {
    const theirs = [...this.world.conversations.values()].filter((one) => one.people.some((who) => who.contactId === contactId));
    const number = theirs.flatMap((one) => one.people).find((who) => who.contactId === contactId)?.number;
    const card = this.world.contacts.get(contactId) ?? (number === undefined ? undefined : { ...NOBODY, id: contactId, name: number, phones: [{ label: "", value: number }] });
    if (!card) throw new CallError("notFound", "there is no such contact");
    const items = theirs.flatMap((one) => one.items);
    return {
      ...card,
      conversations: theirs.map((one) => this.row(one)).sort((a, b) => b.lastAt - a.lastAt).slice(0, 20),
      messages: items.filter((item) => item.body.kind === "text").length,
      calls: items.filter((item) => item.body.kind === "call").length,
      since: items.length > 0 ? Math.min(...items.map((item) => item.at)) : null,
    };
  }

  /** A contact's name appears in its conversations. */
  private name(contactId: string): void {
    const card = this.world.contacts.get(contactId);
    if (!card) return;
    for (const person of [...this.world.conversations.values()].flatMap((one) => one.people)) {
      if (person.contactId !== contactId && (person.named || !card.phones.some(({ value }) => digits(value) === digits(person.number)))) continue;
      Object.assign(person, { contactId, name: card.name, named: true, company: card.company, initials: card.name.split(" ").map((word) => word[0] ?? "").join("").slice(0, 2).toUpperCase() });
    }
    this.contactsChanged();
  }

  private contactsChanged(): Record<symbol, never> {
    this.announce(["contacts", "inbox", "conversation", "search"], null);
    return {};
  }

  private timeline(req: Req<"timeline_page">): TimelinePage {
    const { items } = this.find(req.conversationId);
    const { anchor, limit } = req;
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

  private send(req: Req<"send_text">): OutboxEntry {
    const known = this.tokens.get(req.token);
    if (known) return known;
    const conversation = this.find(req.conversationId);
    if (conversation.optedOut) throw new CallError("refused", "they opted out of texts from this business");
    const now = Date.now();
    const made = entry(`out-${this.seq}-${this.tokens.size}`, req.conversationId, req.text, "waiting", now);
    made.undoUntil = now + this.settings.undoMs;
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
        this.announce(["timeline", "outbox", "inbox"], req.conversationId);
        then?.();
      }, after);
    step("sending", this.settings.undoMs, () => step("sent", 700, () => step("delivered", 1200)));
    this.announce(["timeline", "outbox", "inbox", "conversation"], req.conversationId);
    return made;
  }

  private resolve(outboxId: string, decide: (item: TimelineItem & { body: { kind: "text" } }) => void): OutboxEntry {
    const found = this.outbox.get(outboxId);
    if (!found) throw new CallError("notFound", "this text is not in the outbox any more");
    const conversation = this.find(found.conversationId);
    for (const item of conversation.items) {
      if (item.body.kind === "text" && item.body.outboxId === outboxId) decide(item as TimelineItem & { body: { kind: "text" } });
    }
    this.announce(["timeline", "outbox", "inbox"], found.conversationId);
    return found;
  }

  private counts(rows: ConversationRow[]): InboxCounts {
    const of = (tab: InboxTab) => rows.filter((row) => isIn(tab, row)).length;
    return { waiting: of("waiting"), unread: of("unread"), open: of("open"), snoozed: of("snoozed"), done: of("done"), all: of("all") };
  }

  private deliveries(): DeliveryRow[] {
    if (this.options.empty) return [];
    const types = ["message.received", "message.delivered", "call.completed", "call.recording.completed", "call.summary.completed", "call.transcript.completed", "contact.updated"];
    return Array.from({ length: 240 }, (_, n) => {
      const seq = 8812 - n;
      const dead = this.dead.has(seq);
      return {
        seq, at: this.options.now - n * 11 * 60_000 - 40_000, eventType: types[n % types.length] ?? "", generation: n % 5 === 0 ? "v3" : "2026-03-30",
        outcome: dead ? "dead" : n % 13 === 4 ? "duplicate" : n % 17 === 9 ? "noEffect" : "applied",
        reason: dead ? "field `data.object.direction` is missing" : n % 13 === 4 ? "same as record 8,80" + String(n % 10) : null,
        sizeBytes: 900 + n * 7, conversationId: n % 3 === 0 ? "conv-dana" : null,
      } satisfies DeliveryRow;
    });
  }

  private makeHandlers(): Handlers {
    const now = () => Date.now();
    return {
      status: () => {
        const rows = this.rows();
        const counts = this.counts(rows);
        return {
          version: "0.1.0", demo: this.who.demo, workspace: "Ridgeline Roofing", unread: counts.unread, waiting: counts.waiting,
          outbox: [...this.outbox.values()].filter((one) => one.state === "waiting" || one.state === "needsYou").length,
          lines: this.world.lines, coverage: { documents: this.options.empty ? 0 : 18_211, behind: 0, complete: true },
          problems: this.warnings.map(({ kind, sentence, severe }) => ({ code: kind, sentence, severe })), building: this.building, undoMs: this.settings.undoMs, now: now(),
        };
      },
      health: () => ({
        accepting: true, warnings: [...this.warnings], lastDeliveryAt: this.options.empty ? null : now() - 40_000, quietMs: this.options.empty ? null : 40_000,
        lookedAt: this.options.empty ? 0 : 50, failing: this.dead.size, backlog: 0, deadLetters: this.dead.size,
      }),
      media_status: () => ({ here: 412, hereBytes: 1_830_000_000, waiting: 1, fetching: 1, failed: 1, leftOut: 0, leftOutBytes: 0, budgetMib: this.settings.mediaBudgetMib }),
      fetch_media: () => ({}),
      calls_page: (req) => callsPageOf(this.world, req),
      insights: (req) => insightsOf(this.world, req),
      insight_rows: (req) => insightRowsOf(this.world, req),
      insights_csv: (req) => csvOf(req),
      inbox_page: (req) => {
        const ofLine = filtered(this.rows(), req);
        const inTab = inOrder(ofLine, req.tab);
        const from = Number(req.cursor ?? 0);
        const rows = inTab.slice(from, from + req.limit);
        return { rows, next: from + req.limit < inTab.length ? String(from + req.limit) : null, counts: this.counts(ofLine), lines: this.world.lines };
      },
      conversation: ({ conversationId }) => {
        const found = this.find(conversationId);
        const only = found.people.length === 1 ? found.people[0]?.contactId : null;
        const stop = found.items.find((item) => item.body.kind === "text" && item.body.opt === "out");
        return {
          row: this.row(found), items: found.items.length, readThrough: found.readThrough, draft: found.draft,
          locked: found.optedOut
            ? { reason: "optedOut", sentence: `${found.people[0]?.name ?? "They"} asked not to get texts from any line of this business.`, itemId: stop?.id ?? null, at: stop?.at ?? null }
            : null,
          quoUrl: "https://my.quo.com/inbox", contact: only ? this.contacts.whole(only) : null,
        } satisfies Conversation;
      },
      timeline_page: (req) => this.timeline(req),
      call_page: ({ callId }) => {
        const page = this.world.calls.get(callId);
        if (!page) throw new CallError("notFound", "this call is not here");
        return page;
      },
      search: (req) => searchWorld(this.world, req, (one) => this.row(one)),
      contact_card: ({ contactId }) => this.contacts.whole(contactId),
      contacts_page: (req) => this.contacts.rows(req),
      contact_page: ({ contactId }) => this.contacts.page(contactId),
      contact_duplicates: () => this.contacts.duplicates(),
      merge_preview: (req) => this.contacts.preview(req),
      outbox_page: () => ({ entries: [...this.outbox.values()] }),
      measure: ({ text, recipients }) => {
        const measured = countSegments(text);
        return { ...measured, cents: measured.segments * recipients, problem: text.length > HARD_STOP ? "A text may have 1,600 characters at most." : null };
      },
      connection: () => ({
        hookAddress: "127.0.0.1:8791", hookPath: "/webhooks/quo", listening: true, signingSecrets: this.options.empty ? 0 : 2, keySet: !this.options.empty,
        quoUrl: "https://api.quo.com", lastDeliveryAt: this.options.empty ? null : this.options.now - 40_000, lastDeliveryType: this.options.empty ? null : "message.received",
        received: this.options.empty ? 0 : 8812, refused: this.options.empty ? [] : [{ label: "Wrong signature", count: 4 }, { label: "Too old", count: 1 }], today: this.options.empty ? 0 : 131,
        totals: this.options.empty
          ? { messages: 0, calls: 0, recordings: 0, summaries: 0, transcripts: 0, voicemails: 0, contacts: 0, conversations: 0, notes: 0 }
          : { messages: 5120, calls: 604, recordings: 388, summaries: 371, transcripts: 366, voicemails: 57, contacts: 214, conversations: this.world.conversations.size, notes: 41 },
        journal: { records: this.options.empty ? 0 : 12_480, sizeBytes: this.options.empty ? 0 : 48_200_000, segments: this.options.empty ? 0 : 3, storedThrough: this.options.empty ? 0 : 12_480, indexedThrough: this.options.empty ? 0 : 12_478, writable: true, reason: null, damage: [] },
        deadLetters: this.options.empty ? 0 : this.dead.size,
        problems: this.options.empty ? [{ code: "noKey", sentence: "There is no Quo key yet: texts can be read but not answered. Start with RINGBOOK_QUO_KEY set.", severe: false }] : [],
      }),
      deliveries_page: (req) => {
        const rows = this.deliveries().filter((row) => req.only === "all" || row.outcome === "dead");
        const from = Number(req.cursor ?? 0);
        return { rows: rows.slice(from, from + req.limit), next: from + req.limit < rows.length ? String(from + req.limit) : null, total: rows.length };
      },
      delivery: ({ seq }) => {
        const row = this.deliveries().find((one) => one.seq === seq);
        if (!row) throw new CallError("notFound", `delivery ${seq} is not in the journal`);
        return {
          row, headers: [{ label: "webhook-id", value: `msg_${seq}` }, { label: "webhook-timestamp", value: String(Math.floor(row.at / 1000)) }, { label: "content-type", value: "application/json" }],
          body: JSON.stringify({ id: `EV${seq}`, object: "event", type: row.eventType, data: { object: { id: `AC${seq}`, text: "Thanks Maria.", from: "+15125551000", to: ["+15125550100"], status: "received" } } }, null, 2),
        };
      },
      sync_progress: () => this.progress(),
      ledger: () => this.ledger ?? ledgerOf(this.options.empty ?? false, this.options.now),
      sync_pause: () => this.syncs("paused"),
      sync_resume: () => this.syncs("reading"),
      sync_now: () => this.syncs("reading"),
      audit: () => this.syncs("reading", true),
      settings: () => this.settings,
      tunnel: () => this.tunnel.tunnel(),
      send_text: (req) => this.send(req),
      cancel_send: ({ outboxId }) => this.resolve(outboxId, (item) => {
        const found = this.outbox.get(outboxId);
        if (found) found.state = "cancelled";
        const conversation = this.find(found?.conversationId ?? "");
        conversation.items = conversation.items.filter((one) => one !== item);
      }),
      resolve_send: ({ outboxId, decision }) => this.resolve(outboxId, (item) => {
        if (item.body.kind !== "text") return;
        const state = decision === "itArrived" ? "sent" : decision === "drop" ? "cancelled" : "sending";
        Object.assign(item.body, { state, reason: null, outboxId: null });
      }),
      save_draft: ({ conversationId, text }) => {
        this.find(conversationId).draft = text;
        this.announce(["inbox"], conversationId);
        return {};
      },
      save_contact: (req) => {
        const saved = this.contacts.save(req);
        this.name(saved.contactId);
        return saved;
      },
      resolve_contact: (req) => { this.contacts.resolve(req); return this.contactsChanged(); },
      settle_contact: (req) => { this.contacts.settle(req); return this.contactsChanged(); },
      set_contact_tags: (req) => { this.contacts.tag(req); return this.contactsChanged(); },
      set_contact_note: (req) => { this.contacts.note(req); return this.contactsChanged(); },
      merge_contacts: (req) => { this.contacts.merge(req); return this.contactsChanged(); },
      unmerge_contacts: (req) => { this.contacts.unmerge(req); return this.contactsChanged(); },
      keep_contacts_apart: (req) => { this.contacts.keepApart(req); return this.contactsChanged(); },
      let_contacts_alike: (req) => { this.contacts.keepTogether(req); return this.contactsChanged(); },
      remove_contact: (req) => { const done = this.contacts.remove(req); this.contactsChanged(); return done; },
      restore_contacts: (req) => { const done = this.contacts.restore(req); this.contactsChanged(); return done; },
      contact_kinds: () => this.contacts.kinds(),
      contact_tags: () => this.contacts.tagsInUse(),
      change_tag: (req) => { const done = this.contacts.retag(req); this.contactsChanged(); return done; },
      undo_tag_change: () => { this.contacts.undoRetag(); return this.contactsChanged(); },
      export_contacts: (req) => ({ mediaId: "export", name: req.format === "csv" ? "Contacts.csv" : "Contacts.vcf", contacts: this.contacts.rows({ ...req, after: null, limit: 1 }).total }),
      imports: () => this.imports.list(),
      import_piece: (req) => this.imports.piece(req),
      import_plan: (req) => this.imports.plan(req),
      apply_import: (req) => { const done = this.imports.apply(req); this.contactsChanged(); return done; },
      undo_import: (req) => { const done = this.imports.undo(req); this.contactsChanged(); return done; },
      person_timeline: ({ contactId, after, limit }) => {
        const theirs = this.contacts.whole(contactId).conversations.map((row) => row.id);
        const all = [...this.world.conversations.values()].filter((one) => theirs.includes(one.id))
          .flatMap((one) => one.items.map((item) => ({ conversationId: one.id, line: one.line, group: null, item })))
          .sort((a, b) => b.item.at - a.item.at);
        const from = Number(after ?? 0);
        return { items: all.slice(from, from + limit), next: from + limit < all.length ? String(from + limit) : null, total: all.length };
      },
      mark: ({ conversationId, mark }) => {
        const found = this.find(conversationId);
        if (mark === "done" || mark === "open") found.done = mark === "done";
        if (mark === "read") {
          for (const item of found.items) item.unread = false;
          found.readThrough = now();
        }
        if (mark === "unread") {
          const last = found.items.findLast((item) => !item.outgoing);
          if (last) last.unread = true;
        }
        this.announce(["inbox", "status", "conversation"], conversationId);
        return {};
      },
      add_note: ({ conversationId, text }) => {
        const found = this.find(conversationId);
        const item: TimelineItem = {
          id: `note-${this.seq}`, at: now(), outgoing: true, unread: false, body: { kind: "note", text },
          author: { name: "Maria Ortega", initials: "MO", hue: 9, ai: false, ours: true },
        };
        found.items.push(item);
        this.announce(["timeline", "inbox"], conversationId);
        return item;
      },
      set_opt_out: ({ conversationId, optedOut }) => {
        this.find(conversationId).optedOut = optedOut;
        this.announce(["conversation", "inbox"], conversationId);
        return {};
      },
      tick_next_step: ({ callId, index, done }) => {
        const step = this.world.calls.get(callId)?.nextSteps[index];
        if (step) step.done = done;
        this.followUps.ticked(callId, index, done);
        this.announce(["call", "timeline", "followUps"], this.world.calls.get(callId)?.conversationId ?? null);
        return {};
      },
      replay_dead_letters: ({ seq }) => {
        const tried = seq === null ? [...this.dead] : [seq];
        const applied = tried.filter((one) => one !== 8702);
        for (const one of applied) this.dead.delete(one);
        this.announce(["connection"], null);
        return { tried: tried.length, applied: applied.length, stillDead: tried.length - applied.length };
      },
      save_settings: (req) => {
        this.settings = req;
        this.announce(["settings", "status"], null);
        return req;
      },
      save_tunnel: (req) => {
        const saved = this.tunnel.save(req);
        this.announce(["connection", "status"], null);
        return saved;
      },
      test_tunnel: () => this.tunnel.test(),
      account: () => this.account.account(),
      connect: (req) => this.account.connect(req.key, () => { this.announce(["connection", "status"], null); }),
      unlock_secrets: () => this.account.account(),
      retry_step: (req) => this.account.retry(req.step, () => { this.announce(["connection", "status"], null); }),
      disconnect: () => this.account.disconnect(),
      webhooks: () => this.account.webhooks(),
      create_webhook: (req) => this.account.create(req.url),
      test_webhook: (req) => {
        const { verified } = this.account.changed(req.id, req.foreign);
        return verified
          ? { seen: true, sentence: "The test event arrived, rightly signed.", problem: null }
          : { seen: false, sentence: "Quo sends the test event to an address that is not this Ringbook.", problem: null };
      },
      rotate_webhook: (req) => this.account.changed(req.id, req.foreign),
      delete_webhook: (req) => {
        this.account.remove(req.id, req.foreign);
        return {};
      },
      ...this.backup.handlers(),
      ...triage(this),
      follow_ups: (req) => this.followUps.page(req),
      follow_up_counts: (req) => this.followUps.counts(req),
      follow_ups_about: (req) => this.followUps.about(req),
      call_promises: ({ callId }) => this.followUps.promises(callId),
      follow_up_reminders: () => ({ reminders: [] }),
      make_follow_ups: (req) => this.followUps.make(req),
      change_follow_ups: (req) => this.followUps.change(req),
      saved_searches: () => this.followUps.saved(),
      saved_search_counts: () => this.followUps.savedCounts(),
      save_search: (req) => this.followUps.save(req),
      remove_search: (req) => this.followUps.remove(req),
      open_link: (req) => this.followUps.open(req),
      ...this.composer.handlers(),
      diagnosis: () => ({ text: "Ringbook        0.1.0\nsystem          linux x86_64\nkey             in use\nproblems        none\n" }),
    } satisfies { [C in Command]: (req: Req<C>) => Res<C> } as Handlers;
  }
}

const NOBODY: ContactCard = { id: "", name: "", company: null, role: null, phones: [], emails: [], fields: [], conversations: [], messages: 0, calls: 0, since: null };

type Handlers = Record<Command, (req: unknown) => unknown>;

function entry(id: string, conversationId: string, text: string, state: OutboxEntry["state"], createdAt: number): OutboxEntry {
  return { id, conversationId, title: "", text, state, reason: null, createdAt, undoUntil: null, segments: 1 };
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

function mark(text: string, words: string[]): Piece[] {
  if (words.length === 0) return [{ text, hit: false }];
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "giu");
  return text.split(pattern).filter(Boolean).map((part) => ({ text: part, hit: words.some((word) => word.toLowerCase() === part.toLowerCase()) }));
}

const OPERATOR = /(?:^|\s)((from|with|in|has|is|before|after):("[^"]*"|\S+))/giu;

function searchWorld(world: FakeWorld, req: Req<"search">, row: (one: FakeConversation) => ConversationRow): SearchPage {
  const chips = [...req.query.matchAll(OPERATOR)].map((match) => ({ raw: match[1] ?? "", label: `${match[2] ?? ""} ${(match[3] ?? "").replace(/"/g, "")}` }));
  const words = req.query.replace(OPERATOR, " ").split(/\s+/).filter((word) => word.length > 0);
  const before = Date.parse(`${/(?:^|\s)before:(\d{4}-\d{2}-\d{2})/.exec(req.query)?.[1] ?? ""}T00:00`);
  const asks = words.length > 0 || !Number.isNaN(before);
  const fits = (text: string) => asks && words.every((word) => text.toLowerCase().includes(word.toLowerCase()));
  const found: Record<SearchGroupKind, Hit[]> = { people: [], messages: [], calls: [], notes: [] };
  for (const conversation of world.conversations.values()) {
    if (req.conversationId && req.conversationId !== conversation.id) continue;
    const summary = row(conversation);
    const base = {
      title: summary.title, person: conversation.people[0] ?? null, conversationId: conversation.id, itemId: null, contactId: null,
      at: summary.lastAt, outgoing: false, startMs: null, speaker: null,
    };
    const who = conversation.people[0];
    if (who && words.length > 0 && fits(`${who.name} ${who.company ?? ""} ${who.number}`)) {
      found.people.push({ ...base, id: `p-${conversation.id}`, kind: "contact", contactId: who.contactId, snippet: mark([who.company, who.number].filter(Boolean).join(" · "), words) });
    }
    for (const item of conversation.items) {
      if (item.at >= before) continue;
      const at = { ...base, itemId: item.id, at: item.at, outgoing: item.outgoing };
      const { body } = item;
      if (body.kind === "text" && fits(body.text)) found.messages.push({ ...at, id: item.id, kind: "text", snippet: mark(body.text, words) });
      if (body.kind === "note" && fits(body.text)) found.notes.push({ ...at, id: item.id, kind: "note", snippet: mark(body.text, words) });
      if (body.kind === "call") {
        const page = world.calls.get(item.id);
        if (body.voicemail?.transcript && fits(body.voicemail.transcript)) found.calls.push({ ...at, id: `v-${item.id}`, kind: "voicemail", snippet: mark(body.voicemail.transcript, words), startMs: 0 });
        for (const line of page?.summaryLines ?? []) if (fits(line)) found.calls.push({ ...at, id: `s-${item.id}-${line.length}`, kind: "summary", snippet: mark(line, words) });
        for (const segment of page?.segments ?? []) {
          if (fits(segment.text)) found.calls.push({ ...at, id: `t-${item.id}-${segment.index}`, kind: "transcript", snippet: mark(segment.text, words), startMs: segment.startMs, speaker: segment.speaker.name });
        }
      }
    }
  }
  const from = Number(req.cursor ?? 0);
  const groups: SearchGroup[] = (["people", "messages", "calls", "notes"] as const)
    .filter((kind) => req.group === null || req.group === kind)
    .map((kind) => {
      const hits = found[kind];
      if (req.order === "newest") hits.sort((a, b) => b.at - a.at);
      return { kind, total: hits.length, hits: hits.slice(from, from + req.limit), next: from + req.limit < hits.length ? String(from + req.limit) : null };
    });
  return {
    groups, chips, words, tookUs: 2310, coverage: { documents: 18_211, behind: 0, complete: true },
    notice: req.query.length > 500 ? "Only the first 512 letters were searched." : null,
  };
}
