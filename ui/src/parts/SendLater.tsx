import { lazy, Suspense } from "react";
import { Dialog } from "../components/Dialog";
import { Skeleton } from "../components/Notice";
import { laterWords as words } from "./composerWords";
import type { Planned, Start } from "./SendLaterForm";

export type { Planned } from "./SendLaterForm";

const Form = lazy(async () => ({ default: (await import("./SendLaterForm")).Form }));

/** When a text goes out, with the clock where they are. With `editing` its words can be changed, too. */
export function SendLater({ conversationId, start, editing, onPlan, onClose }: {
  conversationId: string;
  /** Null while it is closed. */
  start: Start | null;
  editing: boolean;
  onPlan: (plan: Planned) => void;
  onClose: () => void;
}) {
  return (
    <Dialog open={start !== null} onClose={onClose} title={editing ? words.edit : words.title}>
      {start ? <Suspense fallback={<Skeleton lines={4} label={words.title} />}><Form conversationId={conversationId} start={start} editing={editing} onPlan={onPlan} onClose={onClose} /></Suspense> : null}
    </Dialog>
  );
}
