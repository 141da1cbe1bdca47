import { classes } from "../lib/classes";
import css from "./RowNames.module.css";

/** Whom a row of a list is about, and the line beside it where there is more than one. */
export function RowNames({ name, line, strong = false }: { name: string; line: string | null; strong?: boolean }) {
  return (
    <span className={css.names}>
      <span className={classes(css.name, strong && css.strong)}>{name}</span>
      {line === null ? null : <span className={css.line}>{line}</span>}
    </span>
  );
}
