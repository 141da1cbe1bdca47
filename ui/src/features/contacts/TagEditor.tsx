import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useId, useRef, useState } from "react";
import { ask } from "../../api/queries";
import { go } from "../../lib/location";
import { CONTACTS, toHash } from "../../lib/routes";
import { useActions } from "../../state/actions";
import { tell } from "../../state/toasts";
import { knownTags } from "../../parts/knownTags";
import { useChange } from "./useChange";
import { words } from "./words";
import css from "./Tags.module.css";

const MOST = 20;
const LONGEST = 40;

/** The tags of a contact: added by typing, taken away one by one. Each leads to everyone who has it. */
export function TagEditor({ contactId, tags }: { contactId: string; tags: readonly string[] }) {
  const client = useQueryClient();
  const key = ask("contact_page", { contactId }).queryKey;
  const change = useChange("set_contact_tags");
  const [text, setText] = useState<string | null>(null);
  const adder = useRef<HTMLButtonElement>(null);
  const listId = useId();
  const typing = text !== null;
  const { data: known = [] } = useQuery({ ...knownTags(), enabled: typing });

  const set = (next: string[]) => {
    const before = client.getQueryData(key);
    client.setQueryData(key, (page) => page && { ...page, tags: next });
    change.mutate({ contactId, tags: next }, { onError: () => { client.setQueryData(key, before); } });
  };
  const wanted = (text ?? "").trim().replace(/\s+/g, " ");
  const there = tags.some((tag) => tag.toLowerCase() === wanted.toLowerCase());
  const problem = wanted.length > LONGEST ? words.tagTooLong : wanted !== "" && !there && tags.length >= MOST ? words.tagsFull : null;
  const add = () => {
    if (problem) return false;
    // The spelling that others have already stands, so that one filter finds them all.
    if (wanted !== "" && !there) set([...tags, known.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())?.name ?? wanted].sort((a, b) => a.localeCompare(b)));
    return true;
  };
  useActions(typing ? [] : [{ id: "contact.tag", run: () => { setText(""); } }]);
  const close = () => {
    setText(null);
    window.setTimeout(() => { adder.current?.focus(); }, 0);
  };

  return (
    <div>
      <ul className={css.tags} aria-label={words.tags}>
        {tags.map((tag) => {
          const target = { ...CONTACTS, tag };
          return (
            <li key={tag} className={css.tag}>
              <a className={css.name} href={toHash(target)} title={words.showTag(tag)} onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                go(target);
              }}>{tag}</a>
              <button type="button" className={css.remove} aria-label={words.removeTag(tag)} onClick={() => {
                set(tags.filter((one) => one !== tag));
                tell(words.tagRemoved(tag), () => { set([...tags]); });
              }}><X size={12} /></button>
            </li>
          );
        })}
        <li>
          {typing ? (
            <input
              className={css.field}
              aria-label={words.addTag}
              aria-invalid={problem ? true : undefined}
              aria-describedby={`${listId}-hint`}
              placeholder={words.addTag}
              list={listId}
              autoFocus
              autoComplete="off"
              value={text}
              onChange={(event) => { setText(event.target.value.replace(/,$/, "")); }}
              onKeyDown={(event) => {
                if (event.nativeEvent.isComposing) return;
                if (event.key === "Enter" || event.key === ",") {
                  event.preventDefault();
                  if (wanted === "") close();
                  else if (add()) setText("");
                }
                if (event.key === "Escape") {
                  event.preventDefault();
                  close();
                }
              }}
              onBlur={() => { if (add()) setText(null); }}
            />
          ) : (
            <button ref={adder} type="button" className={css.add} onClick={() => { setText(""); }}><Plus size={12} aria-hidden="true" />{words.addTag}</button>
          )}
        </li>
      </ul>
      {typing ? (
        <>
          <datalist id={listId}>{known.filter(({ name }) => !tags.includes(name)).map(({ name }) => <option key={name} value={name} />)}</datalist>
          <p id={`${listId}-hint`} className={problem ? css.problem : "visually-hidden"} role={problem ? "alert" : undefined}>{problem ?? words.tagHint}</p>
        </>
      ) : null}
    </div>
  );
}
