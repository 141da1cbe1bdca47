// Generated from src-tauri/api/wire by the test `generated_schema_is_fresh`. Do not edit.

export type Account = { state: AccountState, 
/**
 * Name of the workspace, once it was read.
 */
workspace: string | null, 
/**
 * Its lines, as last read.
 */
lines: Array<AccountLine>, 
/**
 * People of the workspace.
 */
people: number, 
/**
 * The way from a key to a complete workspace, in order.
 */
steps: Array<AccountStep>, secrets: SecretsPlace, 
/**
 * Why a passphrase is needed, or what is wrong with the sealed files.
 */
secretsWhy: string | null, 
/**
 * The fewest characters of a new passphrase.
 */
leastPassphrase: number, 
/**
 * The key is given by RINGBOOK_QUO_KEY and changed there.
 */
keyFromEnvironment: boolean, 
/**
 * Where Quo delivers.
 */
hookUrl: string | null, 
/**
 * Our webhook's id at Quo.
 */
webhookId: string | null, };
export type AccountState = "disconnected" | "connecting" | "connected" | "failing" | "refused" | "locked";
export type AccountLine = { id: string, 
/**
 * Name, or the number while it has none.
 */
name: string, 
/**
 * Number for showing.
 */
number: string, symbol: string | null, 
/**
 * Whether it may text numbers of the United States, if Quo said.
 */
textsUs: boolean | null, };
export type AccountStep = { name: AccountStepName, state: AccountStepState, since: number, 
/**
 * What came of it, in a few words ("4 lines").
 */
note: string | null, 
/**
 * Why it did not work.
 */
problem: AccountProblem | null, };
export type AccountStepName = "key" | "secret" | "address" | "webhooks" | "test" | "history";
export type AccountStepState = "waiting" | "running" | "done" | "failed";
export type AccountProblem = { 
/**
 * For tests and the diagnosis.
 */
code: string, 
/**
 * What happened: a sentence.
 */
cause: string, 
/**
 * What to do: a sentence.
 */
cure: string, 
/**
 * It is tried again by itself.
 */
again: boolean, };
export type SecretsPlace = "keychain" | "sealed" | "locked" | "needsPassphrase" | "damaged" | "nowhere";
export type ConnectReq = { key: string, passphrase: string | null, };
export type UnlockReq = { passphrase: string, };
export type RetryStepReq = { step: AccountStepName, };
export type Disconnected = { notice: string | null, };
export type Webhooks = { rows: Array<WebhookRow>, 
/**
 * How many Quo allows in a workspace.
 */
most: number, };
export type WebhookRow = { id: string, generation: WebhookKind, url: string, label: string | null, events: Array<string>, 
/**
 * Lines it hears of; empty means all.
 */
lines: Array<string>, enabled: boolean, 
/**
 * This installation made it.
 */
ours: boolean, 
/**
 * It is the one that keeps this installation complete.
 */
main: boolean, 
/**
 * Its signing secret is known here.
 */
verified: boolean, createdAt: number | null, };
export type WebhookKind = "current" | "legacy";
export type CreateWebhookReq = { url: string | null, };
export type WebhookReq = { id: string, foreign: boolean, };
export type WebhookTest = { 
/**
 * The event was seen arriving here, rightly signed.
 */
seen: boolean, 
/**
 * One sentence for the person.
 */
sentence: string, problem: AccountProblem | null, };
export type Diagnosis = { text: string, };
export type Backup = { settings: BackupSettings, 
/**
 * How far one is that is being made.
 */
running: BackupProgress | null, 
/**
 * What came of the last to the folder of the settings; none if there was none.
 */
last: BackupOutcome | null, 
/**
 * The last one there that was made; the same as `last` if all is well.
 */
lastGood: BackupOutcome | null, 
/**
 * What came of the last since this start, wherever to.
 */
lastRun: BackupOutcome | null, 
/**
 * When the next is due; none without a folder.
 */
nextAt: number | null, };
export type BackupSettings = { 
/**
 * Where to, on the computer that Ringbook runs on; none makes none by itself.
 */
folder: string | null, 
/**
 * Every day at so many minutes after midnight, 0–1,439.
 */
atMinute: number, 
/**
 * The newest of so many days stay, 1–366.
 */
keepDays: number, 
/**
 * The newest of so many weeks stay, 0–520.
 */
keepWeeks: number, 
/**
 * With recordings, voicemails, pictures and files.
 */
media: boolean, };
export type BackupProgress = { phase: BackupPhase, 
/**
 * Bytes.
 */
done: number, 
/**
 * Bytes.
 */
total: number, 
/**
 * Bytes; 0 while that is not known yet.
 */
perSecond: number, 
/**
 * Milliseconds left at this rate; none while it is not known.
 */
leftMs: number | null, };
export type BackupPhase = "copying" | "checking";
export type BackupOutcome = { 
/**
 * When it was begun.
 */
at: number, tookMs: number, folder: string, 
/**
 * Why there is none; none if it was made and read back. Lower case, no full stop.
 */
problem: string | null, 
/**
 * A person stopped it.
 */
stopped: boolean, records: number, 
/**
 * Files of texts and calls in it.
 */
files: number, bytes: number, 
/**
 * What of that no earlier backup had.
 */
newBytes: number, 
/**
 * Files that are damaged here and not in it.
 */
unreadable: number, 
/**
 * How many backups there are.
 */
kept: number, };
export type BackUpReq = { 
/**
 * Another folder than that of the settings.
 */
folder: string | null, media: boolean | null, keepDays: number | null, keepWeeks: number | null, };
export type FolderReq = { folder: string, };
export type BackupsIn = { backups: Array<BackupFound>, };
export type BackupFound = { name: string, madeAt: number, records: number, files: number, bytes: number, withMedia: boolean, 
/**
 * Why it cannot be restored, if that shows already.
 */
problem: string | null, };
export type Restore = { 
/**
 * Why no backup can be restored into this workspace; none if one can.
 */
notHere: string | null, stage: RestoreStage, progress: BackupProgress | null, 
/**
 * Why it was given up; nothing was changed then.
 */
problem: string | null, 
/**
 * Everything that is damaged, each with its file.
 */
damage: Array<string>, };
export type RestoreStage = "idle" | "working" | "ready" | "failed";
export type RestoreReq = { folder: string, 
/**
 * Which one; none takes the newest.
 */
name: string | null, };
export type CallReq = { callId: string, };
export type CallPage = { id: string, conversationId: string | null, line: Line | null, people: Array<Person>, title: string, outgoing: boolean, at: number, answeredAt: number | null, endedAt: number | null, outcome: CallOutcome, durationMs: number | null, answeredBy: Author | null, detail: string | null, summary: Part, summaryLines: Array<string>, nextSteps: Array<NextStep>, extras: Array<LabelledValue>, transcript: Part, segments: Array<Segment>, recording: Part, audio: Array<Audio>, voicemail: Voicemail | null, };
export type Part = "here" | "pending" | "notOnThisPlan" | "tooShort" | "failed" | "none";
export type NextStep = { index: number, text: string, done: boolean, };
export type Segment = { index: number, speaker: Author, text: string, startMs: number, endMs: number, };
export type TickReq = { callId: string, index: number, done: boolean, };
export type CallsFilter = "all" | "missed" | "voicemail" | "recorded" | "transcript";
export type CallsReq = { filter: CallsFilter, 
/**
 * Only this line.
 */
lineId: string | null, 
/**
 * Only calls from the business (true) or to it (false).
 */
outgoing: boolean | null, 
/**
 * `next` of the page before.
 */
cursor: string | null, 
/**
 * 1–200.
 */
limit: number, };
export type CallsPage = { rows: Array<CallRow>, 
/**
 * Where the next page begins; none at the end.
 */
next: string | null, counts: CallsCounts, lines: Array<Line>, };
export type CallsCounts = { all: number, missed: number, voicemail: number, recorded: number, transcript: number, };
export type CallRow = { id: string, conversationId: string | null, line: Line | null, people: Array<Person>, 
/**
 * Names joined.
 */
title: string, outgoing: boolean, at: number, outcome: CallOutcome, 
/**
 * Talking time, if there was a talk.
 */
durationMs: number | null, answeredBy: Author | null, 
/**
 * "Forwarded to …", "Menu: 1 Sales", if any.
 */
detail: string | null, recorded: boolean, hasVoicemail: boolean, hasTranscript: boolean, hasSummary: boolean, 
/**
 * What can be heard: the recordings, else the voicemail; without waveforms.
 */
audio: Array<Audio>, };
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
export type Tag = "inbox" | "timeline" | "conversation" | "call" | "contacts" | "outbox" | "connection" | "status" | "settings" | "search" | "sync" | "ledger" | "health" | "backup" | "followUps";
export type Arrival = { conversationId: string, itemId: string, title: string, text: string, kind: PreviewKind, };
export type ApiError = { code: Code, 
/**
 * Lower case, no full stop, names the thing and the way out.
 */
message: string, 
/**
 * The field of a form that it is about, if it is about one.
 */
field: string | null, };
export type Code = "badInput" | "notFound" | "refused" | "notSignedIn" | "tooMany" | "unavailable" | "internal";
export type Snippet = { id: string, name: string, 
/**
 * With placeholders: `{first name}`, `{date|tomorrow}`.
 */
text: string, };
export type Snippets = { rows: Array<Snippet>, };
export type SaveSnippetReq = { 
/**
 * The snippet that is changed, or was removed and is put back; none for a new one.
 */
id: string | null, name: string, text: string, };
export type SnippetReq = { id: string, };
export type PlaceholderValues = { 
/**
 * By name: "first name", "company", a custom field's label, "line". What is not known is not there.
 */
values: Array<LabelledValue>, };
export type ComposerSettings = { 
/**
 * Nobody is texted at night, by the clock where they are.
 */
quietOn: boolean, 
/**
 * Minutes after midnight, 0 to 1,439.
 */
quietFrom: number, 
/**
 * Minutes after midnight, 0 to 1,439; not later than `quietFrom`: on the next day.
 */
quietTo: number, };
export type SendTimeReq = { conversationId: string, at: number, };
export type SendTime = { 
/**
 * Zones they may be in, of those that show the same at that moment only one.
 */
zones: Array<string>, 
/**
 * The zone of somebody's number is not known: the clock of this computer counts for them.
 */
unknown: boolean, 
/**
 * It is quiet hours there.
 */
quiet: boolean, 
/**
 * The first moment after it at which it is not.
 */
nextAt: number | null, };
export type ScheduledText = { id: string, conversation: ConversationRow, text: string, dueAt: number, 
/**
 * Zones where they may be at that moment.
 */
zones: Array<string>, unlessAnswered: boolean, inQuietHours: boolean, state: ScheduledState, 
/**
 * Why it was held or withdrawn: one plain sentence.
 */
reason: string | null, 
/**
 * Since when it is in this state.
 */
since: number, segments: number, };
export type ScheduledState = "planned" | "held" | "withdrawn";
export type ScheduledTexts = { rows: Array<ScheduledText>, };
export type ScheduleReq = { 
/**
 * The text that is changed; none for a new one.
 */
id: string | null, conversationId: string, text: string, dueAt: number, 
/**
 * It stays here if they answer before that.
 */
unlessAnswered: boolean, 
/**
 * It goes out in quiet hours, too.
 */
inQuietHours: boolean, };
export type ScheduledReq = { id: string, };
export type CancelScheduledReq = { id: string, 
/**
 * Its words are not wanted any more; otherwise they go into the draft.
 */
dropped: boolean, };
export type PutBack = { conversationId: string, title: string, 
/**
 * The draft as it is now.
 */
draft: string, };
export type OutboxCounts = { drafts: number, scheduled: number, sending: number, failed: number, 
/**
 * Those that wait for the person: held, withdrawn, failed and unclear ones.
 */
needYou: number, };
export type OutboxDesk = { counts: OutboxCounts, drafts: Array<DraftRow>, scheduled: Array<ScheduledText>, sending: Array<OutboxEntry>, 
/**
 * Nobody knows whether they went out: the person decides.
 */
undecided: Array<OutboxEntry>, failed: Array<FailedText>, };
export type DraftRow = { conversation: ConversationRow, text: string, 
/**
 * When it was kept.
 */
at: number, };
export type FailedText = { itemId: string, conversation: ConversationRow, text: string, at: number, state: TextState, 
/**
 * Why, in one plain sentence.
 */
reason: string, 
/**
 * What to do, in another one.
 */
advice: string | null, 
/**
 * Why it cannot be sent again, if so.
 */
locked: string | null, };
export type FailedReq = { itemId: string, };
export type SettleFailureReq = { itemId: string, settled: boolean, };
export type StartConversationReq = { lineId: string, 
/**
 * A phone number as a person writes it.
 */
to: string, };
export type StartedConversation = { conversationId: string, };
export type Status = { version: string, 
/**
 * Sample data: labelled everywhere.
 */
demo: boolean, workspace: string, 
/**
 * Open conversations with something unread, as in the tab of that name.
 */
unread: number, waiting: number, outbox: number, lines: Array<Line>, coverage: Coverage, problems: Array<Problem>, 
/**
 * Store or index is being made anew.
 */
building: Building | null, 
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
export type ContactsReq = { 
/**
 * Words, each of which stands in the name, firm, role, an address or a number; empty for all.
 */
starting: string, 
/**
 * Those with this tag.
 */
tag: string | null, 
/**
 * `next` of an earlier page.
 */
after: string | null, 
/**
 * Contacts of a page, at most 200.
 */
limit: number, };
export type ContactsPage = { rows: Array<ContactRow>, 
/**
 * For the next page; none at the end.
 */
next: string | null, 
/**
 * Contacts on all pages.
 */
total: number, };
export type ContactRow = { 
/**
 * Name, firm, first number.
 */
person: Person, role: string | null, email: string | null, tags: Array<string>, sync: ContactSync, };
export type ContactSync = { "kind": "inQuo" } | { "kind": "waiting", reason: string | null, } | { "kind": "conflict" } | { "kind": "failed", reason: string, } | { "kind": "onlyHere" };
export type ContactPage = { 
/**
 * As beside a thread, with those that were merged into it.
 */
card: ContactCard, 
/**
 * What can be edited, of this contact alone.
 */
fields: ContactFields, 
/**
 * Custom fields of the workspace that can be filled in.
 */
definitions: Array<ContactFieldKind>, 
/**
 * Only here.
 */
tags: Array<string>, 
/**
 * Only here.
 */
note: string, sync: ContactSync, 
/**
 * What both changed; empty unless `sync` is `conflict`.
 */
conflict: Array<ContactConflict>, 
/**
 * Contacts that were merged into this one, for undoing it.
 */
merged: Array<MergedContact>, };
export type ContactFields = { firstName: string, lastName: string, company: string, role: string, phones: Array<LabelledValue>, emails: Array<LabelledValue>, 
/**
 * Custom fields with a value; `label` is the field's name.
 */
fields: Array<LabelledValue>, };
export type ContactFieldKind = { name: string, 
/**
 * `address`, `boolean` (yes, no), `date`, `multi-select` (commas), `number`, `string`, `url`, or later ones.
 */
kind: string, };
export type ContactConflict = { 
/**
 * `firstName`, `lastName`, `company`, `role`, or the name of a custom field.
 */
name: string, mine: string, theirs: string, };
export type MergedContact = { id: string, name: string, numbers: Array<string>, };
export type SaveContactReq = { 
/**
 * None makes a new contact; the id of a number gives it a name.
 */
contactId: string | null, fields: ContactFields, };
export type ContactSaved = { contactId: string, };
export type ResolveContactReq = { contactId: string, 
/**
 * Names of the fields that are to be as here; the others become as at Quo.
 */
mine: Array<string>, };
export type SettleContactReq = { contactId: string, 
/**
 * Tries once more; else the change is let go, and what Quo has stands.
 */
again: boolean, };
export type ContactTagsReq = { contactId: string, tags: Array<string>, };
export type ContactNoteReq = { contactId: string, text: string, };
export type DuplicatesPage = { groups: Array<DuplicateGroup>, };
export type DuplicateGroup = { why: DuplicateReason, contacts: Array<ContactCard>, };
export type DuplicateReason = "number" | "email" | "name";
export type MergeReq = { 
/**
 * The one that stands for all.
 */
kept: string, gone: Array<string>, };
export type MergePreview = { name: string, company: string | null, role: string | null, phones: Array<LabelledValue>, emails: Array<LabelledValue>, fields: Array<LabelledValue>, tags: Array<string>, 
/**
 * Conversations of all of them.
 */
conversations: number, };
export type ContactIdsReq = { contactIds: Array<string>, };
export type FollowUpView = "due" | "people" | "done";
export type FollowUpsReq = { view: FollowUpView, cursor: string | null, 
/**
 * 1–200.
 */
limit: number, 
/**
 * When today ends where the person is.
 */
dayEnds: number, };
export type FollowUpsPage = { rows: Array<FollowUpRow>, next: string | null, counts: FollowUpCounts, };
export type FollowUpCountsReq = { 
/**
 * When today ends where the person is.
 */
dayEnds: number, };
export type FollowUpCounts = { overdue: number, 
/**
 * Due before today ends, and not yet overdue.
 */
today: number, upcoming: number, 
/**
 * Without a moment.
 */
undated: number, done: number, };
export type FollowUpRow = { id: string, title: string, dueAt: number | null, doneAt: number | null, madeAt: number, 
/**
 * Whom it is about, if it is about one person.
 */
person: Person | null, 
/**
 * Everybody it is about, empty if nobody.
 */
about: string, conversationId: string | null, source: FollowUpSource, 
/**
 * How it stands with Quo; nothing if it is not one of Quo's tasks.
 */
quo: FollowUpQuo | null, };
export type FollowUpSource = { "kind": "hand" } | { "kind": "item", itemId: string, call: boolean, } | { "kind": "step", callId: string, index: number, callAt: number, heard: HeardSentence | null, 
/**
 * Whether there is a transcript in which the sentence could be.
 */
transcript: boolean, };
export type HeardSentence = { sentence: string, speaker: string, 
/**
 * When the utterance begins, from the start of the call.
 */
startMs: number, };
export type FollowUpQuo = { "kind": "same" } | { "kind": "pending" } | { "kind": "refused", reason: string, };
export type FollowUpsAboutReq = { conversationId: string | null, contactId: string | null, };
export type FollowUpsAbout = { rows: Array<FollowUpRow>, };
export type CallPromises = { steps: Array<StepPromise>, 
/**
 * Whether there is a transcript in which the sentences could be.
 */
transcript: boolean, };
export type StepPromise = { index: number, 
/**
 * Its follow-up, if one was made.
 */
followUpId: string | null, dueAt: number | null, heard: HeardSentence | null, };
export type MakeFollowUpsReq = { items: Array<NewFollowUp>, };
export type NewFollowUp = { 
/**
 * What is to be done; empty for a next step takes the step's own words.
 */
title: string, dueAt: number | null, conversationId: string | null, contactId: string | null, 
/**
 * The text, call or note it comes from.
 */
itemId: string | null, step: StepRef | null, };
export type StepRef = { callId: string, index: number, };
export type FollowUpsMade = { ids: Array<string>, };
export type ChangeFollowUpsReq = { ids: Array<string>, title: string | null, due: DueChange | null, done: boolean | null, gone: boolean | null, };
export type DueChange = { at: number | null, };
export type FollowUpReminders = { reminders: Array<FollowUpReminder>, };
export type FollowUpReminder = { id: string, title: string, about: string, dueAt: number, 
/**
 * When it was told.
 */
toldAt: number, 
/**
 * The link to where it comes from.
 */
link: string, };
export type SavedSearches = { searches: Array<SavedSearchRow>, };
export type SavedSearchRow = { id: string, name: string, query: string, newest: boolean, };
export type SavedSearchCounts = { counts: Array<SavedSearchCount>, };
export type SavedSearchCount = { id: string, 
/**
 * Nothing if it could not be counted.
 */
total: number | null, };
export type SaveSearchReq = { id: string | null, name: string, query: string, newest: boolean, };
export type SearchIdReq = { id: string, };
export type LinkReq = { url: string, };
export type LinkTarget = { "kind": "thread", conversationId: string, itemId: string | null, draft: string | null, } | { "kind": "call", callId: string, startMs: number | null, } | { "kind": "contact", contactId: string, } | { "kind": "search", query: string, } | { "kind": "followUps" } | { "kind": "number", e164: string, shown: string, draft: string | null, } | { "kind": "unknown", reason: string, };
export type Building = { what: BuildingWhat, 
/**
 * Records of the journal (store), or things of the store (index), that are done.
 */
done: number, total: number, 
/**
 * On average since it began; 0 while that is not known yet.
 */
perSecond: number, 
/**
 * Milliseconds left at this rate; none while it is not known.
 */
leftMs: number | null, };
export type BuildingWhat = "store" | "index";
export type BusinessHours = { 
/**
 * Seven, Monday first.
 */
days: Array<boolean>, 
/**
 * Minutes after midnight, 0–1,439.
 */
fromMinute: number, 
/**
 * Minutes after midnight, 1–1,440; not later than `fromMinute` means the next day.
 */
toMinute: number, };
export type Health = { 
/**
 * Deliveries can be written down.
 */
accepting: boolean, 
/**
 * What a person should know, the newest last. Each is also among the problems of `status`.
 */
warnings: Array<HealthWarning>, 
/**
 * When something last arrived.
 */
lastDeliveryAt: number | null, 
/**
 * Milliseconds of business hours without a delivery; none while nothing is expected.
 */
quietMs: number | null, 
/**
 * Of the newest deliveries (at most 50) so many were looked at…
 */
lookedAt: number, 
/**
 * …and so many could not be applied.
 */
failing: number, 
/**
 * Records that wait to be applied.
 */
backlog: number, deadLetters: number, };
export type HealthWarning = { kind: HealthWarningKind, 
/**
 * Since when.
 */
since: number, severe: boolean, 
/**
 * A few words.
 */
title: string, 
/**
 * One plain sentence with the next step.
 */
sentence: string, };
export type HealthWarningKind = "silence" | "failures" | "backlog" | "keyRefused" | "webhookRefused" | "backup";
export type MediaStatus = { here: number, 
/**
 * Each content once.
 */
hereBytes: number, 
/**
 * For their turn or their next try.
 */
waiting: number, fetching: number, 
/**
 * Nothing more is done about them.
 */
failed: number, 
/**
 * Left out because of the budget…
 */
leftOut: number, 
/**
 * …and the size of those that were here before.
 */
leftOutBytes: number, 
/**
 * As in the settings; none keeps everything.
 */
budgetMib: number | null, };
export type FetchMediaReq = { itemId: string, };
export type InboxTab = "waiting" | "unread" | "open" | "snoozed" | "done" | "all";
export type InboxReq = { tab: InboxTab, 
/**
 * Only this line.
 */
lineId: string | null, 
/**
 * Only with somebody who has this tag.
 */
tag: string | null, 
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
export type InboxCounts = { waiting: number, unread: number, open: number, snoozed: number, done: number, all: number, };
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
 * Someone is waiting for us or for what was promised, and since when.
 */
waitingSince: number | null, 
/**
 * The oldest promise here that is past due was due then, and counts as waiting.
 */
promiseDue: number | null, 
/**
 * A draft is kept here.
 */
hasDraft: boolean, 
/**
 * The other side opted out.
 */
optedOut: boolean, 
/**
 * Off the desk until then.
 */
snoozedUntil: number | null, 
/**
 * Came back from a snooze at this moment, and nothing has happened since.
 */
returnedAt: number | null, 
/**
 * Stays on top of what is open.
 */
pinned: boolean, 
/**
 * Tags of whoever is in it, by name.
 */
tags: Array<string>, };
export type Preview = { kind: PreviewKind, outgoing: boolean, 
/**
 * One line, at most 140 characters.
 */
text: string, };
export type PreviewKind = "text" | "picture" | "file" | "call" | "missedCall" | "voicemail" | "note" | "sending" | "failedText";
export type ZoneStep = { from: number, aheadMinutes: number, };
export type InsightsReq = { 
/**
 * First and last day, "2026-11-01"; at most ten years.
 */
from: string, to: string, 
/**
 * Only this line.
 */
lineId: string | null, 
/**
 * Only business hours count for the answer rate and reply times.
 */
businessHoursOnly: boolean, 
/**
 * The zone in which days and hours are meant; empty for that of the computer on which Ringbook runs.
 */
zone: Array<ZoneStep>, };
export type Insights = { from: string, to: string, figures: InsightFigures, 
/**
 * The period that it is compared with.
 */
before: InsightPart, lines: Array<InsightLine>, months: Array<InsightPart>, 
/**
 * By day, week or month, for a chart.
 */
steps: Array<InsightPart>, people: Array<InsightPerson>, 
/**
 * 168 hours, Monday at midnight first.
 */
hours: Array<InsightHour>, businessHours: BusinessHours, };
export type InsightFigures = { 
/**
 * Incoming calls that a person answered.
 */
answered: number, 
/**
 * Incoming calls that nobody took, without a voicemail.
 */
unanswered: number, 
/**
 * Incoming calls that nobody took, with a voicemail.
 */
voicemail: number, 
/**
 * Incoming calls that the AI agent took, that ended in a menu, that were passed on or failed.
 */
byAgent: number, inMenu: number, elsewhere: number, 
/**
 * Texts and missed calls that began to wait for a person.
 */
waits: number, 
/**
 * Of these, those with a reply within seven days.
 */
replied: number, replyMedianMs: number | null, replyP90Ms: number | null, 
/**
 * Replies after up to 5 min, up to 15 min and longer than that, likewise 1 h, 4 h, 24 h, and later; each counts once.
 */
replyClasses: Array<number>, 
/**
 * Missed calls, and those after which a person reached the caller.
 */
missed: number, recoveredWithinDay: number, recoveredSameDay: number, callsIn: number, textsIn: number, newConversations: number, };
export type InsightPart = { from: string, to: string, figures: InsightFigures, };
export type InsightLine = { line: Line, figures: InsightFigures, };
export type InsightPerson = { personId: string | null, author: Author | null, figures: InsightFigures, };
export type InsightHour = { calls: number, texts: number, missed: number, };
export type InsightMeasure = "rated" | "answered" | "unanswered" | "voicemail" | "byAgent" | "inMenu" | "elsewhere" | "waits" | "replied" | "unreplied" | "missed" | "recoveredWithinDay" | "notRecovered" | "recoveredSameDay" | "callsIn" | "textsIn" | "contacts" | "newConversations";
export type InsightSlice = { 
/**
 * Of this person; an empty id is nobody known.
 */
personId: string | null, 
/**
 * In this hour of the week, 0 to 167.
 */
hour: number | null, 
/**
 * With a reply of this class, 0 to 5.
 */
replyClass: number | null, };
export type InsightRowsReq = { of: InsightsReq, measure: InsightMeasure, slice: InsightSlice, 
/**
 * `next` of the page before.
 */
cursor: string | null, 
/**
 * 1–200.
 */
limit: number, };
export type InsightRows = { rows: Array<InsightRow>, next: string | null, 
/**
 * All of them: the number.
 */
total: number, };
export type InsightRow = { itemId: string, conversationId: string, at: number, people: Array<Person>, title: string, line: Line, 
/**
 * How it went, of a call.
 */
outcome: CallOutcome | null, 
/**
 * The words of a text, at most 140 characters.
 */
text: string, 
/**
 * The reply that was counted, how long it took, and who it was.
 */
replyAt: number | null, replyMs: number | null, by: Author | null, };
export type InsightTable = "summary" | "lines" | "months" | "steps" | "people" | "hours" | "replyTimes" | "rows";
export type InsightsCsvReq = { of: InsightsReq, table: InsightTable, 
/**
 * For the rows behind a number.
 */
measure: InsightMeasure | null, slice: InsightSlice, };
export type CsvFile = { name: string, text: string, };
export type InsightsFile = { mediaId: string, name: string, };
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
export type ContactReq = { contactId: string, };
export type ImportPieceReq = { 
/**
 * None for the first piece.
 */
importId: string | null, 
/**
 * Name of the file.
 */
name: string, sizeBytes: number, 
/**
 * Where in the file the piece begins.
 */
offset: number, data: string, };
export type ImportPiece = { importId: string, received: number, };
export type ImportSettings = { 
/**
 * What each column is; empty for vCards.
 */
columns: Array<ColumnUse>, 
/**
 * Country of numbers that name none: two letters.
 */
country: string, 
/**
 * Where the file and a contact differ, the file stands.
 */
takeFile: boolean, 
/**
 * Quo is not to have it.
 */
onlyHere: boolean, };
export type ColumnUse = { "kind": "skip" } | { "kind": "firstName" } | { "kind": "middleName" } | { "kind": "lastName" } | { "kind": "fullName" } | { "kind": "company" } | { "kind": "role" } | { "kind": "phone", label: string, } | { "kind": "email", label: string, } | { "kind": "nextLabel" } | { "kind": "tags" } | { "kind": "note" } | { "kind": "field", name: string, };
export type ImportPlanReq = { importId: string, 
/**
 * None for what is guessed.
 */
settings: ImportSettings | null, 
/**
 * Only rows that become this.
 */
only: ImportShown | null, 
/**
 * Rows before the page.
 */
offset: number, 
/**
 * Rows of the page, at most 200.
 */
limit: number, };
export type ImportShown = "created" | "changed" | "joined" | "same" | "refused" | "different" | "leftOut";
export type ImportPlan = { name: string, format: ImportFormat, 
/**
 * How the text is written: `UTF-8`, `windows-1252`, …
 */
encoding: string, 
/**
 * Why the file is not read, if so; then there is no plan.
 */
problem: ImportProblem | null, settings: ImportSettings, 
/**
 * Columns of a table.
 */
columns: Array<ImportColumn>, 
/**
 * Custom fields that a column can be.
 */
fields: Array<string>, counts: ImportCounts, rows: Array<ImportRow>, 
/**
 * Rows on all pages.
 */
total: number, 
/**
 * What contacts do not have: `pictures`, `addresses`, …
 */
ignored: Array<ImportIgnored>, 
/**
 * Quo would be told of it.
 */
connected: boolean, };
export type ImportFormat = "csv" | "vcard";
export type ImportProblem = { row: number | null, column: string | null, 
/**
 * Lower case, no full stop.
 */
sentence: string, };
export type ImportColumn = { name: string, samples: Array<string>, };
export type ImportIgnored = { what: string, count: number, };
export type ImportCounts = { created: number, changed: number, joined: number, same: number, refused: number, different: number, leftOut: number, };
export type ImportRow = { 
/**
 * As a spreadsheet counts, or the number of the card.
 */
row: number, name: string, outcome: ImportOutcome, 
/**
 * The contact that it changes.
 */
onto: string | null, contactId: string | null, 
/**
 * The earlier row whose contact it belongs to.
 */
joined: number | null, 
/**
 * `name`, `company`, `role`, `number`, `email`, `tag`, `note` or a custom field, and the value.
 */
adds: Array<LabelledValue>, differences: Array<ImportDifference>, 
/**
 * Sentences.
 */
leftOut: Array<string>, 
/**
 * Why it is not taken.
 */
reason: string | null, };
export type ImportOutcome = "created" | "changed" | "joined" | "same" | "refused";
export type ImportDifference = { 
/**
 * `name`, `company`, `role`, `note` or a custom field.
 */
name: string, mine: string, file: string, };
export type ApplyImportReq = { importId: string, settings: ImportSettings, 
/**
 * As the plan said; if it would do something else by now, nothing is done.
 */
expected: ImportCounts, };
export type ImportApplied = { importId: string, created: number, changed: number, };
export type ImportReq = { importId: string, };
export type ImportUndone = { 
/**
 * Contacts that are gone.
 */
removed: number, 
/**
 * Contacts that are as they were.
 */
reverted: number, 
/**
 * Contacts that stay, because somebody changed them since.
 */
kept: number, };
export type Imports = { imports: Array<ImportInfo>, };
export type ImportInfo = { id: string, name: string, at: number, created: number, changed: number, onlyHere: boolean, undoneAt: number | null, };
export type ExportContactsReq = { format: ExportFormat, 
/**
 * As in `contacts_page`.
 */
starting: string, tag: string | null, };
export type ExportFormat = "csv" | "vcard4" | "vcard3";
export type ExportedFile = { mediaId: string, name: string, contacts: number, };
export type ContactsRemoved = { 
/**
 * For bringing them back.
 */
contactIds: Array<string>, name: string, 
/**
 * Quo deletes it too.
 */
atQuo: boolean, };
export type ContactIds = { contactIds: Array<string>, };
export type TagsInUse = { tags: Array<TagInUse>, };
export type TagInUse = { name: string, contacts: number, };
export type ChangeTagReq = { tag: string, 
/**
 * None takes it away.
 */
to: string | null, };
export type TagChanged = { contacts: number, undoId: string, };
export type UndoTagReq = { undoId: string, };
export type ContactKinds = { definitions: Array<ContactFieldKind>, };
export type PersonTimelineReq = { contactId: string, 
/**
 * `next` of an earlier page.
 */
after: string | null, 
/**
 * Items of a page, at most 200.
 */
limit: number, };
export type PersonTimeline = { items: Array<PersonItem>, next: string | null, total: number, };
export type PersonItem = { conversationId: string, line: Line, 
/**
 * Names of the others, if it is a group.
 */
group: string | null, item: TimelineItem, };
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
dailyCap: number, playbackRate: number, 
/**
 * When texts and calls are expected: six quiet hours of these are a warning.
 */
businessHours: BusinessHours, 
/**
 * Largest size of all pictures, files and sounds in MiB (10 or more); none keeps everything.
 */
mediaBudgetMib: number | null, 
/**
 * Recordings and voicemails may be left out over budget, too.
 */
mediaBudgetSounds: boolean, 
/**
 * What is marked read, done or open here is marked so at Quo too, and follow-ups become tasks where there are tasks.
 */
pushMarks: boolean, };
export type Theme = "system" | "light" | "dark";
export type SyncState = "off" | "reading" | "paused" | "waiting" | "upToDate";
export type SyncWhat = "beginning" | "messages" | "calls" | "parts" | "conversations" | "contacts" | "deliveries";
export type SyncProgress = { state: SyncState, 
/**
 * What is being read; only while `state` is `Reading`.
 */
what: SyncWhat | null, 
/**
 * The moment in history that is being read (newest first), where that makes sense.
 */
whatAt: number | null, 
/**
 * Texts and calls that were read from Quo so far.
 */
items: number, 
/**
 * How many there seem to be; an estimate that becomes better, never less than `items`.
 */
itemsEstimate: number, 
/**
 * Recordings, summaries and transcripts looked at in this run, and still to be looked at.
 */
parts: number, partsLeft: number, 
/**
 * Deliveries that never arrived and were asked for again in this run.
 */
deliveries: number, 
/**
 * Texts and calls a minute.
 */
perMinute: number, 
/**
 * Milliseconds left, as it seems.
 */
leftMs: number | null, 
/**
 * One sentence with the next step, while something keeps it from going on.
 */
problem: string | null, 
/**
 * The first reading is over: from now on it only keeps up.
 */
historyRead: boolean, 
/**
 * Up to when everything is here.
 */
caughtUpAt: number | null, 
/**
 * When it looks again by itself.
 */
nextAt: number | null, 
/**
 * The account has only the older API: conversations are read one by one, which takes longer, and calls
 * of groups cannot be had.
 */
oneByOne: boolean, 
/**
 * A comparison of everything runs or is asked for.
 */
auditing: boolean, };
export type LedgerKind = "messages" | "calls" | "recordings" | "voicemails" | "summaries" | "transcripts";
export type LedgerReq = { fresh: boolean, };
export type AuditReq = { all: boolean, };
export type LedgerFailure = { reason: string, count: number, };
export type LedgerFigures = { 
/**
 * Quo has so many; so many of them are here.
 */
quo: number, here: number, 
/**
 * So many of them are not here, without a reason: an audit reads them again.
 */
missing: number, 
/**
 * Here, and not at Quo any more.
 */
onlyHere: number, 
/**
 * Being made by Quo, being fetched, or not looked at yet.
 */
pending: number, 
/**
 * Not made: not in the plan, too short a talk, or Quo does not say why (a call that was not recorded).
 */
notOnPlan: number, tooShort: number, noneMade: number, 
/**
 * Cannot be had, by reason.
 */
failed: Array<LedgerFailure>, };
export type LedgerTotal = { kind: LedgerKind, figures: LedgerFigures, };
export type LedgerRow = { 
/**
 * `2026-10` (UTC).
 */
month: string, 
/**
 * The line; none for what Quo keeps on no line.
 */
lineId: string | null, lineName: string, kind: LedgerKind, figures: LedgerFigures, };
export type LedgerMissing = { kind: LedgerKind, 
/**
 * The text or call.
 */
itemId: string, at: number, };
export type LedgerGap = { from: number, to: number, };
export type Ledger = { 
/**
 * The form of this answer; it grows by fields only.
 */
version: number, 
/**
 * When it was counted.
 */
at: number, 
/**
 * Nothing is missing and nothing failed, ever.
 */
complete: boolean, 
/**
 * From this moment on nothing is missing and nothing failed; none while the present was never read.
 */
completeSince: number | null, 
/**
 * Up to when Quo's lists were read.
 */
caughtUpAt: number | null, 
/**
 * When lists were compared last, and what was missing then (it was read again).
 */
auditedAt: number | null, auditMissing: number, 
/**
 * One for each kind.
 */
totals: Array<LedgerTotal>, 
/**
 * Newest month first, then by line and kind.
 */
rows: Array<LedgerRow>, 
/**
 * The newest first, at most a thousand.
 */
missing: Array<LedgerMissing>, gaps: Array<LedgerGap>, };
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
export type Anchor = { "kind": "end" } | { "kind": "start" } | { "kind": "around", itemId: string, } | { "kind": "before", cursor: string, } | { "kind": "after", cursor: string, } | { "kind": "at", at: number, };
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
id: string, 
/**
 * A small picture for lists, for `/media/{id}`; it stays when the original is left out.
 */
thumbId: string | null, mime: string, 
/**
 * Pixels, if a picture and known: space is reserved with them.
 */
width: number | null, height: number | null, sizeBytes: number | null, name: string, state: MediaState, 
/**
 * One plain sentence if it could not be fetched.
 */
reason: string | null, };
export type MediaState = "here" | "waiting" | "fetching" | "renewing" | "failed" | "leftOut";
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
export type SeenConversation = { conversationId: string, 
/**
 * When its newest item was, as far as it was seen: what came later is not decided about. None: all that is
 * there now.
 */
lastAt: number | null, };
export type InboxIdsReq = { tab: InboxTab, lineId: string | null, tag: string | null, };
export type InboxIds = { conversations: Array<SeenConversation>, 
/**
 * There are more.
 */
more: boolean, };
export type ChangeInboxReq = { conversations: Array<SeenConversation>, change: InboxChange, };
export type InboxChange = { "kind": "read" } | { "kind": "unread" } | { "kind": "done" } | { "kind": "open" } | { "kind": "snooze", until: number, wakeEarly: boolean, } | { "kind": "pin" } | { "kind": "unpin" };
export type ChangedInbox = { before: Array<StateBefore>, };
export type StateBefore = { conversationId: string, readThrough: number | null, standing: Standing | null, pinned: boolean | null, 
/**
 * Newest incoming item that was known.
 */
seen: number, };
export type Standing = { "kind": "open" } | { "kind": "done" } | { "kind": "snoozed", until: number, wakeEarly: boolean, };
export type RestoreInboxReq = { before: Array<StateBefore>, };
export type Tunnel = { state: TunnelState, 
/**
 * What is wanted, without the secret.
 */
config: TunnelConfig, 
/**
 * Where the secret (bore's, Cloudflare's token, ngrok's authtoken) comes from.
 */
secret: TunnelSecret, 
/**
 * A flag or variable decides, or this is sample data: saving is refused, with this reason.
 */
fixed: string | null, 
/**
 * All kinds in the order to offer them, with what they need.
 */
kinds: Array<TunnelKindInfo>, 
/**
 * Where a tunnel or proxy must lead ("127.0.0.1:8791"); empty while nothing listens.
 */
hookAddress: string, 
/**
 * The one path that must be let through.
 */
hookPath: string, };
export type TunnelState = { kind: TunnelKind, phase: TunnelPhase, 
/**
 * The phase as a sentence for a person.
 */
sentence: string, 
/**
 * Public address without a path, if known.
 */
publicUrl: string | null, 
/**
 * The address to give to Quo by hand, if known.
 */
webhookUrl: string | null, 
/**
 * Since when it is in this phase.
 */
since: number, 
/**
 * What is wrong, as a plain sentence.
 */
cause: string | null, 
/**
 * What helps.
 */
cure: string | null, 
/**
 * How often the tool was started again.
 */
restarts: number, 
/**
 * When a request of Ringbook's own last came in through the public address.
 */
reachedAt: number | null, 
/**
 * What the test of this address found at its first success.
 */
test: TunnelTest | null, };
export type TunnelKind = "off" | "own" | "ssh" | "bore" | "cloudflaredQuick" | "cloudflaredNamed" | "ngrok" | "tailscale";
export type TunnelPhase = "off" | "starting" | "up" | "unreachable" | "restarting" | "missing" | "refused";
export type TunnelConfig = { "kind": "off" } | { "kind": "own", url: string, } | { "kind": "ssh", destination: string, port: number | null, identityFile: string | null, remoteHost: string | null, remotePort: number | null, publicUrl: string | null, announced: boolean, } | { "kind": "bore", server: string, port: number | null, publicUrl: string | null, } | { "kind": "cloudflaredQuick" } | { "kind": "cloudflaredNamed", hostname: string, tunnel: string | null, credentialsFile: string | null, } | { "kind": "ngrok", domain: string | null, } | { "kind": "tailscale", port: number | null, };
export type TunnelSecret = "none" | "environment" | "kept" | "thisRun";
export type TunnelKindInfo = { kind: TunnelKind, 
/**
 * The program it needs; none if nothing has to be installed.
 */
program: string | null, installed: boolean, 
/**
 * How to get the program on the computer Ringbook runs on.
 */
get: string | null, 
/**
 * How to get it on each system, for showing all.
 */
getEverywhere: Array<TunnelGet>, 
/**
 * The program's official page.
 */
page: string | null, 
/**
 * The name of its secret ("authtoken"), if it can have one.
 */
secret: string | null, };
export type TunnelGet = { system: string, how: string, };
export type SaveTunnelReq = { config: TunnelConfig, 
/**
 * A new secret; empty forgets it; none leaves it as it is.
 */
secret: string | null, };
export type TunnelSaved = { problems: Array<TunnelProblem>, tunnel: Tunnel, };
export type TunnelProblem = { 
/**
 * As in `TunnelConfig` ("publicUrl"), or "secret".
 */
field: string, sentence: string, };
export type TunnelTest = { at: number, passed: boolean, steps: Array<TunnelStep>, };
export type TunnelStep = { name: string, outcome: TunnelStepOutcome, cause: string | null, cure: string | null, };
export type TunnelStepOutcome = "ok" | "failed" | "skipped";

export interface Commands {
  status: { req: Nothing; res: Status };
  inbox_page: { req: InboxReq; res: InboxPage };
  conversation: { req: ConversationReq; res: Conversation };
  timeline_page: { req: TimelineReq; res: TimelinePage };
  call_page: { req: CallReq; res: CallPage };
  search: { req: SearchReq; res: SearchPage };
  contact_card: { req: ContactReq; res: ContactCard };
  contacts_page: { req: ContactsReq; res: ContactsPage };
  contact_page: { req: ContactReq; res: ContactPage };
  contact_duplicates: { req: Nothing; res: DuplicatesPage };
  merge_preview: { req: MergeReq; res: MergePreview };
  outbox_page: { req: Nothing; res: OutboxPage };
  measure: { req: MeasureReq; res: Measure };
  connection: { req: Nothing; res: Connection };
  deliveries_page: { req: DeliveriesReq; res: DeliveriesPage };
  delivery: { req: DeliveryReq; res: Delivery };
  sync_progress: { req: Nothing; res: SyncProgress };
  ledger: { req: LedgerReq; res: Ledger };
  health: { req: Nothing; res: Health };
  media_status: { req: Nothing; res: MediaStatus };
  settings: { req: Nothing; res: Settings };
  tunnel: { req: Nothing; res: Tunnel };
  send_text: { req: SendReq; res: OutboxEntry };
  cancel_send: { req: OutboxReq; res: OutboxEntry };
  resolve_send: { req: ResolveReq; res: OutboxEntry };
  save_draft: { req: DraftReq; res: Nothing };
  mark: { req: MarkReq; res: Nothing };
  add_note: { req: NoteReq; res: TimelineItem };
  set_opt_out: { req: OptReq; res: Nothing };
  save_contact: { req: SaveContactReq; res: ContactSaved };
  resolve_contact: { req: ResolveContactReq; res: Nothing };
  settle_contact: { req: SettleContactReq; res: Nothing };
  set_contact_tags: { req: ContactTagsReq; res: Nothing };
  set_contact_note: { req: ContactNoteReq; res: Nothing };
  merge_contacts: { req: MergeReq; res: Nothing };
  unmerge_contacts: { req: ContactIdsReq; res: Nothing };
  keep_contacts_apart: { req: ContactIdsReq; res: Nothing };
  tick_next_step: { req: TickReq; res: Nothing };
  replay_dead_letters: { req: ReplayReq; res: Replayed };
  sync_pause: { req: Nothing; res: SyncProgress };
  sync_resume: { req: Nothing; res: SyncProgress };
  sync_now: { req: Nothing; res: SyncProgress };
  audit: { req: AuditReq; res: SyncProgress };
  fetch_media: { req: FetchMediaReq; res: Nothing };
  save_settings: { req: Settings; res: Settings };
  save_tunnel: { req: SaveTunnelReq; res: TunnelSaved };
  test_tunnel: { req: Nothing; res: TunnelTest };
  account: { req: Nothing; res: Account };
  connect: { req: ConnectReq; res: Account };
  unlock_secrets: { req: UnlockReq; res: Account };
  retry_step: { req: RetryStepReq; res: Account };
  disconnect: { req: Nothing; res: Disconnected };
  webhooks: { req: Nothing; res: Webhooks };
  create_webhook: { req: CreateWebhookReq; res: WebhookRow };
  test_webhook: { req: WebhookReq; res: WebhookTest };
  rotate_webhook: { req: WebhookReq; res: WebhookRow };
  delete_webhook: { req: WebhookReq; res: Nothing };
  diagnosis: { req: Nothing; res: Diagnosis };
  backup: { req: Nothing; res: Backup };
  save_backup: { req: BackupSettings; res: Backup };
  back_up: { req: BackUpReq; res: Backup };
  stop_backup: { req: Nothing; res: Backup };
  restore: { req: Nothing; res: Restore };
  backups_in: { req: FolderReq; res: BackupsIn };
  start_restore: { req: RestoreReq; res: Restore };
  stop_restore: { req: Nothing; res: Restore };
  inbox_ids: { req: InboxIdsReq; res: InboxIds };
  change_inbox: { req: ChangeInboxReq; res: ChangedInbox };
  restore_inbox: { req: RestoreInboxReq; res: Nothing };
  follow_ups: { req: FollowUpsReq; res: FollowUpsPage };
  follow_up_counts: { req: FollowUpCountsReq; res: FollowUpCounts };
  follow_ups_about: { req: FollowUpsAboutReq; res: FollowUpsAbout };
  call_promises: { req: CallReq; res: CallPromises };
  follow_up_reminders: { req: Nothing; res: FollowUpReminders };
  make_follow_ups: { req: MakeFollowUpsReq; res: FollowUpsMade };
  change_follow_ups: { req: ChangeFollowUpsReq; res: Nothing };
  saved_searches: { req: Nothing; res: SavedSearches };
  saved_search_counts: { req: Nothing; res: SavedSearchCounts };
  save_search: { req: SaveSearchReq; res: SavedSearchRow };
  remove_search: { req: SearchIdReq; res: Nothing };
  open_link: { req: LinkReq; res: LinkTarget };
  calls_page: { req: CallsReq; res: CallsPage };
  insights: { req: InsightsReq; res: Insights };
  insight_rows: { req: InsightRowsReq; res: InsightRows };
  insights_csv: { req: InsightsCsvReq; res: CsvFile };
  export_insights: { req: InsightsCsvReq; res: InsightsFile };
  snippets: { req: Nothing; res: Snippets };
  save_snippet: { req: SaveSnippetReq; res: Snippet };
  remove_snippet: { req: SnippetReq; res: Nothing };
  composer_settings: { req: Nothing; res: ComposerSettings };
  save_composer_settings: { req: ComposerSettings; res: ComposerSettings };
  send_time: { req: SendTimeReq; res: SendTime };
  scheduled_texts: { req: ConversationReq; res: ScheduledTexts };
  outbox_desk: { req: Nothing; res: OutboxDesk };
  outbox_counts: { req: Nothing; res: OutboxCounts };
  schedule_text: { req: ScheduleReq; res: ScheduledText };
  cancel_scheduled: { req: CancelScheduledReq; res: PutBack };
  restore_scheduled: { req: ScheduledReq; res: PutBack };
  send_scheduled_now: { req: ScheduledReq; res: OutboxEntry };
  retry_text: { req: FailedReq; res: OutboxEntry };
  settle_failure: { req: SettleFailureReq; res: Nothing };
  placeholder_values: { req: ConversationReq; res: PlaceholderValues };
  start_conversation: { req: StartConversationReq; res: StartedConversation };
  contact_kinds: { req: Nothing; res: ContactKinds };
  contact_tags: { req: Nothing; res: TagsInUse };
  person_timeline: { req: PersonTimelineReq; res: PersonTimeline };
  imports: { req: Nothing; res: Imports };
  import_plan: { req: ImportPlanReq; res: ImportPlan };
  import_piece: { req: ImportPieceReq; res: ImportPiece };
  apply_import: { req: ApplyImportReq; res: ImportApplied };
  undo_import: { req: ImportReq; res: ImportUndone };
  export_contacts: { req: ExportContactsReq; res: ExportedFile };
  remove_contact: { req: ContactReq; res: ContactsRemoved };
  restore_contacts: { req: ContactIdsReq; res: ContactIds };
  change_tag: { req: ChangeTagReq; res: TagChanged };
  undo_tag_change: { req: UndoTagReq; res: Nothing };
  let_contacts_alike: { req: ContactIdsReq; res: Nothing };
}

export const TAGS: Record<keyof Commands, { kind: "query" | "mutation"; tags: Tag[] }> = {
  status: { kind: "query", tags: ["status"] },
  inbox_page: { kind: "query", tags: ["inbox"] },
  conversation: { kind: "query", tags: ["conversation"] },
  timeline_page: { kind: "query", tags: ["timeline"] },
  call_page: { kind: "query", tags: ["call"] },
  search: { kind: "query", tags: ["search"] },
  contact_card: { kind: "query", tags: ["contacts"] },
  contacts_page: { kind: "query", tags: ["contacts"] },
  contact_page: { kind: "query", tags: ["contacts"] },
  contact_duplicates: { kind: "query", tags: ["contacts"] },
  merge_preview: { kind: "query", tags: ["contacts"] },
  outbox_page: { kind: "query", tags: ["outbox"] },
  measure: { kind: "query", tags: [] },
  connection: { kind: "query", tags: ["connection"] },
  deliveries_page: { kind: "query", tags: ["connection"] },
  delivery: { kind: "query", tags: ["connection"] },
  sync_progress: { kind: "query", tags: ["sync"] },
  ledger: { kind: "query", tags: ["ledger"] },
  health: { kind: "query", tags: ["health", "connection"] },
  media_status: { kind: "query", tags: ["call", "settings"] },
  settings: { kind: "query", tags: ["settings"] },
  tunnel: { kind: "query", tags: ["connection"] },
  send_text: { kind: "mutation", tags: ["outbox", "timeline", "inbox", "conversation"] },
  cancel_send: { kind: "mutation", tags: ["outbox", "timeline", "inbox", "conversation"] },
  resolve_send: { kind: "mutation", tags: ["outbox", "timeline", "inbox"] },
  save_draft: { kind: "mutation", tags: ["inbox"] },
  mark: { kind: "mutation", tags: ["inbox", "conversation", "timeline", "status"] },
  add_note: { kind: "mutation", tags: ["timeline", "inbox"] },
  set_opt_out: { kind: "mutation", tags: ["conversation", "inbox"] },
  save_contact: { kind: "mutation", tags: ["contacts", "inbox", "conversation", "search"] },
  resolve_contact: { kind: "mutation", tags: ["contacts", "inbox", "conversation"] },
  settle_contact: { kind: "mutation", tags: ["contacts", "inbox", "conversation"] },
  set_contact_tags: { kind: "mutation", tags: ["contacts"] },
  set_contact_note: { kind: "mutation", tags: ["contacts"] },
  merge_contacts: { kind: "mutation", tags: ["contacts", "inbox", "conversation", "search"] },
  unmerge_contacts: { kind: "mutation", tags: ["contacts", "inbox", "conversation", "search"] },
  keep_contacts_apart: { kind: "mutation", tags: ["contacts"] },
  tick_next_step: { kind: "mutation", tags: ["call", "timeline", "followUps"] },
  replay_dead_letters: { kind: "mutation", tags: ["connection", "inbox", "timeline"] },
  sync_pause: { kind: "mutation", tags: ["sync"] },
  sync_resume: { kind: "mutation", tags: ["sync"] },
  sync_now: { kind: "mutation", tags: ["sync"] },
  audit: { kind: "mutation", tags: ["sync"] },
  fetch_media: { kind: "mutation", tags: ["timeline", "call"] },
  save_settings: { kind: "mutation", tags: ["settings", "status"] },
  save_tunnel: { kind: "mutation", tags: ["connection", "status"] },
  test_tunnel: { kind: "mutation", tags: ["connection"] },
  account: { kind: "query", tags: ["connection"] },
  connect: { kind: "mutation", tags: ["connection", "status"] },
  unlock_secrets: { kind: "mutation", tags: ["connection", "status"] },
  retry_step: { kind: "mutation", tags: ["connection"] },
  disconnect: { kind: "mutation", tags: ["connection", "status"] },
  webhooks: { kind: "query", tags: ["connection"] },
  create_webhook: { kind: "mutation", tags: ["connection"] },
  test_webhook: { kind: "mutation", tags: [] },
  rotate_webhook: { kind: "mutation", tags: ["connection"] },
  delete_webhook: { kind: "mutation", tags: ["connection"] },
  diagnosis: { kind: "query", tags: [] },
  backup: { kind: "query", tags: ["backup", "settings"] },
  save_backup: { kind: "mutation", tags: ["backup"] },
  back_up: { kind: "mutation", tags: ["backup"] },
  stop_backup: { kind: "mutation", tags: ["backup"] },
  restore: { kind: "query", tags: ["backup"] },
  backups_in: { kind: "query", tags: [] },
  start_restore: { kind: "mutation", tags: ["backup"] },
  stop_restore: { kind: "mutation", tags: ["backup"] },
  inbox_ids: { kind: "query", tags: [] },
  change_inbox: { kind: "mutation", tags: ["inbox", "conversation", "timeline", "status"] },
  restore_inbox: { kind: "mutation", tags: ["inbox", "conversation", "timeline", "status"] },
  follow_ups: { kind: "query", tags: ["followUps"] },
  follow_up_counts: { kind: "query", tags: ["followUps"] },
  follow_ups_about: { kind: "query", tags: ["followUps"] },
  call_promises: { kind: "query", tags: ["followUps", "call"] },
  follow_up_reminders: { kind: "query", tags: ["followUps"] },
  make_follow_ups: { kind: "mutation", tags: ["followUps"] },
  change_follow_ups: { kind: "mutation", tags: ["followUps", "call", "timeline"] },
  saved_searches: { kind: "query", tags: ["settings"] },
  saved_search_counts: { kind: "query", tags: [] },
  save_search: { kind: "mutation", tags: ["settings"] },
  remove_search: { kind: "mutation", tags: ["settings"] },
  open_link: { kind: "query", tags: [] },
  calls_page: { kind: "query", tags: ["call", "contacts", "settings"] },
  insights: { kind: "query", tags: ["settings"] },
  insight_rows: { kind: "query", tags: ["settings"] },
  insights_csv: { kind: "query", tags: [] },
  export_insights: { kind: "mutation", tags: [] },
  snippets: { kind: "query", tags: ["settings"] },
  save_snippet: { kind: "mutation", tags: ["settings"] },
  remove_snippet: { kind: "mutation", tags: ["settings"] },
  composer_settings: { kind: "query", tags: ["settings"] },
  save_composer_settings: { kind: "mutation", tags: ["settings"] },
  send_time: { kind: "query", tags: ["settings"] },
  scheduled_texts: { kind: "query", tags: ["outbox"] },
  outbox_desk: { kind: "query", tags: ["outbox", "contacts"] },
  outbox_counts: { kind: "query", tags: ["outbox"] },
  schedule_text: { kind: "mutation", tags: ["outbox", "inbox", "conversation"] },
  cancel_scheduled: { kind: "mutation", tags: ["outbox", "inbox", "conversation"] },
  restore_scheduled: { kind: "mutation", tags: ["outbox", "inbox", "conversation"] },
  send_scheduled_now: { kind: "mutation", tags: ["outbox", "timeline", "inbox", "conversation"] },
  retry_text: { kind: "mutation", tags: ["outbox", "timeline", "inbox", "conversation"] },
  settle_failure: { kind: "mutation", tags: ["outbox"] },
  placeholder_values: { kind: "query", tags: ["conversation", "contacts"] },
  start_conversation: { kind: "mutation", tags: [] },
  contact_kinds: { kind: "query", tags: ["contacts"] },
  contact_tags: { kind: "query", tags: ["contacts"] },
  person_timeline: { kind: "query", tags: ["timeline", "contacts"] },
  imports: { kind: "query", tags: ["contacts"] },
  import_plan: { kind: "query", tags: ["contacts"] },
  import_piece: { kind: "mutation", tags: [] },
  apply_import: { kind: "mutation", tags: ["contacts", "inbox", "conversation", "search"] },
  undo_import: { kind: "mutation", tags: ["contacts", "inbox", "conversation", "search"] },
  export_contacts: { kind: "mutation", tags: [] },
  remove_contact: { kind: "mutation", tags: ["contacts", "inbox", "conversation", "search"] },
  restore_contacts: { kind: "mutation", tags: ["contacts", "inbox", "conversation", "search"] },
  change_tag: { kind: "mutation", tags: ["contacts"] },
  undo_tag_change: { kind: "mutation", tags: ["contacts"] },
  let_contacts_alike: { kind: "mutation", tags: ["contacts"] },
};
