import { useEffect, useRef, useState } from "react";
import { usePicked } from "../../lib/store";
import { failureSentence } from "../../parts/Failure";
import { useActions } from "../../state/actions";
import { forgetNote, heldNotes, holdNote, keepNote } from "../../state/contactNotes";
import { words } from "./words";
import css from "./Note.module.css";

/** Rows that fit a note without scrolling, within reason. */
const FEWEST_ROWS = 3;
const MOST_ROWS = 16;

/** A note about a contact, kept at every pause. */
export function NoteEditor({ contactId, note, labelId }: { contactId: string; note: string; labelId: string }) {
  const held = usePicked(heldNotes, (notes) => notes.get(contactId) ?? null);
  const text = held?.text ?? note;
  const [touched, setTouched] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useActions([{ id: "contact.note", run: () => { field.current?.focus(); } }]);
  // Leaving the contact keeps the words at once; the store of held notes outlives this component.
  useEffect(() => () => { keepNote(contactId); }, [contactId]);
  useEffect(() => { forgetNote(contactId, note); }, [contactId, note, held?.state]);
  const rows = text.split("\n").reduce((sum, line) => sum + 1 + Math.floor(line.length / 60), 0);
  return (
    <>
      <textarea
        ref={field}
        className={css.field}
        aria-labelledby={labelId}
        aria-describedby={`${labelId}-state`}
        placeholder={words.notePlaceholder}
        rows={Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, rows))}
        maxLength={20_000}
        value={text}
        onChange={(event) => {
          setTouched(true);
          holdNote(contactId, event.target.value);
        }}
        onBlur={() => { keepNote(contactId); }}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          event.currentTarget.blur();
        }}
      />
      <p id={`${labelId}-state`} className={held?.problem ? css.problem : css.state} role={held?.problem ? "alert" : undefined}>
        {held?.problem ? failureSentence(held.problem) : held?.state === "typed" ? words.noteKeeping : touched ? words.noteKept : ""}
      </p>
    </>
  );
}
