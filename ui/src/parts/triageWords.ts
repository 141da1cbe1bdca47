import type { InboxChange } from "../api/schema.gen";
import { count } from "../lib/numbers";

const SAID: Record<Exclude<InboxChange["kind"], "snooze">, string> = {
  done: "Marked as done",
  open: "Opened again",
  unread: "Marked as unread",
  read: "Marked as read",
  pin: "Pinned on top",
  unpin: "Not pinned any more",
};

/** Words for what was done with conversations. */
export const triageWords = {
  said: SAID,
  snoozed: (until: string) => `Snoozed until ${until}`,
  /** How several conversations are called in a sentence. */
  several: (conversations: number) => `${count(conversations)} conversations`,
  done: (what: string, title: string) => `${what}: ${title}`,
  nothingUnread: (title: string) => `Nothing to mark as unread: ${title}`,
};
