import type { CallOutcome, PreviewKind, TextState, TimelineItem } from "../api/schema.gen";
import { clockTime, lengthShort, lengthSpoken } from "../lib/dates";
import { plural } from "../lib/numbers";

/** How the core calls one of us whose name Quo has not told. */
export const OUR_SIDE = "Our side";

export const fillWords = {
  kept: "A draft is there already; the words of the link were put below it",
};

/** Words for states that several screens show. A text that can still be taken back is on its way; see `textState`. */
export const TEXT_STATE: Record<TextState, string> = {
  received: "received",
  waiting: "sending",
  sending: "sending",
  unclear: "unclear, checking",
  needsYou: "unclear: you decide",
  sent: "sent",
  delivered: "delivered",
  failed: "failed",
  undelivered: "not delivered",
  cancelled: "not sent",
};

/** The word for a text's state. It waits only where something keeps it from going out, and then there is a reason. */
export function textState(state: TextState, reason: string | null): string {
  return state === "waiting" && reason !== null ? "waiting to be sent" : TEXT_STATE[state];
}

const CALL_IN: Record<CallOutcome, string> = {
  ringing: "Ringing",
  inProgress: "On the phone",
  answered: "Call",
  missed: "Missed call",
  noAnswer: "No answer",
  voicemail: "Voicemail",
  forwarded: "Forwarded call",
  abandoned: "Hung up before an answer",
  failed: "Call failed",
  aiHandled: "Call taken by the AI agent",
};

/** "Missed call", "Outgoing call, no answer". */
export function callTitle(outcome: CallOutcome, outgoing: boolean): string {
  if (!outgoing) return CALL_IN[outcome];
  switch (outcome) {
    case "answered":
      return "Outgoing call";
    case "voicemail":
      return "Outgoing call, reached voicemail";
    case "missed":
    case "noAnswer":
    case "abandoned":
      return "Outgoing call, no answer";
    default:
      return `Outgoing call, ${CALL_IN[outcome].toLowerCase()}`;
  }
}

/** Whether nobody spoke to the caller. */
export function wasMissed(outcome: CallOutcome, outgoing: boolean): boolean {
  return !outgoing && (outcome === "missed" || outcome === "abandoned" || outcome === "noAnswer");
}

export const PREVIEW_SPOKEN: Record<PreviewKind, string> = {
  text: "text",
  picture: "picture",
  file: "file",
  call: "call",
  missedCall: "missed call",
  voicemail: "voicemail",
  note: "note",
  sending: "text being sent",
  failedText: "text that failed",
};

/** How an item of a thread is read out: "Dana: text, 6:53 pm, delivered". */
export function spokenItem(item: TimelineItem): string {
  const who = item.outgoing && item.author.ours ? item.author.name || "You" : item.author.name;
  const time = clockTime(item.at);
  switch (item.body.kind) {
    case "text": {
      const { media, text, state, reason } = item.body;
      const what = media.length === 0 ? "text" : text ? `text with ${plural(media.length, "attachment")}` : plural(media.length, "attachment");
      return [`${who}: ${what}`, time, textState(state, reason)].join(", ");
    }
    case "call": {
      const { outcome, durationMs } = item.body;
      return [`${who}: ${callTitle(outcome, item.outgoing).toLowerCase()}`, time, durationMs ? lengthSpoken(durationMs) : null].filter(Boolean).join(", ");
    }
    case "note":
      return `${who}: internal note, ${time}`;
  }
}

/** What a screen reader says when something comes on screen. */
export const opened = (name: string): string => `Opened: ${name}`;

/** A call's second line: "12 min 41 s · recorded". */
export function callFacts(durationMs: number | null, recorded: boolean): string {
  return [durationMs !== null && durationMs > 0 ? lengthShort(durationMs) : null, recorded ? "recorded" : null].filter(Boolean).join(" · ");
}
