import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Pencil, Tag, Trash2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import type { TagInUse } from "../../api/schema.gen";
import { Button, IconButton } from "../../components/Button";
import { EmptyState, Skeleton } from "../../components/Notice";
import { go, useRoute } from "../../lib/location";
import { CONTACTS, toHash, withOpen } from "../../lib/routes";
import { Failure } from "../../parts/Failure";
import { useActions } from "../../state/actions";
import { useKeyLabel } from "../../state/keymap";
import { tell } from "../../state/toasts";
import { knownTags } from "../../parts/knownTags";
import { useChange } from "./useChange";
import { words } from "./words";
import css from "./TagsPage.module.css";

/** Every tag with how many have it: renamed or taken away everywhere. */
export function TagsPage() {
  const route = useRoute();
  const tags = useQuery(knownTags());
  const backKey = useKeyLabel("back");
  const back = () => { go(withOpen(route, null)); };
  useActions([{ id: "back", run: back }]);
  return (
    <section className={css.page} aria-label={words.tagsTitle}>
      <div className={css.bar}><IconButton label={words.back} keys={backKey} icon={<ArrowLeft size={18} />} onClick={back} /></div>
      {tags.error && !tags.data ? (
        <div className={css.column}><Failure error={tags.error} onRetry={() => { void tags.refetch(); }} /></div>
      ) : !tags.data ? (
        <Skeleton lines={6} label={words.tagsReading} />
      ) : tags.data.length === 0 ? (
        <EmptyState icon={<Tag size={28} strokeWidth={1.5} />} title={words.tagsNone}>{words.tagsNoneBody}</EmptyState>
      ) : (
        <div className={css.column}>
          <h2 className={css.title}>{words.tagsTitle}</h2>
          <p className={css.faint}>{words.tagsBody}</p>
          <ul className={css.tags}>{tags.data.map((tag) => <Row key={tag.name} tag={tag} />)}</ul>
        </div>
      )}
    </section>
  );
}

function Row({ tag: { name, contacts } }: { tag: TagInUse }) {
  const change = useChange("change_tag");
  const undo = useChange("undo_tag_change");
  const [text, setText] = useState<string | null>(null);
  const to = (text ?? "").trim().replace(/\s+/g, " ");
  const turn = (wanted: string | null) => {
    change.mutateAsync({ tag: name, to: wanted }).then(
      ({ contacts: changed, undoId }) => {
        tell(wanted === null ? words.tagDropped(name, changed) : words.tagRenamed(name, wanted, changed), () => { undo.mutate({ undoId }); });
        setText(null);
      },
      () => undefined,
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (to === "" || to === name) setText(null);
    else turn(to);
  };
  const target = { ...CONTACTS, tag: name };
  return (
    <li className={css.row}>
      {text === null ? (
        <>
          <a className={css.name} href={toHash(target)} title={words.showTag(name)} onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            go(target);
          }}>{name}</a>
          <span className={css.count}>{words.tagContacts(contacts)}</span>
          <IconButton label={words.renameTag(name)} icon={<Pencil size={14} />} onClick={() => { setText(name); }} />
          <IconButton label={words.dropTag(name)} icon={<Trash2 size={14} />} disabled={change.isPending} onClick={() => { turn(null); }} />
        </>
      ) : (
        <form className={css.form} onSubmit={submit}>
          <input
            className={css.field} aria-label={words.newName(name)} autoFocus autoComplete="off" maxLength={40} value={text}
            onFocus={(event) => { event.target.select(); }}
            onChange={(event) => { setText(event.target.value); }}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              event.preventDefault();
              event.stopPropagation();
              setText(null);
            }}
          />
          <Button type="submit" look="main" disabled={change.isPending || to === ""}>{words.rename}</Button>
          <Button onClick={() => { setText(null); }}>{words.cancel}</Button>
        </form>
      )}
    </li>
  );
}
