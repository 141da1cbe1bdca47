import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "../lib/classes";
import css from "./Notice.module.css";

/** A place with nothing in it yet: what would appear here, and how to make it appear. */
export function EmptyState({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className={css.empty}>
      <span className={css.emptyIcon} aria-hidden="true">{icon}</span>
      <h2 className={css.emptyTitle}>{title}</h2>
      {children ? <div className={css.emptyWords}>{children}</div> : null}
    </div>
  );
}

/** One plain sentence about something wrong, with the next step. */
export function Strip({ tone, children, action, icon }: { tone: "bad" | "warn" | "plain"; children: ReactNode; action?: ReactNode; icon?: ReactNode }) {
  return (
    <div className={classes(css.strip, css[tone])} role={tone === "bad" ? "alert" : undefined}>
      <span className={css.stripIcon} aria-hidden="true">{icon ?? <CircleAlert size={16} />}</span>
      <div className={css.stripWords}>{children}</div>
      {action}
    </div>
  );
}

/** Grey bars where words will be. */
export function Skeleton({ lines = 3, label }: { lines?: number; label: string }) {
  return (
    <div className={css.skeleton} role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={css.bar} data-short={line % 3 === 2 || undefined} />
      ))}
    </div>
  );
}

/** Grey rows where list rows will be. */
export function SkeletonRows({ rows, label }: { rows: number; label: string }) {
  return (
    <div role="status" aria-label={label} className={css.rows}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={css.row}>
          <span className={css.dot} />
          <span className={css.rowBars}>
            <span className={css.bar} data-short />
            <span className={css.bar} />
          </span>
        </div>
      ))}
    </div>
  );
}
