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
  label, keys, icon, className, ...rest
}: Common & { label: string; keys?: string | undefined; icon: ReactNode }) {
  return (
    <Tip label={label} keys={keys}>
      <button type="button" aria-label={label} className={classes(css.icon, className)} {...rest}>
        {icon}
      </button>
    </Tip>
  );
}
