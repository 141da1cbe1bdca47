import type { Building, Change, ConversationRow, HealthWarning, InboxCounts, InboxTab, Ledger, Settings, SyncProgress, SyncState, Tag, TimelineItem } from "../schema.gen";
import { FakeAccount } from "./fakeAccount";
import { FakeBackup } from "./fakeBackup";
import { FakeComposer } from "./fakeComposer";
import { FakeConnection } from "./fakeConnection";
import { FakeContacts } from "./fakeContacts";
import { authorOf, makeWorld, textBody, type FakeConversation, type FakeWorld } from "./fakeData";
import { FakeFollowUps } from "./fakeFollowUps";
import { FakeImports } from "./fakeImports";
import { callsPageOf, csvOf, insightRowsOf, insightsOf } from "./fakeMeasures";
import { cardOf, people } from "./fakePeople";
import { rowOf } from "./fakeRows";
import { searchWorld } from "./fakeSearch";
import { FakeSending } from "./fakeSending";
import { ledgerOf, progressOf } from "./fakeSync";
import { thread } from "./fakeThread";
import { filtered, inOrder, isIn, triage } from "./fakeTriage";
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
  /** Until when the data folder is being opened; asked anew at each trial. */
  opening?: () => Promise<void>;
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
  private readonly sending: FakeSending;
  private readonly connection: FakeConnection;
  /** The contacts, and how their changes stand. */
  readonly contacts: FakeContacts;
  /** The follow-ups and saved searches. */
  readonly followUps: FakeFollowUps;
  /** Snippets, and texts that are not out. */
  readonly composer: FakeComposer;
  /** What is imported. */
  readonly imports: FakeImports;
  private feed: FeedEvents | null = null;
  /** Of the newest change. */
  seq = 100;
  since: number | null = 100;
  readonly backup: FakeBackup;
  /** How often the interface was loaded anew. */
  startedAnew = 0;
  private syncState: SyncState = "upToDate";
  private auditing = false;
  settings: Settings = {
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
    this.sending = new FakeSending(this, options.now);
    this.connection = new FakeConnection(this, options.now, options.empty ?? false, this.who.demo);
    this.backup = new FakeBackup(options.now, (tags) => { this.announce(tags, null); });
    this.contacts = new FakeContacts(this.world.contacts, (id) => cardOf(this, id));
    this.followUps = new FakeFollowUps(this.world, options.now, (tags) => { this.announce(tags, null); }, (query) => {
      const req = { query, order: "relevance", group: null, cursor: null, limit: 1, conversationId: null } as const;
      return searchWorld(this.world, req, (one) => this.row(one)).groups.reduce((sum, group) => sum + group.total, 0);
    });
    this.imports = new FakeImports(this.contacts, options.now);
    this.account = options.account ?? new FakeAccount(options.now, !options.empty);
    this.composer = new FakeComposer({
      world: this.world, now: () => Date.now(), find: (id) => this.find(id), row: (one) => this.row(one), entries: () => [...this.sending.outbox.values()],
      send: (conversationId, text, token) => this.sending.send({ conversationId, text, token }), announce: (tags, id) => { this.announce(tags, id); },
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
    await this.opened();
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

  opened(): Promise<void> {
    return this.options.opening?.() ?? Promise.resolve();
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
    return rowOf(conversation, (contactId) => this.contacts.tagsOf(contactId));
  }

  rows(): ConversationRow[] {
    return [...this.world.conversations.values()].map((one) => this.row(one)).sort((a, b) => b.lastAt - a.lastAt);
  }

  private counts(rows: ConversationRow[]): InboxCounts {
    const of = (tab: InboxTab) => rows.filter((row) => isIn(tab, row)).length;
    return { waiting: of("waiting"), unread: of("unread"), open: of("open"), snoozed: of("snoozed"), done: of("done"), all: of("all") };
  }

  private makeHandlers(): Handlers {
    const now = () => Date.now();
    return {
      status: () => {
        const rows = this.rows();
        const counts = this.counts(rows);
        return {
          version: "0.1.0", demo: this.who.demo, workspace: "Ridgeline Roofing", unread: counts.unread, waiting: counts.waiting,
          outbox: [...this.sending.outbox.values()].filter((one) => one.state === "waiting" || one.state === "needsYou").length,
          lines: this.world.lines, coverage: { documents: this.options.empty ? 0 : 18_211, behind: 0, complete: true },
          problems: this.warnings.map(({ kind, sentence, severe }) => ({ code: kind, sentence, severe })), building: this.building, undoMs: this.settings.undoMs, now: now(),
        };
      },
      health: () => ({
        accepting: true, warnings: [...this.warnings], lastDeliveryAt: this.options.empty ? null : now() - 40_000, quietMs: this.options.empty ? null : 40_000,
        lookedAt: this.options.empty ? 0 : 50, failing: this.connection.dead.size, backlog: 0, deadLetters: this.connection.dead.size,
      }),
      media_status: () => ({ here: 412, hereBytes: 1_830_000_000, waiting: 1, fetching: 1, failed: 1, leftOut: 0, leftOutBytes: 0, budgetMib: this.settings.mediaBudgetMib }),
      fetch_media: () => ({}),
      calls_page: (req) => callsPageOf(this.world, req),
      insights: (req) => insightsOf(this.world, req),
      insight_rows: (req) => insightRowsOf(this.world, req),
      insights_csv: (req) => csvOf(req),
      export_insights: (req) => ({ mediaId: "insights", name: csvOf(req).name }),
      inbox_page: (req) => {
        const ofLine = filtered(this.rows(), req);
        const inTab = inOrder(ofLine, req.tab);
        const from = Number(req.cursor ?? 0);
        const rows = inTab.slice(from, from + req.limit);
        return { rows, next: from + req.limit < inTab.length ? String(from + req.limit) : null, counts: this.counts(ofLine), lines: this.world.lines };
      },
      search: (req) => searchWorld(this.world, req, (one) => this.row(one)),
      sync_progress: () => this.progress(),
      ledger: () => this.ledger ?? ledgerOf(this.options.empty ?? false, this.options.now),
      sync_pause: () => this.syncs("paused"),
      sync_resume: () => this.syncs("reading"),
      sync_now: () => this.syncs("reading"),
      audit: () => this.syncs("reading", true),
      settings: () => this.settings,
      save_settings: (req) => {
        this.settings = req;
        this.announce(["settings", "status"], null);
        return req;
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
      ...thread(this),
      ...people(this),
      ...this.sending.handlers(),
      ...this.connection.handlers(),
    } satisfies { [C in Command]: (req: Req<C>) => Res<C> } as Handlers;
  }
}

type Handlers = Record<Command, (req: unknown) => unknown>;
