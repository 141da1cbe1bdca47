import { afterEach, describe, expect, it } from "vitest";
import { dayOfIso, isoDay, showTimesIn, zoneSteps } from "../../lib/dates";
import { daysOf, requestOf } from "./range";

const today = dayOfIso("2026-11-22");

afterEach(() => { showTimesIn(null); });

describe("a range", () => {
  it.each([
    ["7d", "2026-11-16", "2026-11-22"],
    ["30d", "2026-10-24", "2026-11-22"],
    ["90d", "2026-08-25", "2026-11-22"],
    ["month", "2026-11-01", "2026-11-22"],
    ["lastMonth", "2026-10-01", "2026-10-31"],
    ["year", "2026-01-01", "2026-11-22"],
  ] as const)("%s is from %s to %s", (range, from, to) => {
    expect(daysOf(range, today)).toEqual({ from, to });
  });

  it("may be given the wrong way round", () => {
    expect(daysOf({ from: "2026-11-22", to: "2026-11-01" }, today)).toEqual({ from: "2026-11-01", to: "2026-11-22" });
    expect(daysOf("lastMonth", dayOfIso("2026-01-15"))).toEqual({ from: "2025-12-01", to: "2025-12-31" });
  });

  it("comes with the days on which the clocks change where times are shown", () => {
    showTimesIn("America/Chicago");
    const { zone } = requestOf({ range: "30d", lineId: null, allHours: false }, today);
    const changes = zone.slice(1).map((step) => [new Date(step.from).toISOString(), step.aheadMinutes]);
    expect(changes).toContainEqual(["2026-03-08T08:00:00.000Z", -300]);
    expect(changes).toContainEqual(["2026-11-01T07:00:00.000Z", -360]);
    showTimesIn("Asia/Kolkata");
    expect(zoneSteps(today, today + 400)).toEqual([{ from: today * 86_400_000, aheadMinutes: 330 }]);
    expect(isoDay(today)).toBe("2026-11-22");
  });
});
