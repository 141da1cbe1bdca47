import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, ChevronDown, Inbox, MailOpen, MessagesSquare, TimerReset, AlarmClock, Tag } from "lucide-react";
import { useEffect, useEffectEvent, useId, useMemo, useRef, useState, type ReactNode } from "react";
import { call, type CallError } from "../../api/client";
import { ask } from "../../api/queries";
import type { ConversationRow, InboxPage } from "../../api/schema.gen";
import { EmptyState, SkeletonRows } from "../../components/Notice";
import { Menu, MenuChoice } from "../../components/Menu";
import { RowList, type RowListHandle } from "../../components/RowList";
import { Tabs } from "../../components/Tabs";
import { go } from "../../lib/location";
import { noteMoment } from "../../lib/moments";
import { count } from "../../lib/numbers";
import { TABS, type Route, type Tab } from "../../lib/routes";
import { useSteady } from "../../lib/useSteady";
import { Failure, failureSentence } from "../../parts/Failure";
import { knownTags } from "../../parts/knownTags";
import { pointAt } from "../../parts/timelineAhead";
import { useActions, type TableAction } from "../../state/actions";
import { useRowHeight } from "../../state/appearance";
import { useKeyLabel } from "../../state/keymap";
import { useCanChoose } from "../../state/layout";
import { tell, tellProblem } from "../../state/toasts";
import { InboxRow } from "./InboxRow";
import { keepOpenRow, type KeptRow } from "./keptRow";
import { extended, NOTHING_SELECTED, stepped, stillThere, toggled, type Selection } from "./selection";
import { SelectionBar } from "./SelectionBar";
import { useSelected, type Selected } from "./useSelected";
import { words } from "./words";
import css from "./InboxPane.module.css";

/** Rows of the first page, some screenfuls that come at once, and of those after it. */
const FIRST_PAGE = 40;
const PAGE = 100;
const EVERY = "every";

type InboxRoute = Extract<Route, { screen: "inbox" }>;

const EMPTY_ICONS: Record<Tab, ReactNode> = {
  waiting: <TimerReset size={28} strokeWidth={1.5} />,
  unread: <MailOpen size={28} strokeWidth={1.5} />,
  open: <Inbox size={28} strokeWidth={1.5} />,
  snoozed: <AlarmClock size={28} strokeWidth={1.5} />,
  done: <Check size={28} strokeWidth={1.5} />,
  all: <MessagesSquare size={28} strokeWidth={1.5} />,
};

/** The list of conversations with its tabs and filters. */
export function InboxPane({ route }: { route: InboxRoute }) {
  const { tab, lineId } = route;
  const tag = route.tag ?? null;
  const pages = useInfiniteQuery<InboxPage, CallError, { pages: InboxPage[] }, readonly unknown[], string | null>({
    queryKey: ["inbox_page", { tab, lineId, tag, limit: PAGE }],
    queryFn: ({ pageParam, signal }) => call("inbox_page", { tab, lineId, tag, cursor: pageParam, limit: pageParam === null ? FIRST_PAGE : PAGE }, signal),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const panelId = useId();
  const first = pages.data?.pages[0];
  const lines = first?.lines ?? [];
  const { data: known } = useQuery({ ...knownTags(), enabled: first !== undefined });
  const tags = (known ?? []).map((one) => one.name);
  // A selection is of one list: another tab or filter begins without.
  const list = `${tab} ${lineId ?? ""} ${tag ?? ""}`;
  const [chosen, setChosen] = useState({ list, selection: NOTHING_SELECTED });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  const complete = !pages.hasNextPage && !pages.isPlaceholderData;
  const ofList = chosen.list === list ? chosen.selection : NOTHING_SELECTED;
  const selection = complete ? stillThere(ofList, (id) => rows.some((row) => row.id === id)) : ofList;
  const select = (next: Selection) => { setChosen({ list, selection: next }); };
  const selected = useSelected(selection, rows, () => { select(NOTHING_SELECTED); });
  const lineName = lines.find((line) => line.id === lineId)?.name ?? words.allLines;

  return (
    <section className={css.pane} aria-label={words.list}>
      {selection.ids.size > 0 ? <SelectionBar selected={selected} onClear={() => { select(NOTHING_SELECTED); }} /> : (
        <header className={css.head}>
          <h1 className={css.title}>{words.tab[tab].full}</h1>
          <div className={css.filters}>
            {tags.length > 0 || tag !== null ? (
              <Menu trigger={<button type="button" className={css.filter} data-on={tag !== null || undefined} aria-label={`${words.tag}: ${tag ?? words.allTags}`}><Tag size={14} />{tag === null ? null : <span className={css.filterName}>{tag}</span>}<ChevronDown size={14} /></button>}>
                <MenuChoice
                  value={tag === null ? EVERY : `tag ${tag}`}
                  choices={[{ value: EVERY, label: words.allTags }, ...[...new Set([...tags, ...(tag === null ? [] : [tag])])].map((one) => ({ value: `tag ${one}`, label: one }))]}
                  onChoose={(value) => {
                    const every: InboxRoute = { screen: "inbox", tab, lineId, open: route.open };
                    go(value === EVERY ? every : { ...every, tag: value.slice("tag ".length) });
                  }}
                />
              </Menu>
            ) : null}
            {lines.length > 1 || lineId ? (
              <Menu trigger={<button type="button" className={css.filter} aria-label={`${words.line}: ${lineName}`}><span className={css.filterName}>{lineName}</span><ChevronDown size={14} /></button>}>
                <MenuChoice
                  value={lineId ?? EVERY}
                  choices={[
                    { value: EVERY, label: words.allLines },
                    ...lines.map((line) => ({ value: line.id, label: <span className={css.lineChoice}><span>{line.name}</span><span className={css.lineNumber}>{line.number}</span></span> })),
                  ]}
                  onChoose={(value) => { go({ ...route, lineId: value === EVERY ? null : value }); }}
                />
              </Menu>
            ) : null}
          </div>
        </header>
      )}
      <div className={css.tabs}>
        <Tabs
          label={words.tabs}
          value={tab}
          panelId={panelId}
          tabs={TABS.map((one) => ({ value: one, label: words.tab[one].short, name: words.tab[one].full, count: first?.counts[one] ?? null }))}
          onChoose={(value) => { go({ ...route, tab: value }, "replace"); }}
        />
      </div>
      <div id={panelId} role="tabpanel" aria-label={words.tab[tab].full} className={css.panel}>
        {pages.data ? (
          <Rows
            key={list}
            route={route}
            rows={rows}
            total={first?.counts[tab] ?? 0}
            settled={!pages.isPlaceholderData}
            selection={selection}
            selected={selected}
            onSelect={select}
            onNearEnd={() => { if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage(); }}
            showLine={lines.length > 1 && lineId === null}
          />
        ) : pages.error ? (
          <div className={css.failure}><Failure error={pages.error} onRetry={() => { void pages.refetch(); }} /></div>
        ) : (
          <SkeletonRows rows={9} label={words.loading} />
        )}
      </div>
    </section>
  );
}

function Rows({ route, rows: loaded, total, settled, selection, selected, onSelect, onNearEnd, showLine }: {
  route: InboxRoute;
  rows: ConversationRow[];
  total: number;
  settled: boolean;
  selection: Selection;
  selected: Selected;
  onSelect: (next: Selection) => void;
  onNearEnd: () => void;
  showLine: boolean;
}) {
  const openId = route.open?.kind === "thread" ? route.open.conversationId : null;
  // A row that is open stays in the list although it has just left it (read in Unread, done in Open).
  const [kept, setKept] = useState<KeptRow | null>(null);
  const hasLeft = openId !== null && !loaded.some((row) => row.id === openId);
  const { data: openNow } = useQuery({ ...ask("conversation", { conversationId: openId ?? "" }), enabled: hasLeft });
  const next = keepOpenRow(loaded, openId, kept, hasLeft ? openNow?.row : undefined);
  if (next.kept !== kept && next.kept?.row !== kept?.row) setKept(next.kept);
  const { rows } = next;
  const client = useQueryClient();
  useCanChoose(rows.length > 0);
  useEffect(() => { noteMoment("inbox shown"); }, []);

  const [held, setHeld] = useState<{ id: string; at: number } | null>(null);
  // What is opened is what keys are about; a mark set before is not.
  const [openedId, setOpenedId] = useState(openId);
  if (openedId !== openId) {
    setOpenedId(openId);
    if (openId !== null && held !== null) setHeld(null);
  }
  const list = useRef<RowListHandle>(null);
  const rowHeight = useRowHeight();
  const hintKeys = { done: useKeyLabel("conversation.done"), snooze: useKeyLabel("conversation.snooze") };
  const order = rows.map((row) => row.id);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const heldAt = held === null ? -1 : order.indexOf(held.id);
  // A marked row that leaves the list hands its mark to the one that takes its place: the next key goes on from there.
  if (held !== null && settled && heldAt !== held.at) {
    const at = heldAt >= 0 ? heldAt : Math.min(held.at, order.length - 1);
    const id = order[at];
    setHeld(id === undefined ? null : { id, at });
  }
  const marked = held !== null && heldAt >= 0 ? held.id : null;
  // The focus was on the row that has gone.
  const takeFocus = useEffectEvent(() => {
    if (marked !== null && document.activeElement === document.body) list.current?.focusRow(order.indexOf(marked));
  });
  useEffect(() => { takeFocus(); }, [marked]);
  const currentId = marked ?? openId;
  const current = currentId === null ? undefined : byId.get(currentId);
  const selecting = selection.ids.size > 0;
  // What keys mean: the selection, or the row that is marked.
  const alone = useSelected(current ? { ids: new Set([current.id]), anchor: null } : NOTHING_SELECTED, rows, null);
  const meant = selecting ? selected : alone;

  const neighbour = (by: number) => {
    const at = currentId === null ? -1 : order.indexOf(currentId);
    return rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
  };
  const mark = (id: string) => {
    const at = order.indexOf(id);
    setHeld({ id, at });
    list.current?.focusRow(at);
  };
  const step = (by: number) => {
    const target = neighbour(by);
    if (!target) return;
    mark(target.id);
    // With a thread beside the list the list leads; with the list alone, Enter opens, and a selection stays where it is.
    if (route.open && !selecting) {
      go({ ...route, open: { kind: "thread", conversationId: target.id, itemId: null } }, "replace");
      setHeld(null);
    }
  };
  const extend = (by: number) => {
    const target = neighbour(by);
    if (!target) return;
    onSelect(stepped(selection, order, currentId ?? target.id, target.id));
    mark(target.id);
  };
  const selectAll = () => {
    call("inbox_ids", { tab: route.tab, lineId: route.lineId, tag: route.tag ?? null }).then(({ conversations, more }) => {
      onSelect({ ids: new Set(conversations.map((one) => one.conversationId)), anchor: null, seen: new Map(conversations.map((one) => [one.conversationId, one.lastAt])) });
      if (more) tell(words.selectedSome(count(conversations.length)));
    }, (error: unknown) => { tellProblem(failureSentence(error)); });
  };
  // Rows keep what they were given, so that one that is opened is drawn anew alone.
  const { tab, lineId, tag } = route;
  const bare = useMemo(() => ({ screen: "inbox", tab, lineId, open: null, ...(tag === undefined ? {} : { tag }) }) satisfies InboxRoute, [tab, lineId, tag]);
  const choose = useSteady((id: string, reach: boolean) => { onSelect(reach ? extended(selection, order, currentId, id) : toggled(selection, id)); });
  const triage: TableAction[] = [
    { id: "conversation.done", title: meant.title(meant.allDone ? words.reopen : words.markDone), run: meant.done },
    { id: "conversation.unread", title: meant.title(meant.allUnread ? words.markRead : words.markUnread), run: meant.toggleUnread },
    { id: "conversation.snooze", title: meant.title(words.snooze), run: meant.snooze },
    { id: "conversation.pin", title: meant.title(meant.allPinned ? words.unpin : words.pin), run: meant.pin },
  ];
  useActions([
    { id: "list.next", title: words.next, run: () => { step(1); } },
    { id: "list.previous", title: words.previous, run: () => { step(-1); } },
    ...(rows.length > 0
      ? [
          { id: "list.extendNext" as const, run: () => { extend(1); } },
          { id: "list.extendPrevious" as const, run: () => { extend(-1); } },
          // Beside a thread the key is for its words, until something is selected.
          { id: "list.selectAll" as const, keyless: route.open !== null && !selecting, run: selectAll },
        ]
      : []),
    ...(current
      ? [
          {
            id: "list.open" as const, title: words.open,
            run: () => { go({ ...route, open: { kind: "thread", conversationId: current.id, itemId: null } }); setHeld(null); },
          },
          { id: "list.select" as const, run: () => { onSelect(toggled(selection, current.id)); } },
        ]
      : []),
    // The thread that is open has these itself.
    ...(selecting || (current && current.id !== openId) ? triage : []),
    ...(selecting ? [{ id: "back" as const, title: words.clearSelection, hidden: false, run: () => { onSelect(NOTHING_SELECTED); } }] : []),
  ]);

  if (rows.length === 0 && settled) {
    const { title, body } = words.empty[route.tab];
    const key = route.tab === "snoozed" ? hintKeys.snooze : route.tab === "open" || route.tab === "done" ? hintKeys.done : undefined;
    const said = [body, key === undefined ? null : words.theKey(key), route.lineId ? words.emptyLine : null, route.tag === undefined ? null : words.emptyTag(route.tag)];
    return <EmptyState icon={EMPTY_ICONS[route.tab]} title={title}>{said.filter(Boolean).join(" ")}</EmptyState>;
  }
  return (
    <RowList
      ref={list}
      label={words.tab[route.tab].full}
      keys={order}
      rowHeight={rowHeight}
      active={marked ?? openId}
      open={openId}
      onFocusRow={(id) => {
        setHeld(id === openId ? null : { id, at: order.indexOf(id) });
        if (id !== openId) pointAt(client, id);
      }}
      onPointRow={(id) => { if (id !== openId) pointAt(client, id); }}
      total={Math.max(total, rows.length)}
      onNearEnd={onNearEnd}
      render={(id, index) => {
        const row = byId.get(id);
        return row ? (
          <InboxRow
            row={row}
            list={bare}
            open={id === openId}
            marked={id === marked}
            first={currentId === null && index === 0}
            showLine={showLine}
            selected={selection.ids.has(id)}
            selecting={selecting}
            onSelect={choose}
          />
        ) : null;
      }}
    />
  );
}
