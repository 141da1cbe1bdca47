import { Bookmark, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import type { SavedSearchRow } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Fields";
import { Menu, MenuItem } from "../../components/Menu";
import { go } from "../../lib/location";
import { count } from "../../lib/numbers";
import { EMPTY_SEARCH, toHash } from "../../lib/routes";
import { useSavedSearches, useSavingSearches } from "../../parts/savedSearches";
import { words } from "./words";
import css from "./SearchPane.module.css";

/** The saved searches with what each finds now, to open, rename and remove. */
export function SavedSearches() {
  const { searches, found } = useSavedSearches();
  const { rename, remove } = useSavingSearches();
  const [renaming, setRenaming] = useState<SavedSearchRow | null>(null);
  if (searches.length === 0) return null;
  return (
    <section className={css.saved} aria-labelledby="saved-searches">
      <h2 id="saved-searches" className={css.helpTitle}>{words.savedTitle}</h2>
      <ul>
        {searches.map((row) => {
          const target = { ...EMPTY_SEARCH, query: row.query, newest: row.newest };
          const total = found.get(row.id);
          return (
            <li key={row.id} className={css.savedRow}>
              <a className={css.savedLink} href={toHash(target)} onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                go(target);
              }}>
                <Bookmark size={14} aria-hidden="true" />
                <span className={css.savedName}>{row.name}</span>
                <span className={css.savedCount}>{total === undefined ? "" : count(total)}</span>
              </a>
              <Menu trigger={<button type="button" className={css.savedMore} aria-label={words.savedMore(row.name)}><Ellipsis size={14} /></button>}>
                <MenuItem icon={<Pencil size={14} />} onSelect={() => { setRenaming(row); }}>{words.rename}</MenuItem>
                <MenuItem icon={<Trash2 size={14} />} onSelect={() => { remove(row); }}>{words.removeSaved}</MenuItem>
              </Menu>
            </li>
          );
        })}
      </ul>
      {renaming ? <NameDialog title={words.renameTitle} name={renaming.name} onClose={() => { setRenaming(null); }} onName={(name) => { rename(renaming, name); }} /> : null}
    </section>
  );
}

/** Asks for the name of a search. */
export function NameDialog({ title, name, onClose, onName }: { title: string; name: string; onClose: () => void; onName: (name: string) => void }) {
  const [text, setText] = useState(name);
  const trimmed = text.trim();
  return (
    <Dialog open onClose={onClose} title={title}>
      <form
        className={css.nameForm}
        onSubmit={(event) => {
          event.preventDefault();
          if (trimmed === "") return;
          onClose();
          onName(trimmed);
        }}
      >
        <TextField label={words.nameField} autoFocus autoComplete="off" maxLength={80} value={text} onFocus={(event) => { event.target.select(); }} onChange={(event) => { setText(event.target.value); }} />
        <div className={css.nameButtons}>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button look="main" type="submit" disabled={trimmed === ""}>{words.save}</Button>
        </div>
      </form>
    </Dialog>
  );
}
