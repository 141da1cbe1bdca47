import { describe, expect, it } from "vitest";
import { dayOf, momentOfDay } from "../../lib/dates";
import { endOfToday, quickDue, quickDues, readDue } from "./due";

/** A Wednesday, 10 in the morning. */
const NOW = new Date(2026, 9, 7, 10, 0).getTime();
const at = (month: number, date: number, hour: number, minute = 0) => new Date(2026, month - 1, date, hour, minute).getTime();

describe("when a follow-up is due", () => {
  it("has choices that lie ahead", () => {
    expect(quickDue("today", NOW)).toBe(at(10, 7, 17));
    expect(quickDue("today", at(10, 7, 18))).toBe(at(10, 7, 23, 59));
    expect(quickDue("tomorrow", NOW)).toBe(at(10, 8, 9));
    expect(quickDue("nextWeek", NOW)).toBe(at(10, 12, 9));
    // On a Monday, next week is the Monday after.
    expect(quickDue("nextWeek", at(10, 12, 9))).toBe(at(10, 19, 9));
    expect(endOfToday(NOW)).toBe(momentOfDay(dayOf(NOW) + 1, 0));
  });

  it("offers each moment once: on a Sunday, next Monday is tomorrow", () => {
    expect(quickDues(NOW).map(({ which }) => which)).toEqual(["today", "tomorrow", "nextWeek"]);
    expect(quickDues(at(10, 11, 10))).toEqual([{ which: "today", at: at(10, 11, 17) }, { which: "tomorrow", at: at(10, 12, 9) }]);
  });

  it.each([
    ["tomorrow", at(10, 8, 9)],
    ["next week", at(10, 12, 9)],
    ["friday 3pm", at(10, 9, 15)],
    ["tomorrow at 9:30", at(10, 8, 9, 30)],
    ["in two hours", NOW + 2 * 3_600_000],
    ["march 4", new Date(2027, 2, 4, 9).getTime()],
    ["in two weeks", at(10, 21, 9)],
    ["whenever", null],
    ["", null],
    ["<b>", null],
  ])("%j is read", async (text, wanted) => {
    const read = await readDue(text, NOW);
    // Spans without an hour keep the clock of now in some words; the day is what counts.
    if (text === "in two weeks") expect(read === null ? null : dayOf(read)).toBe(dayOf(wanted ?? 0));
    else expect(read).toBe(wanted);
  });
});
