import { createPortal } from "react-dom";
import type { Conversation, TimelineItem } from "../../api/schema.gen";
import { clockTime, dateOf, dayName, dayOf, momentInFull, zoneName } from "../../lib/dates";
import { bytes, count, plural } from "../../lib/numbers";
import { callFacts, callTitle, textState } from "../../parts/words";
import { Words } from "../../parts/Words";
import type { Printed } from "./printItems";
import { words } from "./words";
import css from "./PrintSheet.module.css";

/** A conversation as it goes on paper: everything in full, in black on white, with who, when and how much of it this is. */
export function PrintSheet({ conversation, printed, notes, now }: { conversation: Conversation; printed: Printed; notes: boolean; now: number }) {
  const { row } = conversation;
  const items = notes ? printed.items : printed.items.filter((item) => item.body.kind !== "note");
  const left = printed.items.length - items.length;
  const first = printed.items[0];
  const last = printed.items.at(-1);
  const days = byDay(items);
  const whole = printed.items.length === printed.total;
  const facts = [
    first && last ? [...new Set([dateOf(first.at), dateOf(last.at)])].join(" – ") : null,
    whole ? words.printedAll(plural(printed.total, "text or call", "texts and calls")) : words.printedSome(count(printed.offset + 1), count(printed.offset + printed.items.length), count(printed.total)),
    left > 0 ? words.printedNoNotes : null,
    words.printedZone(zoneName(now)),
  ];
  return createPortal(
    <article data-print className={css.sheet}>
      <header className={css.head}>
        <h1 className={css.title}>{row.title}</h1>
        <p>{row.people.map((person) => [row.people.length > 1 ? person.name : null, person.number === row.title ? null : person.number, person.company].filter(Boolean).join(", ")).join(" · ")}</p>
        <p>{[row.line.name, row.line.number === row.line.name ? null : row.line.number].filter(Boolean).join(", ")}</p>
        <p className={css.facts}>{facts.filter(Boolean).join(" · ")}</p>
        <p className={css.facts}>{words.printedAt(momentInFull(now))}</p>
      </header>
      {days.map(({ day, ofDay }) => (
        <section key={day} className={css.day}>
          <h2 className={css.dayName}>{dayName(day)}</h2>
          <ol>{ofDay.map((item) => <PrintedItem key={item.id} item={item} />)}</ol>
        </section>
      ))}
    </article>,
    document.body,
  );
}

function byDay(items: readonly TimelineItem[]): { day: number; ofDay: TimelineItem[] }[] {
  const days: { day: number; ofDay: TimelineItem[] }[] = [];
  for (const item of items) {
    const day = dayOf(item.at);
    const last = days.at(-1);
    if (last?.day === day) last.ofDay.push(item);
    else days.push({ day, ofDay: [item] });
  }
  return days;
}

function PrintedItem({ item }: { item: TimelineItem }) {
  const { body } = item;
  const who = item.outgoing && item.author.ours ? item.author.name || words.you : item.author.name;
  return (
    <li className={css.item}>
      <time className={css.time}>{clockTime(item.at)}</time>
      <span className={css.who}>{item.author.ai ? words.byAi(who) : who}</span>
      <div className={css.said} data-kind={body.kind}>
        {body.kind === "text" ? (
          <>
            {body.text ? <p><Words text={body.text} /></p> : null}
            {body.textTruncated ? <p className={css.more}>{words.truncated}</p> : null}
            {body.media.map((media, index) => <p key={`${media.name}-${index}`} className={css.more}>{[media.name || media.mime, media.sizeBytes === null ? null : bytes(media.sizeBytes)].filter(Boolean).join(", ")}</p>)}
            {body.state === "received" || body.state === "delivered" || body.state === "sent" ? null : <p className={css.more}>{[textState(body.state, body.reason), body.reason].filter(Boolean).join(": ")}</p>}
          </>
        ) : body.kind === "call" ? (
          <>
            <p>{[callTitle(body.outcome, item.outgoing), callFacts(body.durationMs, body.recorded), body.detail].filter(Boolean).join(" · ")}</p>
            {body.voicemail?.transcript ? <p className={css.more}>{body.voicemail.transcript}</p> : null}
            {body.summary ? <p className={css.more}>{body.summary}</p> : null}
          </>
        ) : (
          <>
            <p><Words text={body.text} /></p>
            <p className={css.more}>{words.printedNote}</p>
          </>
        )}
      </div>
    </li>
  );
}
