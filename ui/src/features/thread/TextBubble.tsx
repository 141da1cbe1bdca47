import { Ban, CheckCheck, CircleAlert, CircleHelp, Clock, Check, FileText, Info } from "lucide-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { call, mediaUrl } from "../../api/client";
import { markOwnChange } from "../../api/queries";
import type { Media, Resolve, TextState, TimelineItem } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { classes } from "../../lib/classes";
import { clockTime, fullTime } from "../../lib/dates";
import { bytes } from "../../lib/numbers";
import { failureSentence } from "../../parts/Failure";
import { FollowUpFromText } from "../../parts/followups/FollowUpFromText";
import { TEXT_STATE } from "../../parts/words";
import { Words } from "../../parts/Words";
import { forgetSend, retrySend, type PendingSend } from "../../state/sends";
import { tellProblem } from "../../state/toasts";
import { PhotoViewer } from "./PhotoViewer";
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
  const { state } = body;
  const settled = state === "received" || state === "delivered" || state === "sent";
  const showMeta = !joinedBelow || !settled;
  return (
    <div className={classes(css.text, outgoing ? css.out : css.in, joined && css.joined)}>
      {named ? <span className={css.author}>{item.author.name}{item.author.ai ? " (AI)" : ""}</span> : null}
      {body.media.length > 0 ? <MediaList media={body.media} /> : null}
      {body.text ? (
        <div className={classes(css.bubble, BAD.includes(state) && css.bubbleBad, state === "cancelled" && css.bubbleGone)}>
          <Words text={body.text} />
          {body.textTruncated ? <p className={css.more}>{words.truncated}</p> : null}
          {body.outboxId === null ? <FollowUpFromText conversationId={conversationId} itemId={item.id} text={body.text} about={item.outgoing ? "" : item.author.name} outgoing={outgoing} /> : null}
        </div>
      ) : null}
      {showMeta ? (
        <div className={classes(css.meta, BAD.includes(state) && css.metaBad, OPEN.includes(state) && css.metaOpen)}>
          <time title={fullTime(item.at)}>{clockTime(item.at)}</time>
          {state === "received" ? null : <span className={css.state}>{STATE_ICONS[state]}{TEXT_STATE[state]}</span>}
          {state === "waiting" && body.undoUntil !== null && body.outboxId ? (
            <UndoCountdown outboxId={body.outboxId} until={body.undoUntil} conversationId={conversationId} text={body.text} onPutBack={onPutBack} />
          ) : null}
        </div>
      ) : null}
      {body.reason && (BAD.includes(state) || OPEN.includes(state) || state === "cancelled") ? <p className={classes(css.reason, BAD.includes(state) && css.metaBad)}>{body.reason}</p> : null}
      {state === "needsYou" && body.outboxId ? <Decide outboxId={body.outboxId} conversationId={conversationId} /> : null}
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
            <Button size="s" onClick={() => { retrySend(send.token).catch((error: unknown) => { tellProblem(failureSentence(error)); }); }}>{words.tryAgain}</Button>
            <Button size="s" onClick={() => { forgetSend(send.token); }}>{words.drop}</Button>
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
    onSuccess: () => { markOwnChange(client, "resolve_send", conversationId); },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  const choice = (decision: Resolve, label: string) => <Button size="s" disabled={resolve.isPending} onClick={() => { resolve.mutate(decision); }}>{label}</Button>;
  return (
    <div className={css.choices}>
      {choice("itArrived", words.itArrived)}
      {choice("sendAgain", words.sendAgain)}
      {choice("drop", words.drop)}
    </div>
  );
}

/** The longest side of a picture in a thread. */
const PICTURE = 260;

/** Space for a picture before it is there: from its real size, else four to three. */
function pictureSize(media: Media): { width: number; height: number } {
  if (!media.width || !media.height) return { width: PICTURE, height: PICTURE * 0.75 };
  const scale = Math.min(1, PICTURE / Math.max(media.width, media.height));
  return { width: Math.max(48, Math.round(media.width * scale)), height: Math.max(48, Math.round(media.height * scale)) };
}

/** Its place is kept free for it. */
function isComing(media: Media): boolean {
  return media.state === "waiting" || media.state === "fetching" || media.state === "renewing";
}

function MediaList({ media }: { media: readonly Media[] }) {
  const pictures = media.filter((one) => one.mime.startsWith("image/") && one.state === "here" && one.id !== "");
  const [shown, setShown] = useState<number | null>(null);
  return (
    <div className={css.media}>
      {media.map((one, index) => {
        const at = pictures.indexOf(one);
        if (at >= 0) {
          const size = pictureSize(one);
          return (
            <button key={one.id} type="button" className={css.picture} style={size} aria-label={words.picture(one.name)} onClick={() => { setShown(at); }}>
              <img src={mediaUrl(one.thumbId ?? one.id)} alt="" width={size.width} height={size.height} loading="lazy" draggable={false} />
            </button>
          );
        }
        const facts = [one.sizeBytes === null ? null : bytes(one.sizeBytes), words.media[one.state]].filter(Boolean).join(" · ");
        const inside = (
          <>
            <FileText size={20} strokeWidth={1.5} aria-hidden="true" />
            <span className={css.fileWords}>
              <span className={css.fileName}>{one.name || one.mime}</span>
              <span className={css.fileFacts}>{one.state === "failed" || one.state === "leftOut" ? (one.reason ?? words.notFetched) : facts}</span>
            </span>
          </>
        );
        return one.state === "here" && one.id !== "" ? (
          <a key={one.id} className={css.file} href={`${mediaUrl(one.id)}?name=${encodeURIComponent(one.name)}`} download={one.name} title={words.download}>{inside}</a>
        ) : (
          <div key={`${one.name}-${index}`} className={css.file} style={one.mime.startsWith("image/") && isComing(one) ? { minHeight: pictureSize(one).height } : undefined}>{inside}</div>
        );
      })}
      <PhotoViewer pictures={pictures} index={shown} onMove={setShown} />
    </div>
  );
}
