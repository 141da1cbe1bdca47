/** Times for people, in the computer's own zone or the one that was chosen. `now` is given, so tests and screens agree. */

const LOCALE = "en-US";
const DAY_MS = 86_400_000;

function formatsIn(timeZone: string | undefined) {
  const make = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(LOCALE, { ...options, timeZone });
  return {
    clock: make({ hour: "numeric", minute: "2-digit" }),
    weekday: make({ weekday: "long" }),
    weekdayShort: make({ weekday: "short" }),
    monthDay: make({ month: "short", day: "numeric" }),
    monthDayYear: make({ month: "short", day: "numeric", year: "numeric" }),
    longDay: make({ weekday: "long", month: "long", day: "numeric" }),
    longDayYear: make({ weekday: "long", month: "long", day: "numeric", year: "numeric" }),
    month: make({ month: "long", year: "numeric" }),
    // A zone that was chosen is named, as it may not be that of the clock on the wall.
    full: make({ dateStyle: "full", timeStyle: timeZone ? "long" : "medium" }),
    zoneName: make({ timeZoneName: "long" }),
    parts: make({ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", hourCycle: "h23" }),
  };
}

let chosenZone: string | null = null;
let formats = formatsIn(undefined);
const offsets = new Map<number, number>();

/** Shows times in this zone from now on; null is the computer's own. A zone that this computer does not know changes nothing. */
export function showTimesIn(zone: string | null): void {
  if (zone === chosenZone) return;
  try {
    formats = formatsIn(zone ?? undefined);
    chosenZone = zone;
    offsets.clear();
  } catch {
    // A name that another version of the browser has kept.
  }
}

/** The name of the zone that times are shown in: "Central Daylight Time". */
export function zoneName(at: number): string {
  return formats.zoneName.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "";
}

const QUARTER_MS = 900_000;

/** Milliseconds by which the chosen zone is ahead of UTC. No zone changes within a quarter of an hour. */
function ahead(at: number): number {
  const quarter = Math.floor(at / QUARTER_MS);
  const known = offsets.get(quarter);
  if (known !== undefined) return known;
  const begin = quarter * QUARTER_MS;
  const part = Object.fromEntries(formats.parts.formatToParts(begin).map(({ type, value }) => [type, Number(value)]));
  const offset = Date.UTC(part.year ?? 1970, (part.month ?? 1) - 1, part.day, part.hour, part.minute) - begin;
  if (offsets.size > 20_000) offsets.clear();
  offsets.set(quarter, offset);
  return offset;
}

/** Intl puts a narrow no-break space before "PM"; a plain lower-case form reads calmer and copies cleanly. */
function tidy(text: string): string {
  return text.replace(/[\u202f\u00a0]/g, " ").replace(/ (AM|PM)\b/, (half) => half.toLowerCase());
}

/** "6:53 pm". */
export function clockTime(at: number): string {
  return tidy(formats.clock.format(at));
}

/** The day's number since 1970 where times are shown, for comparing days. */
export function dayOf(at: number): number {
  if (chosenZone !== null) return Math.floor((at + ahead(at)) / DAY_MS);
  const date = new Date(at);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS);
}

/** Time of a row in a list: "6:53 pm", "Yesterday", "Tue", "Mar 4", "Mar 4, 2024". */
export function listTime(at: number, now: number): string {
  const days = dayOf(now) - dayOf(at);
  if (days <= 0) return clockTime(at);
  if (days === 1) return "Yesterday";
  if (days < 7) return formats.weekdayShort.format(at);
  return sameYear(at, now) ? formats.monthDay.format(at) : formats.monthDayYear.format(at);
}

/** A day's heading: "Today", "Yesterday", "Tuesday", "Tuesday, March 4", with the year if it is not this one. */
export function dayHeading(at: number, now: number): string {
  const days = dayOf(now) - dayOf(at);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days > 1 && days < 7) return formats.weekday.format(at);
  return sameYear(at, now) ? formats.longDay.format(at) : formats.longDayYear.format(at);
}

/** "Today, 6:53 pm", "Mar 4, 6:53 pm": a moment in one line; within a sentence it is "today". */
export function moment(at: number, now: number, form: "alone" | "sentence" = "alone"): string {
  const days = dayOf(now) - dayOf(at);
  if (days === 0) return `${form === "alone" ? "Today" : "today"}, ${clockTime(at)}`;
  if (days === 1) return `${form === "alone" ? "Yesterday" : "yesterday"}, ${clockTime(at)}`;
  return `${sameYear(at, now) ? formats.monthDay.format(at) : formats.monthDayYear.format(at)}, ${clockTime(at)}`;
}

/** Everything there is to say, for titles. */
export function fullTime(at: number): string {
  return tidy(formats.full.format(at));
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
  return yearOf(dayOf(a)) === yearOf(dayOf(b));
}

const monthUtc = new Intl.DateTimeFormat(LOCALE, { month: "long", year: "numeric", timeZone: "UTC" });

/** "March 2024": the month of a moment. */
export function monthYear(at: number): string {
  return formats.month.format(at);
}

/** "March 2024" of "2024-03"; what is no month stays as it is. */
export function monthName(yearMonth: string): string {
  const at = Date.parse(`${yearMonth}-01T00:00:00Z`);
  return Number.isNaN(at) ? yearMonth : monthUtc.format(at);
}

/** "Mar 4, 2024". */
export function dateOf(at: number): string {
  return formats.monthDayYear.format(at);
}

const clockUtc = new Intl.DateTimeFormat(LOCALE, { hour: "numeric", minute: "2-digit", timeZone: "UTC" });

/** "8:00 am": a minute after midnight; the last one is "midnight". */
export function minuteOfDay(minute: number): string {
  return minute >= 1440 ? "midnight" : tidy(clockUtc.format(minute * 60_000));
}

/** "Mar 4, 2024, 6:53 pm": a moment for a place where "today" would soon be wrong. */
export function momentInFull(at: number): string {
  return `${dateOf(at)}, ${clockTime(at)}`;
}

/* Days by their number since 1970, for calendars: no zone is in them. */

const dayFormat = new Intl.DateTimeFormat(LOCALE, { weekday: "long", month: "long", day: "numeric", year: "numeric", timeZone: "UTC" });
const weekdays = new Intl.DateTimeFormat(LOCALE, { weekday: "long", timeZone: "UTC" });

/** The number of a day; months from 0, and what is beyond a month's end runs on. */
export function dayNumber(year: number, month: number, day: number): number {
  return Math.floor(Date.UTC(year, month, day) / DAY_MS);
}

/** Year, month (from 0) and day of the month. */
export function partsOfDay(day: number): { year: number; month: number; date: number } {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), date: date.getUTCDate() };
}

function yearOf(day: number): number {
  return partsOfDay(day).year;
}

/** 0 is Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** "Wednesday" of 3. */
export function weekdayName(weekday: number): string {
  // The fourth of January 1970 was a Sunday.
  return weekdays.format((3 + weekday) * DAY_MS);
}

/** "Wednesday, March 4, 2026". */
export function dayName(day: number): string {
  return dayFormat.format(day * DAY_MS);
}

/** "March 2026". */
export function monthOfDay(day: number): string {
  return monthUtc.format(day * DAY_MS);
}

/** "2026-03-04". */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The moment at which it is so many minutes after midnight on a day, where times are shown. */
export function momentOfDay(day: number, minute: number): number {
  const { year, month, date } = partsOfDay(day);
  if (chosenZone === null) return new Date(year, month, date, 0, minute).getTime();
  const asUtc = day * DAY_MS + minute * 60_000;
  // The zone's distance is that of the moment itself, which is found in two steps at most.
  const near = asUtc - ahead(asUtc);
  return asUtc - ahead(near);
}

/** The same day of another month, or that month's last. */
export function addMonths(day: number, months: number): number {
  const { year, month, date } = partsOfDay(day);
  const last = dayNumber(year, month + months + 1, 0);
  return Math.min(dayNumber(year, month + months, date), last);
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * The day that somebody typed: "2024-03-04", "3/4/2024", "3/4", "March 4", "4 Mar 2024", "March 2024", "2024",
 * "yesterday". Without a year it is the last such day up to `today`. Null is no day.
 */
export function readDay(text: string, today: number): number | null {
  const typed = text.trim().toLowerCase().replace(/(\d)(?:st|nd|rd|th)\b/g, "$1");
  if (typed === "today") return today;
  if (typed === "yesterday") return today - 1;
  const now = partsOfDay(today);
  const make = (year: number | null, month: number, date: number): number | null => {
    const inYear = (one: number): number | null => {
      const day = dayNumber(one, month, date);
      const parts = partsOfDay(day);
      return parts.month === month && parts.date === date ? day : null;
    };
    if (year !== null) return year >= 1970 && year <= 2200 ? inYear(year) : null;
    const here = inYear(now.year);
    return here !== null && here <= today ? here : inYear(now.year - 1);
  };
  const iso = /^(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?$/.exec(typed);
  if (iso) return make(Number(iso[1]), Number(iso[2] ?? 1) - 1, Number(iso[3] ?? 1));
  const american = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d{2}))?$/.exec(typed);
  if (american) {
    const [, month, date, year] = american;
    return make(year === undefined ? null : Number(year) + (year.length === 2 ? 2000 : 0), Number(month) - 1, Number(date));
  }
  const named = typed.split(/[\s,.]+/).filter(Boolean);
  const month = named.map((word) => (/^\p{L}{3,}$/u.test(word) ? MONTHS.findIndex((one) => word.startsWith(one)) : -1)).find((one) => one >= 0);
  const numbers = named.filter((word) => /^\d+$/.test(word));
  if (month === undefined || numbers.length + 1 !== named.length || numbers.length > 2) return null;
  const year = numbers.find((one) => one.length === 4);
  const date = numbers.find((one) => one.length <= 2);
  if (numbers.length === 2 && (year === undefined || date === undefined)) return null;
  return make(year === undefined ? null : Number(year), month, date === undefined ? 1 : Number(date));
}

/** The minute of the day, where times are shown. */
export function minuteOn(at: number): number {
  if (chosenZone === null) {
    const date = new Date(at);
    return date.getHours() * 60 + date.getMinutes();
  }
  return Math.floor((((at + ahead(at)) % DAY_MS) + DAY_MS) % DAY_MS / 60_000);
}

/** Where a time to come is said: in a row of a list, by itself, or within a sentence. */
export type ComingForm = "row" | "alone" | "sentence";

/**
 * A time to come, or one that has just passed.
 *
 * | | this day | the next | within a week | later |
 * |---|---|---|---|---|
 * | row | 6:00 pm | Tomorrow, 8:00 am | Mon, 8:00 am | Mar 4, 8:00 am |
 * | alone | Today, 6:00 pm | Tomorrow, 8:00 am | Monday, 8:00 am | Wednesday, March 4, 8:00 am |
 * | sentence | today, 6:00 pm | tomorrow, 8:00 am | Mon, Mar 2, 8:00 am | Wed, Mar 4, 8:00 am |
 *
 * The year is said if it is not this one.
 */
export function comingTime(at: number, now: number, form: ComingForm): string {
  const days = dayOf(at) - dayOf(now);
  if (form === "row" && days <= 0) return clockTime(at);
  return `${comingDay(at, now, form, days)}, ${clockTime(at)}`;
}

function comingDay(at: number, now: number, form: ComingForm, days: number): string {
  const near = days === 0 ? "Today" : days === 1 ? "Tomorrow" : days === -1 ? "Yesterday" : null;
  if (near !== null) return form === "sentence" ? near.toLowerCase() : near;
  const date = () => (sameYear(at, now) ? formats.monthDay : formats.monthDayYear).format(at);
  switch (form) {
    case "row":
      return days < 7 ? formats.weekdayShort.format(at) : date();
    case "alone":
      return days > 0 && days < 7 ? formats.weekday.format(at) : dayHeading(at, now);
    case "sentence":
      return `${formats.weekdayShort.format(at)}, ${date()}`;
  }
}

/** Where times are shown, as the core wants it: from when on the clock is how far ahead of UTC, between two days. */
export function zoneSteps(fromDay: number, toDay: number): { from: number; aheadMinutes: number }[] {
  const minutes = (at: number) => Math.round(ahead(at) / 60_000);
  let at = fromDay * DAY_MS;
  const steps = [{ from: at, aheadMinutes: minutes(at) }];
  for (; at < toDay * DAY_MS; at += DAY_MS) {
    const after = minutes(at + DAY_MS);
    if (after === minutes(at)) continue;
    // The quarter of an hour in which the clocks change.
    let [low, high] = [at / QUARTER_MS, (at + DAY_MS) / QUARTER_MS];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (minutes(middle * QUARTER_MS) === after) high = middle;
      else low = middle;
    }
    steps.push({ from: high * QUARTER_MS, aheadMinutes: after });
  }
  return steps;
}

/** A day's number of "2026-11-22". */
export function dayOfIso(iso: string): number {
  return Math.floor(Date.parse(`${iso}T00:00:00Z`) / DAY_MS);
}

const shortDayUtc = new Intl.DateTimeFormat(LOCALE, { month: "short", day: "numeric", timeZone: "UTC" });
const shortDayYearUtc = new Intl.DateTimeFormat(LOCALE, { month: "short", day: "numeric", year: "numeric", timeZone: "UTC" });

/** "Nov 22" of "2026-11-22"; with the year if wanted. */
export function shortDay(iso: string, withYear = false): string {
  return (withYear ? shortDayYearUtc : shortDayUtc).format(Date.parse(`${iso}T00:00:00Z`));
}

/** The clock in another zone: "7:00 am", with the weekday where it is not the day that is shown here. Null is no zone that this computer knows. */
export function clockIn(zone: string, at: number): string | null {
  try {
    const clock = tidy(new Intl.DateTimeFormat(LOCALE, { hour: "numeric", minute: "2-digit", timeZone: zone }).format(at));
    const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: "short", timeZone: zone }).format(at);
    return weekday === formats.weekdayShort.format(at) ? clock : `${weekday} ${clock}`;
  } catch {
    return null;
  }
}

/** Whether a zone's clock shows the same as the one that is shown here. */
export function isSameClock(zone: string, at: number): boolean {
  return clockIn(zone, at) === clockTime(at);
}
