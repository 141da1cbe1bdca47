import { AudioLines, Bot, FileText, Pause, PhoneForwarded, PhoneIncoming, PhoneMissed, PhoneOff, PhoneOutgoing, Play, ScrollText, Voicemail } from "lucide-react";
import type { ReactNode } from "react";
import type { CallRow } from "../../api/schema.gen";
import { RowNames } from "../../components/RowNames";
import { classes } from "../../lib/classes";
import { fullTime, length, lengthShort, lengthSpoken, listTime } from "../../lib/dates";
import { go } from "../../lib/location";
import { toHash, withOpen, type Route } from "../../lib/routes";
import { usePicked } from "../../lib/store";
import { PersonAvatar } from "../../parts/PersonAvatar";
import { wasMissed } from "../../parts/words";
import { useNow } from "../../state/clock";
import { player } from "../../state/player";
import { canBeHeard, hear, trackOf } from "./hear";
import { outcomeWords, words } from "./words";
import css from "./CallRow.module.css";

function iconOf({ outcome, outgoing }: CallRow): ReactNode {
  if (outcome === "voicemail" && !outgoing) return <Voicemail size={14} />;
  if (outcome === "aiHandled") return <Bot size={14} />;
  if (outcome === "forwarded") return <PhoneForwarded size={14} />;
  if (outcome === "failed") return <PhoneOff size={14} />;
  if (outgoing) return <PhoneOutgoing size={14} />;
  return wasMissed(outcome, outgoing) ? <PhoneMissed size={14} /> : <PhoneIncoming size={14} />;
}

/** What a screen reader says for a row. */
function spokenRow(row: CallRow, now: number): string {
  return [
    row.title,
    outcomeWords(row),
    row.durationMs !== null && row.durationMs > 0 ? lengthSpoken(row.durationMs) : null,
    listTime(row.at, now),
    row.line?.name,
    row.hasVoicemail && row.outcome !== "voicemail" ? words.voicemail : null,
    row.recorded ? words.recorded : null,
    row.hasTranscript ? words.transcript : null,
    row.hasSummary ? words.summary : null,
  ].filter(Boolean).join(", ");
}

/** One call of the list: a link that opens its page, and a button that plays it here. */
export function CallRowView({ row, route, open, marked, first, showLine }: {
  row: CallRow;
  route: Route;
  open: boolean;
  marked: boolean;
  /** The way into the list for the Tab key while nothing is marked. */
  first: boolean;
  showLine: boolean;
}) {
  const now = useNow();
  const target = withOpen(route, { kind: "call", callId: row.id, startMs: null });
  const reachable = open || marked || first;
  const missed = !row.outgoing && (row.outcome === "missed" || row.outcome === "voicemail");
  return (
    <div className={css.row} data-marked={marked || undefined} data-open={open || undefined}>
      <a
        href={toHash(target)}
        aria-label={spokenRow(row, now)}
        aria-current={open ? "true" : undefined}
        tabIndex={reachable ? 0 : -1}
        draggable={false}
        className={css.link}
        // On a link that has the focus, Space is nobody's else.
        onKeyDown={(event) => {
          if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey || !canBeHeard(row)) return;
          event.preventDefault();
          hear(row);
        }}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          go(target);
        }}
      >
        <PersonAvatar people={row.people} />
        <span className={css.words}>
          <span className={css.top}>
            <RowNames name={row.title} line={showLine && row.line ? row.line.name : null} />
            <time className={css.time} title={fullTime(row.at)}>{listTime(row.at, now)}</time>
          </span>
          <span className={css.bottom}>
            <span className={classes(css.outcome, missed && css.bad)}>
              {iconOf(row)}
              <span className={css.outcomeText}>{outcomeWords(row)}</span>
            </span>
            {row.durationMs !== null && row.durationMs > 0 ? <span className={css.length}>{lengthShort(row.durationMs)}</span> : null}
            <span className={css.marks} aria-hidden="true">
              {row.hasSummary ? <span title={words.summary}><ScrollText size={14} /></span> : null}
              {row.hasTranscript ? <span title={words.transcript}><FileText size={14} /></span> : null}
              {row.recorded ? <span title={words.recorded}><AudioLines size={14} /></span> : null}
            </span>
          </span>
        </span>
      </a>
      {canBeHeard(row) ? <PlayHere row={row} reachable={reachable} /> : null}
    </div>
  );
}

function PlayHere({ row, reachable }: { row: CallRow; reachable: boolean }) {
  const track = trackOf(row);
  const playing = usePicked(player, (state) => state.trackId === track && state.playing);
  const position = usePicked(player, (state) => (state.trackId === track && (state.playing || state.positionMs > 0) ? Math.floor(state.positionMs / 1000) : null));
  return (
    <button type="button" className={css.play} tabIndex={reachable ? 0 : -1} data-playing={playing || undefined} aria-label={playing ? words.pause(row.title) : words.play(row.title)} onClick={() => { hear(row); }}>
      {playing ? <Pause size={14} fill="currentColor" /> : <Play size={14} fill="currentColor" />}
      {position === null ? null : <span className={css.position}>{length(position * 1000)}</span>}
    </button>
  );
}
