import type { SyncWhat } from "../api/schema.gen";
import { count, plural } from "../lib/numbers";

export const words = {
  title: "History",
  loading: "How far history is here is being read",
  off: "History is not read: there is no Quo key that works",
  sample: "Sample data is all there is: no history is read",
  sampleBody: "With your own workspace, Ringbook reads everything Quo keeps, the newest first, and stays complete from then on.",
  offBody: "Once Ringbook has a key, it reads everything Quo keeps, the newest first, and stays complete from then on.",
  /** What is being read, with the month in history where there is one. */
  what: (what: SyncWhat, month: string | null) => {
    const of = month ? ` of ${month}` : "";
    const sentences: Record<SyncWhat, string> = {
      beginning: "Asking Quo what there is",
      messages: `Reading texts${of}`,
      calls: `Reading calls${of}`,
      parts: `Reading recordings, summaries and transcripts${of}`,
      conversations: "Reading conversations",
      contacts: "Reading contacts",
      deliveries: "Asking again for deliveries that did not arrive",
    };
    return sentences[what];
  },
  auditing: "Comparing everything with Quo",
  paused: "Paused",
  pausedBody: "What arrives is still received. Older texts and calls wait until you resume.",
  waiting: "Reading history stopped for a moment",
  upToDate: "Everything is here",
  notYet: "History will be read in a moment",
  upTo: (time: string) => `up to ${time}`,
  again: (time: string) => `looks again by itself ${time}`,
  triedAgain: (time: string) => `It is tried again by itself ${time}.`,
  triedSoon: "It is tried again by itself in a moment.",
  ofAbout: (items: number, estimate: number) => (estimate > items ? `${count(items)} of about ${count(estimate)} texts and calls` : plural(items, "text or call", "texts and calls")),
  short: (items: number, estimate: number) => `${count(items)} of about ${count(estimate)}`,
  perMinute: (rate: number) => `${count(rate)} a minute`,
  left: (time: string) => `about ${time} left`,
  parts: (parts: number) => `${plural(parts, "call", "calls")} still to be looked at for recordings, summaries and transcripts`,
  deliveries: (deliveries: number) => `${plural(deliveries, "delivery that never arrived was", "deliveries that never arrived were")} asked for again`,
  oneByOne: "This account has only the older Quo API: conversations are read one by one, which takes longer, and calls of groups cannot be had.",
  progress: "History read so far",
  pause: "Pause",
  resume: "Resume",
  tryNow: "Try now",
  checkNew: "Check for anything new now",
  checking: "Looking for anything new",
  pauseAction: "Pause reading history",
  resumeAction: "Resume reading history",
  isMissing: "Is anything missing?",
  shell: "History is coming in",
  pausedShell: "Reading history is paused",
};
