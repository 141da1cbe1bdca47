import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { classes } from "../lib/classes";
import { Tip } from "./Tip";
import css from "./Button.module.css";

type Common = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> & { ref?: Ref<HTMLButtonElement> };

/** A button with words. */
export function Button({
  look = "plain", size = "m", icon, children, className, ...rest
}: Common & { look?: "plain" | "main" | "quiet" | "bad"; size?: "s" | "m" | "l"; icon?: ReactNode; children: ReactNode }) {
  return (
    <button type="button" className={classes(css.button, css[look], css[size], className)} {...rest}>
      {icon}
      <span className={css.words}>{children}</span>
    </button>
  );
}

/** A button with an icon only; its name is spoken, and shown with its key when pointed at. */
export function IconButton({
  label, keys, icon, className, tip = true, ...rest
}: Common & {
  label: string;
  keys?: string | undefined;
  icon: ReactNode;
  /** Off where a dialog gives it the focus at once: the tip would take the first Escape for itself. */
  tip?: boolean;
}) {
  const button = (
    <button type="button" aria-label={label} className={classes(css.icon, className)} {...rest}>
      {icon}
    </button>
  );
  return tip ? <Tip label={label} keys={keys}>{button}</Tip> : button;
}
