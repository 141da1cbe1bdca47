import { X } from "lucide-react";
import { classes } from "../lib/classes";
import { useStore } from "../lib/store";
import { act, dismiss, pause, resume, toasts } from "../state/toasts";
import { words } from "./words";
import css from "./Toasts.module.css";

/** What was done, with Undo for 8 s. Held while pointed at or focused. */
export function Toasts() {
  const list = useStore(toasts);
  return (
    <ul className={css.toasts}>
      {list.map((toast) => (
        <li
          key={toast.id}
          className={classes(css.toast, toast.tone === "bad" && css.bad)}
          onPointerEnter={() => { pause(toast.id); }}
          onPointerLeave={() => { resume(toast.id); }}
          onFocus={() => { pause(toast.id); }}
          onBlur={() => { resume(toast.id); }}
        >
          <span className={css.text}>{toast.text}</span>
          {toast.action ? <button type="button" className={css.action} onClick={() => { act(toast.id); }}>{toast.action.label}</button> : null}
          <button type="button" className={css.close} aria-label={words.dismiss} onClick={() => { dismiss(toast.id); }}><X size={14} /></button>
        </li>
      ))}
    </ul>
  );
}
