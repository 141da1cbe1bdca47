import { dayOf, minuteOn, momentOfDay, weekdayOf } from "../../lib/dates";
import { readMoment } from "../../lib/readMoment";
import { words } from "./words";

const HOUR = 60;
const MORNING = 8 * HOUR;
const EVENING = 18 * HOUR;
const HOUR_MS = 3_600_000;
/** What is meant where somebody names no time, but a part of the day. */
const PARTS_OF_DAY: readonly (readonly [RegExp, number])[] = [
  [/\b(noon|midday|lunch)\b/i, 12 * HOUR],
  [/\bafternoon\b/i, 15 * HOUR],
  [/\bevening\b/i, EVENING],
  [/\b(tonight|night)\b/i, 20 * HOUR],
];

/** What is offered without typing: later today or tonight, tomorrow and Monday at 8:00. */
export function usualTimes(now: number): { key: string; label: string; at: number }[] {
  const today = dayOf(now);
  const untilMonday = (8 - weekdayOf(today)) % 7 || 7;
  const later = laterToday(now);
  return [
    ...(later === null ? [] : [{ key: "later", label: minuteOn(later) < EVENING ? words.laterToday : words.tonight, at: later }]),
    { key: "tomorrow", label: words.tomorrow, at: momentOfDay(today + 1, MORNING) },
    // On a Sunday, tomorrow is that Monday.
    ...(untilMonday === 1 ? [] : [{ key: "monday", label: words.monday, at: momentOfDay(today + untilMonday, MORNING) }]),
    { key: "week", label: words.inAWeek, at: momentOfDay(today + 7, MORNING) },
  ].filter((time, place, all) => all.findIndex((other) => other.at === time.at) === place);
}

/** Three hours from now on the hour, in the evening at the latest; none when the day is over. */
function laterToday(now: number): number | null {
  const today = dayOf(now);
  const evening = momentOfDay(today, EVENING);
  const inHours = Math.ceil((now + 3 * HOUR_MS) / HOUR_MS) * HOUR_MS;
  const later = now < evening - HOUR_MS ? Math.min(inHours, evening) : inHours;
  return dayOf(later) === today ? later : null;
}

/**
 * The moment that somebody typed, as "next tue 3pm", "in 2 hours" or "march 4"; a day without a time means its morning.
 * Null is no moment, or one that is over.
 */
export async function readTime(text: string, now: number): Promise<number | null> {
  const minutes = PARTS_OF_DAY.find(([name]) => name.test(text))?.[1] ?? MORNING;
  const at = await readMoment(text, now, (day) => momentOfDay(day, minutes));
  return at !== null && at > now ? at : null;
}
