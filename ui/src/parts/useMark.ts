import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client";
import { markOwnChange } from "../api/queries";
import type { Mark } from "../api/schema.gen";
import { tell, tellProblem } from "../state/toasts";
import { failureSentence } from "./Failure";

const DONE: Record<Mark, { said: string | null; back: Mark | null }> = {
  done: { said: "Marked as done", back: "open" },
  open: { said: "Opened again", back: "done" },
  unread: { said: "Marked as unread", back: "read" },
  read: { said: null, back: null },
};

/** Marks a conversation; what hides or changes it can be undone for 8 s. */
export function useMark(): (conversationId: string, mark: Mark, title: string) => void {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (req: { conversationId: string; mark: Mark }) => call("mark", req),
    onSuccess: (_, { conversationId }) => {
      markOwnChange(client, "mark", conversationId);
    },
    onError: (error) => {
      tellProblem(failureSentence(error));
    },
  });
  return (conversationId, mark, title) => {
    mutate({ conversationId, mark }, {
      onSuccess: () => {
        const { said, back } = DONE[mark];
        if (said) tell(`${said}: ${title}`, back ? () => { mutate({ conversationId, mark: back }); } : undefined);
      },
    });
  };
}
