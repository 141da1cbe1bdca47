import type { InsightsReq } from "../../api/schema.gen";
import { dayNumber, dayOfIso, isoDay, zoneSteps } from "../../lib/dates";
import type { Range, Route } from "../../lib/routes";

type InsightsRoute = Extract<Route, { screen: "insights" }>;

/** The days of a range, when today is day number `today`. */
export function daysOf(range: Range, today: number): { from: string; to: string } {
  const date = new Date(today * 86_400_000);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const until = (from: number, to = today) => ({ from: isoDay(from), to: isoDay(to) });
  if (typeof range !== "string") return range.from <= range.to ? range : { from: range.to, to: range.from };
  switch (range) {
    case "7d":
      return until(today - 6);
    case "30d":
      return until(today - 29);
    case "90d":
      return until(today - 89);
    case "month":
      return until(dayNumber(year, month, 1));
    case "lastMonth":
      return until(dayNumber(year, month - 1, 1), dayNumber(year, month, 0));
    case "year":
      return until(dayNumber(year, 0, 1));
  }
}

/** The longest stretch before a range that it is compared with, and a bit. */
const DAYS_BEFORE = 400;

/** What the core is asked for an address. */
export function requestOf({ range, lineId, allHours }: Pick<InsightsRoute, "range" | "lineId" | "allHours">, today: number): InsightsReq {
  const { from, to } = daysOf(range, today);
  const [first, last] = [dayOfIso(from), dayOfIso(to)];
  const before = Math.max(DAYS_BEFORE, last - first + 40);
  return { from, to, lineId, businessHoursOnly: !allHours, zone: zoneSteps(first - before, last + 40) };
}
