import { ChevronDown, ChevronUp, Copy, Link } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { CallPage, Segment } from "../../api/schema.gen";
import { IconButton } from "../../components/Button";
import { Avatar } from "../../components/Avatar";
import { Marked, piecesOf } from "../../components/Marked";
import { copyText } from "../../lib/clipboard";
import { length } from "../../lib/dates";
import { currentRoute } from "../../lib/location";
import { usePicked } from "../../lib/store";
import { load, play, player } from "../../state/player";
import { tell, tellProblem } from "../../state/toasts";
import { unplayable } from "../../parts/SoundPlayer";
import { useActions } from "../../state/actions";
import { useKeyLabel } from "../../state/keymap";
import { linkToMoment, quoteOf } from "./quote";
import { segmentAt } from "./segmentAt";
import { TalkShares } from "./TalkShares";
import { words } from "./words";
import css from "./Transcript.module.css";

/** Everything that was said; what is being heard is marked, and a click plays from there. */
export function Transcript({ page, trackId, startMs, scroller }: { page: CallPage; trackId: string; startMs: number | null; scroller: RefObject<HTMLDivElement | null> }) {
  const { segments } = page;
  const list = useRef<VirtualizerHandle>(null);
  const head = useRef<HTMLDivElement>(null);
  const [find, setFind] = useState("");
  const [matchAt, setMatchAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const current = usePicked(player, (state) => (state.trackId === trackId && (state.playing || state.positionMs > 0) ? segmentAt(segments, state.positionMs) : -1));
  const playing = usePicked(player, (state) => state.trackId === trackId && state.playing);
  const audible = page.audio.length > 0 && unplayable(page.audio) === null;

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
  const show = (index: number) => {
    let rounds = 0;
    const place = () => {
      const box = scroller.current;
      const handle = list.current;
      if (!box || !handle) return;
      box.scrollTop = margin + handle.getItemOffset(index) + handle.getItemSize(index) / 2 - box.clientHeight * 0.45;
      // The rows around the place are measured once drawn; a few frames later it is exact.
      rounds += 1;
      if (rounds < 4) requestAnimationFrame(place);
    };
    place();
  };
  const showGoal = useEffectEvent(() => {
    if (goal >= 0 && margin > 0) show(goal);
  });
  useEffect(() => { showGoal(); }, [goal, margin]);

  // While it plays, the sentence that is heard stays in view, unless the person looks elsewhere.
  const follow = useEffectEvent(() => {
    if (!playing || current < 0) return;
    const box = scroller.current;
    const handle = list.current;
    if (!box || !handle) return;
    const top = margin + handle.getItemOffset(current) - box.scrollTop;
    const near = top > -box.clientHeight && top < box.clientHeight * 2;
    if (near && (top < 140 || top > box.clientHeight - 80)) show(current);
  });
  useEffect(() => { follow(); }, [current, playing]);

  const move = (by: number) => {
    if (matches.length === 0) return;
    const next = (matchAt + by + matches.length) % matches.length;
    setMatchAt(next);
    const index = matches[next];
    if (index !== undefined) show(index);
  };
  const hear = (segment: Segment) => {
    load(trackId, page.audio);
    play(segment.startMs);
  };
  const give = (text: string, said: string) => {
    void copyText(text).then((done) => {
      if (done) tell(said);
      else tellProblem(words.cannotCopy);
    });
  };
  const copy = (segment: Segment) => { give(quoteOf(segment, page), words.copied); };
  const link = (segment: Segment) => { give(linkToMoment(currentRoute(), page.id, segment.startMs), words.linkCopied(length(segment.startMs))); };
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
    <section aria-label={words.transcript}>
      <div ref={head} className={css.head}>
        <div>
          <h3 className={css.heading}>{words.transcript}</h3>
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
      <Virtualizer ref={list} scrollRef={scroller} startMargin={margin} as="ul" item="li" data={segments} bufferSize={500}>
        {(segment, index) => (
          <SegmentView
            key={segment.index}
            segment={segment}
            sameSpeaker={segments[index - 1]?.speaker.name === segment.speaker.name}
            current={index === current}
            goal={index === goal}
            match={index === match}
            find={wanted}
            audible={audible}
            onHear={hear}
            onCopy={copy}
            onLink={link}
          />
        )}
      </Virtualizer>
      <div className={css.bottom} />
    </section>
  );
}

function SegmentView({ segment, sameSpeaker, current, goal, match, find, audible, onHear, onCopy, onLink }: {
  segment: Segment;
  sameSpeaker: boolean;
  current: boolean;
  goal: boolean;
  match: boolean;
  find: string;
  audible: boolean;
  onHear: (segment: Segment) => void;
  onCopy: (segment: Segment) => void;
  onLink: (segment: Segment) => void;
}) {
  const { speaker } = segment;
  const time = length(segment.startMs);
  const text = <Marked pieces={piecesOf(segment.text, find)} />;
  return (
    <div className={css.segment} data-current={current || undefined} data-goal={goal || undefined} data-match={match || undefined} data-joined={sameSpeaker || undefined}>
      <div className={css.who}>{sameSpeaker ? null : <Avatar initials={speaker.initials} hue={speaker.hue} size="s" />}</div>
      <div className={css.said}>
        {sameSpeaker ? null : <div className={css.speaker}>{speaker.name}{speaker.ai ? <span className={css.ai}>{words.ai}</span> : null}</div>}
        {audible ? (
          <button type="button" className={css.text} aria-label={words.hear(speaker.name, time, segment.text)} aria-current={current ? "true" : undefined} onClick={() => { onHear(segment); }}>{text}</button>
        ) : (
          <p className={css.text}>{text}</p>
        )}
      </div>
      <span className={css.time}>{time}</span>
      <div className={css.copy}>
        <IconButton label={words.copy} icon={<Copy size={14} />} onClick={() => { onCopy(segment); }} />
        <IconButton label={words.copyLinkAt(time)} icon={<Link size={14} />} onClick={() => { onLink(segment); }} />
      </div>
    </div>
  );
}
