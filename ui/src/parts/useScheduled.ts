import { useQueryClient } from "@tanstack/react-query";
import { call, type Command } from "../api/client";
import { markOwnChange } from "../api/queries";
import type { ScheduledText } from "../api/schema.gen";
import { keepDraft, putIntoDraft, showDraft } from "../state/drafts";
import { tell, tellProblem } from "../state/toasts";
import { laterWords as words } from "./composerWords";
import { failureSentence } from "./Failure";

/** What can be done with a text that goes out later. */
export interface ScheduledActions {
  /** Takes it back; its words go into the draft. */
  takeBack: (row: ScheduledText) => void;
  /** Its words are not wanted any more. */
  putAway: (row: ScheduledText) => void;
  sendNow: (row: ScheduledText) => void;
}

/** Each with its way back for 8 seconds. */
export function useScheduled(): ScheduledActions {
  const client = useQueryClient();
  const changed = (command: Command, conversationId: string) => { markOwnChange(client, command, conversationId); };
  const fail = (error: unknown) => { tellProblem(failureSentence(error)); };

  const restore = async (id: string) => {
    const { conversationId, draft } = await call("restore_scheduled", { id });
    showDraft(conversationId, draft);
    changed("restore_scheduled", conversationId);
    tell(words.restored);
  };
  const cancel = async (row: ScheduledText, dropped: boolean, said: string) => {
    // What was typed within this second is part of the draft, too.
    await keepDraft(row.conversation.id);
    const { conversationId, draft } = await call("cancel_scheduled", { id: row.id, dropped });
    if (!dropped) showDraft(conversationId, draft);
    changed("cancel_scheduled", conversationId);
    tell(said, () => { restore(row.id).catch(fail); });
  };
  return {
    takeBack: (row) => { cancel(row, false, row.state === "planned" ? words.takenBack : words.wordsBack).catch(fail); },
    putAway: (row) => { cancel(row, true, words.away).catch(fail); },
    sendNow: (row) => {
      call("send_scheduled_now", { id: row.id })
        .then((entry) => {
          changed("send_scheduled_now", entry.conversationId);
          tell(words.sendingNow, () => {
            call("cancel_send", { outboxId: entry.id }).then(() => {
              changed("cancel_send", entry.conversationId);
              return putIntoDraft(entry.conversationId, entry.text);
            }).then(() => {
              tell(words.wordsBack);
            }).catch(fail);
          });
        })
        .catch(fail);
    },
  };
}
