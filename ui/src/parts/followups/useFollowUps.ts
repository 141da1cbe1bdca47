import { useQueryClient } from "@tanstack/react-query";
import { call, type Req } from "../../api/client";
import { markOwnChange } from "../../api/queries";
import type { FollowUpRow, NewFollowUp } from "../../api/schema.gen";
import { comingTime } from "../../lib/dates";
import { serverNow } from "../../state/clock";
import { tell, tellProblem } from "../../state/toasts";
import { failureSentence } from "../Failure";
import { words } from "./words";

/** What of a follow-up its changes need. */
export type Followed = Pick<FollowUpRow, "id" | "title" | "dueAt" | "doneAt">;

type Change = Partial<Req<"change_follow_ups">>;

/**
 * Everything that can be done with follow-ups; each change can be undone for 8 s. What is said afterwards does not hang on
 * the row or dialog that began it, which may be gone by then.
 */
export function useFollowUps() {
  const client = useQueryClient();
  const failed = (error: unknown) => { tellProblem(failureSentence(error)); };
  const write = async (ids: string[], req: Change) => {
    try {
      await call("change_follow_ups", { ids, title: null, due: null, done: null, gone: null, ...req });
    } finally {
      markOwnChange(client, "change_follow_ups", null);
    }
  };
  const change = (ids: string[], req: Change, said: string, back: Change) =>
    write(ids, req).then(
      () => {
        tell(said, () => { write(ids, back).catch(failed); });
        return true;
      },
      (error: unknown) => {
        failed(error);
        return false;
      },
    );
  return {
    /** Whether it was written down; if not, that was told. */
    tick(row: Followed, done: boolean): Promise<boolean> {
      return change([row.id], { done }, done ? words.done(row.title) : words.reopened(row.title), { done: !done });
    },
    due(row: Followed, at: number | null) {
      const said = words.snoozed(row.title, at === null ? words.noDate : comingTime(at, serverNow(), "alone"));
      void change([row.id], { due: { at } }, said, { due: { at: row.dueAt } });
    },
    remove(row: Followed) {
      void change([row.id], { gone: true }, words.removed(row.title), { gone: false });
    },
    edit(row: Followed, title: string, dueAt: number | null) {
      void change([row.id], { title, due: { at: dueAt } }, words.changed(title), { title: row.title, due: { at: row.dueAt } });
    },
    make(items: NewFollowUp[]) {
      call("make_follow_ups", { items }).then(({ ids }) => {
        markOwnChange(client, "make_follow_ups", null);
        const [only] = items;
        const said = items.length === 1 && only && only.title !== "" ? words.made(only.title) : words.madeMany(items.length);
        tell(said, () => { write(ids, { gone: true }).catch(failed); });
      }, failed);
    },
  };
}

/** A follow-up of nothing but what is given. */
export function newFollowUp(given: Partial<NewFollowUp>): NewFollowUp {
  return { title: "", dueAt: null, conversationId: null, contactId: null, itemId: null, step: null, ...given };
}
