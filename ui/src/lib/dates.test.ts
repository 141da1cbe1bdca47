import { afterEach, describe, expect, it } from "vitest";
import { addMonths, ago, agoSpoken, clockTime, comingTime, dayHeading, dayName, dayNumber, dayOf, fullTime, isoDay, length, lengthShort, lengthSpoken, listTime, moment, readDay, showTimesIn, weekdayName, weekdayOf, zoneName } from "./dates";

const at = (month: number, day: number, hour = 12, minute = 0, year = 2026) => new Date(year, month - 1, day, hour, minute).getTime();
const NOW = at(11, 22, 15, 30);

describe("times for people", () => {
  it.each([
    [at(11, 22, 6, 53), "6:53 am"],
    [at(11, 21), "Yesterday"],
    [at(11, 17), "Tue"],
    [at(3, 4), "Mar 4"],
    [at(3, 4, 12, 0, 2024), "Mar 4, 2024"],
  ])("shows %d in a list as %s", (time, shown) => {
    expect(listTime(time, NOW)).toBe(shown);
  });

  it.each([
    [at(11, 22, 6, 53), "Today, 6:53 am", "today, 6:53 am"],
    [at(11, 21, 9), "Yesterday, 9:00 am", "yesterday, 9:00 am"],
    [at(3, 4, 9), "Mar 4, 9:00 am", "Mar 4, 9:00 am"],
  ])("says that %d was %s, and in a sentence %s", (time, alone, sentence) => {
    expect([moment(time, NOW), moment(time, NOW, "sentence")]).toEqual([alone, sentence]);
  });

  // NOW is a Sunday.
  it.each([
    [at(11, 22, 18), "6:00 pm", "Today, 6:00 pm", "today, 6:00 pm"],
    [at(11, 23, 8), "Tomorrow, 8:00 am", "Tomorrow, 8:00 am", "tomorrow, 8:00 am"],
    [at(11, 24, 8), "Tue, 8:00 am", "Tuesday, 8:00 am", "Tue, Nov 24, 8:00 am"],
    [at(11, 28, 8), "Sat, 8:00 am", "Saturday, 8:00 am", "Sat, Nov 28, 8:00 am"],
    [at(11, 29, 8), "Nov 29, 8:00 am", "Sunday, November 29, 8:00 am", "Sun, Nov 29, 8:00 am"],
    [at(3, 4, 8, 0, 2027), "Mar 4, 2027, 8:00 am", "Thursday, March 4, 2027, 8:00 am", "Thu, Mar 4, 2027, 8:00 am"],
    // It has passed while somebody looks at it.
    [at(11, 21, 9), "9:00 am", "Yesterday, 9:00 am", "yesterday, 9:00 am"],
    [at(11, 18, 9), "9:00 am", "Wednesday, 9:00 am", "Wed, Nov 18, 9:00 am"],
  ])("says that %d is to come: %s, %s, %s", (time, row, alone, sentence) => {
    expect((["row", "alone", "sentence"] as const).map((form) => comingTime(time, NOW, form))).toEqual([row, alone, sentence]);
  });

  it.each([
    [at(11, 22, 1), "Today"],
    [at(11, 21), "Yesterday"],
    [at(11, 17), "Tuesday"],
    [at(11, 10), "Tuesday, November 10"],
    [at(11, 10, 9, 0, 2025), "Monday, November 10, 2025"],
  ])("heads the day of %d with %s", (time, shown) => {
    expect(dayHeading(time, NOW)).toBe(shown);
  });

  it("has no hard spaces in a time", () => {
    expect(clockTime(at(11, 22, 18, 53))).toBe("6:53 pm");
  });

  it.each([
    [0, "now", "less than a minute"],
    [61_000, "1 min", "1 minute"],
    [59 * 60_000, "59 min", "59 minutes"],
    [3 * 3_600_000, "3 h", "3 hours"],
    [25 * 3_600_000, "1 d", "1 day"],
    [30 * 86_400_000, "4 wk", "4 weeks"],
  ])("says %d ms ago", (gone, shown, spoken) => {
    expect(ago(NOW - gone, NOW)).toBe(shown);
    expect(agoSpoken(NOW - gone, NOW)).toBe(spoken);
  });

  it.each([
    [7_000, "0:07", "7 s", "7 seconds"],
    [761_000, "12:41", "12 min 41 s", "12 minutes 41 seconds"],
    [3_729_000, "1:02:09", "1 h 2 min", "1 hour 2 minutes 9 seconds"],
  ])("measures %d ms", (ms, clock, short, spoken) => {
    expect([length(ms), lengthShort(ms), lengthSpoken(ms)]).toEqual([clock, short, spoken]);
  });
});

describe("days", () => {
  const today = dayNumber(2026, 10, 22);

  it.each([
    ["2024-03-04", "2024-03-04"],
    ["2024-3", "2024-03-01"],
    ["2024", "2024-01-01"],
    ["3/4/2024", "2024-03-04"],
    ["3/4/24", "2024-03-04"],
    ["3/4", "2026-03-04"],
    ["12/24", "2025-12-24"],
    ["March 4", "2026-03-04"],
    ["4 mar 2024", "2024-03-04"],
    ["Mar 4th, 2024", "2024-03-04"],
    ["march 2024", "2024-03-01"],
    ["Dec", "2025-12-01"],
    ["yesterday", "2026-11-21"],
    [" Today ", "2026-11-22"],
  ])("%s is %s", (typed, day) => {
    expect(isoDay(readDay(typed, today) ?? 0)).toBe(day);
  });

  it.each(["", "soon", "13/1/2024", "2/30/2024", "2024-02-30", "4", "march april 4", "march 4 5", "99999", "1/2/3/4"])("“%s” is none", (typed) => {
    expect(readDay(typed, today)).toBeNull();
  });

  it("keep to a month's end, and know their weekday", () => {
    expect(isoDay(addMonths(dayNumber(2024, 0, 31), 1))).toBe("2024-02-29");
    expect(isoDay(addMonths(dayNumber(2024, 1, 29), -12))).toBe("2023-02-28");
    expect(weekdayName(weekdayOf(today))).toBe("Sunday");
    expect(dayName(today)).toBe("Sunday, November 22, 2026");
  });
});

describe("times in a zone that was chosen", () => {
  afterEach(() => { showTimesIn(null); });

  it("are those of its clock, and so are its days", () => {
    const moment = Date.UTC(2026, 2, 8, 4, 30);
    showTimesIn("America/New_York");
    expect(clockTime(moment)).toBe("11:30 pm");
    expect(isoDay(dayOf(moment))).toBe("2026-03-07");
    expect(fullTime(moment)).toBe("Saturday, March 7, 2026 at 11:30:00 pm EST");
    expect(zoneName(moment)).toBe("Eastern Standard Time");
    // The clock goes forward at 2 am on that Sunday.
    expect(clockTime(Date.UTC(2026, 2, 8, 7, 30))).toBe("3:30 am");
    showTimesIn("Asia/Kathmandu");
    expect(clockTime(moment)).toBe("10:15 am");
    expect(isoDay(dayOf(moment))).toBe("2026-03-08");
  });

  it("stay as they are where the zone is not known", () => {
    const before = clockTime(NOW);
    showTimesIn("Mars/Olympus");
    expect(clockTime(NOW)).toBe(before);
  });
});
