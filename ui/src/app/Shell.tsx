import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FlaskConical, ListTodo, MessagesSquare, TextSearch, UsersRound, WifiOff, Phone } from "lucide-react";
import { lazy, memo, Suspense, useEffect, useId, useRef, useState, type CSSProperties } from "react";
import { feedState, followChanges, onArrival } from "../api/changes";
import { host, session } from "../api/client";
import { ask } from "../api/queries";
import { Button } from "../components/Button";
import { Dialog } from "../components/Dialog";
import { EmptyState } from "../components/Notice";
import { Separator } from "../components/Separator";
import { go, useRoute } from "../lib/location";
import { CONNECTION, CONTACTS, EMPTY_SEARCH, FOLLOW_UPS, HOME, toHash, withOpen, type Open, type PanesRoute, type Route, type Tab, CALLS, INSIGHTS } from "../lib/routes";
import { usePicked, useStore } from "../lib/store";
import { InboxPane } from "../features/inbox/InboxPane";
import { SearchPane } from "../features/search/SearchPane";
import { ThreadPane } from "../features/thread/ThreadPane";
import { failureSentence } from "../parts/Failure";
import { lookAround } from "../parts/lookAround";
import { endOfToday } from "../parts/followups/due";
import { signOut } from "../parts/signOut";
import { readAheadOfAddress } from "../parts/timelineAhead";
import { opened } from "../parts/words";
import { useActions } from "../state/actions";
import { announce } from "../state/announcer";
import { appearance, setAppearance, setWorkspaceTheme } from "../state/appearance";
import { useBeside } from "../state/beside";
import { setServerTime, useNow } from "../state/clock";
import { followUpDraft, startFollowUp } from "../state/followUps";
import { useKeyLabel } from "../state/keymap";
import { canChoose, contactDrawer, contactShown, PANES, paneWidths, setPaneWidth, useNarrow, type Pane } from "../state/layout";
import { newMessage } from "../state/newMessage";
import { setRate } from "../state/player";
import { tellProblem, undoNewest } from "../state/toasts";
import { snoozing } from "../state/snoozing";
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
  const visiting = useStore(session)?.visiting ?? false;
  const [over, setOver] = useState<"palette" | "shortcuts" | null>(null);

  // The feed is opened before the first answer is used, so nothing falls between.
  useEffect(() => followChanges(client), [client]);
  useEffect(() => readAheadOfAddress(client), [client]);
  useEffect(() => onArrival((arrival) => { announce(words.arrived(arrival.title, arrival.text)); }), []);
  // A key that leads to another screen leaves the focus nowhere: what has come is said.
  const { screen } = route;
  const saidScreen = useRef(screen);
  useEffect(() => {
    if (saidScreen.current === screen) return;
    saidScreen.current = screen;
    if (screen !== "link") announce(opened(words.screens[screen]));
  }, [screen]);
  // Times are drawn anew, all over, in the zone that is chosen.
  usePicked(appearance, (now) => now.zone);

  const tab = (to: Tab) => { go({ screen: "inbox", tab: to, lineId: null, open: null }); };
  useActions([
    { id: "go.inbox", run: () => { go(HOME); } },
    { id: "go.search", run: () => { openSearch(route); } },
    { id: "go.contacts", run: () => { go(CONTACTS); } },
    // Where a conversation is open, letters are the conversation's.
    { id: "go.newContact", keyless: route.screen !== "contacts" || route.open?.kind === "thread", run: () => { go(withOpen(route.screen === "contacts" ? route : CONTACTS, { kind: "newContact" })); } },
    { id: "go.duplicates", run: () => { go(withOpen(CONTACTS, { kind: "duplicates" })); } },
    { id: "contacts.import", run: () => { go(withOpen(CONTACTS, { kind: "import" })); } },
    { id: "contacts.tags", run: () => { go(withOpen(CONTACTS, { kind: "tags" })); } },
    { id: "go.connection", run: () => { go(CONNECTION); } },
    ...(demo ? [] : [{ id: "go.connect" as const, run: () => { go({ screen: "connect" }); } }]),
    { id: "go.ledger", run: () => { go({ screen: "ledger" }); } },
    { id: "go.settings", run: () => { go({ screen: "settings" }); } },
    { id: "go.followUps", run: () => { go(FOLLOW_UPS); } },
    { id: "go.followUpsByPerson", run: () => { go({ ...FOLLOW_UPS, view: "people" }); } },
    { id: "go.followUpsDone", run: () => { go({ ...FOLLOW_UPS, view: "done" }); } },
    { id: "followUp.make", run: () => { startFollowUp(); } },
    { id: "go.outbox", run: () => { go({ screen: "outbox", tab: null }); } },
    // Among contacts the letter makes a contact.
    { id: "text.new", keyless: route.screen === "contacts" && route.open?.kind !== "thread", run: () => { newMessage.set({ to: null, text: null }); } },
    { id: "go.waiting", run: () => { tab("waiting"); } },
    { id: "go.unread", run: () => { tab("unread"); } },
    { id: "go.open", run: () => { tab("open"); } },
    { id: "go.done", run: () => { tab("done"); } },
    { id: "go.all", run: () => { tab("all"); } },
    { id: "go.snoozed", run: () => { tab("snoozed"); } },
    { id: "go.calls", run: () => { go(CALLS); } },
    { id: "go.missedCalls", run: () => { go({ ...CALLS, filter: "missed" }); } },
    { id: "go.insights", run: () => { go(INSIGHTS); } },
    { id: "app.palette", run: () => { setOver((now) => (now === "palette" ? null : "palette")); } },
    { id: "app.shortcuts", run: () => { setOver("shortcuts"); } },
    { id: "app.keys", run: () => { go({ screen: "settings", section: "keys" }); } },
    { id: "app.undo", run: () => { undoNewest(); } },
    ...(visiting ? [{ id: "app.leaveSample", title: words.leaveSample, section: "Ringbook" as const, keys: [], run: leaveSample }] : []),
    ...(host().can.signOut ? [{ id: "app.signOut" as const, run: signOut }] : []),
    { id: "look.light", run: () => { setAppearance({ theme: "light" }); } },
    { id: "look.dark", run: () => { setAppearance({ theme: "dark" }); } },
    { id: "look.system", run: () => { setAppearance({ theme: "system" }); } },
    {
      id: "look.contrast",
      run: () => {
        const contrast = appearance.get().contrast === "more" ? "system" : "more";
        setAppearance({ contrast });
        announce(contrast === "more" ? words.contrastOn : words.contrastOff);
      },
    },
    { id: "look.density", run: () => { setAppearance({ density: appearance.get().density === "compact" ? "comfortable" : "compact" }); } },
    { id: "look.panes", run: () => { for (const pane of Object.keys(PANES) as Pane[]) setPaneWidth(pane, null); } },
  ]);

  return (
    <div className={css.app}>
      {demo ? <div className={css.strip} role="note"><FlaskConical size={14} aria-hidden="true" />{words.sample}{visiting ? <Button size="s" onClick={leaveSample}>{words.leaveSample}</Button> : null}</div> : null}
      <Standing />
      <HealthBanner route={route} />
      <HistoryLine route={route} />
      <div className={css.panes}>
        <CountedRail screen={screen} query={route.screen === "search" ? route.query : null} newest={route.screen === "search" && route.newest} onOver={setOver} />
        <Boundary reset={route.screen}><Suspense fallback={<main className={css.main} aria-label={words.loadingScreen} />}><Screen route={route} /></Suspense></Boundary>
      </div>
      <Snooze />
      <MakeFollowUp />
      <Palette open={over === "palette"} onClose={() => { setOver(null); }} />
      <Writing />
      <Shortcuts open={over === "shortcuts"} onClose={() => { setOver(null); }} />
    </div>
  );
}

/**
 * What the core says of itself: title, theme, clock, and the strips over everything. Apart from the frame, which is not
 * drawn anew for each answer.
 */
function Standing() {
  const status = useQuery(ask("status", {}));
  const settings = useQuery(ask("settings", {}));
  const feed = useStore(feedState);
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
  useEffect(() => { if (theme) setWorkspaceTheme(theme); }, [theme]);
  useEffect(() => { if (rate) setRate(rate); }, [rate]);
  useEffect(() => { if (serverTime) setServerTime(serverTime); }, [serverTime]);
  const unread = status.data?.unread ?? 0;
  const workspace = status.data?.workspace ?? "";
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${workspace ? `${workspace} – ` : ""}${words.name}`;
  }, [unread, workspace]);
  // The screens that are not the first one come along once that is drawn, so that opening them waits for nothing.
  const answered = !status.isPending;
  useEffect(() => {
    if (!answered) return undefined;
    const timer = window.setTimeout(loadScreens, 1500);
    return () => { window.clearTimeout(timer); };
  }, [answered]);
  return (
    <>
      {feed === "lost" ? <div className={css.strip} data-tone="bad" role="alert"><WifiOff size={14} aria-hidden="true" />{words.lost}</div> : null}
      {status.data?.building ? <BuildingBanner building={status.data.building} /> : null}
    </>
  );
}

/** The rail with its counts; not drawn anew for what is opened within an area. */
const CountedRail = memo(function CountedRail({ screen, query, newest, onOver }: { screen: Route["screen"]; query: string | null; newest: boolean; onOver: (over: "palette" | "shortcuts") => void }) {
  const { data } = useQuery(ask("status", {}));
  return <Rail screen={screen} query={query} newest={newest} due={useDue()} unread={data?.unread ?? 0} problems={data?.problems.length ?? 0} onPalette={() => { onOver("palette"); }} onShortcuts={() => { onOver("shortcuts"); }} />;
});

/** Back from the sample to the workspace behind it. */
function leaveSample(): void {
  lookAround(false).catch((error: unknown) => { tellProblem(failureSentence(error)); });
}

/** Asks until when, once somebody wants to snooze something. */
function Snooze() {
  const asked = useStore(snoozing);
  return asked === null ? null : <Suspense fallback={null}><SnoozeDialog asked={asked} onClose={() => { snoozing.set(null); }} /></Suspense>;
}

/** Asks to whom, once somebody wants to write to somebody. */
function Writing() {
  const asked = useStore(newMessage);
  return asked === null ? null : <Suspense fallback={null}><NewMessage asked={asked} onClose={() => { newMessage.set(null); }} /></Suspense>;
}

/** The screens that nobody sees first, each in a file of its own. */
const screens = {
  call: () => import("../features/call/CallPage"),
  snooze: () => import("../features/inbox/SnoozeDialog"),
  contact: () => import("../features/contacts/ContactPane"),
  overThread: () => import("../features/thread/dialogs"),
  contacts: () => import("../features/contacts/screens"),
  import: () => import("../features/import/ImportPage"),
  connect: () => import("../features/connection/ConnectScreen"),
  connection: () => import("../features/connection/ConnectionScreen"),
  ledger: () => import("../features/ledger/LedgerScreen"),
  settings: () => import("../features/settings/SettingsScreen"),
  followUps: () => import("../features/followups/screens"),
  links: () => import("../features/links/LinkScreen"),
  calls: () => import("../features/calls/CallsPane"),
  insights: () => import("../features/insights/InsightsScreen"),
  outbox: () => import("../features/outbox/OutboxScreen"),
  newMessage: () => import("../features/compose/NewMessage"),
};
const CallPage = lazy(async () => ({ default: (await screens.call()).CallPage }));
const SnoozeDialog = lazy(async () => ({ default: (await screens.snooze()).SnoozeDialog }));
const FollowUpsPane = lazy(async () => ({ default: (await screens.followUps()).FollowUpsPane }));
const FollowUpDialog = lazy(async () => ({ default: (await screens.followUps()).FollowUpDialog }));
const LinkScreen = lazy(async () => ({ default: (await screens.links()).LinkScreen }));
const CallsPane = lazy(async () => ({ default: (await screens.calls()).CallsPane }));
const InsightsScreen = lazy(async () => ({ default: (await screens.insights()).InsightsScreen }));
const ContactPane = lazy(async () => ({ default: (await screens.contact()).ContactPane }));
const ContactPage = lazy(async () => ({ default: (await screens.contacts()).ContactPage }));
const ContactsPane = lazy(async () => ({ default: (await screens.contacts()).ContactsPane }));
const DuplicatesPage = lazy(async () => ({ default: (await screens.contacts()).DuplicatesPage }));
const ImportPage = lazy(async () => ({ default: (await screens.import()).ImportPage }));
const TagsPage = lazy(async () => ({ default: (await screens.contacts()).TagsPage }));
const NewContact = lazy(async () => ({ default: (await screens.contacts()).NewContact }));
const ConnectScreen = lazy(async () => ({ default: (await screens.connect()).ConnectScreen }));
const ConnectionScreen = lazy(async () => ({ default: (await screens.connection()).ConnectionScreen }));
const LedgerScreen = lazy(async () => ({ default: (await screens.ledger()).LedgerScreen }));
const OutboxScreen = lazy(async () => ({ default: (await screens.outbox()).OutboxScreen }));
const NewMessage = lazy(async () => ({ default: (await screens.newMessage()).NewMessage }));
const SettingsScreen = lazy(async () => ({ default: (await screens.settings()).SettingsScreen }));

function loadScreens(): void {
  for (const screen of Object.values(screens)) {
    // Not reached now, it is asked for again when it is opened.
    screen().catch(() => undefined);
  }
}

/** Follow-ups that are overdue or due today. */
function useDue(): number {
  const dayEnds = endOfToday(useNow());
  const { data } = useQuery({ ...ask("follow_up_counts", { dayEnds }), placeholderData: (previous) => previous });
  return data ? data.overdue + data.today : 0;
}

/** The dialog that makes and changes follow-ups comes along when it is first opened. */
function MakeFollowUp() {
  const open = useStore(followUpDraft) !== null;
  const [wanted, setWanted] = useState(open);
  if (open && !wanted) setWanted(true);
  return wanted ? <Suspense fallback={null}><FollowUpDialog /></Suspense> : null;
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
  const inbox = useQuery({ ...ask("inbox_page", { tab: "all", lineId: null, tag: null, cursor: null, limit: 1 }), enabled: bare && unconnected });
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
    case "followUps":
    case "calls":
      return <Panes route={route} />;
    case "link":
      return <main className={css.main}><LinkScreen key={route.url} url={route.url} /></main>;
    case "insights":
      return <main className={css.main}><InsightsScreen route={route} /></main>;
    case "connect":
      return <main className={css.main}><ConnectScreen /></main>;
    case "connection":
      return <main className={css.main}><ConnectionScreen route={route} /></main>;
    case "ledger":
      return <main className={css.main}><LedgerScreen /></main>;
    case "settings":
      return <main className={css.main}><SettingsScreen section={route.section ?? null} /></main>;
    case "outbox":
      return <main className={css.main}><OutboxScreen route={route} /></main>;
  }
}

/**
 * The list stays while what is opened from it comes along, and the other way round. Drawn anew for another address, and
 * in another zone.
 */
const Panes = memo(function Panes({ route }: { route: PanesRoute }) {
  const { open } = route;
  usePicked(appearance, (now) => now.zone);
  const shown = useStore(contactShown);
  const narrow = useNarrow();
  const drawer = useStore(contactDrawer) && narrow;
  const isSearch = route.screen === "search" || route.screen === "followUps";
  const widths = useStore(paneWidths);
  const listId = useId();
  const contactId = useId();
  const listPane = isSearch ? "results" : "list";
  const conversationId = open?.kind === "thread" ? open.conversationId : null;
  const beside = useBeside(conversationId);
  // Another conversation begins without its contact over it; the store is outside React.
  useEffect(() => { contactDrawer.set(false); }, [conversationId]);
  return (
    <>
      <div id={listId} className={css.list} data-behind={open !== null || undefined} style={widthOf(widths[listPane])}>
        <Boundary reset={route.screen}><Suspense fallback={null}><List route={route} /></Suspense></Boundary>
      </div>
      <div className={css.edge} data-edge="list">
        <Separator label={isSearch ? words.resultsWidth : words.listWidth} controls={listId} side="right" width={widths[listPane]} {...bounds(listPane)} onMove={(width) => { setPaneWidth(listPane, width); }} onReset={() => { setPaneWidth(listPane, null); }} />
      </div>
      <main className={css.main} data-empty={open === null || undefined}>
        <Boundary reset={toHash(route)}>{open === null ? <Nothing screen={route.screen} /> : <Suspense fallback={null}><Opened open={open} /></Suspense>}</Boundary>
      </main>
      {conversationId === null ? null : (
        <>
          {shown && !narrow ? (
            <div className={css.edge} data-edge="contact">
              <Separator label={words.contactWidth} controls={contactId} side="left" width={widths.contact} {...bounds("contact")} onMove={(width) => { setPaneWidth("contact", width); }} onReset={() => { setPaneWidth("contact", null); }} />
            </div>
          ) : null}
          {shown && !narrow ? (
            <div id={contactId} className={css.contact} style={widthOf(widths.contact)}>
              {beside === null ? null : <Boundary reset={beside}><Suspense fallback={null}><ContactPane conversationId={beside} /></Suspense></Boundary>}
            </div>
          ) : null}
          <Dialog open={drawer} onClose={() => { contactDrawer.set(false); }} title={words.contact} closeLabel={words.closeContact} place="side" keysOf="conversation.contact">
            <Boundary reset={conversationId}><Suspense fallback={null}><ContactPane conversationId={conversationId} /></Suspense></Boundary>
          </Dialog>
        </>
      )}
    </>
  );
});

/** The chosen width is told to the style sheet, which knows how much the window leaves. */
function widthOf(width: number): CSSProperties {
  return { "--pane-width": `${width}px` } as CSSProperties;
}

function bounds(pane: Pane): { least: number; most: number } {
  const { least, most } = PANES[pane];
  return { least, most };
}

function List({ route }: { route: PanesRoute }) {
  switch (route.screen) {
    case "inbox":
      return <InboxPane route={route} />;
    case "search":
      return <SearchPane route={route} active />;
    case "contacts":
      return <ContactsPane route={route} />;
    case "followUps":
      return <FollowUpsPane route={route} />;
    case "calls":
      return <CallsPane route={route} />;
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
      return <NewContact key={open.phone ?? ""} phone={open.phone ?? null} />;
    case "duplicates":
      return <DuplicatesPage />;
    case "import":
      return <ImportPage />;
    case "tags":
      return <TagsPage />;
  }
}

/** What can be chosen from the list, as long as anything can be. */
function Nothing({ screen }: { screen: PanesRoute["screen"] }) {
  const any = useStore(canChoose);
  const none = words.noKey;
  const keys = [useKeyLabel("list.next") ?? none, useKeyLabel("list.previous") ?? none, useKeyLabel("list.open") ?? none, useKeyLabel("app.shortcuts") ?? none] as const;
  const createKey = useKeyLabel("go.newContact");
  const playKey = useKeyLabel("call.play") ?? none;
  if (!any) return null;
  switch (screen) {
    case "inbox":
      return <EmptyState icon={<MessagesSquare size={28} strokeWidth={1.5} />} title={words.pick}>{words.pickBody(...keys)}</EmptyState>;
    case "search":
      return <EmptyState icon={<TextSearch size={28} strokeWidth={1.5} />} title={words.pickHit}>{words.pickHitBody}</EmptyState>;
    case "calls":
      return <EmptyState icon={<Phone size={28} strokeWidth={1.5} />} title={words.pickCall}>{words.pickCallBody(playKey)}</EmptyState>;
    case "contacts":
      return <EmptyState icon={<UsersRound size={28} strokeWidth={1.5} />} title={words.pickContact}>{words.pickContactBody(createKey)}</EmptyState>;
    case "followUps":
      return <EmptyState icon={<ListTodo size={28} strokeWidth={1.5} />} title={words.pickFollowUp}>{words.pickFollowUpBody}</EmptyState>;
  }
}
