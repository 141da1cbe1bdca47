import { expect, it } from "vitest";
import { withoutRoom } from "./fitting";

it.each([
  ["everything that fits stays", [40, 60, 70], 170, 0, []],
  ["what is last goes first, and leaves room for the button", [40, 60, 70], 169, 0, [2]],
  ["their order stays: nothing short jumps ahead", [40, 90, 20], 100, 0, [1, 2]],
  ["the chosen one keeps its place", [40, 60, 70], 150, 2, [1]],
  ["where nothing else fits, the chosen one is alone", [40, 60, 70], 60, 1, [0, 2]],
  ["where nothing can be measured, all stay", [0, 0, 0], 0, 1, []],
])("%s", (_, widths, room, chosen, out) => {
  expect(withoutRoom(widths, room, 28, chosen)).toEqual(out);
});
