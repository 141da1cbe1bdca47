import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { countSegments } from "./segments";

describe("segments", () => {
  it.each([
    ["", 0, 0, 160, false],
    ["Hello", 1, 5, 155, false],
    ["a".repeat(160), 1, 160, 0, false],
    ["a".repeat(161), 2, 161, 145, false],
    ["a".repeat(306), 2, 306, 0, false],
    ["€", 1, 2, 158, false],
    ["{".repeat(80), 1, 160, 0, false],
    ["’", 1, 1, 69, true],
    ["é", 1, 1, 69, true],
    ["😀".repeat(35), 1, 70, 0, true],
    ["😀".repeat(36), 2, 73, 61, true],
    ["日".repeat(71), 2, 71, 63, true],
  ])("counts %j", (text, segments, units, left, unicode) => {
    expect(countSegments(text)).toEqual({ segments, units, left, unicode });
  });

  it("never splits a character of two septets over two segments", () => {
    expect(countSegments(`${"a".repeat(152)}€${"a".repeat(8)}`).segments).toBe(2);
  });

  interface Vector { name: string; text: string; times?: number; then?: string; segments: number; units: number; left: number; unicode: boolean }
  const shared = JSON.parse(readFileSync(resolve(process.cwd(), "../tests/fixtures/segments.json"), "utf8")) as { vectors: Vector[] };
  it.each(shared.vectors)("agrees with the core on $name", ({ text, times = 1, then = "", segments, units, left, unicode }) => {
    expect(countSegments(text.repeat(times) + then)).toEqual({ segments, units, left, unicode });
  });
});
