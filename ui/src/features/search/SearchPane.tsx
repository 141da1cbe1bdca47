import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, Bookmark, BookmarkCheck, FileText, ListChecks, MessageSquare, Mic, NotebookText, Phone, Search, StickyNote, Voicemail } from "lucide-react";
import { memo, useEffect, useEffectEvent, useId, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { call, type CallError } from "../../api/client";
import { ask } from "../../api/queries";
import type { Hit, HitKind, SearchPage } from "../../api/schema.gen";
import { Button, IconButton } from "../../components/Button";
import { Choice } from "../../components/Fields";
import { EmptyState, SkeletonRows } from "../../components/Notice";
import { Marked } from "../../components/Marked";
import { classes } from "../../lib/classes";
import { dateOf, fullTime, length, listTime } from "../../lib/dates";
import { enterPane, focusIsNowhere, leaveField } from "../../lib/focus";
import { count } from "../../lib/numbers";
import { currentRoute, go } from "../../lib/location";
import { toHash, type Route } from "../../lib/routes";
import { usePicked } from "../../lib/store";
import { useSettled } from "../../lib/useSettled";
import { useSteady } from "../../lib/useSteady";
import { Failure } from "../../parts/Failure";
import { PersonAvatar } from "../../parts/PersonAvatar";
import { useSavedSearches, useSavingSearches } from "../../parts/savedSearches";
import { useActions } from "../../state/actions";
import { appearance } from "../../state/appearance";
import { useNow } from "../../state/clock";
import { useCanChoose } from "../../state/layout";
import { askToHear } from "../../state/player";
import { recall, remember } from "./searchMemory";
import { chipLabel, splitTyped, splitWhole, wholeOf, type Typed } from "./operators";
import { HitContext } from "./HitContext";
import { NameDialog, SavedSearches } from "./Saved";
import { SearchField } from "./SearchField";
import { nextChoice, openOfHit, searchRows, type SearchRow } from "./searchRows";
import { words } from "./words";
import css from "./SearchPane.module.css";

type SearchRoute = Extract<Route, { screen: "search" }>;

const FIRST_HITS = 5;
const PAGE = 60;
/** Nobody types any more after so long. */
const LEDGER_REST_MS = 1000;
const NOTHING: Typed = { chips: [], rest: "" };

/** What is found for these words, a page after the other. */
function resultsOf(query: string, { newest, group, conversationId }: Pick<SearchRoute, "newest" | "group" | "conversationId">) {
  return infiniteQueryOptions<SearchPage, CallError, { pages: SearchPage[] }, readonly unknown[], string | null>({
    queryKey: ["search", { query, newest, group, conversationId }],
    queryFn: ({ pageParam, signal }) =>
      call("search", { query, order: newest ? "newest" : "relevance", group, cursor: pageParam, limit: group === null ? FIRST_HITS : PAGE, conversationId }, signal),
    initialPageParam: null,
    getNextPageParam: (page) => (group === null ? null : (page.groups.find((one) => one.kind === group)?.next ?? null)),
    gcTime: 60_000,
  });
}

/** Everything that was written or said, found as it is typed. The results stay while hits are opened beside them. */
export function SearchPane({ route, active }: { route: SearchRoute; active: boolean }) {
  const [typed, setTyped] = useState(() => splitWhole(route.query));
  const text = wholeOf(typed);
  const setText = (query: string) => { if (query !== text) setTyped(splitWhole(query)); };
  const [written, setWritten] = useState(route.query);
  const settled = useSettled(text, 350);
  // Back and forward change the address under the field. Its own writing brings the words at which it rested, and what
  // was typed meanwhile stands.
  if (route.query !== written) {
    setWritten(route.query);
    if (route.query !== text && route.query !== settled) setText(route.query);
  }
  const field = useRef<HTMLInputElement>(null);
  const listId = useId();
  const { newest, group, conversationId } = route;
  const asked = text.trim();
  const [naming, setNaming] = useState(false);
  const { save } = useSavingSearches();
  const { searches } = useSavedSearches();
  const isSaved = searches.some((one) => one.query === asked && one.newest === newest);
  const results = useInfiniteQuery({ ...resultsOf(asked, route), enabled: asked !== "", placeholderData: keepPreviousData });
  const client = useQueryClient();
  /** Asks with the letter itself, a few milliseconds before what it changes is drawn. */
  const write = (next: Typed) => {
    const words = wholeOf(next).trim();
    if (words !== "" && words !== asked) void client.prefetchInfiniteQuery(resultsOf(words, route));
    setTyped(next);
  };
  const conversation = useQuery({ ...ask("conversation", { conversationId: conversationId ?? "" }), enabled: conversationId !== null });

  // The address takes the words over at a pause: browsers refuse more than a few changes a second.
  // The address as it is now, not as it was drawn last: a hit opened in between stays open.
  const writeAddress = useEffectEvent((query: string) => {
    const at = currentRoute();
    if (at.screen === "search" && query !== at.query && query === text) go({ ...at, query }, "replace");
  });
  useEffect(() => { writeAddress(settled); }, [settled]);
  const now = (change: Partial<SearchRoute>, how: "push" | "replace" = "push") => {
    const next = { ...route, query: text, ...change };
    setText(next.query);
    // A hit opened before the pause: Back leads to these words, not to those at which the field last rested.
    if (how === "push") go({ ...route, query: text }, "replace");
    go(next, how);
  };

  // The field is where the search begins; it takes the focus when the screen is opened.
  const opened = useEffectEvent(() => {
    if (active && route.open === null) field.current?.focus({ preventScroll: true });
  });
  useEffect(() => { opened(); }, [active]);

  const data = asked === "" ? undefined : results.data;
  const first = data?.pages[0];
  // Since when everything that Quo has can be found: as counted last. A count takes a processor to itself for seconds, so
  // it begins once nobody types any more.
  const rested = useSettled(asked, LEDGER_REST_MS) === asked;
  const ledger = useQuery({ ...ask("ledger", { fresh: false }), enabled: first !== undefined && rested, staleTime: 60_000 });
  // The same while the answer is: its rows are drawn once.
  const groups = useMemo(() => (group === null ? (data?.pages[0]?.groups ?? []) : (data?.pages.flatMap((page) => page.groups) ?? [])), [data, group]);
  const rows = useMemo(() => searchRows(groups, group), [groups, group]);
  useCanChoose(rows.length > 0);
  const memoryKey = `${asked}|${String(newest)}|${group ?? ""}|${conversationId ?? ""}`;
  const [marked, setMarked] = useState<{ memory: string; key: string | null }>({ memory: memoryKey, key: recall(memoryKey).key });
  if (marked.memory !== memoryKey) setMarked({ memory: memoryKey, key: recall(memoryKey).key });
  const markedAt = rows.findIndex((row) => row.key === marked.key);
  const current = markedAt >= 0 ? markedAt : nextChoice(rows, -1, 1);
  const list = useRef<VirtualizerHandle>(null);
  const box = useRef<HTMLDivElement>(null);

  const mark = (index: number) => {
    const key = rows[index]?.key ?? null;
    setMarked({ memory: memoryKey, key });
    remember(memoryKey, { key });
    if (index >= 0) list.current?.scrollToIndex(index <= 1 ? 0 : index, { align: "nearest" });
  };
  const choose = (index: number) => {
    const row = rows[index];
    if (!row) return;
    mark(index);
    if (row.kind === "more") now({ group: row.group, open: null });
    if (row.kind === "hit") now({ open: openOfHit(row.hit) }, route.open === null ? "push" : "replace");
  };
  /** By key: the focus goes along, and what was said is heard. */
  const enter = () => {
    const row = rows[current];
    const target = row?.kind === "hit" ? openOfHit(row.hit) : null;
    if (row?.kind === "hit" && row.hit.kind === "transcript" && target?.kind === "call") askToHear(`call ${target.callId}`, target.startMs ?? 0);
    choose(current);
    if (target !== null) enterPane();
  };
  const goOn = (by: 1 | -1) => {
    const next = nextChoice(rows, current, by);
    mark(next);
    if (route.open === null) return;
    const within = document.activeElement?.closest("main");
    choose(next);
    if (within) enterPane();
  };
  const step = (by: 1 | -1) => {
    const next = nextChoice(rows, markedAt < 0 && by === 1 && route.open === null && marked.key === null ? -1 : current, by);
    mark(next);
  };
  // Rows keep what they were given, so that a letter does not draw those that are there anew before their successors come.
  const chooseAt = useSteady(choose);
  const pointAt = useSteady((index: number) => {
    const row = rows[index];
    if (row && row.kind !== "heading") setMarked({ memory: memoryKey, key: row.key });
  });
  const restored = useRef<string | null>(null);
  // Puts the list back where it was left; the scroll position is the browser's.
  useLayoutEffect(() => {
    if (restored.current === memoryKey || rows.length === 0 || results.isPlaceholderData) return;
    restored.current = memoryKey;
    const { top, first: seen } = recall(memoryKey);
    if (box.current) box.current.scrollTop = top;
    if (seen && top > 0) list.current?.scrollToIndex(seen.index, { align: "start", offset: seen.hidden });
  });

  const isOpen = route.open !== null;
  const wasOpen = useRef(isOpen);
  // What was opened took the focus away with it: it goes back to the results, where the hit is still marked.
  useEffect(() => {
    if (wasOpen.current && !isOpen && focusIsNowhere()) box.current?.querySelector<HTMLElement>("[role=listbox]")?.focus({ preventScroll: true });
    wasOpen.current = isOpen;
  }, [isOpen]);

  const toField = () => {
    field.current?.focus();
    field.current?.select();
  };
  useActions([
    { id: "list.next", title: words.next, run: () => { goOn(1); } },
    { id: "list.previous", title: words.previous, run: () => { goOn(-1); } },
    { id: "list.open", run: enter },
    { id: "go.search", title: words.toField, run: toField },
    ...(route.open === null ? [{ id: "back" as const, run: toField }] : []),
    ...(asked === "" || isSaved ? [] : [{ id: "search.save" as const, run: () => { setNaming(true); } }]),
  ]);

  const optionId = (index: number) => `${listId}-${index}`;
  return (
    <section className={css.pane} aria-label={words.search} hidden={!active}>
      <div className={css.head}>
        <SearchField
          ref={field}
          typed={typed}
          chips={first?.chips ?? []}
          within={conversationId === null ? null : (conversation.data?.row.title ?? "…")}
          results={{ id: listId, current: rows.length > 0 && current >= 0 ? optionId(current) : undefined, any: rows.length > 0 }}
          onTyped={write}
          onAnywhere={() => { now({ conversationId: null }); }}
          onStep={step}
          onChoose={enter}
          onEscape={() => {
            // Beside something that is open the words stay: they are what it was found by.
            if (route.open !== null && field.current) leaveField(field.current);
            else if (text !== "") setTyped(NOTHING);
            else if (group !== null) now({ group: null });
            else if (field.current) leaveField(field.current);
          }}
        />
        {asked === "" ? null : (
          <div className={css.order}>
            {group === null ? <span className={css.resultCount} role="status">{first ? words.found(groups.reduce((sum, one) => sum + one.total, 0)) : ""}</span> : (
              <Button look="quiet" size="s" icon={<ArrowLeft size={14} />} onClick={() => { now({ group: null }); }}>{words.backToAll}</Button>
            )}
            {group === null ? null : <span className={css.resultCount} role="status">{`${words.group[group]} · ${count(groups[0]?.total ?? 0)}`}</span>}
            <IconButton label={isSaved ? words.isSaved : words.saveSearch} icon={isSaved ? <BookmarkCheck size={16} /> : <Bookmark size={16} />} disabled={isSaved || conversationId !== null} onClick={() => { setNaming(true); }} />
            <Choice small label={words.order} value={newest ? "newest" : "relevance"} choices={[{ value: "relevance", label: words.relevance }, { value: "newest", label: words.newest }]} onChoose={(value) => { now({ newest: value === "newest" }, "replace"); }} />
          </div>
        )}
        {first?.notice ? <p className={css.notice}>{first.notice}</p> : null}
      </div>
      <div ref={box} className={css.results} onScroll={(event) => { remember(memoryKey, { top: event.currentTarget.scrollTop }); }}>
        {asked === "" ? (
          <Help onExample={(example) => { setTyped(/:$/.test(example) ? { chips: [], rest: example } : splitTyped(`${example} `)); field.current?.focus(); }} />
        ) : results.error && !first ? (
          <div className={css.failure}><Failure error={results.error} onRetry={() => { void results.refetch(); }} /></div>
        ) : !first ? (
          <SkeletonRows rows={6} label={words.loading} />
        ) : rows.length === 0 ? (
          <EmptyState icon={<Search size={28} strokeWidth={1.5} />} title={words.noneTitle}>
            {typed.chips.length === 0 ? conversationId === null ? words.none : words.noneHere : (
              <>
                <p>{words.noneNarrowed(typed.chips.map((raw) => first.chips.find((chip) => chip.raw === raw)?.label ?? chipLabel(raw)))}</p>
                <Button className={css.widen} onClick={() => { setTyped({ chips: [], rest: typed.rest }); field.current?.focus(); }}>{words.widen(typed.chips.length)}</Button>
              </>
            )}
          </EmptyState>
        ) : (
          <div id={listId} role="listbox" tabIndex={-1} data-landing="" aria-activedescendant={current >= 0 ? optionId(current) : undefined} aria-label={words.results} className={classes(results.isPlaceholderData && css.old)}>
            <Virtualizer
              ref={list}
              scrollRef={box}
              data={rows}
              itemSize={62}
              onScroll={(offset) => {
                const handle = list.current;
                const index = handle?.findItemIndex(offset) ?? 0;
                remember(memoryKey, { first: { index, hidden: offset - (handle?.getItemOffset(index) ?? 0) } });
                if (handle && handle.scrollSize - offset - handle.viewportSize < 900 && results.hasNextPage && !results.isFetching) void results.fetchNextPage();
              }}
            >
              {(row, index) => (
                <RowView key={row.key} id={optionId(index)} index={index} row={row} route={route} marked={index === current} onChoose={chooseAt} onPoint={pointAt} />
              )}
            </Virtualizer>
          </div>
        )}
      </div>
      {naming ? <NameDialog title={words.saveTitle} name={asked.slice(0, 80)} onClose={() => { setNaming(false); }} onName={(name) => { save(name, asked, newest); }} /> : null}
      {first ? (
        <footer className={css.foot}>
          {[first.coverage.complete ? null : words.rebuilding, words.covered(first.coverage.documents), first.coverage.behind > 0 ? words.behind(first.coverage.behind) : null].filter(Boolean).join(" · ")}
          {ledger.data ? <> · <a href={toHash({ screen: "ledger" })}>{ledger.data.completeSince === null ? words.mayMiss : words.completeSince(dateOf(ledger.data.completeSince))}</a></> : null}
          {` · ${words.took(first.tookUs)}`}
        </footer>
      ) : null}
    </section>
  );
}

const KIND_ICONS: Record<HitKind, ReactNode> = {
  contact: null,
  text: <MessageSquare size={14} />,
  file: <FileText size={14} />,
  transcript: <Mic size={14} />,
  summary: <NotebookText size={14} />,
  nextStep: <ListChecks size={14} />,
  voicemail: <Voicemail size={14} />,
  call: <Phone size={14} />,
  note: <StickyNote size={14} />,
};

/** One row of the results. Drawn anew only for what it shows. */
const RowView = memo(function RowView({ id, index, row, route, marked, onChoose, onPoint }: { id: string; index: number; row: SearchRow; route: SearchRoute; marked: boolean; onChoose: (index: number) => void; onPoint: (index: number) => void }) {
  if (row.kind === "heading") {
    return <div role="presentation" className={css.heading}><span>{words.group[row.group]}</span><span className={css.headingCount}>{count(row.total)}</span></div>;
  }
  if (row.kind === "more") {
    return (
      <div id={id} role="option" aria-selected={marked} data-marked={marked || undefined} className={css.more} onClick={() => { onChoose(index); }} onPointerMove={() => { onPoint(index); }}>
        {words.showAll(row.total, words.group[row.group])}
      </div>
    );
  }
  return <HitView id={id} hit={row.hit} route={route} marked={marked} onChoose={() => { onChoose(index); }} />;
});

function HitView({ id, hit, route, marked, onChoose }: { id: string; hit: Hit; route: SearchRoute; marked: boolean; onChoose: () => void }) {
  const now = useNow();
  // Its time is of the zone that is chosen.
  usePicked(appearance, (chosen) => chosen.zone);
  const target = openOfHit(hit);
  const open = route.open !== null && target !== null && toHash({ ...route, open: route.open }) === toHash({ ...route, open: target });
  const isPerson = hit.kind === "contact";
  const lead = hit.kind === "transcript" ? [hit.speaker, length(hit.startMs ?? 0)].filter(Boolean).join(", ") : hit.kind === "text" && hit.outgoing ? words.you : null;
  return (
    <div id={id} role="option" aria-selected={marked} data-marked={marked || undefined} data-open={open || undefined} className={css.hit} onClick={onChoose}>
      {hit.person ? <PersonAvatar people={[hit.person]} size="s" /> : <span className={css.noFace} />}
      <div className={css.hitWords}>
        <div className={css.hitTop}>
          <span className={css.hitTitle}>{hit.title}</span>
          {isPerson || hit.kind === "text" || hit.kind === "note" ? null : <span className={css.hitKind}>{KIND_ICONS[hit.kind]}{words.kind[hit.kind]}</span>}
          <time className={css.hitTime} title={fullTime(hit.at)}>{listTime(hit.at, now)}</time>
        </div>
        {open && !isPerson ? <HitContext hit={hit} place="before" /> : null}
        <p className={css.snippet}>
          {lead ? <span className={css.lead}>{`${lead}: `}</span> : null}
          <Marked pieces={hit.snippet} />
        </p>
        {open && !isPerson ? <HitContext hit={hit} place="after" /> : null}
      </div>
    </div>
  );
}

function Help({ onExample }: { onExample: (example: string) => void }) {
  return (
    <div className={css.help}>
      <SavedSearches />
      <h2 className={css.helpTitle}>{words.helpTitle}</h2>
      <p className={css.helpWords}>{words.help}</p>
      <dl className={css.examples}>
        {words.examples.map(([example, meaning]) => (
          <div key={example} className={css.example}>
            <dt><button type="button" className={css.exampleKey} onClick={() => { onExample(example.replace(/[“”]/g, '"')); }}>{example}</button></dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
