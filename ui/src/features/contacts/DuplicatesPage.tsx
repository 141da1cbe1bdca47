import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, UsersRound } from "lucide-react";
import { useState } from "react";
import { ask } from "../../api/queries";
import { IconButton } from "../../components/Button";
import { EmptyState, Skeleton } from "../../components/Notice";
import { go, useRoute } from "../../lib/location";
import { withOpen } from "../../lib/routes";
import { Failure } from "../../parts/Failure";
import { useActions } from "../../state/actions";
import { useKeyLabel } from "../../state/keymap";
import { tell } from "../../state/toasts";
import { DuplicateGroupView, groupKey } from "./DuplicateGroupView";
import { useChange } from "./useChange";
import { words } from "./words";
import css from "./Duplicates.module.css";

/** Contacts that may be the same, group by group: merged, or kept apart. */
export function DuplicatesPage() {
  const route = useRoute();
  const duplicates = useQuery(ask("contact_duplicates", {}));
  const merge = useChange("merge_contacts");
  const unmerge = useChange("unmerge_contacts");
  const keepApart = useChange("keep_contacts_apart");
  const alike = useChange("let_contacts_alike");
  // What was decided is out of sight at once; the core's answer follows.
  const [gone, setGone] = useState<readonly string[]>([]);
  const back = () => { go(withOpen(route, null)); };
  const backKey = useKeyLabel("back");
  useActions([{ id: "back", run: back }]);
  const hide = (key: string) => { setGone((now) => [...now, key]); };
  const show = (key: string) => { setGone((now) => now.filter((one) => one !== key)); };
  const groups = duplicates.data?.groups.filter((group) => !gone.includes(groupKey(group))) ?? [];
  return (
    <section className={css.page} aria-label={words.duplicates}>
      <div className={css.bar}><IconButton label={words.back} keys={backKey} icon={<ArrowLeft size={18} />} onClick={back} /></div>
      {duplicates.error && !duplicates.data ? (
        <div className={css.column}><Failure error={duplicates.error} onRetry={() => { void duplicates.refetch(); }} /></div>
      ) : !duplicates.data ? (
        <Skeleton lines={6} label={words.duplicatesLoading} />
      ) : groups.length === 0 ? (
        <EmptyState icon={<UsersRound size={28} strokeWidth={1.5} />} title={words.duplicatesNone}>{words.duplicatesNoneBody}</EmptyState>
      ) : (
        <div className={css.column}>
          <h2 className={css.title}>{words.duplicates}</h2>
          <p className={css.faint}>{words.duplicatesBody}</p>
          <ul>
            {groups.map((group) => {
              const key = groupKey(group);
              return (
                <DuplicateGroupView
                  key={key}
                  group={group}
                  onMerge={(kept, others) => {
                    const ids = others.map((one) => one.id);
                    hide(key);
                    merge.mutateAsync({ kept: kept.id, gone: ids }).then(
                      () => { tell(words.mergedDone(kept.name), () => { unmerge.mutate({ contactIds: ids }); show(key); }); },
                      () => { show(key); },
                    );
                  }}
                  onApart={(contacts) => {
                    hide(key);
                    const contactIds = contacts.map((one) => one.id);
                    keepApart.mutateAsync({ contactIds }).then(
                      () => { tell(words.apartDone(contacts.map((one) => one.name)), () => { alike.mutate({ contactIds }); show(key); }); },
                      () => { show(key); },
                    );
                  }}
                />
              );
            })}
          </ul>
        </div>
      )}
    </section>
  );
}
