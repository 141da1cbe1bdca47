import { useQuery } from "@tanstack/react-query";
import { Link, Search } from "lucide-react";
import { useId, useRef, useState, type ReactNode } from "react";
import { ask } from "../api/queries";
import { Dialog } from "../components/Dialog";
import { Keys } from "../components/Keys";
import { Marked } from "../components/Marked";
import { routeOfLink } from "../lib/appLinks";
import { go } from "../lib/location";
import { CONTACTS, EMPTY_SEARCH, fromHash, HOME, withOpen } from "../lib/routes";
import { useStore } from "../lib/store";
import { PersonAvatar } from "../parts/PersonAvatar";
import { actions, keyLabel, keysOfAction, type Action } from "../state/actions";
import { ACTION_IDS, isActionId, SECTIONS } from "../state/actionTable";
import { keymap } from "../state/keymap";
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
  /** What tells two of the same name apart: firm and number. */
  more: ReactNode;
  face: ReactNode;
  keys: string | null;
  run: () => void;
}

function Content({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const known = useStore(actions);
  // Keys are shown as they are now.
  useStore(keymap);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const asked = text.trim();
  const people = useQuery({
    ...ask("search", { query: asked, order: "relevance", group: "people", cursor: null, limit: 8, conversationId: null }),
    enabled: asked.length > 1,
    gcTime: 30_000,
    placeholderData: (previous) => previous,
  });

  const entries: Entry[] = [];
  const link = routeOfLink(asked);
  if (link !== null) entries.push({ key: "link", section: words.link, label: words.openLink, more: null, face: <Link size={16} />, keys: null, run: () => { go("hash" in link ? fromHash(link.hash) : { screen: "link", url: link.url }); } });
  for (const action of inOrder(known)) {
    if (!fits(action.title, asked) && !fits(`${action.section} ${action.title}`, asked)) continue;
    const [key] = keysOfAction(action);
    entries.push({ key: action.id, section: action.section, label: action.title, more: null, face: null, keys: key === undefined ? null : keyLabel(key), run: action.run });
  }
  const hits = asked.length > 1 ? (people.data?.groups.find((group) => group.kind === "people")?.hits ?? []) : [];
  for (const hit of hits) {
    entries.push({
      key: hit.id, section: words.people, label: hit.title, more: <Marked pieces={hit.snippet} />, face: hit.person ? <PersonAvatar people={[hit.person]} size="s" /> : null, keys: null,
      run: () => {
        const conversationId = hit.conversationId;
        if (conversationId !== null) go(withOpen(HOME, { kind: "thread", conversationId, itemId: null }));
        else if (hit.contactId !== null) go({ ...CONTACTS, open: { kind: "contact", contactId: hit.contactId } });
      },
    });
  }
  if (asked !== "") {
    entries.push({ key: "search", section: words.search, label: words.searchFor(asked), more: null, face: <Search size={16} />, keys: null, run: () => { go({ ...EMPTY_SEARCH, query: asked }); } });
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
              {entry.more ? <span className={css.more}>{entry.more}</span> : null}
              {entry.keys ? <Keys keys={entry.keys} /> : null}
            </div>
          </div>
        ))}
      </div>
    </>
  );
}

/** What can be done now, each thing once, in the order of the table; of two that are the same, the later stands. */
function inOrder(known: readonly Action[]): Action[] {
  const shown = [...new Map(known.map((action) => [action.id, action])).values()].filter((action) => action.hidden !== true);
  const place = (action: Action) => SECTIONS.indexOf(action.section);
  return shown.sort((a, b) => place(a) - place(b) || order(a.id) - order(b.id));
}

function order(id: string): number {
  return isActionId(id) ? ACTION_IDS.indexOf(id) : ACTION_IDS.length;
}

/** Every word typed begins a word of the title. */
function fits(title: string, asked: string): boolean {
  const titleWords = title.toLowerCase().split(/\s+/);
  return asked.toLowerCase().split(/\s+/).every((word) => word === "" || titleWords.some((one) => one.startsWith(word)));
}
