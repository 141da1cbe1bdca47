import type { CallRow } from "../../api/schema.gen";
import type { CallsKind } from "../../lib/routes";

export const words = {
  title: "Calls",
  tabs: "Which calls",
  loading: "The calls are being read",
  line: "Line",
  allLines: "All lines",
  way: "Direction",
  ways: { both: "In and out", in: "Incoming", out: "Outgoing" },
  next: "Next call",
  previous: "Previous call",
  open: "Open the call",
  play: (name: string) => `Play: call with ${name}`,
  pause: (name: string) => `Pause: call with ${name}`,
  playAction: "Play or pause the marked call",
  recorded: "recorded",
  transcript: "with transcript",
  summary: "with summary",
  voicemail: "with voicemail",
  filter: {
    all: { short: "All", full: "All calls" },
    missed: { short: "Missed", full: "Missed calls" },
    voicemail: { short: "Voicemail", full: "Calls with voicemail" },
    recorded: { short: "Recorded", full: "Recorded calls" },
    transcript: { short: "Transcript", full: "Calls with transcript" },
  } satisfies Record<CallsKind, { short: string; full: string }>,
  empty: {
    all: { title: "No calls yet", body: "Every call of your lines appears here by itself, with its recording, summary and transcript. Connection shows whether Quo reaches Ringbook." },
    missed: { title: "No missed calls", body: "Calls that nobody took would be listed here, with a voicemail or without." },
    voicemail: { title: "No voicemails", body: "Calls after which somebody left a voicemail would be listed here, with what they said." },
    recorded: { title: "No recorded calls", body: "Calls are recorded by Quo if that is switched on for the line; they appear here once Quo has made the recording." },
    transcript: { title: "No calls with a transcript", body: "Quo writes transcripts on plans that have them; they appear here a few minutes after the call." },
  } satisfies Record<CallsKind, { title: string; body: string }>,
  emptyScope: "Only some lines or one direction are shown; choose all to see more.",
};

/** How a call went, in words: "Missed", "Answered by Sam", "Phone menu: 1 Sales". */
export function outcomeWords({ outcome, outgoing, answeredBy, detail }: Pick<CallRow, "outcome" | "outgoing" | "answeredBy" | "detail">): string {
  const menu = detail?.startsWith("Menu: ") ? detail.slice("Menu: ".length) : null;
  switch (outcome) {
    case "ringing":
      return outgoing ? "Calling" : "Ringing";
    case "inProgress":
      return "On the phone";
    case "answered":
      if (outgoing) return "Outgoing, they answered";
      return [answeredBy ? `Answered by ${answeredBy.name}` : "Answered", menu === null ? detail : `menu ${menu}`].filter(Boolean).join(" · ");
    case "missed":
    case "noAnswer":
      return outgoing ? "Outgoing, no answer" : "Missed";
    case "voicemail":
      return outgoing ? "Outgoing, reached voicemail" : "Voicemail";
    case "forwarded":
      return detail ?? "Forwarded";
    case "abandoned":
      if (outgoing) return "Outgoing, no answer";
      return menu === null ? "Hung up in the phone menu" : `Hung up in the phone menu: ${menu}`;
    case "failed":
      return outgoing ? "Outgoing, the call failed" : "The call failed";
    case "aiHandled":
      return "Taken by the AI agent";
  }
}
