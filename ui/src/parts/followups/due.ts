import { clockTime, dayHeading, dayOf, momentOfDay, weekdayName, weekdayOf, minutesAhead } from "../../lib/dates";

/** "Today" is until the end of a working day, other days are their mornings. */
const EVENING = 17 * 60;
const MORNING = 9 * 60;
const LAST_MINUTE = 23 * 60 + 59;

export type QuickDue = "today" | "tomorrow" | "nextWeek";
export const QUICK_DUES: readonly QuickDue[] = ["today", "tomorrow", "nextWeek"];

/** The moment of a choice; next week is its Monday. After hours, today is until midnight. */
export function quickDue(which: QuickDue, now: number): number {
  const today = dayOf(now);
  switch (which) {
    case "today": {
      const evening = momentOfDay(today, EVENING);
      return evening > now ? evening : momentOfDay(today, LAST_MINUTE);
    }
    case "tomorrow":
      return momentOfDay(today + 1, MORNING);
    case "nextWeek":
      return momentOfDay(today + ((8 - weekdayOf(today)) % 7 || 7), MORNING);
  }
}

/** When today ends where times are shown. */
export function endOfToday(now: number): number {
  return momentOfDay(dayOf(now) + 1, 0);
}

const QUICK_WORDS: Record<string, QuickDue> = { today: "today", tonight: "today", tomorrow: "tomorrow", "next week": "nextWeek" };

/** The moment that somebody typed, in any usual words; null is none. The reader of dates is loaded when it is needed. */
export async function readDue(text: string, now: number): Promise<number | null> {
  const typed = text.trim().toLowerCase().replace(/\s+/g, " ");
  if (typed === "" || typed.length > 100) return null;
  const quick = QUICK_WORDS[typed];
  if (quick) return quickDue(quick, now);
  const { casual } = await import("chrono-node/en");
  const [found] = casual.parse(typed, { instant: new Date(now), timezone: minutesAhead(now) }, { forwardDate: true });
  if (!found) return null;
  const { start } = found;
  if (start.isCertain("hour") || start.isCertain("minute")) return start.date().getTime();
  const [year, month, date] = [start.get("year"), start.get("month"), start.get("day")];
  if (year === null || month === null || date === null) return null;
  const day = Math.floor(Date.UTC(year, month - 1, date) / 86_400_000);
  return day === dayOf(now) ? quickDue("today", now) : momentOfDay(day, MORNING);
}

/** "Today, 5:00 pm", "Tomorrow, 9:00 am", "Friday, March 6, 9:00 am". */
export function dueWords(at: number, now: number): string {
  const days = dayOf(at) - dayOf(now);
  const day = days === 1 ? "Tomorrow" : days > 1 && days < 7 ? weekdayName(weekdayOf(dayOf(at))) : dayHeading(at, now);
  return `${day}, ${clockTime(at)}`;
}
