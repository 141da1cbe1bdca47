import { Ellipsis } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { count } from "../lib/numbers";
import { withoutRoom } from "./fitting";
import { Menu, MenuItem } from "./Menu";
import css from "./Tabs.module.css";

interface Tab<T extends string> {
  value: T;
  label: string;
  /** Spoken and shown on pointing, where the label had to be short. */
  name?: string;
  count: number | null;
}

/** Tabs over one list in one line, each with its exact number; those that have no room are in a menu at its end. */
export function Tabs<T extends string>({ label, value, tabs, onChoose, panelId }: {
  label: string;
  value: T;
  tabs: readonly Tab<T>[];
  onChoose: (value: T) => void;
  panelId: string;
}) {
  const bar = useRef<HTMLDivElement>(null);
  const byKey = useRef(false);
  const chosen = tabs.findIndex((tab) => tab.value === value);
  const { widths, room, more } = useWidths(bar, tabs.length);
  const hidden = withoutRoom(widths, room, more, chosen);
  // The focus follows the keys, once the chosen one is in the line.
  useEffect(() => {
    if (!byKey.current) return;
    byKey.current = false;
    bar.current?.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  }, [value]);
  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.key === "ArrowRight" ? chosen + 1 : event.key === "ArrowLeft" ? chosen - 1 : event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : null;
    if (target === null) return;
    const next = tabs[(target + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    byKey.current = true;
    onChoose(next.value);
  };
  return (
    <div className={css.bar}>
      <div ref={bar} role="tablist" aria-label={label} className={css.tabs} onKeyDown={onKeyDown}>
        {tabs.map((tab, at) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            aria-selected={tab.value === value}
            aria-controls={panelId}
            tabIndex={tab.value === value ? 0 : -1}
            className={css.tab}
            data-out={hidden.includes(at) || undefined}
            title={tab.name}
            aria-label={tab.count === null ? tab.name : `${tab.name ?? tab.label}, ${count(tab.count)}`}
            onClick={() => { onChoose(tab.value); }}
          >
            {tab.label}
            {tab.count === null ? null : <span className={css.count}>{count(tab.count)}</span>}
          </button>
        ))}
      </div>
      {hidden.length === 0 ? null : (
        <Menu trigger={<button type="button" className={css.more} aria-label={`${label}: ${hidden.map((at) => tabs[at]?.label).join(", ")}`}><Ellipsis size={16} /></button>}>
          {hidden.map((at) => {
            const tab = tabs[at];
            return tab ? (
              <MenuItem key={tab.value} onSelect={() => { onChoose(tab.value); }}>
                <span className={css.entry}>{tab.name ?? tab.label}{tab.count === null ? null : <span className={css.count}>{count(tab.count)}</span>}</span>
              </MenuItem>
            ) : null;
          })}
        </Menu>
      )}
    </div>
  );
}

const UNKNOWN = { widths: [] as readonly number[], room: 0, more: 0 };

/** How wide the tabs and their line are, which only the browser knows. Those without room are laid out, too, out of sight. */
function useWidths(bar: RefObject<HTMLElement | null>, amount: number): typeof UNKNOWN {
  const [known, setKnown] = useState(UNKNOWN);
  useEffect(() => {
    const line = bar.current?.parentElement;
    if (!bar.current || !line) return undefined;
    const tabs = [...bar.current.children] as HTMLElement[];
    const observer = new ResizeObserver(() => {
      // The button of the menu is as wide as a tab is high.
      setKnown({ widths: tabs.map((tab) => tab.offsetWidth), room: line.clientWidth, more: tabs[0]?.offsetHeight ?? 0 });
    });
    for (const element of [line, ...tabs]) observer.observe(element);
    return () => { observer.disconnect(); };
  }, [bar, amount]);
  return known;
}
