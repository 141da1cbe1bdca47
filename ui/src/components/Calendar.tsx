import { ChevronLeft, ChevronRight, ChevronsLeft, ChevronsRight } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { addMonths, dayName, dayNumber, monthOfDay, partsOfDay, weekdayName, weekdayOf } from "../lib/dates";
import { IconButton } from "./Button";
import css from "./Calendar.module.css";

interface Labels {
  previousMonth: string;
  nextMonth: string;
  previousYear: string;
  nextYear: string;
}

/**
 * A month of days, of which one is chosen. Days are numbers since 1970. Arrows go by days and weeks, Page Up and Down
 * by months (with Shift by years), Home and End to the ends of the week.
 */
export function Calendar({ label, labels, value, today, last, firstWeekday, onMove, onChoose }: {
  label: string;
  labels: Labels;
  value: number;
  today: number;
  /** No day after this can be chosen. */
  last: number;
  /** 0 is Sunday. */
  firstWeekday: number;
  /** Another day is meant, but not yet chosen. */
  onMove: (day: number) => void;
  onChoose: (day: number) => void;
}) {
  const id = useId();
  const grid = useRef<HTMLTableElement>(null);
  const [byKey, setByKey] = useState(0);
  const { year, month } = partsOfDay(value);
  const first = dayNumber(year, month, 1);
  const start = first - ((weekdayOf(first) - firstWeekday + 7) % 7);
  const weeks = Math.ceil((dayNumber(year, month + 1, 1) - start) / 7);
  // The focus follows the day that the keys have come to; a day of another month exists only after it is drawn.
  useEffect(() => {
    if (byKey > 0) grid.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  }, [byKey]);

  const move = (day: number) => { onMove(Math.min(day, last)); };
  return (
    <div className={css.calendar} role="group" aria-label={label}>
      <div className={css.head}>
        <IconButton label={labels.previousYear} icon={<ChevronsLeft size={16} />} onClick={() => { move(addMonths(value, -12)); }} />
        <IconButton label={labels.previousMonth} icon={<ChevronLeft size={16} />} onClick={() => { move(addMonths(value, -1)); }} />
        <span id={id} className={css.month} aria-live="polite">{monthOfDay(value)}</span>
        <IconButton label={labels.nextMonth} icon={<ChevronRight size={16} />} disabled={dayNumber(year, month + 1, 1) > last} onClick={() => { move(addMonths(value, 1)); }} />
        <IconButton label={labels.nextYear} icon={<ChevronsRight size={16} />} disabled={dayNumber(year, month + 1, 1) > last} onClick={() => { move(addMonths(value, 12)); }} />
      </div>
      <table
        ref={grid}
        role="grid"
        aria-labelledby={id}
        className={css.days}
        onKeyDown={(event) => {
          const week = (weekdayOf(value) - firstWeekday + 7) % 7;
          const targets: Record<string, number> = {
            ArrowLeft: value - 1, ArrowRight: value + 1, ArrowUp: value - 7, ArrowDown: value + 7,
            Home: value - week, End: value - week + 6,
            PageUp: addMonths(value, event.shiftKey ? -12 : -1), PageDown: addMonths(value, event.shiftKey ? 12 : 1),
          };
          const target = targets[event.key];
          if (target === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          move(target);
          setByKey((now) => now + 1);
        }}
      >
        <thead>
          <tr>
            {Array.from({ length: 7 }, (_, at) => weekdayName((firstWeekday + at) % 7)).map((name) => <th key={name} scope="col" abbr={name}>{name.slice(0, 2)}</th>)}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: weeks }, (_, week) => (
            <tr key={start + week * 7}>
              {Array.from({ length: 7 }, (_, at) => start + week * 7 + at).map((day) => {
                const parts = partsOfDay(day);
                if (parts.month !== month) return <td key={day} />;
                return (
                  <td key={day} role="gridcell" aria-selected={day === value}>
                    <button
                      type="button"
                      className={css.day}
                      tabIndex={day === value ? 0 : -1}
                      aria-label={dayName(day)}
                      aria-current={day === today ? "date" : undefined}
                      data-chosen={day === value || undefined}
                      disabled={day > last}
                      onClick={() => { onChoose(day); }}
                    >
                      {parts.date}
                    </button>
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
