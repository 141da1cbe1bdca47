import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FlaskConical, MessagesSquare, TextSearch, UsersRound, WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { feedState, followChanges, onArrival } from "../api/changes";
import { host, session } from "../api/client";
import { ask } from "../api/queries";
import { EmptyState } from "../components/Notice";
import { go, useRoute } from "../lib/location";
import { CONNECTION, CONTACTS, EMPTY_SEARCH, HOME, toHash, withOpen, type Open, type PanesRoute, type Route } from "../lib/routes";
import { useStore } from "../lib/store";
import { CallPage } from "../features/call/CallPage";
import { ConnectScreen } from "../features/connection/ConnectScreen";
import { ConnectionScreen } from "../features/connection/ConnectionScreen";
import { ContactPage } from "../features/contacts/ContactPage";
import { ContactPane } from "../features/contacts/ContactPane";
import { ContactsPane } from "../features/contacts/ContactsPane";
import { DuplicatesPage } from "../features/contacts/DuplicatesPage";
import { NewContact } from "../features/contacts/NewContact";
import { InboxPane } from "../features/inbox/InboxPane";
import { LedgerScreen } from "../features/ledger/LedgerScreen";
import { SearchPane } from "../features/search/SearchPane";
import { SettingsScreen } from "../features/settings/SettingsScreen";
import { ThreadPane } from "../features/thread/ThreadPane";
import { useActions } from "../state/actions";
import { announce } from "../state/announcer";
import { setServerTime } from "../state/clock";
import { contactDrawer, contactShown, toggleContact } from "../state/layout";
import { setRate } from "../state/player";
import { showTheme } from "../state/theme";
import { undoNewest } from "../state/toasts";
import { Boundary } from "./Boundary";
import { BuildingBanner } from "./BuildingBanner";
import { HealthBanner } from "./HealthBanner";
import { HistoryLine } from "./HistoryLine";
import { Palette } from "./Palette";
import { Rail } from "./Rail";
import { Shortcuts } from "./Shortcuts";
import { words } from "./words";
import css from "./Shell.module.css";

/** Everything behind the door: rail, list, main pane, contact. */
export function Shell({ demo }: { demo: boolean }) {
  const route = useRoute();
  const client = useQueryClient();
  const status = useQuery(ask("status", {}));
  const settings = useQuery(ask("settings", {}));
  const feed = useStore(feedState);
  const [over, setOver] = useState<"palette" | "shortcuts" | null>(null);

  // The feed is opened before the first answer is used, so nothing falls between.
  useEffect(() => followChanges(client), [client]);
  useEffect(() => onArrival((arrival) => { announce(words.arrived(arrival.title, arrival.text)); }), []);
  // A feed that stays broken may mean that the session has ended.
  useEffect(() => {
    if (feed !== "lost") return undefined;
    const timer = window.setTimeout(() => {
      host().session().then((who) => { session.set(who); }, () => undefined);
    }, 1500);
    return () => { window.clearTimeout(timer); };
  }, [feed]);
  const theme = settings.data?.theme;
  const rate = settings.data?.playbackRate;
  const serverTime = status.data?.now;
  useEffect(() => { if (theme) showTheme(theme); }, [theme]);
  useEffect(() => { if (rate) setRate(rate); }, [rate]);
  useEffect(() => { if (serverTime) setServerTime(serverTime); }, [serverTime]);
  const unread = status.data?.unread ?? 0;
  const workspace = status.data?.workspace ?? "";
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${workspace ? `${workspace} – ` : ""}${words.name}`;
  }, [unread, workspace]);

  useActions([
    { id: "go.inbox", title: words.inbox, section: "Go to", keys: ["mod+1"], run: () => { go(HOME); } },
    { id: "go.search", title: words.search, section: "Go to", keys: ["mod+f", "/"], run: () => { openSearch(route); } },
    { id: "go.contacts", title: words.contacts, section: "Go to", keys: ["mod+4"], run: () => { go(CONTACTS); } },
    { id: "go.newContact", title: words.newContact, section: "Go to", keys: route.screen === "contacts" ? ["n"] : [], run: () => { go(withOpen(route.screen === "contacts" ? route : CONTACTS, { kind: "newContact" })); } },
    { id: "go.duplicates", title: words.duplicates, section: "Go to", keys: [], run: () => { go(withOpen(CONTACTS, { kind: "duplicates" })); } },
    { id: "go.connection", title: words.connection, section: "Go to", keys: ["mod+2"], run: () => { go(CONNECTION); } },
    ...(demo ? [] : [{ id: "go.connect", title: words.connect, section: "Go to" as const, keys: [], run: () => { go({ screen: "connect" }); } }]),
    { id: "go.ledger", title: words.ledger, section: "Go to", keys: ["mod+3"], run: () => { go({ screen: "ledger" }); } },
    { id: "go.settings", title: words.settings, section: "Go to", keys: ["mod+,"], run: () => { go({ screen: "settings" }); } },
    { id: "app.palette", title: words.palette, section: "Ringbook", keys: ["mod+k"], hidden: true, run: () => { setOver((now) => (now === "palette" ? null : "palette")); } },
    { id: "app.shortcuts", title: words.shortcuts, section: "Ringbook", keys: ["?"], run: () => { setOver("shortcuts"); } },
    { id: "app.undo", title: "Undo", section: "Ringbook", keys: ["z"], hidden: true, run: () => { undoNewest(); } },
  ]);

  return (
    <div className={css.app}>
      {demo ? <div className={css.strip} role="note"><FlaskConical size={14} aria-hidden="true" />{words.sample}</div> : null}
      {feed === "lost" ? <div className={css.strip} data-tone="bad" role="alert"><WifiOff size={14} aria-hidden="true" />{words.lost}</div> : null}
      {status.data?.building ? <BuildingBanner building={status.data.building} /> : null}
      <HealthBanner route={route} />
      <HistoryLine route={route} />
      <div className={css.panes}>
        <Rail route={route} unread={unread} problems={status.data?.problems.length ?? 0} onPalette={() => { setOver("palette"); }} onShortcuts={() => { setOver("shortcuts"); }} />
        <Boundary reset={route.screen}><Screen route={route} /></Boundary>
      </div>
      <Palette open={over === "palette"} onClose={() => { setOver(null); }} />
      <Shortcuts open={over === "shortcuts"} onClose={() => { setOver(null); }} />
    </div>
  );
}

/** Opens the search, or goes back to its field if it is open. */
function openSearch(route: Route): void {
  if (route.screen !== "search") {
    go(EMPTY_SEARCH);
    return;
  }
  const field = document.querySelector<HTMLInputElement>("[role=combobox]");
  field?.focus();
  field?.select();
}

/** Whether there is nothing to show and nobody has said whose phone this is. The Inbox does not wait for the answer. */
function useFirstRun(route: Route): boolean {
  const demo = useStore(session)?.demo ?? true;
  const bare = route.screen === "inbox" && route.open === null && !demo;
  const account = useQuery({ ...ask("account", {}), enabled: bare });
  const unconnected = account.data !== undefined && account.data.state !== "connected" && !account.data.keyFromEnvironment;
  const inbox = useQuery({ ...ask("inbox_page", { tab: "all", lineId: null, cursor: null, limit: 1 }), enabled: bare && unconnected });
  return bare && unconnected && inbox.data?.counts.all === 0;
}

function Screen({ route }: { route: Route }) {
  const first = useFirstRun(route);
  switch (route.screen) {
    case "inbox":
      if (first) return <main className={css.main}><ConnectScreen welcome /></main>;
      return <Panes route={route} />;
    case "search":
    case "contacts":
      return <Panes route={route} />;
    case "connect":
      return <main className={css.main}><ConnectScreen /></main>;
    case "connection":
      return <main className={css.main}><ConnectionScreen route={route} /></main>;
    case "ledger":
      return <main className={css.main}><LedgerScreen /></main>;
    case "settings":
      return <main className={css.main}><SettingsScreen /></main>;
  }
}

function Panes({ route }: { route: PanesRoute }) {
  const { open } = route;
  const shown = useStore(contactShown);
  const drawer = useStore(contactDrawer);
  const conversationId = open?.kind === "thread" ? open.conversationId : null;
  return (
    <>
      <div className={css.list} data-behind={open !== null || undefined} data-wide={route.screen === "search" || undefined}>
        <Boundary reset={route.screen}><List route={route} /></Boundary>
      </div>
      <main className={css.main} data-empty={open === null || undefined}>
        <Boundary reset={toHash(route)}>{open === null ? <Nothing screen={route.screen} /> : <Opened open={open} />}</Boundary>
      </main>
      {conversationId === null ? null : (
        <>
          {drawer ? <button type="button" className={css.curtain} tabIndex={-1} aria-hidden="true" onClick={() => { contactDrawer.set(false); }} /> : null}
          {shown || drawer ? (
            <div className={css.contact} data-drawer={drawer || undefined} data-shown={shown || undefined}>
              <Boundary reset={conversationId}><ContactPane conversationId={conversationId} onClose={toggleContact} /></Boundary>
            </div>
          ) : null}
        </>
      )}
    </>
  );
}

function List({ route }: { route: PanesRoute }) {
  switch (route.screen) {
    case "inbox":
      return <InboxPane route={route} />;
    case "search":
      return <SearchPane route={route} active />;
    case "contacts":
      return <ContactsPane route={route} />;
  }
}

function Opened({ open }: { open: Open }) {
  switch (open.kind) {
    case "thread":
      return <ThreadPane key={open.conversationId} conversationId={open.conversationId} itemId={open.itemId} />;
    case "call":
      return <CallPage key={open.callId} callId={open.callId} startMs={open.startMs} />;
    case "contact":
      return <ContactPage key={open.contactId} contactId={open.contactId} edit={open.edit === true} />;
    case "newContact":
      return <NewContact />;
    case "duplicates":
      return <DuplicatesPage />;
  }
}

function Nothing({ screen }: { screen: PanesRoute["screen"] }) {
  switch (screen) {
    case "inbox":
      return <EmptyState icon={<MessagesSquare size={28} strokeWidth={1.5} />} title={words.pick}>{words.pickBody}</EmptyState>;
    case "search":
      return <EmptyState icon={<TextSearch size={28} strokeWidth={1.5} />} title={words.pickHit}>{words.pickHitBody}</EmptyState>;
    case "contacts":
      return <EmptyState icon={<UsersRound size={28} strokeWidth={1.5} />} title={words.pickContact}>{words.pickContactBody}</EmptyState>;
  }
}
