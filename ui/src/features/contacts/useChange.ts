import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type CallError, type Req, type Res } from "../../api/client";
import { markOwnChange } from "../../api/queries";
import { failureSentence } from "../../parts/Failure";
import { tellProblem } from "../../state/toasts";

type Changing =
  | "save_contact" | "resolve_contact" | "settle_contact" | "set_contact_tags" | "set_contact_note"
  | "merge_contacts" | "unmerge_contacts" | "keep_contacts_apart" | "let_contacts_alike"
  | "remove_contact" | "restore_contacts" | "change_tag" | "undo_tag_change";

/**
 * Changes something about contacts, each after the one before: a tag that is given and a contact that is deleted at once
 * reach the core in this order. What it makes stale is read anew; a failure is said unless the caller shows it.
 */
export function useChange<C extends Changing>(command: C, { silent = false }: { silent?: boolean } = {}) {
  const client = useQueryClient();
  return useMutation<Res<C>, CallError, Req<C>>({
    mutationFn: (req) => call(command, req),
    scope: { id: "contacts" },
    onSuccess: () => { markOwnChange(client, command, null); },
    onError: (error) => { if (!silent) tellProblem(failureSentence(error)); },
  });
}
