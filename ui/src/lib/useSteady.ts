import { useCallback, useLayoutEffect, useRef } from "react";

/**
 * A handler that stays the same while it does what was drawn last: for rows that are drawn anew only for what they show.
 * Events call it, never drawing.
 */
export function useSteady<A extends unknown[]>(handler: (...given: A) => void): (...given: A) => void {
  const newest = useRef(handler);
  useLayoutEffect(() => { newest.current = handler; });
  return useCallback((...given: A) => { newest.current(...given); }, []);
}
