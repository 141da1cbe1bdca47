import { useLayoutEffect, useRef, type FocusEvent, type RefObject } from "react";
import { focusIsNowhere, takeFocus } from "./focus";

/** What had the focus, in which row, and where that row stood. */
interface Held {
  element: HTMLElement;
  key: string;
  at: number;
}

/**
 * Keeps the focus in a list whose rows come and go, each with its `data-kept` key: a row that was drawn anew elsewhere has
 * it again, and of a row that went away the next one has it, or the last; where no row is left, what `orElse` names. The
 * handlers belong to the element that holds the list and stays when that is empty.
 */
export function useKeptFocus(box: RefObject<HTMLElement | null>, orElse: (box: HTMLElement) => HTMLElement | null | undefined) {
  const held = useRef<Held | null>(null);
  const rows = () => [...(box.current?.querySelectorAll<HTMLElement>("[data-kept]") ?? [])];

  // The focus is the browser's, and goes to nothing with the row that had it.
  useLayoutEffect(() => {
    const before = held.current;
    if (before === null || box.current === null) return;
    const now = rows();
    const same = now.find((row) => row.dataset.kept === before.key);
    if (same) before.at = now.indexOf(same);
    if (!focusIsNowhere()) return;
    const row = same ?? now[Math.min(before.at, now.length - 1)];
    takeFocus(same?.contains(before.element) ? before.element : row ? (row.querySelector("a") ?? row.querySelector<HTMLElement>("button, input")) : orElse(box.current));
  });

  return {
    onFocus: ({ target }: FocusEvent<HTMLElement>) => {
      const row = box.current?.contains(target) ? target.closest<HTMLElement>("[data-kept]") : null;
      held.current = row ? { element: target, key: row.dataset.kept ?? "", at: rows().indexOf(row) } : null;
    },
    onBlur: ({ target, relatedTarget }: FocusEvent<HTMLElement>) => {
      const left = held.current;
      if (left?.element !== target) return;
      if (relatedTarget !== null) held.current = null;
      // Whoever clicks beside the list has left it; a row that is just being taken away has not been left.
      else queueMicrotask(() => { if (held.current === left && target.isConnected && document.activeElement !== target) held.current = null; });
    },
  };
}
