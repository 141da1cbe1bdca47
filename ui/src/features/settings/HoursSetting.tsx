import type { BusinessHours } from "../../api/schema.gen";
import { minuteOfDay } from "../../lib/dates";
import { useFirstWeekday } from "../../state/appearance";
import { Setting } from "./Setting";
import { words } from "./words";
import css from "./Hours.module.css";

const STEP = 30;
const DAY = 1440;

function steps(from: number, to: number, now: number, not: number): number[] {
  const all = Array.from({ length: (to - from) / STEP + 1 }, (_, at) => from + at * STEP);
  // A time that another hand has set stays choosable.
  return [...new Set([...all, now])].filter((one) => one !== not).sort((a, b) => a - b);
}

/** Days and times at which texts and calls are expected. */
export function HoursSetting({ hours, onSave }: { hours: BusinessHours; onSave: (hours: BusinessHours) => void }) {
  const { days, fromMinute, toMinute } = hours;
  const firstWeekday = useFirstWeekday();
  // The core counts from Monday; the week is shown as this computer has it.
  const order = words.days.map((_, at) => (at + firstWeekday + 6) % 7);
  const nextDay = toMinute < fromMinute;
  return (
    <>
      <Setting id="businessDays">
        {({ labelId, hintId }) => (
          <div role="group" aria-labelledby={labelId} aria-describedby={hintId} className={css.days}>
            {order.map((at) => (
              <button
                key={at}
                type="button"
                className={css.day}
                aria-pressed={days[at] === true}
                aria-label={words.days[at]}
                onClick={() => { onSave({ ...hours, days: words.days.map((_, other) => (other === at ? days[other] !== true : days[other] === true)) }); }}
              >{words.days[at]?.slice(0, 2)}</button>
            ))}
          </div>
        )}
      </Setting>
      <Setting id="businessTimes" hint={nextDay ? words.businessTimesNextDay : undefined}>
        {() => (
          <div className={css.times}>
            <select className={css.time} aria-label={words.from} value={fromMinute} onChange={(event) => { onSave({ ...hours, fromMinute: Number(event.target.value) }); }}>
              {steps(0, DAY - STEP, fromMinute, toMinute).map((minute) => <option key={minute} value={minute}>{minuteOfDay(minute)}</option>)}
            </select>
            <span aria-hidden="true">–</span>
            <select className={css.time} aria-label={words.to} value={toMinute} onChange={(event) => { onSave({ ...hours, toMinute: Number(event.target.value) }); }}>
              {steps(STEP, DAY, toMinute, fromMinute).map((minute) => <option key={minute} value={minute}>{minuteOfDay(minute)}</option>)}
            </select>
          </div>
        )}
      </Setting>
    </>
  );
}
