import type { Segment } from "../../api/schema.gen";
import { Marked, piecesOf } from "../../components/Marked";
import { usePicked } from "../../lib/store";
import { player } from "../../state/player";
import { wordAt, wordTimes } from "./wordTimes";
import css from "./TranscriptList.module.css";

/** The attribute of a word that says when it is heard. */
const AT = "data-at";

/**
 * A sentence that is being heard, with the word that is heard underlined. It is drawn anew from word to word, not from
 * moment to moment, and only this one sentence. The words and the room between them are the sentence as it was written.
 */
export function HeardWords({ segment, find }: { segment: Segment; find: string }) {
  const timed = wordTimes(segment);
  const heard = usePicked(player, (now) => wordAt(timed, now.positionMs));
  const pieces = piecesOf(segment.text, find);
  return timed.map((word, index) => {
    const next = timed[index + 1]?.from ?? segment.text.length;
    const from = index === 0 ? 0 : word.from;
    const end = word.from + word.text.length;
    return (
      <span key={word.from}>
        {segment.text.slice(from, word.from)}
        <span className={css.word} {...{ [AT]: word.startMs }} data-heard={index === heard || undefined}><Marked pieces={cut(pieces, word.from, end)} /></span>
        <Marked pieces={cut(pieces, end, next)} />
      </span>
    );
  });
}

/** When the word is heard that a click hit, if it hit one. */
export function clickedAt(target: EventTarget): number | null {
  const at = target instanceof Element ? target.closest(`[${AT}]`)?.getAttribute(AT) : null;
  return at ? Number(at) : null;
}

/** What lies between two places of a text that is in pieces: what is looked for may be part of a word, or several. */
function cut(pieces: ReturnType<typeof piecesOf>, from: number, to: number): ReturnType<typeof piecesOf> {
  let begins = 0;
  return pieces.flatMap(({ text, hit }) => {
    const at = begins;
    begins += text.length;
    const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    return part === "" ? [] : [{ text: part, hit }];
  });
}
