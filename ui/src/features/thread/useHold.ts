import { useEffect, useEffectEvent, useLayoutEffect, useState } from "react";

interface Held {
  element: HTMLElement;
  /** Where it was on the screen. */
  top: number;
}

/** What a person does to go on to something else. */
const MOVES = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/**
 * Keeps an element where it is on the screen while its row grows or shrinks, until the person moves on. The list itself
 * would keep what lies below a row in place, which takes the row away from whoever has just opened it. `onResized` is told
 * how far the element is from where it was.
 */
export function useHold(onResized: (by: number) => void): { holding: boolean; hold: (element: HTMLElement) => void; release: () => void } {
  const [held, setHeld] = useState<Held | null>(null);
  const keep = useEffectEvent(() => {
    if (held !== null) onResized(held.element.getBoundingClientRect().top - held.top);
  });
  // Only the browser knows when a row has another height. The list hears of it first, as it has watched the row for
  // longer, and what it moves is moved back before anything is painted.
  useLayoutEffect(() => {
    const row = held?.element.closest("li");
    if (!row) return undefined;
    const observer = new ResizeObserver(() => { keep(); });
    observer.observe(row);
    return () => { observer.disconnect(); };
  }, [held]);
  useEffect(() => {
    if (held === null) return undefined;
    const release = () => { setHeld(null); };
    for (const move of MOVES) window.addEventListener(move, release, { passive: true, capture: true });
    return () => { for (const move of MOVES) window.removeEventListener(move, release, { capture: true }); };
  }, [held]);
  return {
    holding: held !== null,
    hold: (element) => { setHeld({ element, top: element.getBoundingClientRect().top }); },
    release: () => { setHeld(null); },
  };
}
