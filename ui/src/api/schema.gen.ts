// Generated from src-tauri/api/wire by the test `generated_schema_is_fresh`. Do not edit.

export type Nothing = Record<symbol, never>;
export type Line = { 
/**
 * Opaque.
 */
id: string, 
/**
 * Name ("Main office"), or its number while it has none.
 */
name: string, 
/**
 * Number for showing, empty if not known.
 */
number: string, 
/**
 * An emoji from Quo, if any.
 */
symbol: string | null, };
export type Person = { 
/**
 * Contact, if one is known for this party.
 */
contactId: string | null, 
/**
 * Name, else the number for showing, else "Withheld number".
 */
name: string, 
/**
 * Whether `name` is a real name and not a number.
 */
named: boolean, 
/**
 * Company, if known.
 */
company: string | null, 
/**
 * Number for showing (empty for a withheld caller).
 */
number: string, 
/**
 * E.164, if it is a phone number.
 */
e164: string | null, 
/**
 * One or two letters for the avatar; empty for an unnamed number.
 */
initials: string, 
/**
 * 0–11: the avatar's stable colour.
 */
hue: number, };
export type ContactCard = { id: string, name: string, company: string | null, role: string | null, phones: Array<LabelledValue>, emails: Array<LabelledValue>, fields: Array<LabelledValue>, 
/**
 * Conversations with this contact over all lines, newest first (at most 20).
 */
conversations: Array<ConversationRow>, 
/**
 * Totals over all lines.
 */
messages: number, calls: number, 
/**
 * First item ever, if any.
 */
since: number | null, };
export type LabelledValue = { label: string, value: string, };
export type InboxTab = "waiting" | "unread" | "open" | "done" | "all";
export type InboxReq = { tab: InboxTab, 
/**
 * Only this line.
 */
lineId: string | null, 
/**
 * `next` of the page before.
 */
cursor: string | null, 
/**
 * 1–200.
 */
limit: number, };
export type InboxPage = { rows: Array<ConversationRow>, 
/**
 * Where the next page begins; none at the end.
 */
next: string | null, counts: InboxCounts, lines: Array<Line>, };
export type InboxCounts = { waiting: number, unread: number, open: number, done: number, all: number, };
export type ConversationRow = { id: string, line: Line, 
/**
 * Everyone but us; more than one in a group.
 */
people: Array<Person>, 
/**
 * Title: names joined.
 */
title: string, 
/**
 * When the newest item was.
 */
lastAt: number, last: Preview, 
/**
 * Unread incoming items.
 */
unread: number, done: boolean, 
/**
 * Someone is waiting for us, and since when.
 */
waitingSince: number | null, 
/**
 * A draft is kept here.
 */
hasDraft: boolean, 
/**
 * The other side opted out.
 */
optedOut: boolean, };
export type Preview = { kind: PreviewKind, outgoing: boolean, 
/**
 * One line, at most 140 characters.
 */
text: string, };
export type PreviewKind = "text" | "picture" | "file" | "call" | "missedCall" | "voicemail" | "note" | "sending" | "failedText";
export type ConversationReq = { conversationId: string, };
export type Conversation = { row: ConversationRow, 
/**
 * Number of timeline items.
 */
items: number, 
/**
 * Up to here it has been read.
 */
readThrough: number, 
/**
 * The kept draft, empty if none.
 */
draft: string, 
/**
 * Why nothing can be sent here, if so.
 */
locked: SendLock | null, 
/**
 * Where it can be opened in Quo.
 */
quoUrl: string | null, 
/**
 * The contact of a one-to-one conversation.
 */
contact: ContactCard | null, };
export type SendLock = { reason: LockReason, 
/**
 * One plain sentence.
 */
sentence: string, 
/**
 * The text that caused it and when, for an opt-out.
 */
itemId: string | null, at: number | null, };
export type LockReason = "optedOut" | "notTextable" | "noKey" | "groupUnknown";
export type Anchor = { "kind": "end" } | { "kind": "start" } | { "kind": "around", itemId: string, } | { "kind": "before", cursor: string, } | { "kind": "after", cursor: string, };
export type TimelineReq = { conversationId: string, anchor: Anchor, 
/**
 * 1–500.
 */
limit: number, };
export type TimelinePage = { items: Array<TimelineItem>, 
/**
 * Cursor for older items; none at the beginning.
 */
before: string | null, 
/**
 * Cursor for newer items; none at the end.
 */
after: string | null, 
/**
 * Items in the whole conversation.
 */
total: number, 
/**
 * How many items are older than the first of this page.
 */
offset: number, };
export type TimelineItem = { id: string, at: number, outgoing: boolean, 
/**
 * Who did it: the other side, a person of the workspace, or the AI agent.
 */
author: Author, 
/**
 * Unread and incoming.
 */
unread: boolean, body: ItemBody, };
export type Author = { name: string, initials: string, hue: number, ai: boolean, 
/**
 * One of our own people.
 */
ours: boolean, };
export type ItemBody = { "kind": "text" } & TextBody | { "kind": "call" } & CallCard | { "kind": "note" } & NoteBody;
export type TextBody = { 
/**
 * The words, at most 2 KiB here; `textTruncated` if there is more.
 */
text: string, textTruncated: boolean, media: Array<Media>, state: TextState, 
/**
 * One plain sentence for a failure or an unclear state.
 */
reason: string | null, 
/**
 * The outbox entry, while there is something to do with it.
 */
outboxId: string | null, 
/**
 * Until when sending can be undone.
 */
undoUntil: number | null, 
/**
 * Effect of the words on texting ("stop" …).
 */
opt: OptWord | null, };
export type OptWord = "out" | "in" | "maybeOut";
export type TextState = "received" | "waiting" | "sending" | "unclear" | "needsYou" | "sent" | "delivered" | "failed" | "undelivered" | "cancelled";
export type Media = { 
/**
 * For `/media/{id}`; empty while not fetched.
 */
id: string, mime: string, 
/**
 * Pixels, if a picture and known: space is reserved with them.
 */
width: number | null, height: number | null, sizeBytes: number | null, name: string, state: MediaState, 
/**
 * One plain sentence if it could not be fetched.
 */
reason: string | null, };
export type MediaState = "here" | "fetching" | "failed";
export type NoteBody = { text: string, };
export type CallCard = { outcome: CallOutcome, 
/**
 * Talking time, if answered.
 */
durationMs: number | null, recorded: boolean, hasTranscript: boolean, 
/**
 * First sentence of the summary.
 */
summary: string | null, nextSteps: number, nextStepsDone: number, voicemail: Voicemail | null, 
/**
 * "Forwarded to …", "Menu: 1 Sales", if any.
 */
detail: string | null, };
export type CallOutcome = "ringing" | "inProgress" | "answered" | "missed" | "noAnswer" | "voicemail" | "forwarded" | "abandoned" | "failed" | "aiHandled";
export type Voicemail = { durationMs: number | null, transcript: string | null, audio: Audio | null, };
export type Audio = { 
/**
 * For `/media/{id}`.
 */
mediaId: string, mime: string, durationMs: number, 
/**
 * 0–100 per bar, at most 400 bars; empty while being computed.
 */
peaks: Array<number>, state: MediaState, reason: string | null, 
/**
 * Milliseconds to add to a position in this file to get the position in the call.
 */
offsetMs: number, };
export type CallReq = { callId: string, };
export type CallPage = { id: string, conversationId: string | null, line: Line | null, people: Array<Person>, title: string, outgoing: boolean, at: number, answeredAt: number | null, endedAt: number | null, outcome: CallOutcome, durationMs: number | null, answeredBy: Author | null, detail: string | null, summary: Part, summaryLines: Array<string>, nextSteps: Array<NextStep>, extras: Array<LabelledValue>, transcript: Part, segments: Array<Segment>, recording: Part, audio: Array<Audio>, voicemail: Voicemail | null, };
export type Part = "here" | "pending" | "notOnThisPlan" | "tooShort" | "failed" | "none";
export type NextStep = { index: number, text: string, done: boolean, };
export type Segment = { index: number, speaker: Author, text: string, startMs: number, endMs: number, };
export type TickReq = { callId: string, index: number, done: boolean, };
export type SearchReq = { 
/**
 * As typed, at most 512 bytes; operators included.
 */
query: string, order: SearchOrder, 
/**
 * Only this group, to page to its end.
 */
group: SearchGroupKind | null, cursor: string | null, 
/**
 * Hits per group, 1–100.
 */
limit: number, 
/**
 * Only in this conversation.
 */
conversationId: string | null, };
export type SearchOrder = "relevance" | "newest";
export type SearchGroupKind = "people" | "messages" | "calls" | "notes";
export type SearchPage = { groups: Array<SearchGroup>, 
/**
 * The operators that were understood, for chips.
 */
chips: Array<Chip>, 
/**
 * Words that the question was understood to be.
 */
words: Array<string>, tookUs: number, coverage: Coverage, 
/**
 * Set if the question could not be used as it was ("too long"…).
 */
notice: string | null, };
export type Chip = { 
/**
 * As typed, so that it can be taken out of the text again.
 */
raw: string, 
/**
 * For showing: "from Dana", "missed".
 */
label: string, };
export type SearchGroup = { kind: SearchGroupKind, 
/**
 * True total.
 */
total: number, hits: Array<Hit>, next: string | null, };
export type Hit = { id: string, kind: HitKind, title: string, person: Person | null, conversationId: string | null, itemId: string | null, contactId: string | null, at: number, outgoing: boolean, 
/**
 * Pieces in order; `hit` ones are marked.
 */
snippet: Array<Piece>, 
/**
 * Second of a call, in milliseconds, for a hit in a transcript.
 */
startMs: number | null, 
/**
 * Speaker of a transcript hit.
 */
speaker: string | null, };
export type HitKind = "contact" | "text" | "file" | "transcript" | "summary" | "nextStep" | "voicemail" | "call" | "note";
export type Piece = { text: string, hit: boolean, };
export type Coverage = { 
/**
 * Documents that can be found.
 */
documents: number, 
/**
 * Records received but not yet findable.
 */
behind: number, complete: boolean, };
export type SendReq = { conversationId: string, text: string, 
/**
 * Made by the composer for this intent; the same token never sends twice.
 */
token: string, };
export type OutboxEntry = { id: string, conversationId: string, title: string, text: string, state: TextState, reason: string | null, createdAt: number, undoUntil: number | null, segments: number, };
export type OutboxReq = { outboxId: string, };
export type ResolveReq = { outboxId: string, decision: Resolve, };
export type Resolve = "sendAgain" | "itArrived" | "drop";
export type OutboxPage = { entries: Array<OutboxEntry>, };
export type MeasureReq = { text: string, recipients: number, };
export type Measure = { segments: number, 
/**
 * Units in all: septets or UTF-16 units.
 */
units: number, 
/**
 * Units left in the last segment.
 */
left: number, unicode: boolean, 
/**
 * Price in cents of a US dollar.
 */
cents: number, 
/**
 * Why it cannot be sent at this length, if so.
 */
problem: string | null, };
export type DraftReq = { conversationId: string, text: string, };
export type MarkReq = { conversationId: string, mark: Mark, };
export type Mark = "read" | "unread" | "done" | "open";
export type NoteReq = { conversationId: string, text: string, };
export type OptReq = { conversationId: string, optedOut: boolean, };
export type Status = { version: string, 
/**
 * Sample data: labelled everywhere.
 */
demo: boolean, workspace: string, unread: number, waiting: number, outbox: number, lines: Array<Line>, coverage: Coverage, problems: Array<Problem>, 
/**
 * Milliseconds that a text can be taken back.
 */
undoMs: number, 
/**
 * The server's clock, to show relative times right.
 */
now: number, };
export type Problem = { code: string, sentence: string, severe: boolean, };
export type Connection = { hookAddress: string, hookPath: string, listening: boolean, signingSecrets: number, keySet: boolean, quoUrl: string, lastDeliveryAt: number | null, lastDeliveryType: string | null, received: number, refused: Array<LabelledCount>, today: number, totals: Totals, journal: JournalStatus, deadLetters: number, problems: Array<Problem>, };
export type Totals = { messages: number, calls: number, recordings: number, summaries: number, transcripts: number, voicemails: number, contacts: number, conversations: number, notes: number, };
export type JournalStatus = { records: number, sizeBytes: number, segments: number, storedThrough: number, indexedThrough: number, writable: boolean, reason: string | null, damage: Array<string>, };
export type LabelledCount = { label: string, count: number, };
export type DeliveriesReq = { only: DeliveryFilter, cursor: string | null, limit: number, };
export type DeliveryFilter = "all" | "dead";
export type DeliveriesPage = { rows: Array<DeliveryRow>, next: string | null, total: number, };
export type DeliveryRow = { 
/**
 * Its record in the journal.
 */
seq: number, at: number, eventType: string, generation: string, outcome: DeliveryOutcome, 
/**
 * Why, for a dead letter; what it was a repetition of, for a duplicate.
 */
reason: string | null, sizeBytes: number, conversationId: string | null, };
export type DeliveryOutcome = "pending" | "applied" | "duplicate" | "noEffect" | "dead" | "replayed";
export type DeliveryReq = { seq: number, };
export type Delivery = { row: DeliveryRow, headers: Array<LabelledValue>, 
/**
 * The body as text, made readable if it is JSON; at most 256 KiB.
 */
body: string, };
export type ReplayReq = { 
/**
 * This one, or all.
 */
seq: number | null, };
export type Replayed = { tried: number, applied: number, stillDead: number, };
export type ContactReq = { contactId: string, };
export type Settings = { theme: Theme, 
/**
 * Closing the window leaves Ringbook in the tray.
 */
closeToTray: boolean, notifications: boolean, 
/**
 * Notifications show the words of a text.
 */
notificationText: boolean, 
/**
 * Milliseconds that a text can be taken back (0–30,000).
 */
undoMs: number, 
/**
 * Texts a day that may be sent (1–10,000).
 */
dailyCap: number, playbackRate: number, };
export type Theme = "system" | "light" | "dark";
export type Change = { 
/**
 * Without gaps; a gap means: read everything anew.
 */
seq: number, tags: Array<Tag>, 
/**
 * Only this conversation, if the tags concern one.
 */
conversationId: string | null, 
/**
 * Something to tell the person about.
 */
arrival: Arrival | null, };
export type Tag = "inbox" | "timeline" | "conversation" | "call" | "contacts" | "outbox" | "connection" | "status" | "settings" | "search";
export type Arrival = { conversationId: string, itemId: string, title: string, text: string, kind: PreviewKind, };
export type ApiError = { code: Code, 
/**
 * Lower case, no full stop, names the thing and the way out.
 */
message: string, };
export type Code = "badInput" | "notFound" | "refused" | "notSignedIn" | "tooMany" | "unavailable" | "internal";

export interface Commands {
  status: { req: Nothing; res: Status };
  inbox_page: { req: InboxReq; res: InboxPage };
  conversation: { req: ConversationReq; res: Conversation };
  timeline_page: { req: TimelineReq; res: TimelinePage };
  call_page: { req: CallReq; res: CallPage };
  search: { req: SearchReq; res: SearchPage };
  contact_card: { req: ContactReq; res: ContactCard };
  outbox_page: { req: Nothing; res: OutboxPage };
  measure: { req: MeasureReq; res: Measure };
  connection: { req: Nothing; res: Connection };
  deliveries_page: { req: DeliveriesReq; res: DeliveriesPage };
  delivery: { req: DeliveryReq; res: Delivery };
  settings: { req: Nothing; res: Settings };
  send_text: { req: SendReq; res: OutboxEntry };
  cancel_send: { req: OutboxReq; res: OutboxEntry };
  resolve_send: { req: ResolveReq; res: OutboxEntry };
  save_draft: { req: DraftReq; res: Nothing };
  mark: { req: MarkReq; res: Nothing };
  add_note: { req: NoteReq; res: TimelineItem };
  set_opt_out: { req: OptReq; res: Nothing };
  tick_next_step: { req: TickReq; res: Nothing };
  replay_dead_letters: { req: ReplayReq; res: Replayed };
  save_settings: { req: Settings; res: Settings };
}

export const TAGS: Record<keyof Commands, { kind: "query" | "mutation"; tags: Tag[] }> = {
  status: { kind: "query", tags: ["status"] },
  inbox_page: { kind: "query", tags: ["inbox"] },
  conversation: { kind: "query", tags: ["conversation"] },
  timeline_page: { kind: "query", tags: ["timeline"] },
  call_page: { kind: "query", tags: ["call"] },
  search: { kind: "query", tags: ["search"] },
  contact_card: { kind: "query", tags: ["contacts"] },
  outbox_page: { kind: "query", tags: ["outbox"] },
  measure: { kind: "query", tags: [] },
  connection: { kind: "query", tags: ["connection"] },
  deliveries_page: { kind: "query", tags: ["connection"] },
  delivery: { kind: "query", tags: ["connection"] },
  settings: { kind: "query", tags: ["settings"] },
  send_text: { kind: "mutation", tags: ["outbox", "timeline", "inbox", "conversation"] },
  cancel_send: { kind: "mutation", tags: ["outbox", "timeline", "inbox", "conversation"] },
  resolve_send: { kind: "mutation", tags: ["outbox", "timeline", "inbox"] },
  save_draft: { kind: "mutation", tags: ["inbox"] },
  mark: { kind: "mutation", tags: ["inbox", "conversation", "timeline", "status"] },
  add_note: { kind: "mutation", tags: ["timeline", "inbox"] },
  set_opt_out: { kind: "mutation", tags: ["conversation", "inbox"] },
  tick_next_step: { kind: "mutation", tags: ["call", "timeline"] },
  replay_dead_letters: { kind: "mutation", tags: ["connection", "inbox", "timeline"] },
  save_settings: { kind: "mutation", tags: ["settings", "status"] },
};
