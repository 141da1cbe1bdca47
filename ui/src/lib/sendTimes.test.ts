import { afterEach, expect, test } from "vitest";
import { clockIn, minuteOn, momentOfDay, showTimesIn } from "./dates";
import { fieldTime, presets, readTime, timeOfField } from "./sendTimes";

const at = (text: string) => Date.parse(text);
// A Wednesday, 10:20 in the morning in Chicago.
const NOW = at("2026-03-04T10:20:00-06:00");

afterEach(() => { showTimesIn(null); });

test("the times offered are those that make sense now", () => {
  showTimesIn("America/Chicago");
  expect(presets(NOW)).toEqual([
    { id: "hour", at: at("2026-03-04T11:20:00-06:00") },
    { id: "afternoon", at: at("2026-03-04T15:00:00-06:00") },
    { id: "tomorrow", at: at("2026-03-05T09:00:00-06:00") },
    { id: "monday", at: at("2026-03-09T09:00:00-05:00") },
  ]);
  expect(presets(at("2026-03-04T14:30:00-06:00")).map((one) => one.id)).toEqual(["hour", "tomorrow", "monday"]);
  // On a Sunday tomorrow is Monday; on a Monday the next one is meant.
  expect(presets(at("2026-03-08T10:00:00-05:00")).map((one) => one.id)).toEqual(["hour", "afternoon", "tomorrow"]);
  expect(presets(at("2026-03-09T10:00:00-05:00")).at(-1)).toEqual({ id: "monday", at: at("2026-03-16T09:00:00-05:00") });
});

test.each([
  ["tomorrow at 8:30am", "2026-03-05T08:30:00-06:00"],
  ["tomorrow", "2026-03-05T09:00:00-06:00"],
  ["in 2 hours", "2026-03-04T12:20:00-06:00"],
  ["friday 4 pm", "2026-03-06T16:00:00-06:00"],
  ["next tuesday", "2026-03-10T09:00:00-05:00"],
  ["March 20, 7 pm", "2026-03-20T19:00:00-05:00"],
  ["9 am", "2026-03-05T09:00:00-06:00"],
])("“%s” is understood by the clock that is shown", async (text, wanted) => {
  showTimesIn("America/Chicago");
  expect(await readTime(text, NOW)).toBe(at(wanted));
});

test.each(["", "soon", "yesterday at noon", "hello"])("“%s” is no time to come", async (text) => {
  showTimesIn("America/Chicago");
  expect(await readTime(text, NOW)).toBeNull();
});

test("a field has the clock that is shown, and gives it back", () => {
  showTimesIn("America/Chicago");
  expect(fieldTime(NOW)).toBe("2026-03-04T10:20");
  expect(timeOfField("2026-03-04T10:20")).toBe(NOW);
  expect(timeOfField("")).toBeNull();
  expect(minuteOn(momentOfDay(20_516, 135))).toBe(135);
});

test("the clock where they are", () => {
  showTimesIn("America/Chicago");
  expect(clockIn("America/Los_Angeles", NOW)).toBe("8:20 am");
  expect(clockIn("Asia/Tokyo", NOW)).toBe("Thu 1:20 am");
  expect(clockIn("No/Where", NOW)).toBeNull();
});
