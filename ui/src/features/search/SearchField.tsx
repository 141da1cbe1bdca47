import { useQuery } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { useId, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { ask } from "../../api/queries";
import type { Chip } from "../../api/schema.gen";
import { IconButton } from "../../components/Button";
import { begun, beingTyped, chipLabel, finished, splitTyped, VALUES, wholeOf, type Typed } from "./operators";
import { words } from "./words";
import css from "./SearchPane.module.css";

interface Suggestion {
  key: string;
  label: string;
  hint: string;
  rest: string;
}

/**
 * The question: finished operators as chips, then what is being typed. Backspace at the beginning takes the last chip
 * away; the operator that is being typed gets suggestions.
 */
export function SearchField({ ref, typed, chips, within, results, onTyped, onAnywhere, onStep, onChoose, onEscape }: {
  ref: Ref<HTMLInputElement>;
  typed: Typed;
  /** As the core reads them. */
  chips: readonly Chip[];
  /** The conversation that alone is searched. */
  within: string | null;
  results: { id: string; current: string | undefined; any: boolean };
  onTyped: (typed: Typed) => void;
  onAnywhere: () => void;
  onStep: (by: 1 | -1) => void;
  onChoose: () => void;
  onEscape: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const listId = useId();
  const [marked, setMarked] = useState(-1);
  const [put, setPut] = useState<string | null>(null);
  const [focused, setFocused] = useState(false);
  // Everything is selected, the chips, too: what is typed next takes its place.
  const [whole, setWhole] = useState(false);
  const suggestions = useSuggestions(typed.rest, focused && put !== typed.rest);
  const at = Math.min(marked, suggestions.length - 1);
  const open = suggestions.length > 0;

  const type = (rest: string) => {
    const next = splitTyped(rest);
    const before = whole ? [] : typed.chips;
    setMarked(-1);
    setPut(null);
    setWhole(false);
    onTyped({ chips: [...before, ...next.chips.filter((chip) => !before.includes(chip))], rest: next.rest });
  };
  const toField = () => { box.current?.querySelector("input")?.focus(); };
  const remove = (raw: string) => {
    onTyped({ ...typed, chips: typed.chips.filter((chip) => chip !== raw) });
    toField();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const { selectionStart, selectionEnd } = event.currentTarget;
    if ((event.key === "Backspace" || event.key === "Delete") && whole) {
      event.preventDefault();
      type("");
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") setWhole(typed.chips.length > 0);
    else if (/^(?:Arrow|Home|End|Escape|Tab)/.test(event.key)) setWhole(false);
    if (event.key === "Backspace" && selectionStart === 0 && selectionEnd === 0) {
      const last = typed.chips.at(-1);
      if (last !== undefined) {
        event.preventDefault();
        onTyped({ ...typed, chips: typed.chips.slice(0, -1) });
      } else if (within !== null) {
        event.preventDefault();
        onAnywhere();
      }
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      if (open) setMarked((at + by + suggestions.length + (at < 0 && by < 0 ? 1 : 0)) % suggestions.length);
      else onStep(by);
    }
    const choice = suggestions[event.key === "Tab" && at < 0 ? 0 : at];
    if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && open && choice) {
      event.preventDefault();
      type(choice.rest);
      return;
    }
    if (event.key === "Enter" && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      // An operator that stands at the end is finished by it.
      if (beingTyped(typed.rest)?.value) type(`${typed.rest} `);
      onChoose();
    }
    if (event.key === "Escape") {
      event.preventDefault();
      if (open) setPut(typed.rest);
      else onEscape();
    }
  };
  const labelOf = (raw: string) => chips.find((chip) => chip.raw === raw)?.label ?? chipLabel(raw);
  return (
    <div ref={box} className={css.fieldBox} data-open={open || undefined} data-whole={whole || undefined} onPointerDown={() => { setWhole(false); }} onFocus={() => { setFocused(true); }} onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) { setFocused(false); setWhole(false); } }}>
      <div className={css.fieldLine} onMouseDown={(event) => { if (event.target === event.currentTarget) { event.preventDefault(); toField(); } }}>
        <Search size={16} className={css.fieldIcon} aria-hidden="true" />
        {typed.chips.length > 0 || within !== null ? (
          <ul className={css.chips} aria-label={words.chips}>
            {within === null ? null : <ChipView label={words.inConversation(within)} onRemove={() => { onAnywhere(); toField(); }} />}
            {typed.chips.map((raw) => <ChipView key={raw} label={labelOf(raw)} onRemove={() => { remove(raw); }} />)}
          </ul>
        ) : null}
        <input
          ref={ref}
          type="text"
          role="combobox"
          enterKeyHint="search"
          autoComplete="off"
          spellCheck={false}
          className={css.field}
          aria-label={words.field}
          aria-expanded={open || results.any}
          aria-controls={open ? listId : results.id}
          aria-autocomplete="list"
          aria-activedescendant={open ? (at >= 0 ? `${listId}-${at}` : undefined) : results.current}
          placeholder={typed.chips.length > 0 ? "" : words.placeholder}
          maxLength={512}
          value={typed.rest}
          onChange={(event) => { type(event.target.value); }}
          onKeyDown={onKeyDown}
        />
        {wholeOf(typed) === "" ? null : <IconButton label={words.clear} icon={<X size={14} />} onClick={() => { onTyped({ chips: [], rest: "" }); toField(); }} />}
      </div>
      {open ? (
        <div id={listId} role="listbox" aria-label={words.suggestions} className={css.suggestions}>
          {suggestions.map((one, index) => (
            <div
              key={one.key} id={`${listId}-${index}`} role="option" aria-selected={index === at} className={css.suggestion}
              onPointerMove={() => { setMarked(index); }}
              onMouseDown={(event) => { event.preventDefault(); type(one.rest); }}
            >
              <span className={css.suggestionName}>{one.label}</span>
              <span className={css.suggestionHint}>{one.hint}</span>
            </div>
          ))}
        </div>
      ) : null}
    </div>
  );
}

function ChipView({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <li className={css.chip}>
      <span className={css.chipWords}>{label}</span>
      <button type="button" className={css.chipRemove} aria-label={words.remove(label)} onClick={onRemove}><X size={12} /></button>
    </li>
  );
}

const MOST = 7;

/** What the end of the words could become. */
function useSuggestions(rest: string, wanted: boolean): Suggestion[] {
  const typing = beingTyped(rest);
  const ofPeople = typing !== null && (typing.operator === "from" || typing.operator === "with");
  const people = useQuery({
    ...ask("search", { query: typing?.value.trim() ?? "", order: "relevance", group: "people", cursor: null, limit: 6, conversationId: null }),
    enabled: wanted && ofPeople && typing.value.trim() !== "",
    gcTime: 30_000,
    placeholderData: (previous) => previous,
  });
  const inbox = useQuery({ ...ask("inbox_page", { tab: "all", lineId: null, tag: null, cursor: null, limit: 1 }), enabled: wanted && typing?.operator === "line" });
  if (!wanted) return [];
  if (typing === null) {
    return begun(rest).map((operator) => ({ key: operator, label: `${operator}:`, hint: words.operator[operator], rest: finished(rest, operator, null) }));
  }
  const { operator, value } = typing;
  const low = value.toLowerCase();
  const values: string[] = ofPeople
    ? [
        ...(operator === "from" && "me".startsWith(low) ? ["me"] : []),
        ...(value.trim() === "" ? [] : (people.data?.groups.find((group) => group.kind === "people")?.hits ?? []).map((hit) => hit.title)),
      ]
    : operator === "line"
      ? (inbox.data?.lines ?? []).map((line) => line.name)
      : [...(VALUES[operator] ?? [])];
  const fitting = ofPeople ? values : values.filter((one) => one.replace(/"/g, "").startsWith(low) && one.replace(/"/g, "") !== low);
  const shown = [...new Set(fitting)].slice(0, MOST);
  return shown.map((one) => ({ key: `${operator} ${one}`, label: one.replace(/"/g, ""), hint: one === "me" ? words.fromMe : "", rest: finished(rest, operator, one) }));
}

