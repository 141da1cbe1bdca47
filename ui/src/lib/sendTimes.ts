import { dayNumber, dayOf, minuteOn, momentOfDay, weekdayOf } from "./dates";

/** A time that can be chosen with one key. */
export interface Preset {
  id: "hour" | "afternoon" | "tomorrow" | "monday";
  at: number;
}

const MORNING = 9 * 60;
const AFTERNOON = 15 * 60;

/** The times that make sense now, earliest first. */
export function presets(now: number): Preset[] {
  const today = dayOf(now);
  const untilMonday = ((1 - weekdayOf(today) + 7) % 7) || 7;
  const list: Preset[] = [{ id: "hour", at: Math.ceil((now + 3_600_000) / 60_000) * 60_000 }];
  // Later than this it would be no afternoon any more, or the same as in an hour.
  if (minuteOn(now) < AFTERNOON - 60) list.push({ id: "afternoon", at: momentOfDay(today, AFTERNOON) });
  list.push({ id: "tomorrow", at: momentOfDay(today + 1, MORNING) });
  if (untilMonday !== 1) list.push({ id: "monday", at: momentOfDay(today + untilMonday, MORNING) });
  return list;
}

/** The time that somebody typed ("friday 8:30", "in two weeks"); null is none, or one that is past. */
export async function readTime(text: string, now: number): Promise<number | null> {
  if (text.trim() === "") return null;
  const { parse } = await import("chrono-node/en");
  // What was typed is meant by the clock that is shown: parsed as that clock's time, then put on it.
  const shown = new Date(momentAsUtc(now));
  const [result] = parse(text, { instant: shown, timezone: 0 }, { forwardDate: true });
  if (!result) return null;
  const { start } = result;
  if (isSpan(text)) {
    const at = now + start.date().getTime() - shown.getTime();
    return at > now ? at : null;
  }
  if (start.isCertain("timezoneOffset")) {
    const at = start.date().getTime();
    return at > now ? at : null;
  }
  const day = dayNumber(start.get("year") ?? 1970, (start.get("month") ?? 1) - 1, start.get("day") ?? 1);
  const minute = start.isCertain("hour") ? (start.get("hour") ?? 0) * 60 + (start.get("minute") ?? 0) : MORNING;
  const at = momentOfDay(day, minute);
  if (at > now) return at;
  // "9 am" after nine is the one of tomorrow.
  const dayless = !start.isCertain("day") && !start.isCertain("weekday") && !start.isCertain("month");
  return dayless ? momentOfDay(day + 1, minute) : null;
}

/** "in 2 hours": a span of time, and no time of day. */
function isSpan(text: string): boolean {
  return /\b(?:minutes?|min|hours?|h)\b/i.test(text);
}

/** The clock that is shown, as if it were that of UTC. */
function momentAsUtc(now: number): number {
  return dayOf(now) * 86_400_000 + minuteOn(now) * 60_000;
}

/** For a field of the kind `datetime-local`: "2026-03-04T09:00". */
export function fieldTime(at: number): string {
  const minute = minuteOn(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = new Date(dayOf(at) * 86_400_000).toISOString().slice(0, 10);
  return `${day}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** What such a field says; null is nothing. */
export function timeOfField(value: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(value);
  if (!match) return null;
  const [year = 0, month = 1, date = 1, hour = 0, minute = 0] = match.slice(1).map(Number);
  return momentOfDay(dayNumber(year, month - 1, date), hour * 60 + minute);
}
