import { Command, Inbox, Keyboard, ListChecks, ListTodo, RadioTower, Search, Settings, UsersRound, ChartNoAxesColumn, Phone, Send } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api/queries";
import { Tip } from "../components/Tip";
import { badge, count } from "../lib/numbers";
import { go } from "../lib/location";
import { CONTACTS, EMPTY_SEARCH, FOLLOW_UPS, HOME, toHash, type Route, CALLS, INSIGHTS } from "../lib/routes";
import { useFreshCounts, useSavedSearches } from "../parts/savedSearches";
import type { ActionId } from "../state/actionTable";
import { useKeyLabel } from "../state/keymap";
import { words } from "./words";
import css from "./Rail.module.css";

/** The areas of Ringbook at the left edge. Each remembers nothing: the address does. */
export function Rail({ screen, query, newest, due, unread, problems, onPalette, onShortcuts }: {
  screen: Route["screen"];
  /** What is searched for, on that screen. */
  query: string | null;
  newest: boolean;
  due: number;
  unread: number;
  problems: number;
  onPalette: () => void;
  onShortcuts: () => void;
}) {
  return (
    <nav className={css.rail} aria-label={words.main}>
      <Place to={HOME} label={unread > 0 ? `${words.inbox}, ${words.unread(unread)}` : words.inbox} tip={words.inbox} action="go.inbox" current={screen === "inbox"} icon={<Inbox size={20} strokeWidth={1.75} />} mark={unread > 0 ? <span className={css.badge}>{badge(unread)}</span> : null} />
      <Place to={EMPTY_SEARCH} label={words.search} tip={words.search} action="go.search" current={screen === "search"} icon={<Search size={20} strokeWidth={1.75} />} />
      <Saved query={query} newest={newest} />
      <Place to={CONTACTS} label={words.contacts} tip={words.contacts} action="go.contacts" current={screen === "contacts"} icon={<UsersRound size={20} strokeWidth={1.75} />} />
      <Place to={FOLLOW_UPS} label={due > 0 ? `${words.followUps}, ${words.due(due)}` : words.followUps} tip={words.followUps} action="go.followUps" current={screen === "followUps"} icon={<ListTodo size={20} strokeWidth={1.75} />} mark={due > 0 ? <span className={css.badge}>{badge(due)}</span> : null} />
      <Place to={CALLS} label={words.calls} tip={words.calls} action="go.calls" current={screen === "calls"} icon={<Phone size={20} strokeWidth={1.75} />} />
      <Place to={INSIGHTS} label={words.insights} tip={words.insights} action="go.insights" current={screen === "insights"} icon={<ChartNoAxesColumn size={20} strokeWidth={1.75} />} />
      <OutboxPlace current={screen === "outbox"} />
      <Place to={{ screen: "connection", onlyDead: false, delivery: null }} label={problems > 0 ? `${words.connection}, ${words.problems(problems)}` : words.connection} tip={words.connection} action="go.connection" current={screen === "connection"} icon={<RadioTower size={20} strokeWidth={1.75} />} mark={problems > 0 ? <span className={css.problem}>!</span> : null} />
      <Place to={{ screen: "ledger" }} label={words.ledger} tip={words.ledger} action="go.ledger" current={screen === "ledger"} icon={<ListChecks size={20} strokeWidth={1.75} />} />
      <Place to={{ screen: "settings" }} label={words.settings} tip={words.settings} action="go.settings" current={screen === "settings"} icon={<Settings size={20} strokeWidth={1.75} />} />
      <span className={css.rest} />
      <Tip label={words.palette} keys={useKeyLabel("app.palette")} side="right"><button type="button" className={css.place} aria-label={words.palette} onClick={onPalette}><Command size={18} strokeWidth={1.75} /></button></Tip>
      <Tip label={words.shortcuts} keys={useKeyLabel("app.shortcuts")} side="right"><button type="button" className={css.place} aria-label={words.shortcuts} onClick={onShortcuts}><Keyboard size={18} strokeWidth={1.75} /></button></Tip>
    </nav>
  );
}

const MOST_SAVED = 5;

/** The first saved searches, each by its letters, with what it finds now; all are on the search screen. */
function Saved({ query, newest }: { query: string | null; newest: boolean }) {
  useFreshCounts();
  const { searches, found } = useSavedSearches();
  if (searches.length === 0) return null;
  return (
    <ul className={css.saved} aria-label={words.savedSearches}>
      {searches.slice(0, MOST_SAVED).map((row) => {
        const target: Route = { ...EMPTY_SEARCH, query: row.query, newest: row.newest };
        const total = found.get(row.id);
        const current = query === row.query && newest === row.newest;
        const label = words.savedSearch(row.name, total === undefined ? null : count(total));
        return (
          <li key={row.id}>
            <Tip label={label} side="right">
              <a href={toHash(target)} className={css.savedPlace} aria-label={label} aria-current={current ? "page" : undefined} onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                if (!current) go(target);
              }}>
                <span className={css.savedLetters}>{[...row.name.trim()].slice(0, 2).join("")}</span>
                {total === undefined ? null : <span className={css.savedCount}>{compact(total)}</span>}
              </a>
            </Tip>
          </li>
        );
      })}
    </ul>
  );
}

/** "999", "12k": a number that has room beside two letters. */
function compact(total: number): string {
  return total < 1000 ? String(total) : total < 1_000_000 ? `${Math.floor(total / 1000)}k` : `${Math.floor(total / 1_000_000)}M`;
}

/** With the number of texts that wait for the person. */
function OutboxPlace({ current }: { current: boolean }) {
  const { data } = useQuery(ask("outbox_counts", {}));
  const need = data?.needYou ?? 0;
  return <Place to={{ screen: "outbox", tab: null }} label={need > 0 ? `${words.outbox}, ${words.needYou(need)}` : words.outbox} tip={words.outbox} action="go.outbox" current={current} icon={<Send size={20} strokeWidth={1.75} />} mark={need > 0 ? <span className={css.badge}>{badge(need)}</span> : null} />;
}

function Place({ to, label, tip, action, current, icon, mark = null }: { to: Route; label: string; tip: string; action: ActionId; current: boolean; icon: ReactNode; mark?: ReactNode }) {
  return (
    <Tip label={tip} keys={useKeyLabel(action)} side="right">
      <a
        href={toHash(to)}
        className={css.place}
        aria-label={label}
        aria-current={current ? "page" : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          // The area that is open already keeps what is open in it.
          if (!current) go(to);
        }}
      >
        {icon}
        {mark}
      </a>
    </Tip>
  );
}
