import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { call } from "../../api/client";
import { markOwnChange } from "../../api/queries";
import { failureSentence } from "../../parts/Failure";
import { serverNow } from "../../state/clock";
import { tell, tellProblem } from "../../state/toasts";
import { useActions } from "../../state/actions";
import { words } from "./words";
import css from "./TextBubble.module.css";

/** The seconds in which a text can still be taken back. The words return to the field. */
export function UndoCountdown({ outboxId, until, conversationId, text, onPutBack }: { outboxId: string; until: number; conversationId: string; text: string; onPutBack: (text: string) => void }) {
  const [left, setLeft] = useState(() => until - serverNow());
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => call("cancel_send", { outboxId }),
    onSuccess: () => {
      markOwnChange(client, "cancel_send", conversationId);
      onPutBack(text);
      tell(words.backInField);
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  // A clock outside React: counts the seconds down.
  useEffect(() => {
    const timer = window.setInterval(() => { setLeft(until - serverNow()); }, 250);
    return () => { window.clearInterval(timer); };
  }, [until]);
  useActions(left > 0 ? [{ id: "text.undo", run: () => { cancel.mutate(); } }] : []);
  if (left <= 0) return null;
  return (
    <button type="button" className={css.undo} disabled={cancel.isPending} onClick={() => { cancel.mutate(); }} aria-label={`${words.undoSend}: ${words.sendingIn(Math.ceil(left / 1000))}`}>
      {`${words.undoSend} (${Math.ceil(left / 1000)})`}
    </button>
  );
}
