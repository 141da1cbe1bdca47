import type { CallRow, CallsPage, CsvFile, InsightFigures, InsightMeasure, InsightPart, InsightRow, InsightRows, Insights } from "../schema.gen";
import { dayOf, dayOfIso, isoDay } from "../../lib/dates";
import type { FakeConversation, FakeWorld } from "./fakeData";
import type { Req } from "./transport";

/** All calls of the sample, as the core lists them. */
export function callsPageOf(world: FakeWorld, req: Req<"calls_page">): CallsPage {
  const all: CallRow[] = [...world.calls.values()].map((page) => ({
    id: page.id, conversationId: page.conversationId, line: page.line, people: page.people, title: page.title, outgoing: page.outgoing, at: page.at,
    outcome: page.outcome, durationMs: page.durationMs, answeredBy: page.answeredBy, detail: page.detail, recorded: page.audio.length > 0,
    hasVoicemail: page.voicemail !== null, hasTranscript: page.segments.length > 0, hasSummary: page.summary === "here",
    audio: (page.audio.length > 0 ? page.audio : page.voicemail?.audio ? [page.voicemail.audio] : []).map((one) => ({ ...one, peaks: [] })),
  })).sort((a, b) => b.at - a.at);
  const scope = all.filter((row) => (req.lineId === null || row.line?.id === req.lineId) && (req.outgoing === null || row.outgoing === req.outgoing));
  const is = {
    all: () => true,
    missed: (row: CallRow) => !row.outgoing && (row.outcome === "missed" || row.outcome === "voicemail"),
    voicemail: (row: CallRow) => !row.outgoing && row.hasVoicemail,
    recorded: (row: CallRow) => row.recorded,
    transcript: (row: CallRow) => row.hasTranscript,
  };
  const fitting = scope.filter(is[req.filter]);
  const from = Number(req.cursor ?? 0);
  const of = (kind: keyof typeof is) => scope.filter(is[kind]).length;
  return {
    rows: fitting.slice(from, from + req.limit), next: from + req.limit < fitting.length ? String(from + req.limit) : null,
    counts: { all: of("all"), missed: of("missed"), voicemail: of("voicemail"), recorded: of("recorded"), transcript: of("transcript") }, lines: world.lines,
  };
}

interface Case {
  measures: InsightMeasure[];
  row: InsightRow;
  hour: number;
  personId: string | null;
}

const DAY_MS = 86_400_000;
const CLASSES = [5, 15, 60, 240, 1440].map((minutes) => minutes * 60_000);

function classOf(ms: number): number {
  const at = CLASSES.findIndex((end) => ms <= end);
  return at < 0 ? CLASSES.length : at;
}

/** What happened in a conversation, each thing with the measures it counts for. Business hours are all hours here. */
function casesOf(conversation: FakeConversation): Case[] {
  const { items } = conversation;
  return items.flatMap((item, index) => {
    if (item.outgoing || item.body.kind === "note") return [];
    const reply = items.slice(index + 1).find((other) => (other.outgoing && other.body.kind === "text") || (other.body.kind === "call" && other.body.outcome === "answered"));
    const before = items[index - 1];
    const outcome = item.body.kind === "call" ? item.body.outcome : null;
    const missed = outcome === "missed" || outcome === "voicemail";
    const waits = (outcome === null || missed) && (before === undefined || before.outgoing || (before.body.kind === "call" && before.body.outcome === "answered"));
    const measures: InsightMeasure[] = ["contacts", outcome === null ? "textsIn" : "callsIn"];
    if (waits) measures.push("waits", reply ? "replied" : "unreplied");
    if (outcome === "answered") measures.push("rated", "answered");
    if (missed) {
      const soon = reply !== undefined && reply.at - item.at <= DAY_MS;
      measures.push("rated", outcome === "missed" ? "unanswered" : "voicemail", "missed", soon ? "recoveredWithinDay" : "notRecovered");
      if (soon) measures.push("recoveredSameDay");
    }
    if (index === 0) measures.push("newConversations");
    const date = new Date(item.at);
    return [{
      measures,
      hour: ((date.getUTCDay() + 6) % 7) * 24 + date.getUTCHours(),
      personId: outcome === "answered" || (waits && reply) ? "user-maria" : null,
      row: {
        itemId: item.id, conversationId: conversation.id, at: item.at, people: conversation.people, title: conversation.people.map((one) => one.name).join(", "),
        line: conversation.line, outcome, text: item.body.kind === "text" ? item.body.text.slice(0, 140) : "",
        replyAt: waits || missed ? (reply?.at ?? null) : null, replyMs: (waits || missed) && reply ? reply.at - item.at : null, by: reply?.author ?? null,
      },
    }];
  });
}

function within(world: FakeWorld, from: string, to: string, lineId: string | null): Case[] {
  const [first, last] = [dayOfIso(from), dayOfIso(to)];
  return [...world.conversations.values()]
    .filter((one) => lineId === null || one.line.id === lineId)
    .flatMap(casesOf)
    .filter(({ row }) => dayOf(row.at) >= first && dayOf(row.at) <= last)
    .sort((a, b) => b.row.at - a.row.at);
}

function figuresOf(cases: readonly Case[]): InsightFigures {
  const of = (measure: InsightMeasure) => cases.filter((one) => one.measures.includes(measure)).length;
  const times = cases.filter((one) => one.measures.includes("replied")).map((one) => one.row.replyMs ?? 0).sort((a, b) => a - b);
  const rank = (percent: number) => times[Math.max(1, Math.ceil((times.length * percent) / 100)) - 1] ?? null;
  return {
    answered: of("answered"), unanswered: of("unanswered"), voicemail: of("voicemail"), byAgent: of("byAgent"), inMenu: of("inMenu"), elsewhere: of("elsewhere"),
    waits: of("waits"), replied: of("replied"), replyMedianMs: rank(50), replyP90Ms: rank(90),
    replyClasses: [0, 1, 2, 3, 4, 5].map((at) => times.filter((time) => classOf(time) === at).length),
    missed: of("missed"), recoveredWithinDay: of("recoveredWithinDay"), recoveredSameDay: of("recoveredSameDay"),
    callsIn: of("callsIn"), textsIn: of("textsIn"), newConversations: of("newConversations"),
  };
}

/** The measures of the sample. */
export function insightsOf(world: FakeWorld, req: Req<"insights">): Insights {
  const { from, to, lineId } = req;
  const [first, last] = [dayOfIso(from), dayOfIso(to)];
  const part = (a: number, b: number): InsightPart => ({ from: isoDay(a), to: isoDay(b), figures: figuresOf(within(world, isoDay(a), isoDay(b), lineId)) });
  const all = within(world, from, to, lineId);
  const step = last - first <= 31 ? 1 : 7;
  const steps = Array.from({ length: Math.ceil((last - first + 1) / step) }, (_, at) => part(first + at * step, Math.min(last, first + at * step + step - 1)));
  const hours = Array.from({ length: 168 }, (_, hour) => {
    const here = all.filter((one) => one.hour === hour);
    const of = (measure: InsightMeasure) => here.filter((one) => one.measures.includes(measure)).length;
    return { calls: of("callsIn"), texts: of("textsIn"), missed: of("missed") };
  });
  const ours = all.filter((one) => one.personId !== null);
  return {
    from, to, figures: figuresOf(all), before: part(first - (last - first + 1), first - 1), steps, hours, months: [part(first, last)],
    lines: world.lines.map((line) => ({ line, figures: figuresOf(all.filter((one) => one.row.line.id === line.id)) })),
    people: ours.length === 0 ? [] : [{ personId: "user-maria", author: { name: "Maria Ortega", initials: "MO", hue: 9, ai: false, ours: true }, figures: figuresOf(ours) }],
    businessHours: { days: [true, true, true, true, true, false, false], fromMinute: 480, toMinute: 1080 },
  };
}

/** The texts and calls behind one of them. */
export function insightRowsOf(world: FakeWorld, { of, measure, slice, cursor, limit }: Req<"insight_rows">): InsightRows {
  const rows = within(world, of.from, of.to, of.lineId)
    .filter((one) => one.measures.includes(measure) && (slice.hour === null || one.hour === slice.hour) && (slice.personId === null || one.personId === slice.personId)
      && (slice.replyClass === null || (one.row.replyMs !== null && classOf(one.row.replyMs) === slice.replyClass)))
    .map((one) => one.row);
  const from = Number(cursor ?? 0);
  return { rows: rows.slice(from, from + limit), next: from + limit < rows.length ? String(from + limit) : null, total: rows.length };
}

export function csvOf({ table, of }: Req<"insights_csv">): CsvFile {
  return { name: `insights-${table}-${of.from}-to-${of.to}.csv`, text: "Measure,Value\r\n" };
}
