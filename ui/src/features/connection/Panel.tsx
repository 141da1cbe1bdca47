import { useId, type ReactNode } from "react";
import { classes } from "../../lib/classes";
import css from "./Panel.module.css";

/** A part of the Connection screen: its title, its tools, its content. */
export function Panel({ title, note, tools, children }: { title: string; note?: string | null; tools?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={css.panel} aria-labelledby={id}>
      <div className={css.head}>
        <h2 id={id} className={css.title}>{title}</h2>
        {note ? <span className={css.note}>{note}</span> : null}
        {tools ? <div className={css.tools}>{tools}</div> : null}
      </div>
      <div className={css.content}>{children}</div>
    </section>
  );
}

/** A name and what is known of it. */
export function Fact({ name, bad = false, wide = false, children }: { name: string; bad?: boolean; wide?: boolean; children: ReactNode }) {
  return (
    <div className={classes(css.fact, wide && css.wide)}>
      <dt>{name}</dt>
      <dd className={classes(bad && css.bad)}>{children}</dd>
    </div>
  );
}
