import { describe, expect, it } from "vitest";
import { lengthLeft } from "./numbers";

describe("numbers", () => {
  it.each([
    [0, "5 s"], [4_100, "5 s"], [5_100, "10 s"], [49_000, "50 s"], [50_000, "1 min"], [119_000, "2 min"], [59 * 60_000, "59 min"],
    [60 * 60_000, "1 h"], [71 * 60_000, "1 h 10 min"], [117 * 60_000, "2 h"],
  ])("says what is left of %i ms as %s", (ms, words) => {
    expect(lengthLeft(ms)).toBe(words);
  });
});
