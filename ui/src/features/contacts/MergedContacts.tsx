import { Split } from "lucide-react";
import type { MergedContact } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { tell } from "../../state/toasts";
import { Section } from "./ContactDetails";
import { useChange } from "./useChange";
import { words } from "./words";
import css from "./Contacts.module.css";

/** Contacts that were merged into this one, each with the way back. */
export function MergedContacts({ kept, merged }: { kept: string; merged: readonly MergedContact[] }) {
  const merge = useChange("merge_contacts");
  const unmerge = useChange("unmerge_contacts");
  if (merged.length === 0) return null;
  return (
    <Section title={words.merged}>
      <ul>
        {merged.map(({ id, name, numbers }) => (
          <li key={id} className={css.mergedRow}>
            <span className={css.mergedWords}>
              <span>{name}</span>
              <span className={css.faint}>{numbers.join(", ")}</span>
            </span>
            <Button
              size="s" icon={<Split size={12} />} disabled={unmerge.isPending} aria-label={words.undoMergeOf(name)}
              onClick={() => { unmerge.mutate({ contactIds: [id] }, { onSuccess: () => { tell(words.apartAgain([name]), () => { merge.mutate({ kept, gone: [id] }); }); } }); }}
            >{words.undoMerge}</Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
