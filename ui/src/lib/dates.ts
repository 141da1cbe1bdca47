/** Times for people, in the computer's own zone and language order. `now` is given, so tests and screens agree. */

const LOCALE = "en-US";
const clock = new Intl.DateTimeFormat(LOCALE, { hour: "numeric", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: "long" });
const weekdayShort = new Intl.DateTimeFormat(LOCALE, { weekday: "short" });
const monthDay = new Intl.DateTimeFormat(LOCALE, { month: "short", day: "numeric" });
const monthDayYear = new Intl.DateTimeFormat(LOCALE, { month: "short", day: "numeric", year: "numeric" });
const longDay = new Intl.DateTimeFormat(LOCALE, { weekday: "long", month: "long", day: "numeric" });
const longDayYear = new Intl.DateTimeFormat(LOCALE, {
  weekday: "long",
  month: "long",
  day: "numeric",
  year: "numeric",
});
const full = new Intl.DateTimeFormat(LOCALE, { dateStyle: "full", timeStyle: "medium" });

/** Intl puts a narrow no-break space before "PM"; a plain lower-case form reads calmer and copies cleanly. */
function tidy(text: string): string {
  return text.replace(/[\u202f\u00a0]/g, " ").replace(/ (AM|PM)$/, (half) => half.toLowerCase());
}

/** "6:53 pm". */
export function clockTime(at: number): string {
  return tidy(clock.format(at));
}

/** The day's number since 1970 in the local zone, for comparing days. */
export function dayOf(at: number): number {
  const date = new Date(at);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

/** Time of a row in a list: "6:53 pm", "Yesterday", "Tue", "Mar 4", "Mar 4, 2024". */
export function listTime(at: number, now: number): string {
  const days = dayOf(now) - dayOf(at);
  if (days <= 0) return clockTime(at);
  if (days === 1) return "Yesterday";
  if (days < 7) return weekdayShort.format(at);
  return sameYear(at, now) ? monthDay.format(at) : monthDayYear.format(at);
}

/** A day's heading: "Today", "Yesterday", "Tuesday", "Tuesday, March 4", with the year if it is not this one. */
export function dayHeading(at: number, now: number): string {
  const days = dayOf(now) - dayOf(at);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days > 1 && days < 7) return weekday.format(at);
  return sameYear(at, now) ? longDay.format(at) : longDayYear.format(at);
}

/** "Today, 6:53 pm", "Mar 4, 6:53 pm": a moment in one line. */
export function moment(at: number, now: number): string {
  const days = dayOf(now) - dayOf(at);
  if (days === 0) return `Today, ${clockTime(at)}`;
  if (days === 1) return `Yesterday, ${clockTime(at)}`;
  return `${sameYear(at, now) ? monthDay.format(at) : monthDayYear.format(at)}, ${clockTime(at)}`;
}

/** Everything there is to say, for titles. */
export function fullTime(at: number): string {
  return tidy(full.format(at));
}

/** Time gone by: "now", "4 min", "3 h", "2 d", "5 wk". */
export function ago(at: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - at) / 60_000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h`;
  const days = Math.floor(hours / 24);
  return days < 21 ? `${days} d` : `${Math.floor(days / 7)} wk`;
}

/** "4 minutes", "1 hour": the same for a screen reader. */
export function agoSpoken(at: number, now: number): string {
  const [amount = "now", unit] = ago(at, now).split(" ");
  const names: Record<string, string> = { min: "minute", h: "hour", d: "day", wk: "week" };
  if (!unit) return "less than a minute";
  return `${amount} ${names[unit] ?? unit}${amount === "1" ? "" : "s"}`;
}

/** A length of sound: "0:07", "12:41", "1:02:09". */
export function length(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const s = String(seconds % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${s}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${s}`;
}

/** A length in words: "7 seconds", "12 minutes 41 seconds". */
export function lengthSpoken(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts: string[] = [];
  const add = (amount: number, unit: string) => {
    if (amount > 0) parts.push(`${amount} ${unit}${amount === 1 ? "" : "s"}`);
  };
  add(Math.floor(seconds / 3600), "hour");
  add(Math.floor(seconds / 60) % 60, "minute");
  add(seconds % 60, "second");
  return parts.join(" ") || "0 seconds";
}

/** A length for a card: "41 s", "12 min 41 s". */
export function lengthShort(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  const rest = minutes % 60;
  return rest ? `${Math.floor(minutes / 60)} h ${rest} min` : `${Math.floor(minutes / 60)} h`;
}

function sameYear(a: number, b: number): boolean {
  return new Date(a).getFullYear() === new Date(b).getFullYear();
}

const month = new Intl.DateTimeFormat(LOCALE, { month: "long", year: "numeric" });
const monthUtc = new Intl.DateTimeFormat(LOCALE, { month: "long", year: "numeric", timeZone: "UTC" });

/** "March 2024": the month of a moment. */
export function monthYear(at: number): string {
  return month.format(at);
}

/** "March 2024" of "2024-03"; what is no month stays as it is. */
export function monthName(yearMonth: string): string {
  const at = Date.parse(`${yearMonth}-01T00:00:00Z`);
  return Number.isNaN(at) ? yearMonth : monthUtc.format(at);
}

/** "Mar 4, 2024". */
export function dateOf(at: number): string {
  return monthDayYear.format(at);
}

const clockUtc = new Intl.DateTimeFormat(LOCALE, { hour: "numeric", minute: "2-digit", timeZone: "UTC" });

/** "8:00 am": a minute after midnight; the last one is "midnight". */
export function minuteOfDay(minute: number): string {
  return minute >= 1440 ? "midnight" : tidy(clockUtc.format(minute * 60_000));
}
