import { useEffect, useRef } from "react";
import type { Snippet } from "../../api/schema.gen";
import { Marked } from "../../components/Marked";
import { go } from "../../lib/location";
import { fill, placeholdersIn } from "../../lib/placeholders";
import { words } from "./words";
import css from "./SnippetMenu.module.css";

/** Snippets that have the letters, those whose name begins with them first. */
export function snippetsWith(all: readonly Snippet[], query: string): Snippet[] {
  const asked = query.toLowerCase();
  const rank = ({ name, text }: Snippet) => {
    const low = name.toLowerCase();
    if (low.startsWith(asked)) return 0;
    if (low.split(/\s+/).some((word) => word.startsWith(asked))) return 1;
    if (low.replace(/\s+/g, "").includes(asked)) return 2;
    return text.toLowerCase().includes(asked) ? 3 : 4;
  };
  return all.map((one) => [rank(one), one] as const).filter(([place]) => place < 4).sort(([a], [b]) => a - b).map(([, one]) => one);
}

/** The snippets above the field; the keys are the field's. */
export function SnippetMenu({ id, snippets, any, loading, current, values, onPoint, onChoose }: {
  id: string;
  snippets: readonly Snippet[];
  /** There are snippets at all. */
  any: boolean;
  loading: boolean;
  current: number;
  values: readonly { label: string; value: string }[];
  onPoint: (index: number) => void;
  onChoose: (index: number) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  // The list is scrolled by the keys of another element.
  useEffect(() => {
    list.current?.querySelector(`[data-at="${current}"]`)?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <div className={css.menu}>
      <div ref={list} id={id} role="listbox" aria-label={words.snippets} className={css.list}>
        {snippets.map((snippet, index) => (
          <div
            key={snippet.id}
            id={`${id}-${index}`}
            data-at={index}
            role="option"
            aria-selected={index === current}
            className={css.entry}
            // The field keeps the focus.
            onPointerDown={(event) => { event.preventDefault(); }}
            onPointerMove={() => { onPoint(index); }}
            onClick={() => { onChoose(index); }}
          >
            <span className={css.name}>{snippet.name}</span>
            <span className={css.text}><Preview text={fill(snippet.text, values)} /></span>
          </div>
        ))}
      </div>
      {snippets.length > 0 || loading ? null : <p className={css.none}>{any ? words.noSnippet : words.noSnippets}</p>}
      <div className={css.foot}>
        <span>{words.snippetKeys}</span>
        <button type="button" className={css.manage} tabIndex={-1} onPointerDown={(event) => { event.preventDefault(); }} onClick={() => { go({ screen: "settings", section: "snippets" }); }}>{words.manageSnippets}</button>
      </div>
    </div>
  );
}

/** The words with what is known put in; what is still open is marked. */
function Preview({ text }: { text: string }) {
  const marks = placeholdersIn(text);
  const pieces = marks.flatMap((mark, index) => [{ text: text.slice(marks[index - 1]?.end ?? 0, mark.start), hit: false }, { text: text.slice(mark.start, mark.end), hit: true }]);
  return <Marked pieces={[...pieces, { text: text.slice(marks.at(-1)?.end ?? 0), hit: false }]} />;
}
