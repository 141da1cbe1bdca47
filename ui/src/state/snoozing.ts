import type { SeenConversation } from "../api/schema.gen";
import { Store } from "../lib/store";

/** What somebody is about to snooze, and what it is called. */
export interface Snoozing {
  conversations: readonly SeenConversation[];
  title: string;
  /** They are snoozed already: ending that is offered, too. */
  asleep?: boolean;
  /** Runs once it is done. */
  onDone?: () => void;
}

/** The question until when, if it is open. */
export const snoozing = new Store<Snoozing | null>(null);
