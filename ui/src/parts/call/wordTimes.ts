import type { Segment } from "../../api/schema.gen";

/** A word of a sentence, its punctuation with it, and the milliseconds of the call in which it is heard. */
export interface TimedWord {
  text: string;
  /** Where it begins in the sentence, in characters. */
  from: number;
  startMs: number;
  endMs: number;
}

/**
 * When each word of a sentence is heard. These times are worked out, not given: Quo tells when a sentence begins and
 * ends, and that time is shared out over its words by their length. A sentence that ends before it begins lasts no time.
 */
export function wordTimes({ text, startMs, endMs }: Pick<Segment, "text" | "startMs" | "endMs">): TimedWord[] {
  const found = [...text.matchAll(/\S+/gu)];
  const whole = found.reduce((sum, [word]) => sum + word.length, 0);
  const lasts = Math.max(0, endMs - startMs);
  let before = 0;
  return found.map(({ 0: word, index }) => {
    const begins = startMs + Math.round((before / whole) * lasts);
    before += word.length;
    return { text: word, from: index, startMs: begins, endMs: startMs + Math.round((before / whole) * lasts) };
  });
}

/** The word that is heard at a time: the first until it is over, the last from its beginning on; −1 where there is none. */
export function wordAt(timed: readonly TimedWord[], at: number): number {
  // A player's clock counts in seconds, and a whole millisecond may come back as a hair less.
  const now = Math.round(at);
  const word = timed.findIndex(({ endMs }) => now < endMs);
  return word < 0 ? timed.length - 1 : word;
}
