import { useState, type CSSProperties, type KeyboardEvent } from "react";
import type { InsightHour, InsightMeasure } from "../../api/schema.gen";
import { minuteOfDay } from "../../lib/dates";
import { count, plural } from "../../lib/numbers";
import { useFirstWeekday } from "../../state/appearance";
import { WEEKDAYS, words } from "./words";
import css from "./Hours.module.css";

export type HoursOf = "contacts" | "calls" | "missed";

export const HOURS_MEASURE: Record<HoursOf, InsightMeasure> = { contacts: "contacts", calls: "callsIn", missed: "missed" };

function valueOf(hour: InsightHour | undefined, of: HoursOf): number {
  if (!hour) return 0;
  return of === "contacts" ? hour.calls + hour.texts : of === "calls" ? hour.calls : hour.missed;
}

const NAMED: Record<HoursOf, (value: number) => string> = {
  contacts: (value) => plural(value, "call or text", "calls and texts"),
  calls: (value) => plural(value, "call"),
  missed: (value) => plural(value, "missed call"),
};

/** The hours of a week as a table whose cells are the darker the busier: the number stands in each. */
export function HoursTable({ hours, of, onOpen }: { hours: readonly InsightHour[]; of: HoursOf; onOpen: (hour: number) => void }) {
  const firstWeekday = useFirstWeekday();
  const days = WEEKDAYS.map((_, at) => (at + firstWeekday + 6) % 7);
  const busy = hours.flatMap((hour, at) => (hour.calls + hour.texts > 0 ? [at % 24] : []));
  const from = Math.min(8, ...busy);
  const to = Math.max(17, ...busy);
  const columns = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const most = Math.max(1, ...hours.map((hour) => valueOf(hour, of)));
  const [at, setAt] = useState<{ row: number; column: number }>({ row: 0, column: 0 });
  const row = Math.min(at.row, days.length - 1);
  const column = Math.min(at.column, columns.length - 1);

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    const by = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Home: [0, -24], End: [0, 24] }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const next = { row: Math.min(days.length - 1, Math.max(0, row + (by[0] ?? 0))), column: Math.min(columns.length - 1, Math.max(0, column + (by[1] ?? 0))) };
    setAt(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-cell="${next.row} ${next.column}"]`)?.focus();
  };
  return (
    <div className={css.wide}>
      <table className={css.table} role="grid" aria-label={words.busiest} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            <th scope="col"><span className="visually-hidden">{words.weekday}</span></th>
            {columns.map((hour) => <th key={hour} scope="col"><abbr title={minuteOfDay(hour * 60)}>{hourShort(hour)}</abbr></th>)}
          </tr>
        </thead>
        <tbody>
          {days.map((day, rowAt) => (
            <tr key={day}>
              <th scope="row"><abbr title={WEEKDAYS[day]}>{WEEKDAYS[day]?.slice(0, 3)}</abbr></th>
              {columns.map((hour, columnAt) => {
                const value = valueOf(hours[day * 24 + hour], of);
                const share = value / most;
                return (
                  <td key={hour} role="gridcell">
                    <button
                      type="button"
                      data-cell={`${rowAt} ${columnAt}`}
                      tabIndex={rowAt === row && columnAt === column ? 0 : -1}
                      className={css.cell}
                      data-none={value === 0 || undefined}
                      data-most={value === most || undefined}
                      style={{ "--share": `${Math.round(share * 44)}%` } as CSSProperties}
                      aria-disabled={value === 0}
                      aria-label={words.hourCell(WEEKDAYS[day] ?? "", minuteOfDay(hour * 60), NAMED[of](value))}
                      onFocus={() => { setAt({ row: rowAt, column: columnAt }); }}
                      onClick={() => { if (value > 0) onOpen(day * 24 + hour); }}
                    >{value === 0 ? <span aria-hidden="true">·</span> : count(value)}</button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** "8a", "12p": room for a column of two digits. */
function hourShort(hour: number): string {
  return `${hour % 12 === 0 ? 12 : hour % 12}${hour < 12 ? "a" : "p"}`;
}
