import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/queries";
import type { ContactCard } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { Skeleton } from "../../components/Notice";
import { Failure } from "../../parts/Failure";
import { PersonField, type Chosen } from "../../parts/followups/PersonField";
import { tell } from "../../state/toasts";
import { MergeChoice } from "./DuplicateGroupView";
import { useChange } from "./useChange";
import { words } from "./words";
import css from "./Duplicates.module.css";

/** Makes a contact one with another that somebody chooses, whether they look alike or not. */
export function MergeDialog({ open, card, onClose, onMerged }: { open: boolean; card: ContactCard; onClose: () => void; onMerged: (kept: string) => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={words.mergeTitle(card.name)}>
      <Content card={card} onClose={onClose} onMerged={onMerged} />
    </Dialog>
  );
}

function Content({ card, onClose, onMerged }: { card: ContactCard; onClose: () => void; onMerged: (kept: string) => void }) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const otherId = chosen?.contactId ?? null;
  const other = useQuery({ ...ask("contact_card", { contactId: otherId ?? "" }), enabled: otherId !== null });
  const merge = useChange("merge_contacts");
  const unmerge = useChange("unmerge_contacts");
  return (
    <div className={css.dialog}>
      <p className={css.faint}>{words.mergeBody}</p>
      <PersonField
        autoFocus={chosen === null}
        label={words.mergeWhom}
        hint={words.mergeHint}
        nobody={words.mergeOther}
        chosen={chosen}
        // A number without a name is added to a contact by naming it.
        fits={(hit) => hit.contactId !== null && hit.contactId !== card.id && hit.person?.named !== false}
        onChoose={setChosen}
      />
      {otherId === null ? <div className={css.ways}><Button onClick={onClose}>{words.cancel}</Button></div>
        : other.error && !other.data ? <Failure error={other.error} onRetry={() => { void other.refetch(); }} />
        : !other.data ? <Skeleton lines={4} label={words.loading} />
        : (
          <MergeChoice
            key={other.data.id}
            contacts={[card, other.data]}
            first={card.id}
            autoFocus
            busy={merge.isPending}
            onMerge={(kept, others) => {
              const contactIds = others.map((one) => one.id);
              merge.mutateAsync({ kept: kept.id, gone: contactIds }).then(() => {
                onClose();
                onMerged(kept.id);
                tell(words.mergedDone(kept.name), () => { unmerge.mutate({ contactIds }); });
              }, () => undefined);
            }}
          >
            <Button onClick={onClose}>{words.cancel}</Button>
          </MergeChoice>
        )}
    </div>
  );
}
