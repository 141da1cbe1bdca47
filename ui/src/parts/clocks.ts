import { clockIn, clockTime } from "../lib/dates";
import { laterWords as words } from "./composerWords";

/** What the clocks show where they may be: "7:00 am", "7:00 am or 8:00 am". */
export function clocksIn(zones: readonly string[], at: number): string {
  return zones.map((zone) => clockIn(zone, at)).filter((clock) => clock !== null).join(words.or);
}

/** The same for a line of a list; nothing where the clocks show what is shown here. */
export function clocksThere(zones: readonly string[], at: number): string | null {
  if (zones.length === 0 || zones.every((zone) => clockIn(zone, at) === clockTime(at))) return null;
  return words.thereShort(clocksIn(zones, at));
}
