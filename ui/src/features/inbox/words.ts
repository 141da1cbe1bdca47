import type { Tab } from "../../lib/routes";

export const words = {
  list: "Conversations",
  tabs: "Which conversations",
  loading: "Conversations are being read",
  allLines: "All lines",
  line: "Line",
  draft: "Draft",
  waiting: (time: string) => `waiting for ${time}`,
  optedOut: "No texts",
  done: "Done",
  tab: {
    waiting: { short: "Waiting", full: "Waiting on me" },
    unread: { short: "Unread", full: "Unread" },
    open: { short: "Open", full: "Open" },
    done: { short: "Done", full: "Done" },
    all: { short: "All", full: "All conversations" },
  } satisfies Record<Tab, { short: string; full: string }>,
  empty: {
    waiting: { title: "Nobody is waiting", body: "Missed calls, voicemails and texts without an answer appear here, the oldest first." },
    unread: { title: "Everything is read", body: "Conversations with something new appear here." },
    open: { title: "Nothing is open", body: "Every conversation appears here until you mark it as done." },
    done: { title: "Nothing is done yet", body: "Mark a conversation as done when there is nothing left to do. It comes back by itself when they write or call." },
    all: { title: "Nothing has arrived yet", body: "Texts and calls appear here as soon as Quo delivers them. Connection shows whether Ringbook can be reached." },
  } satisfies Record<Tab, { title: string; body: string }>,
  doneKey: (key: string) => `The key for that is ${key}.`,
  emptyLine: "Only one line is shown. Choose “All lines” above to see the others.",
  next: "Next conversation",
  previous: "Previous conversation",
  open: "Open the conversation",
  markDone: "Mark as done",
  reopen: "Open again",
};
