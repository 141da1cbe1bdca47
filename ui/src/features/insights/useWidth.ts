import { useEffect, useState, type RefObject } from "react";

/** Until the first measurement, and where nothing can be measured. */
const FIRST = 640;

/** How wide something is, which only the browser knows. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(FIRST);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = () => { setWidth(element.clientWidth || FIRST); };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => { observer.disconnect(); };
  }, [ref]);
  return width;
}
