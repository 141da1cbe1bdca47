import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { AudioLines, ChevronDown, FileText, Phone, PhoneMissed, Voicemail } from "lucide-react";
import { useId, useRef, useState, type ReactNode } from "react";
import { call, type CallError } from "../../api/client";
import type { CallRow, CallsPage } from "../../api/schema.gen";
import { Menu, MenuChoice } from "../../components/Menu";
import { EmptyState, SkeletonRows } from "../../components/Notice";
import { RowList, type RowListHandle } from "../../components/RowList";
import { Tabs } from "../../components/Tabs";
import { go } from "../../lib/location";
import { CALLS_KINDS, withOpen, type CallsKind, type Route } from "../../lib/routes";
import { Failure } from "../../parts/Failure";
import { useActions } from "../../state/actions";
import { useRowHeight } from "../../state/appearance";
import { useCanChoose } from "../../state/layout";
import { CallRowView } from "./CallRowView";
import { canBeHeard, hear } from "./hear";
import { words } from "./words";
import css from "./CallsPane.module.css";

type CallsRoute = Extract<Route, { screen: "calls" }>;

const PAGE = 100;
const EVERY_LINE = "every";

const EMPTY_ICONS: Record<CallsKind, ReactNode> = {
  all: <Phone size={28} strokeWidth={1.5} />,
  missed: <PhoneMissed size={28} strokeWidth={1.5} />,
  voicemail: <Voicemail size={28} strokeWidth={1.5} />,
  recorded: <AudioLines size={28} strokeWidth={1.5} />,
  transcript: <FileText size={28} strokeWidth={1.5} />,
};

/** All calls, newest first. */
export function CallsPane({ route }: { route: CallsRoute }) {
  const { filter, lineId, outgoing } = route;
  const pages = useInfiniteQuery<CallsPage, CallError, { pages: CallsPage[] }, readonly unknown[], string | null>({
    queryKey: ["calls_page", { filter, lineId, outgoing, limit: PAGE }],
    queryFn: ({ pageParam, signal }) => call("calls_page", { filter, lineId, outgoing, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const panelId = useId();
  const first = pages.data?.pages[0];
  const lines = first?.lines ?? [];
  const lineName = lines.find((line) => line.id === lineId)?.name ?? words.allLines;
  const way = outgoing === null ? "both" : outgoing ? "out" : "in";

  return (
    <section className={css.pane} aria-label={words.title}>
      <header className={css.head}>
        <h1 className={css.title}>{words.title}</h1>
        <span className={css.menus}>
          <Menu trigger={<button type="button" className={css.choice} aria-label={`${words.way}: ${words.ways[way]}`}><span className={css.choiceName}>{words.ways[way]}</span><ChevronDown size={14} /></button>}>
            <MenuChoice
              value={way}
              choices={(["both", "in", "out"] as const).map((one) => ({ value: one, label: words.ways[one] }))}
              onChoose={(value) => { go({ ...route, outgoing: value === "both" ? null : value === "out" }); }}
            />
          </Menu>
          {lines.length > 1 || lineId ? (
            <Menu trigger={<button type="button" className={css.choice} aria-label={`${words.line}: ${lineName}`}><span className={css.choiceName}>{lineName}</span><ChevronDown size={14} /></button>}>
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
        </span>
      </header>
      <div className={css.tabs}>
        <Tabs
          label={words.tabs}
          value={filter}
          panelId={panelId}
          tabs={CALLS_KINDS.map((one) => ({ value: one, label: words.filter[one].short, name: words.filter[one].full, count: first?.counts[one] ?? null }))}
          onChoose={(value) => { go({ ...route, filter: value }, "replace"); }}
        />
      </div>
      <div id={panelId} role="tabpanel" aria-label={words.filter[filter].full} className={css.panel}>
        {pages.data ? (
          <Rows
            key={`${filter} ${lineId ?? ""} ${way}`}
            route={route}
            rows={pages.data.pages.flatMap((page) => page.rows)}
            total={first?.counts[filter] ?? 0}
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
  route: CallsRoute;
  rows: readonly CallRow[];
  total: number;
  settled: boolean;
  onNearEnd: () => void;
  showLine: boolean;
}) {
  // A call that came while a page further down was read may stand on two pages for a moment.
  const byId = new Map(loaded.map((row) => [row.id, row]));
  const ids = [...byId.keys()];
  useCanChoose(ids.length > 0);
  const openId = route.open?.kind === "call" ? route.open.callId : null;
  const [markedId, setMarkedId] = useState<string | null>(null);
  // What is opened is what keys are about; a mark set before is not.
  const [openedId, setOpenedId] = useState(openId);
  if (openedId !== openId) {
    setOpenedId(openId);
    if (openId !== null) setMarkedId(null);
  }
  const list = useRef<RowListHandle>(null);
  const rowHeight = useRowHeight();
  const marked = markedId !== null && byId.has(markedId) ? markedId : null;
  const currentId = marked ?? (openId !== null && byId.has(openId) ? openId : null);
  const current = currentId === null ? undefined : byId.get(currentId);
  const open = (callId: string, how: "push" | "replace" = "push") => {
    go(withOpen(route, { kind: "call", callId, startMs: null }), how);
    setMarkedId(null);
  };
  const step = (by: number) => {
    const at = currentId === null ? -1 : ids.indexOf(currentId);
    const target = ids[at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by))];
    if (target === undefined) return;
    setMarkedId(target);
    list.current?.focusRow(ids.indexOf(target));
    // With a call beside the list the list leads; with the list alone, Enter opens.
    if (route.open?.kind === "call") open(target, "replace");
  };
  useActions([
    { id: "list.next", title: words.next, run: () => { step(1); } },
    { id: "list.previous", title: words.previous, run: () => { step(-1); } },
    ...(marked === null ? [] : [{ id: "list.open" as const, title: words.open, run: () => { open(marked); } }]),
    // The page of a call has this itself.
    ...(current && route.open === null && canBeHeard(current) ? [{ id: "call.play" as const, title: words.playAction, run: () => { hear(current); } }] : []),
  ]);

  if (ids.length === 0 && settled) {
    const { title, body } = words.empty[route.filter];
    const said = [body, route.lineId !== null || route.outgoing !== null ? words.emptyScope : null];
    return <EmptyState icon={EMPTY_ICONS[route.filter]} title={title}>{said.filter(Boolean).join(" ")}</EmptyState>;
  }
  return (
    <RowList
      ref={list}
      label={words.filter[route.filter].full}
      keys={ids}
      rowHeight={rowHeight}
      active={currentId}
      open={openId}
      onFocusRow={(id) => { setMarkedId(id === openId ? null : id); }}
      total={Math.max(total, ids.length)}
      onNearEnd={onNearEnd}
      render={(id, index) => {
        const row = byId.get(id);
        return row ? <CallRowView row={row} route={route} open={id === openId} marked={id === marked} first={currentId === null && index === 0} showLine={showLine} /> : null;
      }}
    />
  );
}
