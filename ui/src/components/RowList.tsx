import { useEffect, useEffectEvent, useImperativeHandle, useLayoutEffect, useRef, useState, type ReactNode, type Ref } from "react";
import { classes } from "../lib/classes";
import { focusIsNowhere, takeFocus } from "../lib/focus";
import css from "./RowList.module.css";

export interface RowListHandle {
  /** Moves the keyboard focus to a row, scrolling as little as possible. */
  focusRow(index: number): void;
}

interface Props {
  label: string;
  keys: readonly string[];
  rowHeight: number;
  /** The row that is open or marked; kept in view when it changes. */
  active: string | null;
  /** The row whose page is open. When that closes and leaves the focus nowhere, its row takes it. */
  open?: string | null;
  /** The focus has come to a row, by whatever way: what keys do is about it now. */
  onFocusRow?: (key: string) => void;
  /** The pointer has come to a row. */
  onPointRow?: (key: string) => void;
  render: (key: string, index: number) => ReactNode;
  /** Fewer than a screenful is left below. */
  onNearEnd?: () => void;
  /** How many there are in all, if more than are loaded. */
  total?: number;
  className?: string | undefined;
  ref?: Ref<RowListHandle>;
}

/** Rows drawn beyond the visible ones, on each side. */
const SPARE = 6;
/** Until the first measurement, and where nothing can be measured. */
const FIRST_HEIGHT = 800;

/**
 * A list of rows of one height that draws only what is visible. What is in view stays in view when rows are added or
 * moved above it; a row that is open stays open.
 */
export function RowList({ label, keys, rowHeight, active, open = null, onFocusRow, onPointRow, render, onNearEnd, total, className, ref }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: FIRST_HEIGHT });
  const held = useRef<{ key: string; within: number } | null>(null);

  const hold = (top: number) => {
    const first = Math.floor(top / rowHeight);
    const key = keys[first];
    held.current = key === undefined ? null : { key, within: top - first * rowHeight };
  };
  const read = () => {
    const element = box.current;
    if (!element) return;
    hold(element.scrollTop);
    setView((now) => {
      const next = { top: element.scrollTop, height: element.clientHeight || FIRST_HEIGHT };
      return now.top === next.top && now.height === next.height ? now : next;
    });
  };
  const readNow = useEffectEvent(read);

  // Watches the size of the box, which only the browser knows.
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => { readNow(); });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);

  // Keeps the first visible row where it is when rows come or go above it.
  const drawn = useRef(keys);
  useLayoutEffect(() => {
    const before = drawn.current;
    drawn.current = keys;
    if (before.length === keys.length && before.every((key, index) => key === keys[index])) return;
    const element = box.current;
    const anchor = held.current;
    if (!element || !anchor || element.scrollTop === 0) return;
    const index = keys.indexOf(anchor.key);
    if (index >= 0) element.scrollTop = index * rowHeight + anchor.within;
  }, [keys, rowHeight]);

  /** `clear`: of what may stand over the end of the list, too. What is pointed at does not move. */
  const show = (index: number, clear = false) => {
    const element = box.current;
    if (!element) return;
    const top = index * rowHeight;
    const height = element.clientHeight - (clear ? parseFloat(getComputedStyle(element).paddingBottom) || 0 : 0);
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + height && height > 0) element.scrollTop = top + rowHeight - height;
  };

  const activeIndex = active === null ? -1 : keys.indexOf(active);
  const shown = useRef<string | null>(null);
  // Brings a newly opened row into view; arrivals that move it leave the scroll position alone.
  useLayoutEffect(() => {
    if (active !== shown.current && activeIndex >= 0) {
      shown.current = active;
      show(activeIndex);
    }
  });

  const focusRow = (index: number, unlessTaken = false) => {
    const key = keys[index];
    if (key === undefined) return;
    show(index, true);
    // By its key: a row above it may have gone by then.
    requestAnimationFrame(() => {
      // What was opened instead may have taken it by then.
      if (unlessTaken && !focusIsNowhere()) return;
      takeFocus(box.current?.querySelector(`[data-key=${JSON.stringify(key)}]`)?.querySelector<HTMLElement>("a, button"));
    });
  };
  useImperativeHandle(ref, () => ({ focusRow(index) { focusRow(index); } }));

  const wasOpen = useRef<{ key: string; index: number } | null>(null);
  // The focus is the browser's: what had it went away with the page.
  useEffect(() => {
    const before = wasOpen.current;
    wasOpen.current = open === null ? null : { key: open, index: Math.max(0, keys.indexOf(open)) };
    if (before === null || open !== null || document.activeElement !== document.body) return;
    const index = keys.indexOf(before.key);
    focusRow(index >= 0 ? index : Math.min(before.index, keys.length - 1), true);
  });

  const first = Math.max(0, Math.floor(view.top / rowHeight) - SPARE);
  const last = Math.min(keys.length, Math.ceil((view.top + view.height) / rowHeight) + SPARE);
  const nearEnd = last >= keys.length - SPARE;
  // Asks for more rows; what is loaded lives with the caller.
  useEffect(() => {
    if (nearEnd) onNearEnd?.();
  }, [nearEnd, keys.length, onNearEnd]);

  return (
    <div ref={box} className={classes(css.box, className)} onScroll={read}>
      <ul aria-label={label} className={css.rows} style={{ height: keys.length * rowHeight }}>
        {keys.slice(first, last).map((key, offset) => {
          const index = first + offset;
          return (
            <li
              key={key}
              data-row={index}
              data-key={key}
              onFocus={() => { onFocusRow?.(key); }}
              onPointerEnter={() => { onPointRow?.(key); }}
              aria-setsize={total ?? keys.length}
              aria-posinset={index + 1}
              className={css.row}
              style={{ height: rowHeight, transform: `translateY(${index * rowHeight}px)` }}
            >
              {render(key, index)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
