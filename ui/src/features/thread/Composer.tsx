import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Lock, SendHorizontal, StickyNote } from "lucide-react";
import { useEffect, useId, useImperativeHandle, useRef, useState, type Ref } from "react";
import { call } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { Conversation } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Fields";
import { classes } from "../../lib/classes";
import { moment } from "../../lib/dates";
import { dollars, plural } from "../../lib/numbers";
import { characters, countSegments, HARD_STOP } from "../../lib/segments";
import { useSettled } from "../../lib/useSettled";
import { failureSentence } from "../../parts/Failure";
import { useActions } from "../../state/actions";
import { serverNow, useNow } from "../../state/clock";
import { draftOf, forgetKept, holdDraft, keepDraft } from "../../state/drafts";
import { useKeyLabel } from "../../state/keymap";
import { sendText } from "../../state/sends";
import { tellProblem } from "../../state/toasts";
import { words } from "./words";
import css from "./Composer.module.css";

export interface ComposerHandle {
  /** Puts words back into the field, before what is there. */
  putBack(text: string): void;
}

type Mode = "text" | "note";

/** Where an answer is written. Words are kept at every pause; the line that they go out from is always visible. */
export function Composer({ conversation, onShowItem, ref }: { conversation: Conversation; onShowItem: (itemId: string) => void; ref?: Ref<ComposerHandle> }) {
  const { row, locked } = conversation;
  const [mode, setMode] = useState<Mode>("text");
  const [note, setNote] = useState("");
  // Null until something is typed here: then the server's draft is shown, from whichever computer it came.
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? draftOf(row.id, conversation.draft);
  const field = useRef<HTMLTextAreaElement>(null);
  const hintId = useId();
  const sendKeys = useKeyLabel("text.send");
  const now = useNow();

  const change = (next: string) => {
    setTyped(next);
    holdDraft(row.id, next);
  };
  useImperativeHandle(ref, () => ({
    putBack(words) {
      change(text.trim() === "" ? words : `${words}\n${text}`);
      setMode("text");
      field.current?.focus();
    },
  }));
  // Leaving the conversation keeps the words at once; the draft store outlives this component.
  useEffect(() => () => { void keepDraft(row.id); }, [row.id]);
  useEffect(() => { forgetKept(row.id, conversation.draft); }, [row.id, conversation.draft]);

  const client = useQueryClient();
  const addNote = useMutation({
    mutationFn: (words: string) => call("add_note", { conversationId: row.id, text: words }),
    onSuccess: () => {
      setNote("");
      setMode("text");
      markOwnChange(client, "add_note", row.id);
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });

  const over = characters(text) - HARD_STOP;
  const sendable = mode === "note" ? note.trim() !== "" && !addNote.isPending : locked === null && text.trim() !== "" && over <= 0;
  const send = () => {
    if (!sendable) return;
    if (mode === "note") {
      addNote.mutate(note.trim());
      return;
    }
    const words = text.trim();
    change("");
    sendText(row.id, words, serverNow()).catch((error: unknown) => {
      change(words);
      tellProblem(failureSentence(error));
    });
  };
  const write = (next: Mode) => {
    setMode(next);
    requestAnimationFrame(() => { field.current?.focus(); });
  };

  useActions([
    { id: "text.send", title: mode === "note" ? words.saveNote : words.send, run: send },
    { id: "text.write", run: () => { write("text"); } },
    { id: "text.note", run: () => { write("note"); } },
  ]);

  const writingText = mode === "text";
  const closed = writingText && locked !== null;
  const name = row.people.length > 1 ? row.title : (row.people[0]?.name ?? row.title);
  return (
    <div className={classes(css.composer, mode === "note" && css.noting)}>
      {closed ? (
        <div className={css.lock}>
          <Lock size={16} aria-hidden="true" />
          <div className={css.lockWords}>
            <strong>{words.lockTitle[locked.reason]}</strong>
            <p>{locked.sentence}{locked.at === null ? "" : ` (${moment(locked.at, now)})`}</p>
          </div>
          {locked.itemId === null ? null : <Button size="s" onClick={() => { if (locked.itemId !== null) onShowItem(locked.itemId); }}>{words.seeWhy}</Button>}
        </div>
      ) : (
        <textarea
          ref={field}
          className={css.field}
          rows={1}
          aria-label={writingText ? words.placeholder(name) : words.notePlaceholder}
          aria-describedby={hintId}
          aria-invalid={writingText && over > 0 ? true : undefined}
          placeholder={writingText ? words.placeholder(name) : words.notePlaceholder}
          value={writingText ? text : note}
          onChange={(event) => { if (writingText) change(event.target.value); else setNote(event.target.value); }}
          onBlur={() => { void keepDraft(row.id); }}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.blur();
          }}
        />
      )}
      <div className={css.foot}>
        <Choice small label={words.kind} value={mode} choices={[{ value: "text", label: words.text }, { value: "note", label: words.note }]} onChoose={write} />
        <span className={css.from} id={hintId}>{writingText ? words.from(row.line.name, row.line.number) : words.noteHint}</span>
        {writingText && !closed ? <Price text={text} recipients={row.people.length} over={over} /> : null}
        {closed ? null : (
          <Button look="main" disabled={!sendable} onClick={send} title={sendKeys} icon={writingText ? <SendHorizontal size={14} /> : <StickyNote size={14} />}>
            {writingText ? words.send : words.saveNote}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Segments at the keystroke, the price as the server reckons it a moment later. */
function Price({ text, recipients, over }: { text: string; recipients: number; over: number }) {
  const settled = useSettled(text, 250);
  const { data } = useQuery({ ...ask("measure", { text: settled, recipients }), enabled: settled.trim() !== "" && over <= 0, placeholderData: keepPreviousData, gcTime: 5000 });
  if (text.trim() === "") return null;
  if (over > 0) return <span className={css.over} role="alert">{words.tooLong(over)}</span>;
  const here = countSegments(text);
  const current = data && settled === text ? data : here;
  const cents = data && data.segments > 0 ? (data.cents / data.segments) * current.segments : null;
  return (
    <span className={css.price}>
      {[plural(current.segments, "segment"), words.left(current.left), cents === null ? null : dollars(Math.round(cents * 1000) / 1000)].filter(Boolean).join(" · ")}
    </span>
  );
}
