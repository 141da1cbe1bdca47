import { dayNumber, dayOf, minuteOn, momentOfDay, weekdayOf } from "./dates";
import { readMoment } from "./readMoment";

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
  const at = await readMoment(text, now, (day) => momentOfDay(day, MORNING));
  return at !== null && at > now ? at : null;
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
