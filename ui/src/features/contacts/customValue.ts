import type { ContactFieldKind } from "../../api/schema.gen";
import { dateOf } from "../../lib/dates";
import { words } from "./words";

/** The day of a date as Quo keeps it (`2026-11-22T00:00:00.000Z`); empty if it is none. */
export function dayPart(value: string): string {
  return /^(\d{4}-\d{2}-\d{2})(T|$)/.exec(value)?.[1] ?? "";
}

/** A custom field's value for reading. */
export function shownValue(kind: string, value: string): string {
  switch (kind) {
    case "boolean":
      return value === "yes" || value === "true" ? words.yes : value === "no" || value === "false" ? words.no : value;
    case "date": {
      const [year, month, day] = dayPart(value).split("-").map(Number);
      return year && month && day ? dateOf(new Date(year, month - 1, day, 12).getTime()) : value;
    }
    default:
      return value;
  }
}

/** The kind of a custom field; text where nobody has said. */
export function kindOf(name: string, kinds: readonly ContactFieldKind[]): string {
  return kinds.find((one) => one.name === name)?.kind ?? "string";
}
