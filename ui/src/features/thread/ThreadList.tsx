import { ArrowDown } from "lucide-react";
import { createContext, useContext, useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { Virtualizer, type CustomItemComponentProps, type VirtualizerHandle } from "virtua";
import { dayHeading } from "../../lib/dates";
import { useLanding } from "../../lib/focus";
import { spokenItem } from "../../parts/words";
import { useActions } from "../../state/actions";
import { useNow } from "../../state/clock";
import { CallItem, NoteItem } from "./CallItem";
import type { Row } from "./rows";
import { PendingBubble, TextBubble } from "./TextBubble";
import type { TimelineFeed, TimelineState } from "./timelineFeed";
import { useAim } from "./useAim";
import { useHold } from "./useHold";
import { words } from "./words";
import css from "./ThreadList.module.css";

/** Nearer than this to an edge, the next page is read. */
const REACH = 1500;
/** Nearer than this to the end counts as being at the end. */
const AT_END = 60;
/** Room at the top in which a day's heading makes the sticky one superfluous. */
const STICKY_ROOM = 88;
/** As high is a day's heading: as long as less of its row is out of sight, it can still be read. */
const HEADING = 44;

const Numbers = createContext({ offset: 0, total: 0 });

/** A place in the list, counted in the whole conversation. */
function Place({ children, style, index, ref }: CustomItemComponentProps) {
  const { offset, total } = useContext(Numbers);
  return <li ref={ref} style={style} className={css.place} aria-posinset={offset + index + 1} aria-setsize={total}>{children}</li>;
}

interface Props {
  conversationId: string;
  feed: TimelineFeed;
  state: TimelineState;
  rows: readonly Row[];
  /** The item that was found last, if something is looked for. */
  foundId: string | null;
  onAtEnd: (atEnd: boolean) => void;
  /** The moment at the top of what is seen. */
  onLook: (at: number | null) => void;
  onStopTexts: () => void;
  onPutBack: (text: string) => void;
}

/** The timeline: drawn in part, growing at both ends, still at its place whatever arrives. */
export function ThreadList({ conversationId, feed, state, rows, foundId, onAtEnd, onLook, onStopTexts, onPutBack }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useLanding(box);
  const list = useRef<VirtualizerHandle>(null);
  const pinned = useRef(true);
  /** Where it was scrolled to last, and whether that was the very end. */
  const last = useRef({ offset: 0, flush: true });
  const [atEnd, setAtEnd] = useState(true);
  const [moving, setMoving] = useState(false);
  const [topAt, setTopAt] = useState<number | null>(null);
  const [seenKey, setSeenKey] = useState(rows.at(-1)?.key ?? null);
  const now = useNow();
  const { window: loaded, opening, goal } = state;
  const lastKey = rows.at(-1)?.key ?? null;

  /** What is left to scroll, as the browser has it: what the list knows of its sizes is older just after they have changed. */
  const below = () => (box.current ? box.current.scrollHeight - box.current.scrollTop - box.current.clientHeight : 0);
  const setPinned = (next: boolean) => {
    pinned.current = next;
    if (next !== atEnd) {
      setAtEnd(next);
      onAtEnd(next);
    }
  };
  // What is open in place stays open while its row is out of sight, and so not drawn.
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const { holding, hold, release } = useHold((by) => {
    if (box.current && Math.abs(by) >= 1) box.current.scrollTop += by;
    setPinned(below() < AT_END && loaded.after === null);
  });
  const unfold = (id: string, button: HTMLElement) => {
    hold(button);
    setUnfolded((open) => {
      const next = new Set(open);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  };
  const toEnd = () => {
    release();
    list.current?.scrollToIndex(rows.length - 1, { align: "end" });
  };
  // Each opening decides anew whether the end is followed; scrolling changes it afterwards.
  const [openedAs, setOpenedAs] = useState(opening);
  if (openedAs !== opening) {
    setOpenedAs(opening);
    setAtEnd(goal.kind === "end");
  }

  const { aiming, aim, release: letGo, forget } = useAim();
  const readOn = (above: number, left: number) => {
    if (above < REACH) void feed.older();
    if (left < REACH) void feed.newer();
  };
  const goToItem = useEffectEvent(() => {
    if (goal.kind === "start") list.current?.scrollToIndex(0, { align: "start" });
    if (goal.kind !== "item") return;
    const index = rows.findIndex((row) => row.key === goal.itemId);
    if (index >= 0) list.current?.scrollToIndex(index, { align: goal.place === "top" ? "start" : "center" });
  });
  const reached = useEffectEvent(() => {
    if (!box.current) return;
    const offset = box.current.scrollTop;
    const left = below();
    last.current = { offset, flush: left < 2 };
    setPinned(left < AT_END && loaded.after === null);
    readOn(offset, left);
  });
  // Goes to the place that an opening asked for, before anything is painted.
  const goToGoal = useEffectEvent(() => {
    if (rows.length === 0) return;
    release();
    forget();
    pinned.current = goal.kind === "end";
    onAtEnd(pinned.current);
    if (pinned.current) toEnd();
    else aim(() => { goToItem(); }, () => { reached(); });
  });
  useLayoutEffect(() => {
    if (opening > 0) goToGoal();
  }, [opening]);

  // At the end, what arrives is shown; anywhere else nothing moves.
  const follow = useEffectEvent(() => {
    if (pinned.current) toEnd();
  });
  useLayoutEffect(() => {
    follow();
  }, [lastKey]);
  // The composer growing, a window resized, or words that need more lines in a narrower one: only the browser knows the
  // heights.
  const isHolding = useEffectEvent(() => holding);
  const isAiming = useEffectEvent(() => aiming());
  useEffect(() => {
    const element = box.current;
    const content = element?.querySelector("ul");
    if (!element || !content) return undefined;
    const observer = new ResizeObserver((changes) => {
      if (isAiming()) goToGoal();
      else if (pinned.current && !isHolding() && (last.current.flush || changes.some((change) => change.target === element))) follow();
    });
    observer.observe(element);
    observer.observe(content);
    return () => { observer.disconnect(); };
  }, []);

  const onScroll = () => {
    const handle = list.current;
    if (!handle) return;
    const { scrollOffset } = handle;
    setMoving(true);
    const left = below();
    if (!aiming()) {
      // Who is at the end leaves it by scrolling up; lines that grow below do not take anybody away from it.
      const grew = pinned.current && last.current.flush && scrollOffset >= last.current.offset;
      last.current = { offset: scrollOffset, flush: grew || left < 2 };
      setPinned((grew || left < AT_END) && loaded.after === null);
      readOn(scrollOffset, left);
    }
    const topIndex = handle.findItemIndex(scrollOffset + 4);
    const top = rows[topIndex];
    const at = top?.kind === "item" ? top.item.at : (top?.send.at ?? null);
    // A day's own heading near the top says it already.
    const belowTop = handle.findItemIndex(scrollOffset + STICKY_ROOM);
    const headed = rows.slice(topIndex, belowTop + 1).some((row, place) => row.newDay && (place > 0 || handle.getItemOffset(topIndex) >= scrollOffset - HEADING));
    setTopAt(scrollOffset > 8 && !headed ? at : null);
    feed.look(top?.key ?? null);
    onLook(at);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      void feed.open({ kind: event.key === "Home" ? "start" : "end" });
    }
  };
  useActions([
    { id: "conversation.end", run: () => { void feed.open({ kind: "end" }); } },
    { id: "conversation.start", run: () => { void feed.open({ kind: "start" }); } },
  ]);

  // At the end everything is seen as it comes.
  if (atEnd && seenKey !== lastKey) setSeenKey(lastKey);
  const seenAt = seenKey === null ? rows.length : rows.findIndex((row) => row.key === seenKey);
  const fresh = atEnd || seenAt < 0 ? 0 : rows.slice(seenAt + 1).filter((row) => row.kind === "item" && !row.item.outgoing).length;

  return (
    <div className={css.frame}>
      {/* The list scrolls by key, so it must be reachable by key. */}
      <div ref={box} className={css.box} tabIndex={0} data-landing="" role="region" aria-label={words.timeline} onWheel={letGo} onTouchMove={letGo} onPointerDown={letGo} onKeyDownCapture={letGo} onKeyDown={onKeyDown}>
        <div className={css.filler} />
        <Numbers value={{ offset: loaded.offset, total: loaded.total + state.pending.length }}>
          <Virtualizer ref={list} scrollRef={box} as="ul" item={Place} data={rows} shift={state.last === "older"} bufferSize={600} onScroll={onScroll} onScrollEnd={() => { setMoving(false); }}>
            {(row) => (
              <RowView key={row.key} row={row} now={now} last={row.key === lastKey} goal={goal.kind === "item" && goal.itemId === row.key} found={foundId === row.key} beginning={loaded.before === null && row.key === rows[0]?.key} conversationId={conversationId} unfolded={unfolded.has(row.key)} onUnfold={unfold} onStopTexts={onStopTexts} onPutBack={onPutBack} />
            )}
          </Virtualizer>
        </Numbers>
      </div>
      {topAt === null ? null : <div className={css.sticky} data-moving={moving || undefined} aria-hidden="true"><span className={css.stickyDay}>{dayHeading(topAt, now)}</span></div>}
      {atEnd ? null : (
        <button type="button" className={css.pill} onClick={() => { void feed.open({ kind: "end" }); }} aria-label={fresh > 0 ? `${words.arrived(fresh)}: ${words.toEnd}` : words.toEnd}>
          {fresh > 0 ? words.arrived(fresh) : null}
          <ArrowDown size={14} />
        </button>
      )}
    </div>
  );
}

function RowView({ row, now, last, goal, found, beginning, conversationId, unfolded, onUnfold, onStopTexts, onPutBack }: {
  row: Row;
  now: number;
  last: boolean;
  goal: boolean;
  found: boolean;
  beginning: boolean;
  conversationId: string;
  unfolded: boolean;
  onUnfold: (id: string, button: HTMLElement) => void;
  onStopTexts: () => void;
  onPutBack: (text: string) => void;
}) {
  const at = row.kind === "item" ? row.item.at : row.send.at;
  return (
    <div className={css.row} data-last={last || undefined} data-goal={goal || undefined} data-found={found || undefined}>
      {beginning ? <p className={css.beginning}>{words.beginning}</p> : null}
      {row.newDay ? <h3 className={css.day}>{dayHeading(at, now)}</h3> : null}
      {row.kind === "item" && row.unreadLine ? <div className={css.unread}><span>{words.unreadLine}</span></div> : null}
      {row.kind === "pending" ? <PendingBubble send={row.send} /> : <ItemView row={row} conversationId={conversationId} unfolded={unfolded} onUnfold={onUnfold} onStopTexts={onStopTexts} onPutBack={onPutBack} />}
    </div>
  );
}

function ItemView({ row, conversationId, unfolded, onUnfold, onStopTexts, onPutBack }: {
  row: Extract<Row, { kind: "item" }>;
  conversationId: string;
  unfolded: boolean;
  onUnfold: (id: string, button: HTMLElement) => void;
  onStopTexts: () => void;
  onPutBack: (text: string) => void;
}) {
  const { item } = row;
  const { body } = item;
  return (
    <>
      <span className="visually-hidden">{spokenItem(item)}</span>
      {body.kind === "text" ? (
        <TextBubble item={{ ...item, body }} conversationId={conversationId} named={row.named} joined={row.joined} joinedBelow={row.joinedBelow} onStopTexts={onStopTexts} onPutBack={onPutBack} />
      ) : body.kind === "call" ? (
        <CallItem item={item} card={body} unfolded={unfolded} onUnfold={(button) => { onUnfold(item.id, button); }} />
      ) : (
        <NoteItem item={item} text={body.text} />
      )}
    </>
  );
}
