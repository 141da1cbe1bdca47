import { describe, expect, it } from "vitest";
import { wordAt, wordTimes } from "./wordTimes";

describe("times of words", () => {
  it.each([
    ["by their length, from the first moment to the last", "ab cd efgh", 1000, 1800, ["ab 1000-1200", "cd 1200-1400", "efgh 1400-1800"]],
    ["punctuation belongs to its word", "Hi, “so-so”! …", 0, 1200, ["Hi, 0-300", "“so-so”! 300-1100", "… 1100-1200"]],
    ["one word has all of it", "Yes.", 500, 900, ["Yes. 500-900"]],
    ["no words, no times", "", 500, 900, []],
    ["room alone is no word", " \n ", 500, 900, []],
    ["a sentence that ends before it begins lasts no time", "one two", 900, 500, ["one 900-900", "two 900-900"]],
    ["a sentence that begins nowhere near the start", "a b", 3_600_000, 3_600_001, ["a 3600000-3600001", "b 3600001-3600001"]],
  ])("%s", (_, text, startMs, endMs, wanted) => {
    expect(wordTimes({ text, startMs, endMs }).map((word) => `${word.text} ${word.startMs}-${word.endMs}`)).toEqual(wanted);
  });

  it("know where each word stands, so that the sentence can be cut there", () => {
    const text = "  Two  words\nand one ";
    for (const word of wordTimes({ text, startMs: 0, endMs: 100 })) expect(text.slice(word.from, word.from + word.text.length)).toBe(word.text);
  });
});

describe("the word that is heard", () => {
  const timed = wordTimes({ text: "ab cd efgh", startMs: 1000, endMs: 1800 });
  it.each([
    ["the first, before the sentence begins", 0, 0],
    ["the first, at its first moment", 1000, 0],
    ["the next, from its own moment on", 1200, 1],
    ["the next, from a hair before it, as a player tells the time", 1199.9999, 1],
    ["still that, just before it is over", 1399, 1],
    ["the last, at the end", 1800, 2],
    ["the last, in the silence after it", 9000, 2],
  ])("%s", (_, at, wanted) => {
    expect(wordAt(timed, at)).toBe(wanted);
  });

  it("is the last of a sentence that lasts no time", () => {
    expect(wordAt(wordTimes({ text: "one two", startMs: 900, endMs: 500 }), 900)).toBe(1);
  });

  it("is none where there are no words", () => {
    expect(wordAt([], 900)).toBe(-1);
  });
});
