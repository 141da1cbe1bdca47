import { GitCompareArrows } from "lucide-react";
import { useId, useState } from "react";
import type { ContactConflict, ContactFieldKind, ContactFields } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { tell } from "../../state/toasts";
import { kindOf, shownValue } from "./customValue";
import { conflictLabel } from "./form";
import { useChange } from "./useChange";
import { words } from "./words";
import css from "./Conflict.module.css";

type Side = "mine" | "theirs";

/** What was changed in both places, side by side; a person chooses for each field. */
export function ConflictPanel({ contactId, conflict, fields, kinds }: {
  contactId: string;
  conflict: readonly ContactConflict[];
  /** As wanted here, to bring back what was given up. */
  fields: ContactFields;
  kinds: readonly ContactFieldKind[];
}) {
  const id = useId();
  const resolve = useChange("resolve_contact");
  const save = useChange("save_contact");
  const [chosen, setChosen] = useState<Readonly<Record<string, Side>>>({});
  const sideOf = (name: string): Side => chosen[name] ?? "mine";
  const settle = (mine: string[]) => {
    resolve.mutateAsync({ contactId, mine }).then(
      () => { tell(words.settled, mine.length === conflict.length ? undefined : () => { save.mutate({ contactId, fields }); }); },
      () => undefined,
    );
  };
  const names = conflict.map((one) => one.name);
  return (
    <section className={css.panel} aria-labelledby={id}>
      <h3 id={id} className={css.title}><GitCompareArrows size={16} aria-hidden="true" />{words.sync.conflict}</h3>
      <p className={css.faint}>{words.conflictBody}</p>
      {conflict.map((one) => {
        const kind = kindOf(one.name, kinds);
        const option = (side: Side, where: string, value: string) => (
          <label className={css.option} data-chosen={sideOf(one.name) === side || undefined}>
            <input type="radio" name={`${id}-${one.name}`} aria-label={`${where}: ${value === "" ? words.nothing : shownValue(kind, value)}`} checked={sideOf(one.name) === side} onChange={() => { setChosen({ ...chosen, [one.name]: side }); }} />
            <span className={css.where}>{where}</span>
            <span className={css.value}>{value === "" ? <em className={css.faint}>{words.nothing}</em> : shownValue(kind, value)}</span>
          </label>
        );
        return (
          <fieldset key={one.name} className={css.field}>
            <legend className={css.name}>{conflictLabel(one)}</legend>
            <div className={css.sides}>
              {option("mine", words.mine, one.mine)}
              {option("theirs", words.theirs, one.theirs)}
            </div>
          </fieldset>
        );
      })}
      <div className={css.ways}>
        <Button look="main" disabled={resolve.isPending} onClick={() => { settle(names.filter((name) => sideOf(name) === "mine")); }}>{words.keepChoice}</Button>
        <Button disabled={resolve.isPending} onClick={() => { settle(names); }}>{words.keepMine}</Button>
        <Button disabled={resolve.isPending} onClick={() => { settle([]); }}>{words.takeTheirs}</Button>
      </div>
    </section>
  );
}
