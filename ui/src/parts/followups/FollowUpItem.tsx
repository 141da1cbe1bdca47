import { AlarmClock, CalendarClock, Ellipsis, MessagesSquare, Pencil, Trash2 } from "lucide-react";
import { useState, type MouseEvent } from "react";
import type { FollowUpRow } from "../../api/schema.gen";
import { Menu, MenuItem, MenuLine } from "../../components/Menu";
import { comingTime, fullTime, length, moment } from "../../lib/dates";
import { go } from "../../lib/location";
import { toHash, withOpen, type Open, type Route } from "../../lib/routes";
import { useNow } from "../../state/clock";
import { startFollowUp } from "../../state/followUps";
import { quickDues } from "./due";
import { useFollowUps } from "./useFollowUps";
import { words } from "./words";
import css from "./FollowUps.module.css";

/** Where a follow-up comes from, as what can be opened: the second of a call, a text, else the conversation or contact. */
export function sourceOf(row: FollowUpRow): Open | null {
  const { source, conversationId } = row;
  if (source.kind === "step") return { kind: "call", callId: source.callId, startMs: source.heard?.startMs ?? null };
  if (source.kind === "item" && source.call) return { kind: "call", callId: source.itemId, startMs: null };
  if (conversationId !== null) return { kind: "thread", conversationId, itemId: source.kind === "item" ? source.itemId : null };
  const contactId = row.person?.contactId ?? null;
  return contactId === null ? null : { kind: "contact", contactId };
}

/** Opens the dialog to change a follow-up. */
export function changeFollowUp(row: FollowUpRow): void {
  startFollowUp({ id: row.id, title: row.title, dueAt: row.dueAt, about: row.about });
}

/** One follow-up: the tick, what is to be done, until when, about whom, and what was said. */
export function FollowUpItem({ row, route, narrow = false, marked = false, open = false }: {
  row: FollowUpRow;
  route: Route;
  /** Beside a conversation: whom it is about is known there. */
  narrow?: boolean;
  marked?: boolean;
  /** What it comes from is open beside the list. */
  open?: boolean;
}) {
  const now = useNow();
  const { tick, due, remove } = useFollowUps();
  const source = sourceOf(row);
  const target = source === null ? null : withOpen(route, source);
  const done = row.doneAt !== null;
  // The box answers at once; what the core says afterwards stands.
  const [ticking, setTicking] = useState<{ doneAt: number | null; to: boolean } | null>(null);
  const checked = ticking !== null && ticking.doneAt === row.doneAt ? ticking.to : done;
  const overdue = !done && row.dueAt !== null && row.dueAt < now;
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || target === null) return;
    event.preventDefault();
    go(target);
  };
  const thread = row.conversationId;
  const heard = row.source.kind === "step" ? row.source.heard : null;
  const facts = [
    done ? moment(row.doneAt ?? 0, now) : row.dueAt === null ? null : comingTime(row.dueAt, now, "alone"),
    narrow ? null : row.about,
    row.source.kind === "step" ? (heard ? words.fromCall(length(heard.startMs)) : words.fromCallNoTime) : row.source.kind === "item" && row.quo === null ? words.fromText : null,
    row.quo === null ? null : row.quo.kind === "pending" ? words.quoPending : words.fromQuo,
  ].filter(Boolean) as string[];
  return (
    <div className={css.item} data-done={done || undefined} data-open={open || undefined} data-marked={marked || undefined}>
      <input type="checkbox" className={css.tick} checked={checked} aria-label={words.tick(row.title)} onChange={(event) => {
        const to = event.target.checked;
        setTicking({ doneAt: row.doneAt, to });
        void tick(row, to).then((kept) => { if (!kept) setTicking(null); });
      }} />
      <div className={css.words}>
        {target === null ? <span className={css.title}>{row.title}</span> : <a className={css.title} href={toHash(target)} aria-current={open ? "true" : undefined} onClick={follow}>{row.title}</a>}
        <p className={css.facts}>
          {overdue ? <span className={css.overdue}><AlarmClock size={12} aria-hidden="true" />{words.overdue}</span> : null}
          {facts.map((fact, index) => <span key={index} title={index === 0 && row.dueAt !== null ? fullTime(row.dueAt) : undefined}>{fact}</span>)}
        </p>
        {heard && !narrow ? <p className={css.heard}>{words.heard(heard.speaker, heard.sentence)}</p> : null}
        {row.source.kind === "step" && heard === null && !narrow ? <p className={css.unheard}>{row.source.transcript ? words.noSentence : words.noTranscript}</p> : null}
        {row.quo?.kind === "refused" ? <p className={css.refused}>{row.quo.reason}</p> : null}
      </div>
      <div className={css.tools}>
        {done ? null : (
          <Menu trigger={<button type="button" className={css.tool} data-when={row.id} aria-label={words.when(row.title)}><CalendarClock size={16} /></button>}>
            {quickDues(now).map(({ which, at }) => <MenuItem key={which} keys={comingTime(at, now, "alone")} onSelect={() => { due(row, at); }}>{words.quick[which]}</MenuItem>)}
            <MenuItem onSelect={() => { due(row, null); }}>{words.none}</MenuItem>
            <MenuLine />
            <MenuItem onSelect={() => { changeFollowUp(row); }}>{words.otherTime}</MenuItem>
          </Menu>
        )}
        <Menu trigger={<button type="button" className={css.tool} aria-label={words.more(row.title)}><Ellipsis size={16} /></button>}>
          <MenuItem icon={<Pencil size={14} />} onSelect={() => { changeFollowUp(row); }}>{words.edit}</MenuItem>
          {thread === null ? null : <MenuItem icon={<MessagesSquare size={14} />} onSelect={() => { go(withOpen(route, { kind: "thread", conversationId: thread, itemId: null })); }}>{words.openPerson}</MenuItem>}
          <MenuLine />
          <MenuItem icon={<Trash2 size={14} />} onSelect={() => { remove(row); }}>{words.remove}</MenuItem>
        </Menu>
      </div>
    </div>
  );
}
