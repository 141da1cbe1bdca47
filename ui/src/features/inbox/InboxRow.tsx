import { AlarmClock, Check, Clock, FileText, Image, ListTodo, MessageSquareWarning, PencilLine, Phone, PhoneMissed, Pin, SendHorizontal, StickyNote, Undo2, Voicemail } from "lucide-react";
import { memo, type ReactNode } from "react";
import type { ConversationRow, PreviewKind } from "../../api/schema.gen";
import { RowNames } from "../../components/RowNames";
import { classes } from "../../lib/classes";
import { ago, agoSpoken, comingTime, fullTime, listTime } from "../../lib/dates";
import { plural } from "../../lib/numbers";
import { toHash, withOpen, type Route } from "../../lib/routes";
import { go } from "../../lib/location";
import { PersonAvatar } from "../../parts/PersonAvatar";
import { PREVIEW_SPOKEN } from "../../parts/words";
import { usePicked } from "../../lib/store";
import { appearance } from "../../state/appearance";
import { useNow } from "../../state/clock";
import { words } from "./words";
import css from "./InboxRow.module.css";

const ICONS: Record<PreviewKind, ReactNode> = {
  text: null,
  picture: <Image size={14} />,
  file: <FileText size={14} />,
  call: <Phone size={14} />,
  missedCall: <PhoneMissed size={14} />,
  voicemail: <Voicemail size={14} />,
  note: <StickyNote size={14} />,
  sending: <SendHorizontal size={14} />,
  failedText: <MessageSquareWarning size={14} />,
};

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Somebody waits for an answer, or for what was promised: whichever is older. */
function waitingSpoken({ waitingSince, promiseDue }: ConversationRow, now: number): string | null {
  if (waitingSince === null) return null;
  const time = agoSpoken(waitingSince, now);
  return promiseDue === waitingSince ? words.promised(time) : words.waiting(time);
}

/** What a screen reader says for a row. */
function spokenRow(row: ConversationRow, now: number): string {
  return [
    row.title,
    row.unread > 0 ? `${row.unread} unread` : null,
    waitingSpoken(row, now),
    `${row.last.outgoing ? "you, " : ""}${[PREVIEW_SPOKEN[row.last.kind], row.last.text].filter(Boolean).join(": ")}`,
    listTime(row.lastAt, now),
    row.line.name,
    row.hasDraft ? "draft kept" : null,
    row.done ? "done" : null,
    row.snoozedUntil === null ? null : words.snoozedUntil(comingTime(row.snoozedUntil, now, "sentence")),
    row.returnedAt === null ? null : words.returnedAt(listTime(row.returnedAt, now)),
    row.pinned ? "pinned" : null,
    row.tags.length > 0 ? words.tagged(row.tags) : null,
  ].filter(Boolean).join(", ");
}

/** As many tags have room. */
const TAGS = 2;

/** One conversation of the list: a link that opens it, and a box that selects it. Drawn anew only for what it shows. */
export const InboxRow = memo(function InboxRow({ row, list, open, marked, first, showLine, selected, selecting, onSelect }: {
  row: ConversationRow;
  /** The list, with nothing open. */
  list: Route;
  open: boolean;
  marked: boolean;
  /** The way into the list for the Tab key while nothing is marked. */
  first: boolean;
  showLine: boolean;
  selected: boolean;
  /** Something is selected: every row shows its box. */
  selecting: boolean;
  /** `reach`: with everything between it and where the selection was begun. */
  onSelect: (id: string, reach: boolean) => void;
}) {
  const now = useNow();
  // Its times are of the zone that is chosen.
  usePicked(appearance, (chosen) => chosen.zone);
  const target = withOpen(list, { kind: "thread", conversationId: row.id, itemId: null });
  const tone = row.last.kind === "missedCall" || row.last.kind === "failedText" ? css.bad : null;
  return (
    <div className={css.place} data-selecting={selecting || undefined}>
      <a
        href={toHash(target)}
        aria-label={spokenRow(row, now)}
        aria-current={open ? "true" : undefined}
        tabIndex={open || marked || first ? 0 : -1}
        draggable={false}
        className={classes(css.row, row.unread > 0 && css.unread)}
        data-marked={marked || undefined}
        data-selected={selected || undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey) return;
          event.preventDefault();
          if (event.shiftKey) {
            onSelect(row.id, true);
            return;
          }
          go(target);
        }}
      >
        <span className={css.dot} title={row.unread > 0 ? plural(row.unread, "unread item") : undefined} />
        <span className={css.face}><PersonAvatar people={row.people} /></span>
        <span className={css.words}>
          <span className={css.top}>
            <RowNames name={row.title} line={showLine ? row.line.name : null} strong={row.unread > 0} />
            {row.pinned ? <span className={css.pin} title={words.pinned}><Pin size={12} /></span> : null}
            <time className={css.time} title={fullTime(row.lastAt)}>{listTime(row.lastAt, now)}</time>
          </span>
          <span className={css.bottom}>
            <span className={classes(css.preview, tone)}>
              {ICONS[row.last.kind]}
              <span className={css.previewText}>{row.last.outgoing && row.last.kind === "text" ? <span className={css.you}>{words.you}</span> : null}{row.last.text || capital(PREVIEW_SPOKEN[row.last.kind])}</span>
            </span>
            {/* Beside the words and not before them: they are the newest that were said, and not the draft's. */}
            {row.hasDraft ? <span className={css.draft}><PencilLine size={12} />{words.draft}</span> : null}
            {row.tags.slice(0, TAGS).map((tag) => <span key={tag} className={css.label} title={tag}>{tag}</span>)}
            {row.tags.length > TAGS ? <span className={css.more} title={row.tags.join(", ")}>{words.moreTags(row.tags.length - TAGS)}</span> : null}
            {row.optedOut ? <span className={css.tag}>{words.optedOut}</span> : null}
            {row.snoozedUntil === null ? null : (
              <span className={css.snoozed} title={fullTime(row.snoozedUntil)}><AlarmClock size={12} />{comingTime(row.snoozedUntil, now, "row")}</span>
            )}
            {row.returnedAt === null ? null : <span className={css.returned} title={words.returnedAt(fullTime(row.returnedAt))}><Undo2 size={12} />{words.returned}</span>}
            {row.waitingSince === null ? null : (
              <span className={css.waiting} title={row.promiseDue === row.waitingSince ? words.promisedAt(fullTime(row.waitingSince)) : undefined}>
                {row.promiseDue === row.waitingSince ? <ListTodo size={12} /> : <Clock size={12} />}{ago(row.waitingSince, now)}
              </span>
            )}
            {row.done ? <span className={css.done} title={words.done}><Check size={14} /></span> : null}
          </span>
        </span>
      </a>
      {/* Beside the link and not in it; in place of the avatar, as in every mail program. */}
      <label className={css.box}>
        <input
          type="checkbox"
          checked={selected}
          tabIndex={-1}
          aria-label={words.select(row.title)}
          onChange={() => undefined}
          onClick={(event) => { onSelect(row.id, event.shiftKey); }}
        />
      </label>
    </div>
  );
});
