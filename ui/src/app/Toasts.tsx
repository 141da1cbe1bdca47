import { X } from "lucide-react";
import { useRef, useState } from "react";
import { classes } from "../lib/classes";
import { enterPane } from "../lib/focus";
import { useRoute } from "../lib/location";
import { useStore } from "../lib/store";
import { act, dismiss, MOST, pause, resume, toasts } from "../state/toasts";
import { words } from "./words";
import css from "./Toasts.module.css";

/** What was done, with Undo for 8 s. Held while pointed at or focused; of many, the older ones are counted until then. */
export function Toasts() {
  const list = useStore(toasts);
  const overFoot = useRoute().screen === "search";
  /** Where the focus was before it came here, if anywhere, and goes back to when its toast is gone. */
  const from = useRef<HTMLElement | null>(null);
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  // What goes away under the pointer or the focus does not always say that it was left.
  if (list.length === 0 && (pointed || focused)) {
    setPointed(false);
    setFocused(false);
  }
  const older = pointed || focused ? 0 : Math.max(0, list.length - MOST);
  const leave = (done: () => void) => {
    done();
    setFocused(false);
    if (from.current?.isConnected) from.current.focus({ preventScroll: true });
    // What had it has gone meanwhile: the keys that come next are those of what is open.
    else if (from.current !== null) enterPane();
  };
  return (
    <ul
      className={classes(css.toasts, overFoot && css.overFoot, list.length > MOST && older === 0 && css.many)}
      onPointerEnter={() => { setPointed(true); }}
      onPointerLeave={() => { setPointed(false); }}
      onFocus={({ currentTarget, relatedTarget }) => {
        setFocused(true);
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) from.current = relatedTarget instanceof HTMLElement ? relatedTarget : null;
      }}
      onBlur={({ currentTarget, relatedTarget }) => { if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setFocused(false); }}
    >
      {older > 0 ? <li className={css.more}>{words.moreToUndo(older)}</li> : null}
      {list.slice(older).map((toast) => (
        <li
          key={toast.id}
          className={classes(css.toast, toast.tone === "bad" && css.bad)}
          onPointerEnter={() => { pause(toast.id); }}
          onPointerLeave={({ currentTarget }) => { if (!currentTarget.contains(document.activeElement)) resume(toast.id); }}
          onFocus={() => { pause(toast.id); }}
          onBlur={({ currentTarget, relatedTarget }) => { if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) && !currentTarget.matches(":hover")) resume(toast.id); }}
        >
          <span className={css.text}>{toast.text}</span>
          {toast.action ? <button type="button" className={css.action} onClick={() => { leave(() => { act(toast.id); }); }}>{toast.action.label}</button> : null}
          <button type="button" className={css.close} aria-label={words.dismiss} onClick={() => { leave(() => { dismiss(toast.id); }); }}><X size={14} /></button>
        </li>
      ))}
    </ul>
  );
}
