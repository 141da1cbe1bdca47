import { Ban, CheckCheck, CircleAlert, CircleHelp, Clock, Check, FileText, Info } from "lucide-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { use, useState, type ReactNode } from "react";
import { call, mediaUrl } from "../../api/client";
import { markOwnChange } from "../../api/queries";
import type { Media, Resolve, TextState, TimelineItem } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { classes } from "../../lib/classes";
import { clockTime, fullTime } from "../../lib/dates";
import { bytes } from "../../lib/numbers";
import { usePicked } from "../../lib/store";
import { failureSentence } from "../../parts/Failure";
import { FollowUpFromText } from "../../parts/followups/FollowUpFromText";
import { TEXT_STATE, textState } from "../../parts/words";
import { Words } from "../../parts/Words";
import { heldDrafts, putIntoDraft } from "../../state/drafts";
import { sayArrived, saidArrived } from "../../state/saidArrived";
import { forgetSend, retrySend, sends, type PendingSend } from "../../state/sends";
import { tell, tellProblem } from "../../state/toasts";
import { isHere, isPicture, ShowPicture } from "./pictures";
import { UndoCountdown } from "./UndoCountdown";
import { words } from "./words";
import css from "./TextBubble.module.css";

type TextItem = TimelineItem & { body: Extract<TimelineItem["body"], { kind: "text" }> };

const STATE_ICONS: Partial<Record<TextState, ReactNode>> = {
  waiting: <Clock size={12} />,
  sending: <Clock size={12} />,
  unclear: <CircleHelp size={12} />,
  needsYou: <CircleHelp size={12} />,
  sent: <Check size={12} />,
  delivered: <CheckCheck size={12} />,
  failed: <CircleAlert size={12} />,
  undelivered: <CircleAlert size={12} />,
  cancelled: <Ban size={12} />,
};
const BAD: readonly TextState[] = ["failed", "undelivered"];
const OPEN: readonly TextState[] = ["unclear", "needsYou"];

/** Puts words into the draft of a conversation that may not be on the screen any more, and says so. */
function putWordsBack(conversationId: string, text: string): void {
  putIntoDraft(conversationId, text).then(() => { tell(words.wordsBack); }, (error: unknown) => { tellProblem(failureSentence(error)); });
}

/** A text with its pictures, its fate and what can be done about it. */
export function TextBubble({ item, conversationId, named, joined, joinedBelow, onStopTexts, onPutBack }: {
  item: TextItem;
  conversationId: string;
  /** It begins what somebody says, where the side it stands on does not tell who. */
  named: boolean;
  joined: boolean;
  joinedBelow: boolean;
  onStopTexts: () => void;
  onPutBack: (text: string) => void;
}) {
  const { body, outgoing } = item;
  const { state, outboxId } = body;
  const arrived = usePicked(saidArrived, (said) => state === "needsYou" && outboxId !== null && said.has(outboxId));
  const open = OPEN.includes(state) && !arrived;
  const settled = state === "received" || state === "delivered" || state === "sent";
  const showMeta = !joinedBelow || !settled;
  const waitsLonger = state === "waiting" && body.reason !== null;
  const takenBack = (text: string) => {
    onPutBack(text);
    // Who has left the conversation meanwhile has no field here that takes them.
    if (!heldDrafts.get().get(conversationId)?.includes(text)) putWordsBack(conversationId, text);
  };
  return (
    <div className={classes(css.text, outgoing ? css.out : css.in, joined && css.joined)}>
      {named ? <span className={css.author}>{item.author.ai ? words.byAi(item.author.name) : item.author.name}</span> : null}
      {body.media.length > 0 ? <MediaList media={body.media} /> : null}
      {body.text ? (
        <div className={classes(css.bubble, BAD.includes(state) && css.bubbleBad, state === "cancelled" && css.bubbleGone)}>
          <Words text={body.text} />
          {body.textTruncated ? <p className={css.more}>{words.truncated}</p> : null}
          {body.outboxId === null ? <FollowUpFromText conversationId={conversationId} itemId={item.id} text={body.text} about={item.outgoing ? "" : item.author.name} outgoing={outgoing} /> : null}
        </div>
      ) : null}
      {showMeta ? (
        <div className={classes(css.meta, BAD.includes(state) && css.metaBad, open && css.metaOpen)}>
          <time title={fullTime(item.at)}>{clockTime(item.at)}</time>
          {state === "received" ? null : <span className={css.state}>{STATE_ICONS[arrived ? "sent" : state]}{arrived ? words.markedArrived : textState(state, body.reason)}</span>}
          {state === "waiting" && body.undoUntil !== null && body.outboxId ? (
            <UndoCountdown outboxId={body.outboxId} until={body.undoUntil} conversationId={conversationId} text={body.text} onPutBack={takenBack} />
          ) : null}
        </div>
      ) : null}
      {body.reason && (waitsLonger || BAD.includes(state) || open || state === "cancelled") ? <p className={classes(css.reason, BAD.includes(state) && css.metaBad)}>{body.reason}</p> : null}
      {state === "needsYou" && outboxId !== null && !arrived ? <Decide outboxId={outboxId} conversationId={conversationId} /> : null}
      {BAD.includes(state) && outgoing && body.text ? (
        <div className={css.choices}><Button size="s" onClick={() => { onPutBack(body.text); }}>{words.edit}</Button></div>
      ) : null}
      {body.opt ? (
        <div className={css.opt}>
          <Info size={14} aria-hidden="true" />
          <span>{body.opt === "out" ? words.optOut : body.opt === "in" ? words.optIn : words.maybeOut}</span>
          {body.opt === "maybeOut" ? <Button size="s" onClick={onStopTexts}>{words.stopTexts}</Button> : null}
        </div>
      ) : null}
    </div>
  );
}

/** A text that the core has not confirmed yet. */
export function PendingBubble({ send }: { send: PendingSend }) {
  const tryAgain = () => {
    retrySend(send.token).catch((error: unknown) => {
      tellProblem(failureSentence(error));
      // A refusal takes the bubble away; its words are nowhere else.
      putWordsBack(send.conversationId, send.text);
    });
  };
  const drop = () => {
    forgetSend(send.token);
    tell(words.dropped, () => { sends.set((now) => [...now, send].sort((a, b) => a.at - b.at)); });
  };
  return (
    <div className={classes(css.text, css.out)}>
      <div className={classes(css.bubble, css.bubblePending)}><Words text={send.text} /></div>
      <div className={classes(css.meta, send.problem !== null && css.metaOpen)}>
        <span className={css.state}>{send.problem === null ? <Clock size={12} /> : <CircleHelp size={12} />}{send.problem === null ? TEXT_STATE.sending : words.notHanded}</span>
      </div>
      {send.problem === null ? null : (
        <>
          <p className={css.reason}>{`${send.problem.charAt(0).toUpperCase()}${send.problem.slice(1)}.`}</p>
          <div className={css.choices}>
            <Button size="s" onClick={tryAgain}>{words.tryAgain}</Button>
            <Button size="s" onClick={drop}>{words.drop}</Button>
          </div>
        </>
      )}
    </div>
  );
}

/** Nobody could find out whether the text arrived: the person decides. */
function Decide({ outboxId, conversationId }: { outboxId: string; conversationId: string }) {
  const client = useQueryClient();
  const resolve = useMutation({
    mutationFn: (decision: Resolve) => call("resolve_send", { outboxId, decision }),
    onSuccess: ({ text }, decision) => {
      markOwnChange(client, "resolve_send", conversationId);
      // It stays given up; only its words can come back.
      if (decision === "drop") tell(words.dropped, () => { putWordsBack(conversationId, text); }, words.putWordsBack);
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  const choice = (decision: Resolve, label: string) => <Button size="s" disabled={resolve.isPending} onClick={() => { resolve.mutate(decision); }}>{label}</Button>;
  return (
    <div className={css.choices}>
      <Button size="s" disabled={resolve.isPending} onClick={() => { sayArrived(outboxId, words.saidArrived, () => resolve.mutateAsync("itArrived").then(() => true, () => false)); }}>{words.itArrived}</Button>
      {choice("sendAgain", words.sendAgain)}
      {choice("drop", words.drop)}
    </div>
  );
}

/** The longest side of a picture in a thread. */
const PICTURE = 260;

interface Box {
  width: number;
  height: number;
  /** The picture's size was not known when its place was drawn: it is fitted in whole. */
  guessed: boolean;
}

/** Space for a picture before it is there: from its real size, else four to three. */
function boxOf(media: Media): Box {
  if (!media.width || !media.height) return { width: PICTURE, height: PICTURE * 0.75, guessed: true };
  const scale = Math.min(1, PICTURE / Math.max(media.width, media.height));
  return { width: Math.max(48, Math.round(media.width * scale)), height: Math.max(48, Math.round(media.height * scale)), guessed: false };
}

/** Its place is kept free for it. */
function isComing(media: Media): boolean {
  return media.state === "waiting" || media.state === "fetching" || media.state === "renewing";
}

function MediaList({ media }: { media: readonly Media[] }) {
  const show = use(ShowPicture);
  // A picture keeps its place in the list, and its box, from before it is fetched; it has no id until then.
  return (
    <div className={css.media}>
      {media.map((one, index) => (isPicture(one) ? <Picture key={index} media={one} onShow={() => { show(one.id); }} /> : <FileCard key={index} media={one} box={null} />))}
    </div>
  );
}

/** A picture, or the place that is kept for it. The place keeps its size: what is below does not move when it comes. */
function Picture({ media, onShow }: { media: Media; onShow: () => void }) {
  const [box, setBox] = useState<Box | null>(null);
  const wanted = box ?? (isHere(media) || isComing(media) ? boxOf(media) : null);
  if (box !== wanted) setBox(wanted);
  if (wanted === null || !isHere(media)) return <FileCard media={media} box={wanted} />;
  const { width, height, guessed } = wanted;
  return (
    <button type="button" className={css.picture} style={{ width, height }} data-fit={guessed ? "whole" : undefined} aria-label={words.picture(media.name)} onClick={onShow}>
      <img src={mediaUrl(media.thumbId ?? media.id)} alt="" width={width} height={height} loading="lazy" draggable={false} />
    </button>
  );
}

/** The name of a file and how it stands. */
function FileCard({ media, box }: { media: Media; box: Box | null }) {
  const gone = media.state === "failed" || media.state === "leftOut";
  const facts = [media.sizeBytes === null ? null : bytes(media.sizeBytes), words.media[media.state]].filter(Boolean).join(" · ");
  const inside = (
    <>
      <FileText size={20} strokeWidth={1.5} aria-hidden="true" />
      <span className={css.fileWords}>
        <span className={css.fileName}>{media.name || media.mime}</span>
        <span className={css.fileFacts}>{gone ? (media.reason ?? words.notFetched) : facts}</span>
      </span>
    </>
  );
  if (isHere(media)) return <a className={css.file} href={`${mediaUrl(media.id)}?name=${encodeURIComponent(media.name)}`} download={media.name} title={words.download}>{inside}</a>;
  // A reason is read whole, whatever room it needs.
  return <div className={css.file} style={box === null ? undefined : { width: box.width, [gone ? "minHeight" : "height"]: box.height }}>{inside}</div>;
}
