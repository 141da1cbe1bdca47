import { X } from "lucide-react";
import { useRef } from "react";
import { classes } from "../lib/classes";
import { useStore } from "../lib/store";
import { act, dismiss, pause, resume, toasts } from "../state/toasts";
import { words } from "./words";
import css from "./Toasts.module.css";

/** What was done, with Undo for 8 s. Held while pointed at or focused. */
export function Toasts() {
  const list = useStore(toasts);
  /** Where the focus was before it came here, and goes back to when its toast is gone. */
  const from = useRef<HTMLElement | null>(null);
  const leave = (done: () => void) => {
    done();
    if (from.current?.isConnected) from.current.focus({ preventScroll: true });
  };
  return (
    <ul
      className={css.toasts}
      onFocus={({ currentTarget, relatedTarget }) => { if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget)) from.current = relatedTarget; }}
    >
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
          {toast.action ? <button type="button" className={css.action} onClick={() => { leave(() => { act(toast.id); }); }}>{toast.action.label}</button> : null}
          <button type="button" className={css.close} aria-label={words.dismiss} onClick={() => { leave(() => { dismiss(toast.id); }); }}><X size={14} /></button>
        </li>
      ))}
    </ul>
  );
}
