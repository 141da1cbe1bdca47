import { ArrowUpRight, Bot, ListChecks, Phone, PhoneMissed, PhoneOutgoing, StickyNote, Voicemail } from "lucide-react";
import type { CallCard, TimelineItem } from "../../api/schema.gen";
import { classes } from "../../lib/classes";
import { clockTime, fullTime } from "../../lib/dates";
import { currentRoute, go } from "../../lib/location";
import { toHash, withOpen } from "../../lib/routes";
import { SoundPlayer } from "../../parts/SoundPlayer";
import { callFacts, callTitle, wasMissed } from "../../parts/words";
import { Words } from "../../parts/Words";
import { words } from "./words";
import css from "./CallItem.module.css";

function CallIcon({ card, outgoing }: { card: CallCard; outgoing: boolean }) {
  if (card.voicemail || card.outcome === "voicemail") return <Voicemail size={16} />;
  if (wasMissed(card.outcome, outgoing)) return <PhoneMissed size={16} />;
  if (card.outcome === "aiHandled") return <Bot size={16} />;
  return outgoing ? <PhoneOutgoing size={16} /> : <Phone size={16} />;
}

/** A call: what became of it, its summary, and the way to all of it. A voicemail plays right here. */
export function CallItem({ item, card }: { item: TimelineItem; card: CallCard }) {
  const missed = wasMissed(card.outcome, item.outgoing);
  const facts = callFacts(card.durationMs, card.recorded);
  const target = withOpen(currentRoute(), { kind: "call", callId: item.id, startMs: null });
  const { voicemail } = card;
  return (
    <div className={classes(css.card, missed && css.missed)}>
      <div className={css.head}>
        <span className={css.icon} aria-hidden="true"><CallIcon card={card} outgoing={item.outgoing} /></span>
        <span className={css.title}>{callTitle(card.outcome, item.outgoing)}</span>
        <span className={css.facts}>{[facts, card.detail].filter(Boolean).join(" · ")}</span>
        <time className={css.facts} title={fullTime(item.at)}>{clockTime(item.at)}</time>
        {card.outcome === "missed" || card.outcome === "noAnswer" || card.outcome === "ringing" ? null : (
          <a
            className={css.open}
            href={toHash(target)}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              go(target);
            }}
          >
            {words.openCall}<ArrowUpRight size={14} aria-hidden="true" />
          </a>
        )}
      </div>
      {voicemail?.audio ? <SoundPlayer trackId={`voicemail ${item.id}`} label={words.voicemailFrom(item.author.name)} sounds={[voicemail.audio]} layout="inline" /> : null}
      {voicemail?.transcript ? <p className={css.words}><Words text={voicemail.transcript} /></p> : null}
      {card.summary ? <p className={css.words}><Words text={card.summary} /></p> : null}
      {card.nextSteps > 0 ? (
        <p className={css.steps}><ListChecks size={14} aria-hidden="true" />{words.steps(card.nextStepsDone, card.nextSteps)}</p>
      ) : null}
    </div>
  );
}

/** An internal note. */
export function NoteItem({ item, text }: { item: TimelineItem; text: string }) {
  return (
    <div className={css.note}>
      <StickyNote size={14} className={css.noteIcon} aria-hidden="true" />
      <div className={css.noteWords}>
        <p className={css.noteText}><Words text={text} /></p>
        <span className={css.noteFacts}>{[item.author.name, clockTime(item.at)].filter(Boolean).join(", ")}</span>
      </div>
    </div>
  );
}
