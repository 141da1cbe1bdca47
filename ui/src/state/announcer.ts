import { Store } from "../lib/store";

/** What a screen reader is told, politely. The number makes the same sentence twice two announcements. */
export const announcement = new Store<{ text: string; number: number }>({ text: "", number: 0 });

/** Says a sentence when the reader has finished the current one. */
export function announce(text: string): void {
  announcement.set((now) => ({ text, number: now.number + 1 }));
}
