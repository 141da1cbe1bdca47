import { useImperativeHandle, useLayoutEffect, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/queries";
import { leaveField } from "../../lib/focus";
import { fill, nextPlaceholder, placeholdersIn } from "../../lib/placeholders";
import { SnippetMenu, snippetsWith } from "./SnippetMenu";
import { words } from "./words";
import css from "./Composer.module.css";

export interface DraftFieldHandle {
  focus(): void;
  /** Opens the list of snippets at the caret. */
  openSnippets(): void;
}

/** A word that begins with a slash and ends at the caret: what a snippet is looked for with. */
interface Slash {
  start: number;
  query: string;
}

function slashAt(text: string, caret: number): Slash | null {
  const match = /(?:^|\s)\/([^\s/]*)$/.exec(text.slice(0, caret));
  return match ? { start: caret - (match[1]?.length ?? 0) - 1, query: match[1] ?? "" } : null;
}

/** The field of a text: open places are marked, Tab goes from one to the next, and a slash opens the snippets. */
export function DraftField({ conversationId, label, hintId, invalid, text, onChange, onLeave, ref }: {
  conversationId: string;
  label: string;
  hintId: string;
  invalid: boolean;
  text: string;
  onChange: (text: string) => void;
  onLeave: () => void;
  ref?: Ref<DraftFieldHandle>;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const [slash, setSlash] = useState<Slash | null>(null);
  // The slash after which the list was closed by hand.
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  const select = useRef<[number, number] | null>(null);
  const open = slash !== null && slash.start !== closedAt;
  const snippets = useQuery({ ...ask("snippets", {}), enabled: open });
  const values = useQuery({ ...ask("placeholder_values", { conversationId }), enabled: open });
  const found = open ? snippetsWith(snippets.data?.rows ?? [], slash.query) : [];
  const current = Math.min(chosen, found.length - 1);
  const listId = `${hintId}-snippets`;
  const marks = placeholdersIn(text);

  // The selection is the browser's, and a changed text puts it to its end.
  useLayoutEffect(() => {
    if (!select.current) return;
    field.current?.setSelectionRange(...select.current);
    select.current = null;
  }, [text]);

  const look = (value: string, caret: number) => {
    const next = slashAt(value, caret);
    setSlash(next);
    setChosen(0);
    if (next?.start !== closedAt) setClosedAt(null);
  };
  const change = (value: string, caret: number) => {
    onChange(value);
    look(value, caret);
  };
  useImperativeHandle(ref, () => ({
    focus() { field.current?.focus(); },
    openSnippets() {
      const caret = field.current?.selectionEnd ?? text.length;
      const before = text.slice(0, caret);
      const gap = before === "" || /\s$/.test(before) ? "" : " ";
      const next = `${before}${gap}/${text.slice(caret)}`;
      const place = caret + gap.length + 1;
      select.current = [place, place];
      setClosedAt(null);
      change(next, place);
      field.current?.focus();
    },
  }));

  const insert = (index: number) => {
    const snippet = found[index];
    if (!snippet || !slash) return;
    const filled = fill(snippet.text, values.data?.values ?? []);
    const next = text.slice(0, slash.start) + filled + text.slice(slash.start + slash.query.length + 1);
    const first = nextPlaceholder(next, slash.start);
    const end = slash.start + filled.length;
    select.current = first && first.end <= end ? [first.start, first.end] : [end, end];
    setSlash(null);
    onChange(next);
    field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    const take = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (open && found.length > 0) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        take();
        setChosen((current + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
        return;
      }
      if ((event.key === "Enter" || event.key === "Tab") && !event.metaKey && !event.ctrlKey && !event.shiftKey && values.data) {
        take();
        insert(current);
        return;
      }
    }
    if (open && event.key === "Escape") {
      take();
      setClosedAt(slash.start);
      return;
    }
    if (event.key === "Tab" && !event.metaKey && !event.ctrlKey && !event.altKey) {
      const { selectionStart, selectionEnd } = event.currentTarget;
      // After the last open place Tab leaves the field, as everywhere.
      const next = nextPlaceholder(text, event.shiftKey ? selectionStart : selectionEnd, event.shiftKey);
      if (next) {
        take();
        event.currentTarget.setSelectionRange(next.start, next.end);
      }
      return;
    }
    if (event.key === "Escape") {
      event.preventDefault();
      leaveField(event.currentTarget);
    }
  };

  return (
    <div className={css.fieldBox}>
      {open ? <SnippetMenu id={listId} snippets={found} any={(snippets.data?.rows.length ?? 0) > 0} loading={snippets.isPending || values.isPending} current={current} values={values.data?.values ?? []} onPoint={setChosen} onChoose={insert} /> : null}
      {marks.length > 0 ? (
        <div ref={mirror} className={css.mirror} aria-hidden="true">
          {marks.map((mark, index) => [text.slice(marks[index - 1]?.end ?? 0, mark.start), <mark key={mark.start}>{text.slice(mark.start, mark.end)}</mark>])}
          {text.slice(marks.at(-1)?.end ?? 0)}
        </div>
      ) : null}
      <textarea
        ref={field}
        className={css.field}
        rows={1}
        aria-label={label}
        aria-describedby={hintId}
        aria-invalid={invalid ? true : undefined}
        aria-autocomplete="list"
        aria-controls={open ? listId : undefined}
        aria-activedescendant={open && found.length > 0 ? `${listId}-${current}` : undefined}
        placeholder={label}
        value={text}
        onChange={(event) => { change(event.target.value, event.target.selectionEnd); }}
        onSelect={(event) => {
          const { selectionStart, selectionEnd } = event.currentTarget;
          const next = selectionStart === selectionEnd ? slashAt(text, selectionEnd) : null;
          if (next?.start !== slash?.start || next?.query !== slash?.query) look(text, selectionStart === selectionEnd ? selectionEnd : 0);
        }}
        onScroll={(event) => { if (mirror.current) mirror.current.scrollTop = event.currentTarget.scrollTop; }}
        onBlur={() => {
          setSlash(null);
          onLeave();
        }}
        onKeyDown={onKeyDown}
      />
      <span className="visually-hidden" role="status">{open ? words.snippetsFound(found.length) : ""}</span>
    </div>
  );
}
