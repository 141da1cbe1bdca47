import type { FollowUpRow } from "../../api/schema.gen";
import { dayHeading } from "../../lib/dates";
import type { FollowUpView } from "../../lib/routes";
import { words } from "./words";

/** Rows under one heading. */
export interface Section {
  key: string;
  title: string;
  bad: boolean;
  rows: FollowUpRow[];
}

/** The rows under their headings: by due moment, by person, or by the day they were done. Their order stays. */
export function sections(view: FollowUpView, rows: readonly FollowUpRow[], now: number, dayEnds: number): Section[] {
  const parts: Section[] = [];
  for (const row of rows) {
    const [key, title] = headingOf(view, row, now, dayEnds);
    let part = parts.find((one) => one.key === key);
    if (!part) {
      part = { key, title, bad: key === "overdue", rows: [] };
      parts.push(part);
    }
    part.rows.push(row);
  }
  return parts;
}

function headingOf(view: FollowUpView, row: FollowUpRow, now: number, dayEnds: number): readonly [string, string] {
  switch (view) {
    case "people":
      return [`about ${row.person?.contactId ?? row.about}`, row.about === "" ? words.nobody : row.about];
    case "done": {
      const day = dayHeading(row.doneAt ?? 0, now);
      return [`day ${day}`, day];
    }
    case "due": {
      const key = row.dueAt === null ? "undated" : row.dueAt < now ? "overdue" : row.dueAt < dayEnds ? "today" : "upcoming";
      return [key, words.section[key]];
    }
  }
}
