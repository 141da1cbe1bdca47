import { describe, expect, it } from "vitest";
import { ago, agoSpoken, clockTime, dayHeading, length, lengthShort, lengthSpoken, listTime } from "./dates";

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
