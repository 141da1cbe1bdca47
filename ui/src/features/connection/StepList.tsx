import { Circle, CircleCheck, CircleMinus, CircleX, LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";
import { words } from "./accountWords";
import css from "./StepList.module.css";

export type StepState = keyof typeof words.stepState;

/** One step: what it is, how far it is, and what to do if it did not work. */
export interface ListedStep {
  key: string;
  title: string;
  state: StepState;
  note?: string | null;
  cause?: string | null;
  cure?: string | null;
  /** Below cause and cure: the ways on. */
  children?: ReactNode;
}

const ICONS: Record<StepState, ReactNode> = {
  waiting: <Circle size={16} strokeWidth={1.5} />,
  running: <LoaderCircle size={16} strokeWidth={2} />,
  done: <CircleCheck size={16} strokeWidth={2} />,
  failed: <CircleX size={16} strokeWidth={2} />,
  skipped: <CircleMinus size={16} strokeWidth={1.5} />,
};

/** Steps one below the other, each with its state. */
export function StepList({ label, steps }: { label: string; steps: readonly ListedStep[] }) {
  return (
    <ol className={css.list} aria-label={label}>
      {steps.map((step) => (
        <li key={step.key} className={css.step} data-state={step.state} aria-current={step.state === "running" ? "step" : undefined}>
          <span className={css.icon} aria-hidden="true">{ICONS[step.state]}</span>
          <div className={css.words}>
            <p className={css.head}>
              <span className={css.title}>{step.title}<span className="visually-hidden">{`, ${words.stepState[step.state]}`}</span></span>
              {step.note ? <span className={css.note}>{step.note}</span> : null}
            </p>
            {step.cause ? <p className={css.cause}>{step.cause}</p> : null}
            {step.cure ? <p className={css.cure}>{step.cure}</p> : null}
            {step.children}
          </div>
        </li>
      ))}
    </ol>
  );
}
