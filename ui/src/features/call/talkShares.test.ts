import { describe, expect, it } from "vitest";
import { talkShares } from "./talkShares";

const said = (name: string, startMs: number, endMs: number) => ({ speaker: { name, initials: "", hue: 0, ai: false, ours: false }, startMs, endMs });

describe("talk shares", () => {
  it.each([
    ["both sides", [said("Sam", 0, 3000), said("Dana", 3000, 9000), said("Sam", 9000, 12_000)], ["Sam 50", "Dana 50"]],
    ["thirds are a hundred together", [said("A", 0, 10), said("B", 10, 20), said("C", 20, 30)], ["A 34", "B 33", "C 33"]],
    ["one voice has nothing to share", [said("Sam", 0, 3000)], []],
    ["no length is no share", [said("Sam", 5, 5), said("Dana", 9, 3)], []],
  ])("%s", (_, segments, wanted) => {
    expect(talkShares(segments).map(({ name, percent }) => `${name} ${percent}`)).toEqual(wanted);
  });
});
