import { Hash, UsersRound } from "lucide-react";
import { classes } from "../lib/classes";
import css from "./Avatar.module.css";

/** Initials on a colour that stays the same; decoration only, the name is always beside it. */
export function Avatar({ initials, hue, size = "m", group = false }: { initials: string; hue: number; size?: "s" | "m" | "l"; group?: boolean }) {
  return (
    <span aria-hidden="true" className={classes(css.avatar, css[size], css[`hue${((hue % 12) + 12) % 12}`])}>
      {group ? <UsersRound size={size === "s" ? 12 : 16} /> : initials || <Hash size={size === "s" ? 12 : 16} />}
    </span>
  );
}
