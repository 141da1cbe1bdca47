import { Switch as BaseSwitch } from "@base-ui/react/switch";
import { useId, type ComponentProps, type ReactNode } from "react";
import css from "./Fields.module.css";

/** A field with its label above and a hint or problem below. */
export function TextField({ label, hint, problem, ...rest }: Omit<ComponentProps<"input">, "id"> & { label: string; hint?: ReactNode; problem?: string | null }) {
  const id = useId();
  return (
    <div className={css.field}>
      <label htmlFor={id} className={css.label}>{label}</label>
      <input id={id} className={css.input} aria-invalid={problem ? true : undefined} aria-describedby={`${id}-hint`} {...rest} />
      <p id={`${id}-hint`} className={problem ? css.problem : css.hint} role={problem ? "alert" : undefined}>{problem ?? hint}</p>
    </div>
  );
}

/** A line of settings: words at the left, the control at the right. */
export function SettingRow({ title, hint, children }: { title: ReactNode; hint?: ReactNode; children: (ids: { labelId: string; hintId: string }) => ReactNode }) {
  const id = useId();
  return (
    <div className={css.row}>
      <div className={css.rowWords}>
        <div id={`${id}-label`} className={css.rowTitle}>{title}</div>
        {hint ? <p id={`${id}-hint`} className={css.hint}>{hint}</p> : null}
      </div>
      <div className={css.rowControl}>{children({ labelId: `${id}-label`, hintId: `${id}-hint` })}</div>
    </div>
  );
}

/** On or off, at once. */
export function Switch({ on, onChange, labelId, hintId }: { on: boolean; onChange: (on: boolean) => void; labelId: string; hintId?: string }) {
  return (
    <BaseSwitch.Root checked={on} onCheckedChange={onChange} aria-labelledby={labelId} aria-describedby={hintId} className={css.switch}>
      <BaseSwitch.Thumb className={css.thumb} />
    </BaseSwitch.Root>
  );
}

/** One of a few, all visible. */
export function Choice<T extends string>({ label, labelId, value, choices, onChoose, small = false }: {
  label?: string;
  labelId?: string;
  value: T;
  choices: readonly { value: T; label: string }[];
  onChoose: (value: T) => void;
  small?: boolean;
}) {
  return (
    <div role="radiogroup" aria-label={label} aria-labelledby={labelId} className={css.choice} data-small={small || undefined}>
      {choices.map((choice, index) => (
        <button
          key={choice.value}
          type="button"
          role="radio"
          aria-checked={choice.value === value}
          tabIndex={choice.value === value ? 0 : -1}
          className={css.option}
          onClick={() => { onChoose(choice.value); }}
          onKeyDown={(event) => {
            const by = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 0;
            const next = choices[(index + by + choices.length) % choices.length];
            if (by === 0 || !next) return;
            event.preventDefault();
            onChoose(next.value);
            const siblings = event.currentTarget.parentElement?.children;
            const target = siblings?.[(index + by + choices.length) % choices.length];
            if (target instanceof HTMLElement) target.focus();
          }}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}
