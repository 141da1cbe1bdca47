import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type CallError } from "../api/client";
import { ask, markOwnChange } from "../api/queries";
import type { SyncProgress } from "../api/schema.gen";
import { failureSentence } from "./Failure";
import { tellProblem } from "../state/toasts";

/** What a person can ask of the reading of history. */
export type HistoryWish = "pause" | "resume" | "checkNew" | "audit" | "auditAll";

const COMMANDS = { pause: "sync_pause", resume: "sync_resume", checkNew: "sync_now", audit: "audit", auditAll: "audit" } as const;

function wishFor(wish: HistoryWish): Promise<SyncProgress> {
  if (wish === "audit" || wish === "auditAll") return call("audit", { all: wish === "auditAll" });
  return call(COMMANDS[wish], {});
}

/** How reading history stands, and a hand on it. */
export function useHistory() {
  const client = useQueryClient();
  const progress = useQuery(ask("sync_progress", {}));
  const wish = useMutation<SyncProgress, CallError, HistoryWish>({
    mutationFn: wishFor,
    onSuccess: (answer, asked) => {
      client.setQueryData(ask("sync_progress", {}).queryKey, answer);
      markOwnChange(client, COMMANDS[asked], null);
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  return { progress, wish };
}
