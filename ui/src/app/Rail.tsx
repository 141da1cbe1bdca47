import { Command, Inbox, Keyboard, ListChecks, RadioTower, Search, Send, Settings, UsersRound } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api/queries";
import { Tip } from "../components/Tip";
import { badge } from "../lib/numbers";
import { go } from "../lib/location";
import { CONTACTS, EMPTY_SEARCH, HOME, toHash, type Route } from "../lib/routes";
import type { ActionId } from "../state/actionTable";
import { useKeyLabel } from "../state/keymap";
import { words } from "./words";
import css from "./Rail.module.css";

/** The areas of Ringbook at the left edge. Each remembers nothing: the address does. */
export function Rail({ route, unread, problems, onPalette, onShortcuts }: { route: Route; unread: number; problems: number; onPalette: () => void; onShortcuts: () => void }) {
  return (
    <nav className={css.rail} aria-label={words.main}>
      <Place to={HOME} label={unread > 0 ? `${words.inbox}, ${words.unread(unread)}` : words.inbox} tip={words.inbox} action="go.inbox" current={route.screen === "inbox"} icon={<Inbox size={20} strokeWidth={1.75} />} mark={unread > 0 ? <span className={css.badge}>{badge(unread)}</span> : null} />
      <Place to={EMPTY_SEARCH} label={words.search} tip={words.search} action="go.search" current={route.screen === "search"} icon={<Search size={20} strokeWidth={1.75} />} />
      <Place to={CONTACTS} label={words.contacts} tip={words.contacts} action="go.contacts" current={route.screen === "contacts"} icon={<UsersRound size={20} strokeWidth={1.75} />} />
      <OutboxPlace current={route.screen === "outbox"} />
      <Place to={{ screen: "connection", onlyDead: false, delivery: null }} label={problems > 0 ? `${words.connection}, ${words.problems(problems)}` : words.connection} tip={words.connection} action="go.connection" current={route.screen === "connection"} icon={<RadioTower size={20} strokeWidth={1.75} />} mark={problems > 0 ? <span className={css.problem}>!</span> : null} />
      <Place to={{ screen: "ledger" }} label={words.ledger} tip={words.ledger} action="go.ledger" current={route.screen === "ledger"} icon={<ListChecks size={20} strokeWidth={1.75} />} />
      <Place to={{ screen: "settings" }} label={words.settings} tip={words.settings} action="go.settings" current={route.screen === "settings"} icon={<Settings size={20} strokeWidth={1.75} />} />
      <span className={css.rest} />
      <Tip label={words.palette} keys={useKeyLabel("app.palette")} side="right"><button type="button" className={css.place} aria-label={words.palette} onClick={onPalette}><Command size={18} strokeWidth={1.75} /></button></Tip>
      <Tip label={words.shortcuts} keys={useKeyLabel("app.shortcuts")} side="right"><button type="button" className={css.place} aria-label={words.shortcuts} onClick={onShortcuts}><Keyboard size={18} strokeWidth={1.75} /></button></Tip>
    </nav>
  );
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
