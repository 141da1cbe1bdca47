import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useId, useRef, useState, type ReactNode } from "react";
import { ask } from "../api/queries";
import { Dialog } from "../components/Dialog";
import { Keys } from "../components/Keys";
import { go } from "../lib/location";
import { CONTACTS, EMPTY_SEARCH, HOME, withOpen } from "../lib/routes";
import { useStore } from "../lib/store";
import { PersonAvatar } from "../parts/PersonAvatar";
import { actions, keyLabel } from "../state/actions";
import { words } from "./words";
import css from "./Palette.module.css";

/** Every action with its key, and every person, a few letters away. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={words.palette} place="top" hideTitle>
      <Content onClose={onClose} />
    </Dialog>
  );
}

interface Entry {
  key: string;
  section: string;
  label: string;
  face: ReactNode;
  keys: string | null;
  run: () => void;
}

function Content({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const known = useStore(actions);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const asked = text.trim();
  const people = useQuery({
    ...ask("search", { query: asked, order: "relevance", group: "people", cursor: null, limit: 6, conversationId: null }),
    enabled: asked.length > 1,
    gcTime: 30_000,
    placeholderData: (previous) => previous,
  });

  const entries: Entry[] = [];
  for (const action of known) {
    if (action.hidden || !fits(action.title, asked) || entries.some((entry) => entry.label === action.title)) continue;
    entries.push({ key: action.id, section: action.section, label: action.title, face: null, keys: action.keys[0] ? keyLabel(action.keys[0]) : null, run: action.run });
  }
  const hits = asked.length > 1 ? (people.data?.groups.find((group) => group.kind === "people")?.hits ?? []) : [];
  for (const hit of hits) {
    entries.push({
      key: hit.id, section: words.people, label: hit.title, face: hit.person ? <PersonAvatar people={[hit.person]} size="s" /> : null, keys: null,
      run: () => {
        const conversationId = hit.conversationId;
        if (conversationId !== null) go(withOpen(HOME, { kind: "thread", conversationId, itemId: null }));
        else if (hit.contactId !== null) go({ ...CONTACTS, open: { kind: "contact", contactId: hit.contactId } });
      },
    });
  }
  if (asked !== "") {
    entries.push({ key: "search", section: words.search, label: words.searchFor(asked), face: <Search size={16} />, keys: null, run: () => { go({ ...EMPTY_SEARCH, query: asked }); } });
  }
  const current = Math.min(at, entries.length - 1);
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    // After the dialog has given the focus back, so that the action may take it.
    window.setTimeout(entry.run, 0);
  };
  const move = (by: number) => {
    if (entries.length === 0) return;
    const next = (current + by + entries.length) % entries.length;
    setAt(next);
    list.current?.querySelector(`[data-at="${next}"]`)?.scrollIntoView({ block: "nearest" });
  };

  return (
    <>
      <input
        className={css.field}
        role="combobox"
        aria-label={words.paletteField}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={entries.length > 0 ? `${listId}-${current}` : undefined}
        placeholder={words.paletteField}
        autoFocus
        spellCheck={false}
        value={text}
        onChange={(event) => { setText(event.target.value); setAt(0); }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            move(event.key === "ArrowDown" ? 1 : -1);
          }
          if (event.key === "Enter") {
            event.preventDefault();
            run(entries[current]);
          }
        }}
      />
      <div ref={list} id={listId} role="listbox" aria-label={words.palette} className={css.list}>
        {entries.length === 0 ? <p className={css.none}>{words.paletteNone}</p> : null}
        {entries.map((entry, index) => (
          <div key={entry.key}>
            {entry.section === entries[index - 1]?.section ? null : <div role="presentation" className={css.section}>{entry.section}</div>}
            <div
              id={`${listId}-${index}`}
              data-at={index}
              role="option"
              aria-selected={index === current}
              className={css.entry}
              onClick={() => { run(entry); }}
              onPointerMove={() => { setAt(index); }}
            >
              {entry.face}
              <span className={css.label}>{entry.label}</span>
              {entry.keys ? <Keys keys={entry.keys} /> : null}
            </div>
          </div>
        ))}
      </div>
    </>
  );
}

/** Every word typed begins a word of the title. */
function fits(title: string, asked: string): boolean {
  const titleWords = title.toLowerCase().split(/\s+/);
  return asked.toLowerCase().split(/\s+/).every((word) => word === "" || titleWords.some((one) => one.startsWith(word)));
}
