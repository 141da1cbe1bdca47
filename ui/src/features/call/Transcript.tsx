import { ChevronDown, ChevronUp } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from "react";
import type { CallPage } from "../../api/schema.gen";
import { IconButton } from "../../components/Button";
import { segmentAt } from "../../parts/call/segmentAt";
import { TranscriptList, type TranscriptHandle } from "../../parts/call/TranscriptList";
import { words as callWords } from "../../parts/call/words";
import { useActions } from "../../state/actions";
import { useKeyLabel } from "../../state/keymap";
import { TalkShares } from "./TalkShares";
import { words } from "./words";
import css from "./Transcript.module.css";

/** Everything that was said, and a search in it. */
export function Transcript({ page, trackId, startMs, scroller }: { page: CallPage; trackId: string; startMs: number | null; scroller: RefObject<HTMLDivElement | null> }) {
  const { segments } = page;
  const list = useRef<TranscriptHandle>(null);
  const head = useRef<HTMLDivElement>(null);
  const [find, setFind] = useState("");
  const [matchAt, setMatchAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);

  const wanted = find.trim();
  const matches = wanted === "" ? [] : segments.filter((segment) => segment.text.toLocaleLowerCase().includes(wanted.toLocaleLowerCase())).map((segment) => segments.indexOf(segment));
  const match = matches[Math.min(matchAt, matches.length - 1)];

  const goal = startMs === null ? -1 : segmentAt(segments, startMs);
  const [margin, setMargin] = useState(0);
  // The list begins below the summary, whose height only the browser knows. The scroller's ref is set after the effects
  // of layout ran in here, as it stands further out.
  useEffect(() => {
    const measure = () => {
      if (head.current && scroller.current) setMargin(head.current.getBoundingClientRect().bottom - scroller.current.getBoundingClientRect().top + scroller.current.scrollTop);
    };
    measure();
    if (!scroller.current?.firstElementChild) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(scroller.current.firstElementChild);
    return () => { observer.disconnect(); };
  }, [scroller]);
  const show = (index: number) => { list.current?.show(index); };
  const showGoal = useEffectEvent(() => {
    if (goal >= 0 && margin > 0) show(goal);
  });
  useEffect(() => { showGoal(); }, [goal, margin]);

  const move = (by: number) => {
    if (matches.length === 0) return;
    const next = (matchAt + by + matches.length) % matches.length;
    setMatchAt(next);
    const index = matches[next];
    if (index !== undefined) show(index);
  };
  useActions([
    { id: "conversation.find", title: words.find, run: () => { field.current?.focus(); field.current?.select(); } },
    ...(matches.length === 0
      ? []
      : ([
          { id: "conversation.findNext", title: words.nextMatch, run: () => { move(1); } },
          { id: "conversation.findPrevious", title: words.previousMatch, run: () => { move(-1); } },
        ] as const)),
  ]);
  const keys = { next: useKeyLabel("conversation.findNext"), previous: useKeyLabel("conversation.findPrevious") };

  return (
    <section aria-label={callWords.transcript}>
      <div ref={head} className={css.head}>
        <div>
          <h3 className={css.heading}>{callWords.transcript}</h3>
          <TalkShares segments={segments} />
        </div>
        <div className={css.find}>
          <input
            ref={field}
            type="search"
            className={css.field}
            aria-label={words.find}
            placeholder={words.find}
            value={find}
            onChange={(event) => {
              const word = event.target.value;
              setFind(word);
              setMatchAt(0);
              const first = word.trim() === "" ? -1 : segments.findIndex((segment) => segment.text.toLocaleLowerCase().includes(word.trim().toLocaleLowerCase()));
              if (first >= 0) show(first);
            }}
            onKeyDown={(event) => {
              if (event.key === "Enter") {
                event.preventDefault();
                move(event.shiftKey ? -1 : 1);
              }
              if (event.key === "Escape" && find !== "") {
                event.preventDefault();
                setFind("");
              }
            }}
          />
          {wanted === "" ? null : (
            <>
              <span className={css.matches} role="status">{words.matches(matches.length === 0 ? 0 : Math.min(matchAt, matches.length - 1) + 1, matches.length)}</span>
              <IconButton label={words.previousMatch} keys={keys.previous} icon={<ChevronUp size={14} />} disabled={matches.length === 0} onClick={() => { move(-1); }} />
              <IconButton label={words.nextMatch} keys={keys.next} icon={<ChevronDown size={14} />} disabled={matches.length === 0} onClick={() => { move(1); }} />
            </>
          )}
        </div>
      </div>
      <TranscriptList ref={list} page={page} trackId={trackId} scroller={scroller} margin={margin} goal={goal} match={match} find={wanted} />
      <div className={css.bottom} />
    </section>
  );
}
