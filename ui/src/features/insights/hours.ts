import { createContext, use } from "react";
import { words } from "./words";

/** Whether rates and times count business hours only. */
export const BusinessHoursOnly = createContext(false);

/** What is said at a number that covers all hours, though only business hours were chosen; null where nothing is to be said. */
export function useEveryHour(): string | null {
  return use(BusinessHoursOnly) ? words.everyHour : null;
}

/** Adds it to words. */
export function withNote(text: string, note: string | null): string {
  return note === null ? text : `${text} (${note})`;
}
