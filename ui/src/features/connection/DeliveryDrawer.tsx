import { useQuery } from "@tanstack/react-query";
import { Copy, MessagesSquare, RotateCw } from "lucide-react";
import { ask } from "../../api/queries";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { Skeleton, Strip } from "../../components/Notice";
import { copyText } from "../../lib/clipboard";
import { fullTime } from "../../lib/dates";
import { go } from "../../lib/location";
import { bytes, count } from "../../lib/numbers";
import { HOME, withOpen } from "../../lib/routes";
import { Failure } from "../../parts/Failure";
import { tell, tellProblem } from "../../state/toasts";
import { Copyable } from "./Copyable";
import { words } from "./words";
import css from "./Connection.module.css";

/** One delivery as it was received, and what became of it. */
export function DeliveryDrawer({ seq, onClose, onReplay, replaying }: { seq: number | null; onClose: () => void; onReplay: (seq: number) => void; replaying: boolean }) {
  return (
    <Dialog open={seq !== null} onClose={onClose} title={seq === null ? "" : words.delivery(count(seq))} place="right" closeLabel={words.close}>
      {seq === null ? null : <Content seq={seq} onReplay={onReplay} replaying={replaying} />}
    </Dialog>
  );
}

function Content({ seq, onReplay, replaying }: { seq: number; onReplay: (seq: number) => void; replaying: boolean }) {
  const delivery = useQuery(ask("delivery", { seq }));
  const { data } = delivery;
  if (!data) return delivery.error ? <div className={css.drawer}><Failure error={delivery.error} onRetry={() => { void delivery.refetch(); }} /></div> : <Skeleton lines={9} label={words.loading} />;
  const { row } = data;
  const conversation = row.conversationId;
  return (
    <div className={css.drawer}>
      <p className={css.drawerFacts}>{`${row.eventType || words.unreadable} (${row.generation}) · ${fullTime(row.at)} · ${bytes(row.sizeBytes)}`}</p>
      {row.outcome === "dead" ? <Dead reason={row.reason} /> : <Strip tone="plain">{`${words.outcome[row.outcome].charAt(0).toUpperCase()}${words.outcome[row.outcome].slice(1)}${row.reason ? `: ${row.reason}` : ""}`}</Strip>}
      <div className={css.drawerTools}>
        {row.outcome === "dead" ? <Button look="main" icon={<RotateCw size={14} />} disabled={replaying} onClick={() => { onReplay(row.seq); }}>{words.replay}</Button> : null}
        {conversation === null ? null : <Button icon={<MessagesSquare size={14} />} onClick={() => { go(withOpen(HOME, { kind: "thread", conversationId: conversation, itemId: null })); }}>{words.openConversation}</Button>}
        <Button icon={<Copy size={14} />} onClick={() => { void copyText(data.body).then((done) => { if (done) tell(words.bodyCopied); else tellProblem(words.cannotCopy); }); }}>{words.copyBody}</Button>
      </div>
      <h3 className={css.heading}>{words.headers}</h3>
      <dl className={css.headers}>
        {data.headers.map((header, index) => <div key={`${header.label} ${index}`}><dt>{header.label}</dt><dd>{header.value}</dd></div>)}
      </dl>
      <h3 className={css.heading}>{words.body}</h3>
      <pre className={css.payload} tabIndex={0}>{data.body}</pre>
    </div>
  );
}

/** What a dead letter means for the business; what the reader stumbled over is for whoever mends it. */
function Dead({ reason }: { reason: string | null }) {
  return (
    <>
      <Strip tone="bad">
        <p><strong>{words.deadTitle}</strong></p>
        <p>{words.deadBody}</p>
      </Strip>
      {reason === null ? null : (
        <details className={css.details}>
          <summary className={css.summary}>{words.details}</summary>
          <Copyable text={reason} label={words.copyReason} copied={words.reasonCopied} />
        </details>
      )}
    </>
  );
}
