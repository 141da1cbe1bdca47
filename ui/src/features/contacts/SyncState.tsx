import { Check, CircleAlert, CloudUpload, GitCompareArrows, House } from "lucide-react";
import type { ReactNode } from "react";
import type { ContactFields, ContactSync } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Strip } from "../../components/Notice";
import { classes } from "../../lib/classes";
import { asSentence } from "../../parts/Failure";
import { tell } from "../../state/toasts";
import { useChange } from "./useChange";
import { words } from "./words";
import css from "./Sync.module.css";

const ICONS: Record<ContactSync["kind"], (size: number) => ReactNode> = {
  inQuo: (size) => <Check size={size} />,
  waiting: (size) => <CloudUpload size={size} />,
  conflict: (size) => <GitCompareArrows size={size} />,
  failed: (size) => <CircleAlert size={size} />,
  onlyHere: (size) => <House size={size} />,
};

/** The state in a few words, for a row's spoken name; nothing where all is well. */
export function syncSpoken(sync: ContactSync): string | null {
  if (sync.kind === "inQuo") return null;
  const said = words.sync[sync.kind];
  return said.charAt(0).toLowerCase() + said.slice(1);
}

/** A sign in the list where Quo does not have the same. */
export function SyncMark({ sync }: { sync: ContactSync }) {
  if (sync.kind === "inQuo" || sync.kind === "onlyHere") return null;
  const reason = "reason" in sync && sync.reason ? `: ${sync.reason}` : "";
  return <span className={classes(css.mark, sync.kind === "failed" && css.bad, sync.kind === "conflict" && css.warn)} title={`${words.sync[sync.kind]}${reason}`}>{ICONS[sync.kind](14)}</span>;
}

/** What Quo has of a contact, with what can be done about it. A conflict is settled field by field, elsewhere. */
export function SyncState({ contactId, sync, fields }: { contactId: string; sync: ContactSync; fields: ContactFields }) {
  const settle = useChange("settle_contact");
  const save = useChange("save_contact", { silent: true });
  const anew = useChange("save_contact");
  if (sync.kind === "conflict") return null;
  if (sync.kind === "onlyHere") {
    return (
      <p className={css.quiet}>
        {ICONS.onlyHere(14)}{words.sync.onlyHere}
        <Button size="s" look="quiet" disabled={settle.isPending} onClick={() => { settle.mutateAsync({ contactId, again: true }).then(() => { tell(words.givenToQuo); }, () => undefined); }}>{words.giveToQuo}</Button>
      </p>
    );
  }
  const reason = sync.kind === "inQuo" ? null : sync.reason;
  if (reason === null) return <p className={css.quiet}>{ICONS[sync.kind](14)}{words.sync[sync.kind]}</p>;
  const settleWith = (again: boolean, done: () => void) => { settle.mutateAsync({ contactId, again }).then(done, () => undefined); };
  const again = () => { settleWith(true, () => { tell(words.trying); }); };
  const letGo = () => {
    settleWith(false, () => {
      // A contact that Quo never had is gone with its change: it is written down anew.
      tell(words.letGoDone, () => { save.mutateAsync({ contactId, fields }).catch(() => { anew.mutate({ contactId: null, fields }); }); });
    });
  };
  return (
    <div className={css.strip}>
      <Strip tone={sync.kind === "failed" ? "bad" : "plain"} icon={ICONS[sync.kind](16)}>
        <p><strong>{words.sync[sync.kind]}</strong></p>
        <p>{asSentence(reason)}</p>
        <div className={css.ways}>
          <Button size="s" disabled={settle.isPending} onClick={again}>{sync.kind === "failed" ? words.tryAgain : words.tryNow}</Button>
          <Button size="s" look="quiet" disabled={settle.isPending} onClick={letGo}>{words.letGo}</Button>
        </div>
      </Strip>
    </div>
  );
}
