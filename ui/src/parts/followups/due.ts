import { dayOf, momentOfDay, weekdayOf } from "../../lib/dates";
import { readMoment } from "../../lib/readMoment";

/** "Today" is until the end of a working day, other days are their mornings. */
const EVENING = 17 * 60;
const MORNING = 9 * 60;
const LAST_MINUTE = 23 * 60 + 59;

export type QuickDue = "today" | "tomorrow" | "nextWeek";
const QUICK_DUES: readonly QuickDue[] = ["today", "tomorrow", "nextWeek"];

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

/** The choices that are offered, each for a moment of its own: on a Sunday, next Monday is tomorrow. */
export function quickDues(now: number): { which: QuickDue; at: number }[] {
  const all = QUICK_DUES.map((which) => ({ which, at: quickDue(which, now) }));
  return all.filter(({ at }, place) => all.findIndex((other) => other.at === at) === place);
}

/** When today ends where times are shown. */
export function endOfToday(now: number): number {
  return momentOfDay(dayOf(now) + 1, 0);
}

const QUICK_WORDS: Record<string, QuickDue> = { today: "today", tonight: "today", tomorrow: "tomorrow", "next week": "nextWeek" };

/** The moment that somebody typed, in any usual words; null is none. */
export async function readDue(text: string, now: number): Promise<number | null> {
  const quick = QUICK_WORDS[text.trim().toLowerCase().replace(/\s+/g, " ")];
  if (quick) return quickDue(quick, now);
  return readMoment(text, now, (day) => (day === dayOf(now) ? quickDue("today", now) : momentOfDay(day, MORNING)));
}
