import { Copy, Link } from "lucide-react";
import { useEffect, useEffectEvent, useImperativeHandle, useRef, type Ref, type RefObject } from "react";
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
import { unplayable } from "../SoundPlayer";
import { clickedAt, HeardWords } from "./HeardWords";
import { linkToMoment, quoteOf } from "./quote";
import { segmentAt } from "./segmentAt";
import { words } from "./words";
import css from "./TranscriptList.module.css";

/** What another component can ask a transcript for. */
export interface TranscriptHandle {
  /** Brings a sentence into view. */
  show: (index: number) => void;
}

/** Everything that was said; what is being heard is marked, and a click plays from there. */
export function TranscriptList({ ref, page, trackId, scroller, margin = 0, goal = -1, match, find = "" }: {
  ref?: Ref<TranscriptHandle>;
  page: CallPage;
  trackId: string;
  /** What scrolls, and how much of it stands above the list. */
  scroller: RefObject<HTMLDivElement | null>;
  margin?: number;
  /** The sentence that the address names, and the one that was found last. */
  goal?: number;
  match?: number | undefined;
  /** What is looked for. */
  find?: string;
}) {
  const { segments } = page;
  const list = useRef<VirtualizerHandle>(null);
  const current = usePicked(player, (state) => (state.trackId === trackId && (state.playing || state.positionMs > 0) ? segmentAt(segments, state.positionMs) : -1));
  const playing = usePicked(player, (state) => state.trackId === trackId && state.playing);
  const audible = page.audio.length > 0 && unplayable(page.audio) === null;

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
  useImperativeHandle(ref, () => ({ show }));

  // While it plays, the sentence that is heard stays in view, unless the person looks elsewhere.
  const follow = useEffectEvent(() => {
    if (!playing || current < 0) return;
    const box = scroller.current;
    const handle = list.current;
    if (!box || !handle) return;
    const top = margin + handle.getItemOffset(current) - box.scrollTop;
    const near = top > -box.clientHeight && top < box.clientHeight * 2;
    if (near && (top < Math.min(140, box.clientHeight / 4) || top > box.clientHeight - 80)) show(current);
  });
  useEffect(() => { follow(); }, [current, playing]);

  const hear = (at: number) => {
    load(trackId, page.audio);
    play(at);
  };
  const give = (text: string, said: string) => {
    void copyText(text).then((done) => {
      if (done) tell(said);
      else tellProblem(words.cannotCopy);
    });
  };
  const copy = (segment: Segment) => { give(quoteOf(segment, page), words.copied); };
  const link = (segment: Segment) => { give(linkToMoment(currentRoute(), page.id, segment.startMs), words.linkCopied(length(segment.startMs))); };

  return (
    <Virtualizer ref={list} scrollRef={scroller} startMargin={margin} as="ul" item="li" data={segments} bufferSize={500}>
      {(segment, index) => (
        <SegmentView
          key={segment.index}
          segment={segment}
          sameSpeaker={segments[index - 1]?.speaker.name === segment.speaker.name}
          current={index === current}
          goal={index === goal}
          match={index === match}
          find={find}
          audible={audible}
          onHear={hear}
          onCopy={copy}
          onLink={link}
        />
      )}
    </Virtualizer>
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
  onHear: (at: number) => void;
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
          // Its name is the sentence, whole: which word is heard is for the eye.
          <button type="button" className={css.text} aria-label={words.hear(speaker.name, time, segment.text)} aria-current={current ? "true" : undefined} onClick={(event) => { onHear(clickedAt(event.target) ?? segment.startMs); }}>
            {current ? <HeardWords segment={segment} find={find} /> : text}
          </button>
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
