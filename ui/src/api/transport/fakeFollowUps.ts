import type { CallPage, FollowUpCounts, FollowUpRow, HeardSentence, NewFollowUp, Person, SavedSearchRow, Tag } from "../schema.gen";
import { CallError, type Req, type Res } from "./transport";
import type { FakeWorld } from "./fakeData";

const HOUR = 3_600_000;

interface Kept extends FollowUpRow {
  gone: boolean;
}

/** The follow-ups and saved searches of the sample, changed as the core does it. */
export class FakeFollowUps {
  readonly rows = new Map<string, Kept>();
  private searches: SavedSearchRow[] = [];
  private removed = new Map<string, SavedSearchRow>();
  private made = 0;
  private readonly world: FakeWorld;
  private readonly announce: (tags: Tag[]) => void;
  private readonly find: (query: string) => number;

  constructor(world: FakeWorld, now: number, announce: (tags: Tag[]) => void, find: (query: string) => number) {
    this.world = world;
    this.announce = announce;
    this.find = find;
    const [call] = [...world.calls.values()].filter((one) => one.nextSteps.length > 0);
    if (!call) return;
    call.nextSteps.slice(0, 2).forEach((step, at) => {
      this.add({ title: step.text, dueAt: at === 0 ? now - 20 * HOUR : now + HOUR, conversationId: call.conversationId, contactId: null, itemId: null, step: { callId: call.id, index: step.index } }, now - 30 * HOUR);
    });
    this.add({ title: "Order ridge vent for the Kowalskis", dueAt: null, conversationId: "conv-dana", contactId: null, itemId: null, step: null }, now - HOUR);
    this.searches = [{ id: "saved-1", name: "Leaks", query: "leak", newest: false }];
  }

  page({ view, dayEnds }: Req<"follow_ups">): Res<"follow_ups"> {
    const all = this.shown();
    const rows = all.filter((row) => (row.doneAt !== null) === (view === "done"));
    rows.sort((a, b) => (view === "people" ? a.about.localeCompare(b.about) : view === "done" ? (b.doneAt ?? 0) - (a.doneAt ?? 0) : 0) || (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity));
    return { rows, next: null, counts: this.counts({ dayEnds }) };
  }

  counts({ dayEnds }: Req<"follow_up_counts">): FollowUpCounts {
    const now = Date.now();
    const open = this.shown().filter((row) => row.doneAt === null);
    const due = (from: number, to: number) => open.filter((row) => row.dueAt !== null && row.dueAt >= from && row.dueAt < to).length;
    return { overdue: due(0, now), today: due(now, dayEnds), upcoming: due(Math.max(now, dayEnds), Infinity), undated: open.filter((row) => row.dueAt === null).length, done: this.shown().length - open.length };
  }

  about({ conversationId, contactId }: Req<"follow_ups_about">): Res<"follow_ups_about"> {
    const people = conversationId === null ? [] : (this.world.conversations.get(conversationId)?.people ?? []);
    const ids = new Set<string | null>([contactId, ...people.map((one) => one.contactId)]);
    const rows = this.shown().filter((row) => row.conversationId === conversationId || (typeof row.person?.contactId === "string" && ids.has(row.person.contactId)));
    return { rows: rows.sort((a, b) => Number(a.doneAt !== null) - Number(b.doneAt !== null)) };
  }

  promises(callId: string): Res<"call_promises"> {
    const call = this.call(callId);
    const steps = call.nextSteps.map((step) => {
      const row = this.rows.get(stepId(callId, step.index));
      const shown = row?.gone === false ? row : undefined;
      return { index: step.index, followUpId: shown?.id ?? null, dueAt: shown?.dueAt ?? null, heard: heardIn(call, step.text) };
    });
    return { steps, transcript: call.segments.length > 0 };
  }

  make({ items }: Req<"make_follow_ups">): Res<"make_follow_ups"> {
    const ids = items.map((item) => this.add(item, Date.now()));
    this.announce(["followUps"]);
    return { ids };
  }

  change({ ids, title, due, done, gone }: Req<"change_follow_ups">): Res<"change_follow_ups"> {
    for (const id of ids) {
      const row = this.rows.get(id);
      if (!row) throw new CallError("notFound", "there is no such follow-up");
      if (title !== null) row.title = title;
      if (due !== null) row.dueAt = due.at;
      if (done !== null) row.doneAt = done ? Date.now() : null;
      if (gone !== null) row.gone = gone;
      const { source } = row;
      const step = source.kind === "step" ? this.world.calls.get(source.callId)?.nextSteps[source.index] : undefined;
      if (step && done !== null) step.done = done;
    }
    this.announce(["followUps", "call", "timeline"]);
    return {};
  }

  /** A next step was ticked: its follow-up is one thing with it. */
  ticked(callId: string, index: number, done: boolean): void {
    const row = this.rows.get(stepId(callId, index));
    if (row) row.doneAt = done ? Date.now() : null;
  }

  saved(): Res<"saved_searches"> {
    return { searches: this.searches };
  }

  savedCounts(): Res<"saved_search_counts"> {
    return { counts: this.searches.map(({ id, query }) => ({ id, total: this.find(query) })) };
  }

  save({ id, ...rest }: Req<"save_search">): SavedSearchRow {
    const row = { id: id ?? `saved-${this.searches.length + this.removed.size + 2}`, ...rest };
    const at = this.searches.findIndex((one) => one.id === row.id);
    this.searches = at < 0 ? [...this.searches, row] : this.searches.map((one) => (one.id === row.id ? row : one));
    this.announce(["settings"]);
    return row;
  }

  remove({ id }: Req<"remove_search">): Res<"remove_search"> {
    const row = this.searches.find((one) => one.id === id);
    if (row) this.removed.set(id, row);
    this.searches = this.searches.filter((one) => one.id !== id);
    this.announce(["settings"]);
    return {};
  }

  open({ url }: Req<"open_link">): Res<"open_link"> {
    const [, what, id] = /^ringbook:\/\/(thread|call|contact)\/([^?]+)/.exec(url) ?? [];
    if (what === "thread" && id && this.world.conversations.has(id)) return { kind: "thread", conversationId: id, itemId: null, draft: null };
    if (what === "call" && id && this.world.calls.has(id)) return { kind: "call", callId: id, startMs: Number(/[?&]t=(\d+)/.exec(url)?.[1] ?? 0) };
    if (/^ringbook:\/\/follow-ups/.test(url)) return { kind: "followUps" };
    const number = /^(?:tel|sms):(\+?\d+)/.exec(url)?.[1];
    if (number === undefined) return { kind: "unknown", reason: "Ringbook does not understand this link." };
    const body = new URLSearchParams(url.split("?")[1] ?? "").get("body");
    const found = [...this.world.conversations.values()].find((one) => one.people.length === 1 && one.people[0]?.e164 === number);
    return found ? { kind: "thread", conversationId: found.id, itemId: null, draft: body } : { kind: "number", e164: number, shown: number, draft: body };
  }

  private shown(): FollowUpRow[] {
    return [...this.rows.values()].flatMap(({ gone, ...row }) => (gone ? [] : [row]));
  }

  private call(id: string): CallPage {
    const call = this.world.calls.get(id);
    if (!call) throw new CallError("notFound", "there is no such call");
    return call;
  }

  private add({ title, dueAt, conversationId, contactId, itemId, step }: NewFollowUp, at: number): string {
    const call = step ? this.call(step.callId) : null;
    const id = step ? stepId(step.callId, step.index) : `follow-${++this.made}`;
    const words = title === "" && call && step ? (call.nextSteps[step.index]?.text ?? "") : title;
    const conversation = conversationId ?? call?.conversationId ?? null;
    const people: Person[] = conversation === null ? [] : (this.world.conversations.get(conversation)?.people ?? []);
    const card = contactId === null ? undefined : this.world.contacts.get(contactId);
    this.rows.set(id, {
      id, title: words, dueAt, doneAt: null, madeAt: at, conversationId: conversation, gone: false, quo: null,
      person: people.length === 1 ? (people[0] ?? null) : null,
      about: people.map((one) => one.name).join(", ") || (card?.name ?? ""),
      source: call && step
        ? { kind: "step", callId: call.id, index: step.index, callAt: call.at, heard: heardIn(call, words), transcript: call.segments.length > 0 }
        : itemId !== null ? { kind: "item", itemId, call: this.world.calls.has(itemId) } : { kind: "hand" },
    });
    return id;
  }
}

function stepId(callId: string, index: number): string {
  return `step:${index}:${callId}`;
}

/** The sentence with the most of the words; the core is more careful. */
function heardIn(call: CallPage, words: string): HeardSentence | null {
  const wanted = words.toLowerCase().split(/\W+/).filter((word) => word.length > 3);
  const shared = (text: string) => wanted.filter((word) => text.toLowerCase().includes(word)).length;
  const best = [...call.segments].sort((a, b) => shared(b.text) - shared(a.text))[0];
  return best && shared(best.text) >= 2 ? { sentence: best.text, speaker: best.speaker.name, startMs: best.startMs } : null;
}
