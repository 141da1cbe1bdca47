import { Store } from "../lib/store";

/** Somebody to write to, and the line that they know. */
export interface Recipient {
  /** Their name, or the number as it is shown. */
  name: string;
  number: string;
  /** The line of the newest conversation with them. */
  lineId: string | null;
}

/** What is known of a text before it is begun: to whom, and its first words. */
export interface Begun {
  to: Recipient | null;
  text: string | null;
}

/** The question to whom a new text goes, if it is open. */
export const newMessage = new Store<Begun | null>(null);
