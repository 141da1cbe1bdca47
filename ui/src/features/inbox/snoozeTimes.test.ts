import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { showTimesIn } from "../../lib/dates";
import { readTime, usualTimes } from "./snoozeTimes";

const inChicago = (text: string) => new Date(`${text}-06:00`).getTime();
const written = (at: number | null) => (at === null ? null : new Date(at - 6 * 3_600_000).toISOString().slice(0, 16).replace("T", " "));

describe("until when", () => {
  // A Wednesday in winter.
  const now = inChicago("2026-01-14T10:20:00");
  beforeEach(() => { showTimesIn("America/Chicago"); });
  afterEach(() => { showTimesIn(null); });

  it.each([
    ["2026-01-14T10:20:00", ["2026-01-14 14:00", "2026-01-15 08:00", "2026-01-19 08:00", "2026-01-21 08:00"]],
    ["2026-01-14T16:10:00", ["2026-01-14 18:00", "2026-01-15 08:00", "2026-01-19 08:00", "2026-01-21 08:00"]],
    ["2026-01-14T19:10:00", ["2026-01-14 23:00", "2026-01-15 08:00", "2026-01-19 08:00", "2026-01-21 08:00"]],
    ["2026-01-14T22:10:00", ["2026-01-15 08:00", "2026-01-19 08:00", "2026-01-21 08:00"]],
    // A Sunday: tomorrow is Monday.
    ["2026-01-18T10:00:00", ["2026-01-18 13:00", "2026-01-19 08:00", "2026-01-25 08:00"]],
    // A Monday.
    ["2026-01-19T07:00:00", ["2026-01-19 10:00", "2026-01-20 08:00", "2026-01-26 08:00"]],
  ])("at %s offers moments to come", (at, expected) => {
    expect(usualTimes(inChicago(at)).map((time) => written(time.at))).toEqual(expected);
  });

  it.each([
    ["2026-01-14T10:20:00", "Later today"],
    ["2026-01-14T14:10:00", "Tonight"],
    ["2026-01-14T16:10:00", "Tonight"],
    ["2026-01-14T19:10:00", "Tonight"],
    ["2026-01-14T22:10:00", "Tomorrow"],
  ])("at %s the first of them is “%s”", (at, label) => {
    expect(usualTimes(inChicago(at))[0]?.label).toBe(label);
  });

  it.each([
    ["next tue 3pm", "2026-01-20 15:00"],
    ["in 2 hours", "2026-01-14 12:20"],
    ["tomorrow", "2026-01-15 08:00"],
    ["tomorrow 9am", "2026-01-15 09:00"],
    ["tomorrow noon", "2026-01-15 12:00"],
    ["friday", "2026-01-16 08:00"],
    ["feb 3", "2026-02-03 08:00"],
    ["3pm", "2026-01-14 15:00"],
    ["in 3 days", "2026-01-17 08:00"],
    ["tomorrow evening", "2026-01-15 18:00"],
    ["tonight", "2026-01-14 20:00"],
    ["yesterday", null],
    ["9am yesterday", null],
    ["blue", null],
  ])("“%s” is %s", async (text, expected) => {
    expect(written(await readTime(text, now))).toBe(expected);
  });

  it("keeps to the clock on the wall where the clocks change in between", async () => {
    const before = inChicago("2026-03-06T10:00:00");
    const monday = usualTimes(before).find((time) => time.label === "Monday")?.at ?? 0;
    expect(new Date(monday).toISOString()).toBe("2026-03-09T13:00:00.000Z");
    expect(new Date((await readTime("monday 9am", before)) ?? 0).toISOString()).toBe("2026-03-09T14:00:00.000Z");
  });
});
