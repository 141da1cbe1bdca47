import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { ListTodo, Plus } from "lucide-react";
import { useId, useRef, useState } from "react";
import { call, type CallError } from "../../api/client";
import type { FollowUpRow, FollowUpsPage } from "../../api/schema.gen";
import { Button, IconButton } from "../../components/Button";
import { EmptyState, SkeletonRows } from "../../components/Notice";
import { Tabs } from "../../components/Tabs";
import { go } from "../../lib/location";
import { count } from "../../lib/numbers";
import { FOLLOW_UP_VIEWS, toHash, withOpen, type Route } from "../../lib/routes";
import { useKeptFocus } from "../../lib/useKeptFocus";
import { Failure } from "../../parts/Failure";
import { endOfToday } from "../../parts/followups/due";
import { changeFollowUp, FollowUpItem, sourceOf } from "../../parts/followups/FollowUpItem";
import { useFollowUps } from "../../parts/followups/useFollowUps";
import { useActions } from "../../state/actions";
import { useNow } from "../../state/clock";
import { startFollowUp } from "../../state/followUps";
import { useKeyLabel } from "../../state/keymap";
import { useCanChoose } from "../../state/layout";
import { sections } from "./sections";
import { words } from "./words";
import css from "./FollowUpsPane.module.css";

type FollowUpsRoute = Extract<Route, { screen: "followUps" }>;

const PAGE = 100;

/** What is to be done: by its moment, by person, and what is done. What it comes from opens beside the list. */
export function FollowUpsPane({ route }: { route: FollowUpsRoute }) {
  const { view } = route;
  const now = useNow();
  const dayEnds = endOfToday(now);
  const pages = useInfiniteQuery<FollowUpsPage, CallError, { pages: FollowUpsPage[] }, readonly unknown[], string | null>({
    queryKey: ["follow_ups", { view, dayEnds }],
    queryFn: ({ pageParam, signal }) => call("follow_ups", { view, cursor: pageParam, limit: PAGE, dayEnds }, signal),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const panelId = useId();
  const panel = useRef<HTMLDivElement>(null);
  // A row that is put off comes under another heading, and one that is ticked goes away.
  const kept = useKeptFocus(panel, (box) => box.parentElement?.querySelector<HTMLElement>("header button"));
  const makeKey = useKeyLabel("followUp.make");
  const counts = pages.data?.pages[0]?.counts;
  const open = counts ? counts.overdue + counts.today + counts.upcoming + counts.undated : null;
  const numbers = { due: open, people: open, done: counts?.done ?? null };
  return (
    <section className={css.pane} aria-label={words.title}>
      <header className={css.head}>
        <h1 className={css.name}>{words.title}</h1>
        <IconButton label={words.make} keys={makeKey} icon={<Plus size={18} />} onClick={() => { startFollowUp(); }} />
      </header>
      <div className={css.tabs}>
        <Tabs
          label={words.tabs}
          value={view}
          panelId={panelId}
          tabs={FOLLOW_UP_VIEWS.map((one) => ({ value: one, label: words.tab[one].short, name: words.tab[one].full, count: one === "people" ? null : numbers[one] }))}
          onChoose={(value) => { go({ ...route, view: value }, "replace"); }}
        />
      </div>
      <div ref={panel} id={panelId} role="tabpanel" aria-label={words.tab[view].full} className={css.panel} {...kept}>
        {pages.data ? (
          <Rows key={view} route={route} rows={pages.data.pages.flatMap((page) => page.rows)} now={now} dayEnds={dayEnds} settled={!pages.isPlaceholderData} onMore={pages.hasNextPage ? () => { void pages.fetchNextPage(); } : null} />
        ) : pages.error ? (
          <div className={css.failure}><Failure error={pages.error} onRetry={() => { void pages.refetch(); }} /></div>
        ) : (
          <SkeletonRows rows={6} label={words.loading} />
        )}
      </div>
    </section>
  );
}

function Rows({ route, rows, now, dayEnds, settled, onMore }: { route: FollowUpsRoute; rows: FollowUpRow[]; now: number; dayEnds: number; settled: boolean; onMore: (() => void) | null }) {
  const [markedId, setMarkedId] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const { tick, remove } = useFollowUps();
  useCanChoose(rows.length > 0);
  const makeKey = useKeyLabel("followUp.make");
  const parts = sections(route.view, rows, now, dayEnds);
  const inOrder = parts.flatMap((part) => part.rows);
  const at = inOrder.findIndex((row) => row.id === markedId);
  const marked = inOrder[at];

  const opened = route.open === null ? [] : inOrder.filter((row) => {
    const source = sourceOf(row);
    return source !== null && toHash(withOpen(route, source)) === toHash(route);
  });
  // Several may come from one sentence: the one that was chosen stands for them.
  const openId = (opened.find((row) => row.id === markedId) ?? opened[0])?.id;

  const show = (row: FollowUpRow, how: "push" | "replace") => {
    const source = sourceOf(row);
    if (source !== null) go(withOpen(route, source), how);
  };
  const step = (by: number) => {
    const next = inOrder[at < 0 ? 0 : Math.min(inOrder.length - 1, Math.max(0, at + by))];
    if (!next) return;
    setMarkedId(next.id);
    const element = list.current?.querySelector<HTMLElement>(`[data-kept=${JSON.stringify(next.id)}]`);
    element?.scrollIntoView({ block: "nearest" });
    element?.querySelector<HTMLElement>("a, input")?.focus({ preventScroll: true });
    if (route.open) show(next, "replace");
  };
  useActions([
    { id: "list.next", title: words.next, run: () => { step(1); } },
    { id: "list.previous", title: words.previous, run: () => { step(-1); } },
    ...(marked
      ? ([
          { id: "list.open", title: words.open, run: () => { show(marked, "push"); } },
          { id: "followUp.tick", run: () => { void tick(marked, marked.doneAt === null); } },
          { id: "followUp.when", run: () => { list.current?.querySelector<HTMLElement>(`[data-when=${JSON.stringify(marked.id)}]`)?.click(); } },
          { id: "followUp.edit", run: () => { changeFollowUp(marked); } },
          { id: "followUp.remove", run: () => { remove(marked); } },
        ] as const)
      : []),
  ]);

  if (rows.length === 0 && settled) {
    const { title, body } = words.empty[route.view];
    return (
      <>
        <EmptyState icon={<ListTodo size={28} strokeWidth={1.5} />} title={title}>{body(makeKey)}</EmptyState>
        <p className={css.note}>{words.here}</p>
      </>
    );
  }
  return (
    <div ref={list} className={css.rows}>
      {parts.map((part) => (
        <section key={part.key} aria-label={part.title}>
          <h2 className={css.heading} data-bad={part.bad || undefined}>{part.title}<span className={css.count}>{count(part.rows.length)}</span></h2>
          <ul aria-label={part.title}>
            {part.rows.map((row) => (
              <li key={row.id} data-kept={row.id} className={css.row} onFocus={() => { setMarkedId(row.id); }}>
                <FollowUpItem row={row} route={route} marked={row.id === markedId} open={row.id === openId} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {onMore ? <div className={css.more}><Button size="s" onClick={onMore}>{words.more}</Button></div> : null}
      <p className={css.note}>{words.here}</p>
    </div>
  );
}
