import { dayNumber, dayOf, minuteOn, momentOfDay } from "./dates";

const DAY_MS = 86_400_000;
const LONGEST = 100;

/**
 * The moment that somebody typed in usual words ("next tue 3pm", "in 2 hours", "march 4"), by the clock that is shown; it
 * may be over. `bare` says what a day without a time of day means. Null is no moment. The reader of dates comes along
 * when it is needed.
 */
export async function readMoment(text: string, now: number, bare: (day: number) => number): Promise<number | null> {
  const typed = text.trim();
  if (typed === "" || typed.length > LONGEST) return null;
  const { parse } = await import("chrono-node/en");
  // What was typed is meant by the clock that is shown: parsed as if that were the clock of UTC, then put on it.
  const shown = new Date(dayOf(now) * DAY_MS + minuteOn(now) * 60_000);
  const [found] = parse(typed, { instant: shown, timezone: 0 }, { forwardDate: true });
  if (!found) return null;
  const { start } = found;
  if (isSpan(typed)) return now + start.date().getTime() - shown.getTime();
  if (start.isCertain("timezoneOffset")) return start.date().getTime();
  const [year, month, date] = [start.get("year"), start.get("month"), start.get("day")];
  if (year === null || month === null || date === null) return null;
  const day = dayNumber(year, month - 1, date);
  if (!start.isCertain("hour")) return bare(day);
  const minute = (start.get("hour") ?? 0) * 60 + (start.get("minute") ?? 0);
  const at = momentOfDay(day, minute);
  // "9 am" after nine is the one of tomorrow.
  const dayless = !start.isCertain("day") && !start.isCertain("weekday") && !start.isCertain("month");
  return dayless && at <= now ? momentOfDay(day + 1, minute) : at;
}

/** "in 2 hours": a span of time, and no time of day. */
function isSpan(text: string): boolean {
  return /\b(?:minutes?|min|hours?|h)\b/i.test(text);
}
