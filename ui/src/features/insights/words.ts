import type { BusinessHours, InsightMeasure } from "../../api/schema.gen";
import { minuteOfDay, shortDay } from "../../lib/dates";
import { count, plural } from "../../lib/numbers";
import type { Preset } from "../../lib/routes";

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

export const words = {
  title: "Insights",
  loading: "The measures are being counted",
  failed: "The measures could not be counted",
  range: "Days",
  presets: { "7d": "Last 7 days", "30d": "Last 30 days", "90d": "Last 90 days", month: "This month", lastMonth: "Last month", year: "This year" } satisfies Record<Preset, string>,
  custom: "Other days…",
  customTitle: "Choose the days",
  first: "First day",
  last: "Last day",
  show: "Show these days",
  cancel: "Cancel",
  badDays: "The first day is not after the last, and no more than ten years lie between them.",
  line: "Line",
  allLines: "All lines",
  hours: "Hours that count",
  businessHours: "Business hours",
  allHours: "All hours",
  emptyTitle: "Nothing came in on these days",
  emptyBody: "Answer rate, time to first reply, recovered calls and busiest hours are counted from texts and calls as they arrive. Choose more days or all lines.",
  period: (from: string, to: string) => (from === to ? shortDay(from, true) : `${shortDay(from, from.slice(0, 4) !== to.slice(0, 4))} – ${shortDay(to, true)}`),
  about: (period: string, before: string, hours: string, zone: string) => `${period}, compared with ${before}. ${hours} ${zone}.`,
  countedIn: (hours: string) => `Answer rate and reply times count business hours only: ${hours},`,
  /** At a number that the choice of hours does not touch. */
  everyHour: "all hours",
  inBusinessHours: "Only calls in business hours.",
  timesInBusinessHours: "Replies to texts and calls of all hours; the time counts business hours only.",
  hoursAll: "All hours are counted, whatever hours are chosen above.",
  countedAlways: "Answer rate and reply times count all hours,",
  changeHours: "Change business hours",

  answerRate: "Answer rate",
  answerRateHint: "Of incoming calls that a person could have taken: answered, missed or voicemail. Calls that the AI agent took, that ended in a phone menu or were passed on are left out.",
  firstReply: "First reply, half within",
  firstReplyHint: "From a text or missed call to the first text or talk of a person, whoever began it. Auto-replies are none, only the first counts, and only within 7 days.",
  recovered: "Missed calls recovered",
  recoveredHint: "Missed calls after which a person reached the caller within 24 hours, by text or talk.",
  newConversations: "New conversations",
  newConversationsHint: "Begun by the other side. Somebody who returns a call of ours is not new.",
  ofCalls: (answered: number, of: number) => `${count(answered)} of ${plural(of, "call")}`,
  ninety: (time: string) => `9 of 10 within ${time}`,
  ofMissed: (recovered: number, missed: number) => `${count(recovered)} of ${count(missed)} within 24 hours`,
  sameDay: (recovered: number) => `${count(recovered)} the same business day`,
  in: (texts: number, calls: number) => `${plural(texts, "text")} and ${plural(calls, "call")} came in`,
  before: (what: string) => `${what} before`,
  noneBefore: "nothing to compare with",
  none: "–",
  noneSpoken: "none",
  better: "better",
  worse: "worse",
  same: "as before",
  more: "more",
  fewer: "fewer",

  calls: "Calls in",
  callsHint: "How the incoming calls of each day ended.",
  answered: "Answered",
  notAnswered: "Missed or voicemail",
  unanswered: "Missed",
  voicemail: "Voicemail",
  byAgent: "AI agent",
  inMenu: "Phone menu",
  elsewhere: "Passed on or failed",
  replies: "Time to first reply",
  repliesHint: "Half of the replies came within the line’s time.",
  median: "half within",
  p90: "9 of 10 within",
  classes: "How long they waited",
  classNames: ["up to 5 min", "5–15 min", "15 min–1 h", "1–4 h", "4–24 h", "more than 24 h"],
  unreplied: "no reply yet",
  busiest: "Busiest hours",
  busiestHint: "Each hour of the week, all weeks of these days together.",
  busiestOf: "What is counted",
  contacts: "Calls and texts",
  callsOnly: "Calls",
  missedOnly: "Missed calls",
  hour: "Hour",
  weekday: "Day",
  hourCell: (day: string, hour: string, what: string) => `${day}, ${hour}: ${what}`,
  byLine: "By line",
  byMonth: "By month",
  byPerson: "By person",
  byPersonHint: "Who answered a call or replied first, where Quo says who. Talking more or less is no measure of anybody.",
  person: "Person",
  nobody: "Quo did not say who",
  month: "Month",
  days: "Days",
  callsAnswered: "Calls answered",
  firstReplies: "First replies",
  halfWithin: "Half within",
  nineWithin: "9 of 10 within",
  missed: "Missed",
  recoveredShort: "Recovered",
  newShort: "New",
  chart: "Chart",
  table: "Table",
  view: (what: string) => `${what}: chart or table`,
  csv: "CSV",
  csvOf: (what: string) => `${what} as CSV`,
  csvSave: "Save as a file",
  csvCopy: "Copy",
  csvSaved: (name: string) => `Saved: ${name}`,
  csvCopied: "Copied as CSV. Paste it into a spreadsheet.",
  cannotCopy: "This window does not allow copying",
  cannotCsv: "The table could not be made",
  legend: "Legend",
  openList: (name: string) => `${name}, open the list`,
  step: (period: string, answered: number, rest: number) => `${period}: ${count(answered)} answered, ${count(rest)} missed or voicemail`,
  replyStep: (period: string, half: string, nine: string) => `${period}: half within ${half}, 9 of 10 within ${nine}`,

  behind: (what: string, total: number) => `${what}: ${count(total)}`,
  behindLoading: "The texts and calls are being read",
  behindNone: "Nothing was counted here.",
  behindList: "What was counted, newest first",
  repliedAfter: (time: string, by: string | null) => `reply after ${time}${by === null ? "" : ` by ${by}`}`,
  noReply: "no reply yet",
  answeredBy: (name: string) => `answered by ${name}`,
  text: "Text",
  close: "Close",
};

export const MEASURES: Record<InsightMeasure, string> = {
  rated: "Calls that a person could have taken",
  answered: "Answered calls",
  unanswered: "Missed calls without voicemail",
  voicemail: "Voicemails",
  byAgent: "Calls taken by the AI agent",
  inMenu: "Calls that ended in the phone menu",
  elsewhere: "Calls passed on or failed",
  waits: "Waited for a reply",
  replied: "Replied",
  unreplied: "No reply within 7 days, or none yet",
  missed: "Missed calls",
  recoveredWithinDay: "Missed calls recovered within 24 hours",
  notRecovered: "Missed calls not recovered within 24 hours",
  recoveredSameDay: "Missed calls recovered the same business day",
  callsIn: "Calls in",
  textsIn: "Texts in",
  contacts: "Calls and texts in",
  newConversations: "New conversations",
};

export function isMeasure(name: string): name is InsightMeasure {
  return Object.hasOwn(MEASURES, name);
}

/** "Mon–Fri, 8:00 am–6:00 pm". */
export function hoursInWords({ days, fromMinute, toMinute }: BusinessHours): string {
  const short = (at: number) => WEEKDAYS[at]?.slice(0, 3) ?? "";
  const parts: string[] = [];
  for (let at = 0; at < 7; at += 1) {
    if (days[at] !== true) continue;
    const begin = at;
    while (days[at + 1] === true && at < 6) at += 1;
    parts.push(at === begin ? short(begin) : `${short(begin)}–${short(at)}`);
  }
  return `${parts.join(", ") || "no day"}, ${minuteOfDay(fromMinute)}–${minuteOfDay(toMinute)}`;
}

/** A waiting time as short as it can be said: "40 s", "12 min", "1 h 05 min", "2 d 3 h". */
export function waitInWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
  const rest = hours % 24;
  return rest === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${rest} h`;
}

/** "78 %"; null where there is nothing to divide by. */
export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 100);
}
