import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client";
import { markOwnChange } from "../api/queries";
import type { ConversationRow, InboxChange, SeenConversation, StateBefore } from "../api/schema.gen";
import { comingTime } from "../lib/dates";
import { serverNow } from "../state/clock";
import { tell, tellProblem } from "../state/toasts";
import { failureSentence } from "./Failure";
import { triageWords } from "./triageWords";

function said(change: InboxChange): string {
  return change.kind === "snooze" ? triageWords.snoozed(comingTime(change.until, serverNow(), "sentence")) : triageWords.said[change.kind];
}

/** A conversation as it is seen now: what arrives later is not decided about. */
export function seen(row: Pick<ConversationRow, "id" | "lastAt">): SeenConversation {
  return { conversationId: row.id, lastAt: row.lastAt };
}

/** How conversations are called in a sentence: by name, or several by their number. */
export function called(conversations: number, title: string): string {
  return conversations === 1 ? title : triageWords.several(conversations);
}

/** Changes one conversation or many, with one Undo that puts back exactly what was changed. */
export function useTriage(): (conversations: readonly SeenConversation[], change: InboxChange, title: string) => void {
  const client = useQueryClient();
  const stale = (ids: readonly string[]) => { markOwnChange(client, "change_inbox", ids.length === 1 ? (ids[0] ?? null) : null); };
  const back = useMutation({
    mutationFn: (before: StateBefore[]) => call("restore_inbox", { before }),
    onSuccess: (_, before) => { stale(before.map((one) => one.conversationId)); },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  const { mutate } = useMutation({
    mutationFn: ({ conversations, change }: { conversations: readonly SeenConversation[]; change: InboxChange; title: string }) => call("change_inbox", { conversations: [...conversations], change }),
    onSuccess: ({ before }, { conversations, change, title }) => {
      stale(conversations.map((one) => one.conversationId));
      // What was so already was not changed, and needs no way back.
      if (before.length > 0) tell(triageWords.done(said(change), before.length === conversations.length ? title : called(before.length, title)), () => { back.mutate(before); });
      else if (change.kind === "unread") tell(triageWords.nothingUnread(title));
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  return (conversations, change, title) => { mutate({ conversations, change, title }); };
}
