import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useId, useRef, useState } from "react";
import { call } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { Snippet } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Fields";
import { Failure, failureSentence } from "../../parts/Failure";
import { tell, tellProblem } from "../../state/toasts";
import { Setting } from "./Setting";
import { words } from "./words";
import css from "./Snippets.module.css";

/** More than this, and they can be looked for. */
const MANY = 6;

/** The snippets, to be made, changed and deleted. */
export function SnippetsSettings() {
  const snippets = useQuery(ask("snippets", {}));
  const [edited, setEdited] = useState<Snippet | "new" | null>(null);
  const [text, setText] = useState("");
  const client = useQueryClient();
  const add = useRef<HTMLButtonElement>(null);
  const rows = snippets.data?.rows ?? [];
  const asked = text.trim().toLowerCase();
  const found = rows.filter((row) => `${row.name} ${row.text}`.toLowerCase().includes(asked));

  const save = async (snippet: { id: string | null; name: string; text: string }) => {
    await call("save_snippet", snippet);
    markOwnChange(client, "save_snippet", null);
  };
  const remove = (snippet: Snippet) => {
    call("remove_snippet", { id: snippet.id })
      .then(() => {
        markOwnChange(client, "remove_snippet", null);
        add.current?.focus();
        tell(words.snippetDeleted(snippet.name), () => { save(snippet).catch((error: unknown) => { tellProblem(failureSentence(error)); }); });
      })
      .catch((error: unknown) => { tellProblem(failureSentence(error)); });
  };
  return (
    <>
      <Setting id="snippets">
        {() => <Button ref={add} icon={<Plus size={14} />} onClick={() => { setEdited("new"); }}>{words.snippetNew}</Button>}
      </Setting>
      {snippets.error ? <Failure error={snippets.error} onRetry={() => { void snippets.refetch(); }} /> : null}
      {rows.length > MANY ? <input className={css.find} type="text" aria-label={words.snippetFind} placeholder={words.snippetFind} autoComplete="off" spellCheck={false} value={text} onChange={(event) => { setText(event.target.value); }} /> : null}
      {snippets.data && found.length === 0 ? <p className={css.none}>{rows.length === 0 ? words.snippetsNone : words.snippetNoneFound}</p> : null}
      {found.length === 0 ? null : (
        <ul className={css.list} aria-label={words.snippets}>
          {found.map((snippet) => (
            <li key={snippet.id} className={css.row}>
              <div className={css.words}>
                <p className={css.name}>{snippet.name}</p>
                <p className={css.text}>{snippet.text}</p>
              </div>
              <Button size="s" aria-label={words.snippetEdit(snippet.name)} onClick={() => { setEdited(snippet); }}>{words.edit}</Button>
              <Button size="s" aria-label={words.snippetDelete(snippet.name)} onClick={() => { remove(snippet); }}>{words.deleteIt}</Button>
            </li>
          ))}
        </ul>
      )}
      <Dialog open={edited !== null} onClose={() => { setEdited(null); }} title={edited === null || edited === "new" ? words.snippetNew : words.snippetEdit(edited.name)}>
        {edited === null ? null : <Form snippet={edited === "new" ? null : edited} onSave={save} onClose={() => { setEdited(null); }} />}
      </Dialog>
    </>
  );
}

function Form({ snippet, onSave, onClose }: { snippet: Snippet | null; onSave: (snippet: { id: string | null; name: string; text: string }) => Promise<void>; onClose: () => void }) {
  const [name, setName] = useState(snippet?.name ?? "");
  const [text, setText] = useState(snippet?.text ?? "");
  const id = useId();
  const save = useMutation({ mutationFn: onSave, onSuccess: onClose });
  const ready = name.trim() !== "" && text.trim() !== "" && !save.isPending;
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) save.mutate({ id: snippet?.id ?? null, name: name.trim(), text: text.trim() });
      }}
    >
      <TextField label={words.snippetName} value={name} maxLength={60} autoFocus autoComplete="off" onChange={(event) => { setName(event.target.value); }} problem={save.error ? failureSentence(save.error) : null} />
      <div className={css.field}>
        <label htmlFor={id} className={css.label}>{words.snippetText}</label>
        <textarea
          id={id} className={css.area} rows={4} maxLength={1600} value={text} aria-describedby={`${id}-hint`}
          onChange={(event) => { setText(event.target.value); }}
          onKeyDown={(event) => { if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit(); }}
        />
        <p id={`${id}-hint`} className={css.hint}>{words.snippetTextHint}</p>
      </div>
      <div className={css.ends}>
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button look="main" type="submit" disabled={!ready}>{words.snippetSave}</Button>
      </div>
    </form>
  );
}
