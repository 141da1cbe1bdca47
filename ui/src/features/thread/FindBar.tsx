import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { ArrowUpRight, ChevronDown, ChevronUp, ListFilter, X } from "lucide-react";
import { useEffect, useEffectEvent, useImperativeHandle, useRef, useState, type Ref } from "react";
import { call, type CallError } from "../../api/client";
import type { Hit, SearchPage } from "../../api/schema.gen";
import { Button, IconButton } from "../../components/Button";
import { Marked } from "../../components/Marked";
import { length } from "../../lib/dates";
import { leaveField } from "../../lib/focus";
import { currentRoute, go } from "../../lib/location";
import { count } from "../../lib/numbers";
import { EMPTY_SEARCH, withOpen } from "../../lib/routes";
import { useSettled } from "../../lib/useSettled";
import { failureSentence } from "../../parts/Failure";
import { useActions } from "../../state/actions";
import { useKeyLabel } from "../../state/keymap";
import { foundInAll, foundInOrder, foundWords, moreToFind, type FindMore } from "./findPages";
import { words } from "./words";
import css from "./FindBar.module.css";

export interface FindBarHandle {
  /** Takes the focus, with what is typed selected. */
  focus(): void;
}

/** What is marked in the timeline. */
export interface Found {
  itemId: string | null;
  words: readonly string[];
}

const PAGE = 100;
const PAUSE_MS = 120;

/** Finds words in one conversation, the newest first, and goes from one place to the next. */
export function FindBar({ conversationId, onFound, onClose, ref }: { conversationId: string; onFound: (found: Found) => void; onClose: () => void; ref?: Ref<FindBarHandle> }) {
  const [text, setText] = useState("");
  // Held by what it is, not by its number: what arrives meanwhile moves nobody away from where they are.
  const [chosen, setChosen] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const asked = useSettled(text, PAUSE_MS).trim();
  const results = useInfiniteQuery<SearchPage, CallError, { pages: SearchPage[] }, readonly unknown[], FindMore | null>({
    queryKey: ["search", { query: asked, inThread: true, conversationId }],
    queryFn: ({ pageParam, signal }) =>
      call("search", { query: asked, order: "newest", group: pageParam?.group ?? null, cursor: pageParam?.cursor ?? null, limit: PAGE, conversationId }, signal),
    initialPageParam: null,
    getNextPageParam: (_, pages) => moreToFind(pages),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  useImperativeHandle(ref, () => ({
    focus() {
      field.current?.focus();
      field.current?.select();
    },
  }));
  useEffect(() => { field.current?.focus(); }, []);

  // What was found stays in view, and keys go on there.
  const close = () => {
    if (field.current) leaveField(field.current);
    onClose();
  };
  const typing = asked !== text.trim() || results.isPlaceholderData;
  const pages = asked === "" ? [] : (results.data?.pages ?? []);
  const total = foundInAll(pages);
  const hits = foundInOrder(pages);
  const known = chosen === null ? -1 : hits.findIndex((hit) => keyOf(hit) === chosen);
  const at = known >= 0 ? known : hits.length > 0 ? 0 : -1;
  const current: Hit | undefined = hits[at];
  const currentKey = current ? keyOf(current) : null;
  if (!typing && currentKey !== null && chosen !== currentKey) setChosen(currentKey);
  const marked = foundWords(hits).join("\n");

  // The timeline is told where to go; it lives beside this bar and loads pages of its own.
  const tell = useEffectEvent(() => {
    if (!typing) onFound({ itemId: current?.itemId ?? null, words: marked === "" ? [] : marked.split("\n") });
  });
  useEffect(() => { tell(); }, [currentKey, marked, typing]);

  const move = (by: 1 | -1) => {
    const next = at + by;
    if (next < 0 || next >= total) return;
    const hit = hits[next];
    if (hit) {
      setChosen(keyOf(hit));
      return;
    }
    if (results.isFetchingNextPage) return;
    void results.fetchNextPage().then(({ data }) => {
      const read = data && foundInOrder(data.pages)[next];
      if (read) setChosen(keyOf(read));
    });
  };
  const older = useKeyLabel("conversation.findNext");
  const newer = useKeyLabel("conversation.findPrevious");
  useActions([
    { id: "conversation.findNext", title: words.olderMatch, run: () => { move(1); } },
    { id: "conversation.findPrevious", title: words.newerMatch, run: () => { move(-1); } },
  ]);

  const found = text.trim() === "" ? "" : typing && total === 0 ? words.finding : total === 0 ? words.noMatch : words.matchOf(count(at + 1), count(total));
  const complete = results.data?.pages[0]?.coverage.complete ?? true;
  return (
    <div className={css.bar} role="search" aria-label={words.findHere}>
      <div className={css.line}>
        <input
          ref={field}
          type="search"
          className={css.field}
          aria-label={words.findHere}
          placeholder={words.findHere}
          autoComplete="off"
          spellCheck={false}
          maxLength={512}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChosen(null);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === "Enter" && !event.metaKey && !event.ctrlKey) {
              event.preventDefault();
              if (!typing) move(event.shiftKey ? -1 : 1);
            }
            if (event.key === "Escape") {
              event.preventDefault();
              close();
            }
          }}
        />
        <span className={css.count} role="status">{found}</span>
        <IconButton label={words.olderMatch} keys={older} icon={<ChevronUp size={16} />} disabled={at < 0 || at + 1 >= total} onClick={() => { move(1); }} />
        <IconButton label={words.newerMatch} keys={newer} icon={<ChevronDown size={16} />} disabled={at <= 0} onClick={() => { move(-1); }} />
        <IconButton
          label={words.allMatches}
          icon={<ListFilter size={16} />}
          disabled={asked === ""}
          onClick={() => { go({ ...EMPTY_SEARCH, query: asked, conversationId, open: { kind: "thread", conversationId, itemId: current?.itemId ?? null } }); }}
        />
        <IconButton label={words.closeFind} icon={<X size={16} />} onClick={close} />
      </div>
      {results.error && asked !== "" ? <p className={css.notice} role="alert">{failureSentence(results.error)}</p> : null}
      {pages[0]?.notice ? <p className={css.notice}>{pages[0].notice}</p> : complete || asked === "" ? null : <p className={css.notice}>{words.findRebuilding}</p>}
      {current && at >= 0 && inCall(current) ? <InCall hit={current} /> : null}
    </div>
  );
}

function keyOf(hit: Hit): string {
  return `${hit.kind} ${hit.id} ${hit.startMs ?? ""}`;
}

/** A call's card shows little of what was said: what was found there is told here. */
function inCall(hit: Hit): boolean {
  return hit.kind === "transcript" || hit.kind === "summary" || hit.kind === "nextStep";
}

function InCall({ hit }: { hit: Hit }) {
  const { itemId, startMs, speaker, kind } = hit;
  const lead = kind === "transcript" ? [speaker, startMs === null ? null : length(startMs)].filter(Boolean).join(", ") : words.foundIn[kind === "summary" ? "summary" : "nextStep"];
  return (
    <div className={css.inCall}>
      <p className={css.said}><span className={css.lead}>{`${lead}: `}</span><Marked pieces={hit.snippet} /></p>
      {itemId === null ? null : (
        <Button size="s" icon={<ArrowUpRight size={14} />} onClick={() => { go(withOpen(currentRoute(), { kind: "call", callId: itemId, startMs })); }}>
          {startMs === null ? words.openCall : words.openAt(length(startMs))}
        </Button>
      )}
    </div>
  );
}
