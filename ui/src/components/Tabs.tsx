import { useEffect, useRef, type KeyboardEvent } from "react";
import { count } from "../lib/numbers";
import css from "./Tabs.module.css";

/** Tabs over one list; each with its exact number. */
export function Tabs<T extends string>({ label, value, tabs, onChoose, panelId }: {
  label: string;
  value: T;
  /** `name` is spoken and shown on pointing, where the label had to be short. `quiet`: its number is shown while it is chosen, and spoken always. */
  tabs: readonly { value: T; label: string; name?: string; count: number | null; quiet?: boolean }[];
  onChoose: (value: T) => void;
  panelId: string;
}) {
  const bar = useRef<HTMLDivElement>(null);
  // The bar scrolls where its tabs have no room: the chosen one is in view.
  useEffect(() => {
    const tab = bar.current?.querySelector<HTMLElement>("[aria-selected=true]");
    if (bar.current && tab) bar.current.scrollLeft = Math.max(0, tab.offsetLeft + tab.offsetWidth - bar.current.offsetLeft - bar.current.clientWidth);
  }, [value]);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.value === value);
    const target = event.key === "ArrowRight" ? at + 1 : event.key === "ArrowLeft" ? at - 1 : event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : null;
    if (target === null) return;
    const next = tabs[(target + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChoose(next.value);
    bar.current?.querySelectorAll("button")[(target + tabs.length) % tabs.length]?.focus();
  };
  return (
    <div ref={bar} role="tablist" aria-label={label} className={css.tabs} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          aria-selected={tab.value === value}
          aria-controls={panelId}
          tabIndex={tab.value === value ? 0 : -1}
          className={css.tab}
          title={tab.name}
          aria-label={tab.count === null ? tab.name : `${tab.name ?? tab.label}, ${count(tab.count)}`}
          onClick={() => { onChoose(tab.value); }}
        >
          {tab.label}
          {tab.count === null || (tab.quiet === true && tab.value !== value) ? null : <span className={css.count}>{count(tab.count)}</span>}
        </button>
      ))}
    </div>
  );
}
