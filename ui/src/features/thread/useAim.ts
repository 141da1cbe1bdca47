import { useEffect, useRef } from "react";

/** A place counts as reached when nothing has grown or moved for so many milliseconds. */
const STILL = 250;

/**
 * The way to a place in a list whose heights are still guesses. Until it stands still, or the person moves, where the
 * list happens to be says nothing: with small guesses everything seems to be at the end. Aim again whenever a height has
 * become known; `onReached` is told once, also where the person moved (`release`), but not of a place that is no longer
 * wanted (`forget`).
 */
export function useAim(): { aiming: () => boolean; aim: (go: () => void, onReached: () => void) => void; release: () => void; forget: () => void } {
  const on = useRef(false);
  const timer = useRef(0);
  useEffect(() => () => { window.clearTimeout(timer.current); }, []);
  return {
    aiming: () => on.current,
    aim: (go, onReached) => {
      on.current = true;
      go();
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => {
        on.current = false;
        onReached();
      }, STILL);
    },
    release: () => { on.current = false; },
    forget: () => {
      on.current = false;
      window.clearTimeout(timer.current);
    },
  };
}
