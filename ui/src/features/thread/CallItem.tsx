import { ArrowUpRight, Bot, ChevronRight, ListChecks, Phone, PhoneMissed, PhoneOutgoing, StickyNote, Voicemail } from "lucide-react";
import { lazy, Suspense, useId } from "react";
import type { CallCard, TimelineItem } from "../../api/schema.gen";
import { Skeleton } from "../../components/Notice";
import { classes } from "../../lib/classes";
import { clockTime, fullTime } from "../../lib/dates";
import { currentRoute, go } from "../../lib/location";
import { toHash, withOpen } from "../../lib/routes";
import { SoundPlayer } from "../../parts/SoundPlayer";
import { callFacts, callTitle, wasMissed } from "../../parts/words";
import { Words } from "../../parts/Words";
import { words } from "./words";
import css from "./CallItem.module.css";

/** What opens in place comes along once it is opened: nobody sees it first. */
const CallUnfolded = lazy(async () => ({ default: (await import("./CallUnfolded")).CallUnfolded }));

function CallIcon({ card, outgoing }: { card: CallCard; outgoing: boolean }) {
  if (card.voicemail || card.outcome === "voicemail") return <Voicemail size={16} />;
  if (wasMissed(card.outcome, outgoing)) return <PhoneMissed size={16} />;
  if (card.outcome === "aiHandled") return <Bot size={16} />;
  return outgoing ? <PhoneOutgoing size={16} /> : <Phone size={16} />;
}

/** A call: what became of it, its summary, and all of it, here or on its page. A voicemail plays right here. */
export function CallItem({ item, card, unfolded, onUnfold }: {
  item: TimelineItem;
  card: CallCard;
  unfolded: boolean;
  /** Opens or closes it in place; the button is what is to stay where it is. */
  onUnfold: (button: HTMLElement) => void;
}) {
  const name = useId();
  const missed = wasMissed(card.outcome, item.outgoing);
  const facts = callFacts(card.durationMs, card.recorded);
  const target = withOpen(currentRoute(), { kind: "call", callId: item.id, startMs: null });
  const { voicemail } = card;
  const hasPage = card.outcome !== "missed" && card.outcome !== "noAnswer" && card.outcome !== "ringing";
  // A plain voicemail is all here already.
  const unfolds = hasPage && (voicemail === null || card.summary !== null || card.nextSteps > 0 || card.recorded || card.hasTranscript);
  return (
    <div className={classes(css.card, missed && css.missed)}>
      <div className={css.head}>
        <span className={css.icon} aria-hidden="true"><CallIcon card={card} outgoing={item.outgoing} /></span>
        <span className={css.title}>{callTitle(card.outcome, item.outgoing)}</span>
        <span className={css.facts}>{[facts, card.detail].filter(Boolean).join(" · ")}</span>
        <time className={css.facts} title={fullTime(item.at)}>{clockTime(item.at)}</time>
        {hasPage ? (
          <span className={css.ways}>
            {unfolds ? (
              <button type="button" className={css.unfold} aria-expanded={unfolded} aria-controls={unfolded ? name : undefined} onClick={(event) => { onUnfold(event.currentTarget); }}>
                <ChevronRight size={14} className={css.chevron} aria-hidden="true" />{words.callDetails}
              </button>
            ) : null}
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
          </span>
        ) : null}
      </div>
      {voicemail?.audio ? <SoundPlayer trackId={`voicemail ${item.id}`} label={words.voicemailFrom(item.author.name)} sounds={[voicemail.audio]} layout="inline" /> : null}
      {voicemail?.transcript ? <p className={css.words}><Words text={voicemail.transcript} /></p> : null}
      {unfolded ? (
        <div id={name} className={css.unfolded} role="group" aria-label={words.callDetails}>
          <Suspense fallback={<Skeleton lines={4} label={words.callLoading} />}><CallUnfolded callId={item.id} /></Suspense>
        </div>
      ) : (
        <>
          {card.summary ? <p className={css.words}><Words text={card.summary} /></p> : null}
          {card.nextSteps > 0 ? (
            <p className={css.steps}><ListChecks size={14} aria-hidden="true" />{words.steps(card.nextStepsDone, card.nextSteps)}</p>
          ) : null}
        </>
      )}
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
