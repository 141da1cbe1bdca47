import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Check, ChevronDown, Inbox, MailOpen, MessagesSquare, TimerReset } from "lucide-react";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { call, type CallError } from "../../api/client";
import type { ConversationRow, InboxPage } from "../../api/schema.gen";
import { EmptyState, SkeletonRows } from "../../components/Notice";
import { Menu, MenuChoice } from "../../components/Menu";
import { RowList, type RowListHandle } from "../../components/RowList";
import { Tabs } from "../../components/Tabs";
import { go } from "../../lib/location";
import { noteMoment } from "../../lib/moments";
import { TABS, type Route, type Tab } from "../../lib/routes";
import { Failure } from "../../parts/Failure";
import { useMark } from "../../parts/useMark";
import { useActions } from "../../state/actions";
import { useRowHeight } from "../../state/appearance";
import { useKeyLabel } from "../../state/keymap";
import { InboxRow } from "./InboxRow";
import { keepOpenRow, type KeptRow } from "./keptRow";
import { words } from "./words";
import css from "./InboxPane.module.css";

const PAGE = 100;
const EVERY_LINE = "every";

const EMPTY_ICONS: Record<Tab, ReactNode> = {
  waiting: <TimerReset size={28} strokeWidth={1.5} />,
  unread: <MailOpen size={28} strokeWidth={1.5} />,
  open: <Inbox size={28} strokeWidth={1.5} />,
  done: <Check size={28} strokeWidth={1.5} />,
  all: <MessagesSquare size={28} strokeWidth={1.5} />,
};

/** The list of conversations with its tabs and line filter. */
export function InboxPane({ route }: { route: Extract<Route, { screen: "inbox" }> }) {
  const { tab, lineId } = route;
  const pages = useInfiniteQuery<InboxPage, CallError, { pages: InboxPage[] }, readonly unknown[], string | null>({
    queryKey: ["inbox_page", { tab, lineId, limit: PAGE }],
    queryFn: ({ pageParam, signal }) => call("inbox_page", { tab, lineId, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const panelId = useId();
  const first = pages.data?.pages[0];
  const lines = first?.lines ?? [];

  return (
    <section className={css.pane} aria-label={words.list}>
      <header className={css.head}>
        <h1 className={css.title}>{words.tab[tab].full}</h1>
        {lines.length > 1 || lineId ? (
          <Menu trigger={<button type="button" className={css.lines} aria-label={`${words.line}: ${lines.find((line) => line.id === lineId)?.name ?? words.allLines}`}><span className={css.lineName}>{lines.find((line) => line.id === lineId)?.name ?? words.allLines}</span><ChevronDown size={14} /></button>}>
            <MenuChoice
              value={lineId ?? EVERY_LINE}
              choices={[
                { value: EVERY_LINE, label: words.allLines },
                ...lines.map((line) => ({ value: line.id, label: <span className={css.lineChoice}><span>{line.name}</span><span className={css.lineNumber}>{line.number}</span></span> })),
              ]}
              onChoose={(value) => { go({ ...route, lineId: value === EVERY_LINE ? null : value }); }}
            />
          </Menu>
        ) : null}
      </header>
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
            key={`${tab} ${lineId ?? ""}`}
            route={route}
            rows={pages.data.pages.flatMap((page) => page.rows)}
            total={first?.counts[tab] ?? 0}
            settled={!pages.isPlaceholderData}
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

function Rows({ route, rows: loaded, total, settled, onNearEnd, showLine }: {
  route: Extract<Route, { screen: "inbox" }>;
  rows: ConversationRow[];
  total: number;
  settled: boolean;
  onNearEnd: () => void;
  showLine: boolean;
}) {
  const openId = route.open?.kind === "thread" ? route.open.conversationId : null;
  // A row that is open stays in the list although it has just left it (read in Unread, done in Open).
  const [kept, setKept] = useState<KeptRow | null>(null);
  const next = keepOpenRow(loaded, openId, kept);
  if (next.kept !== kept && next.kept?.row !== kept?.row) setKept(next.kept);
  const { rows } = next;
  useEffect(() => { noteMoment("inbox shown"); }, []);

  const [markedId, setMarkedId] = useState<string | null>(null);
  const list = useRef<RowListHandle>(null);
  const mark = useMark();
  const rowHeight = useRowHeight();
  const doneKey = useKeyLabel("conversation.done");
  const byId = new Map(rows.map((row) => [row.id, row]));
  const marked = markedId !== null && byId.has(markedId) ? markedId : null;
  const currentId = marked ?? openId;
  const current = currentId === null ? undefined : byId.get(currentId);

  const step = (by: number) => {
    const at = currentId === null ? -1 : rows.findIndex((row) => row.id === currentId);
    const target = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (!target) return;
    setMarkedId(target.id);
    list.current?.focusRow(rows.indexOf(target));
    // With a thread beside the list the list leads; with the list alone, Enter opens.
    if (route.open) {
      go({ ...route, open: { kind: "thread", conversationId: target.id, itemId: null } }, "replace");
      setMarkedId(null);
    }
  };
  useActions([
    { id: "list.next", title: words.next, run: () => { step(1); } },
    { id: "list.previous", title: words.previous, run: () => { step(-1); } },
    ...(current
      ? [
          {
            id: "list.open" as const, title: words.open,
            run: () => { go({ ...route, open: { kind: "thread", conversationId: current.id, itemId: null } }); setMarkedId(null); },
          },
          // The thread that is open has these itself.
          ...(current.id === openId
            ? []
            : [
                {
                  id: "conversation.done" as const, title: current.done ? words.reopen : words.markDone,
                  run: () => { mark(current.id, current.done ? "open" : "done", current.title); },
                },
                {
                  id: "conversation.unread" as const,
                  run: () => { mark(current.id, "unread", current.title); },
                },
              ]),
        ]
      : []),
  ]);

  if (rows.length === 0 && settled) {
    const { title, body } = words.empty[route.tab];
    const said = [body, (route.tab === "open" || route.tab === "done") && doneKey !== undefined ? words.doneKey(doneKey) : null, route.lineId ? words.emptyLine : null];
    return <EmptyState icon={EMPTY_ICONS[route.tab]} title={title}>{said.filter(Boolean).join(" ")}</EmptyState>;
  }
  return (
    <RowList
      ref={list}
      label={words.tab[route.tab].full}
      keys={rows.map((row) => row.id)}
      rowHeight={rowHeight}
      active={marked ?? openId}
      total={Math.max(total, rows.length)}
      onNearEnd={onNearEnd}
      render={(id, index) => {
        const row = byId.get(id);
        return row ? <InboxRow row={row} route={route} open={id === openId} marked={id === marked} first={currentId === null && index === 0} showLine={showLine} /> : null;
      }}
    />
  );
}
