import css from "./ProgressBar.module.css";

/** How far long work is. The words beside it say the same in numbers. */
export function ProgressBar({ label, done, total, thin = false }: { label: string; done: number; total: number; thin?: boolean }) {
  return <progress className={css.bar} aria-label={label} data-thin={thin || undefined} max={Math.max(1, total)} value={Math.min(done, total)} />;
}
