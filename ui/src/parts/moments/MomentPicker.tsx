import { useId, type ComponentProps } from "react";
import { TextField } from "../../components/Fields";
import { comingTime, fullTime } from "../../lib/dates";
import type { Moment, Moments } from "./useMoments";
import { words } from "./words";
import css from "./MomentPicker.module.css";

/** The field in which a moment is typed, and the list from which one is chosen by arrows or pointer. */
export function MomentPicker({ moments, label, hint = words.hint, now, problem = null, autoFocus = false, onTake }: {
  moments: Moments;
  label: string;
  hint?: string;
  now: number;
  /** What is wrong with the moment that is chosen. */
  problem?: string | null;
  autoFocus?: boolean;
  /** Where a moment is all that is asked for: Enter and the pointer take it at once. Elsewhere the form does. */
  onTake?: (moment: Moment | null | undefined) => void;
}) {
  const id = useId();
  const { field, times, current, text } = moments;
  const none = text.trim() !== "" && times.length === 0;
  const reading = none && moments.reading ? words.reading : null;
  const wrong = none && !moments.reading ? words.none : problem;
  const input: Omit<ComponentProps<"input">, "id"> = {
    ref: field,
    role: "combobox",
    "aria-expanded": times.length > 0,
    "aria-controls": times.length > 0 ? id : undefined,
    "aria-activedescendant": current >= 0 ? `${id}-${current}` : undefined,
    placeholder: hint,
    autoFocus,
    autoComplete: "off",
    spellCheck: false,
    value: text,
    onChange: (event) => { moments.type(event.target.value); },
    onKeyDown: (event) => {
      if (event.nativeEvent.isComposing) return;
      const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (by !== 0 && times.length > 0) {
        event.preventDefault();
        moments.move(by);
      }
      if (event.key === "Enter" && onTake) {
        event.preventDefault();
        void moments.settle().then(onTake);
      }
    },
  };
  return (
    <div className={onTake === undefined ? css.inForm : undefined}>
      {onTake ? <input {...input} className={css.field} aria-label={label} aria-invalid={wrong === null ? undefined : true} aria-describedby={`${id}-said`} /> : <TextField {...input} label={label} hint={reading} problem={wrong} />}
      {times.length > 0 ? (
        <div id={id} role="listbox" aria-label={label} className={css.list}>
          {times.map((time, index) => (
            <div
              key={time.key}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === current}
              className={css.time}
              title={time.at === null ? undefined : fullTime(time.at)}
              onClick={() => {
                moments.point(time);
                // What was read of other words than these is not taken: those of now are waited for.
                if (onTake) void (time.key === "typed" ? moments.settle() : Promise.resolve(time)).then(onTake);
              }}
              onPointerMove={onTake ? () => { moments.point(time); } : undefined}
            >
              <span className={css.words}>{time.label}</span>
              {time.at === null ? null : <span className={css.at}>{comingTime(time.at, now, "row")}</span>}
            </div>
          ))}
        </div>
      ) : null}
      {onTake ? <p id={`${id}-said`} className={css.said} role="status">{reading ?? wrong}</p> : null}
    </div>
  );
}
