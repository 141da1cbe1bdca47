import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Clock, ImageOff, Lock, Quote, SendHorizontal, StickyNote } from "lucide-react";
import { useEffect, useId, useImperativeHandle, useRef, useState, type Ref } from "react";
import { call } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { Conversation } from "../../api/schema.gen";
import { Button, IconButton } from "../../components/Button";
import { Choice } from "../../components/Fields";
import { classes } from "../../lib/classes";
import { Tip } from "../../components/Tip";
import { comingTime, moment } from "../../lib/dates";
import { leaveField } from "../../lib/focus";
import { dollars, plural } from "../../lib/numbers";
import { unfilled } from "../../lib/placeholders";
import { characters, countSegments, HARD_STOP } from "../../lib/segments";
import { usePicked } from "../../lib/store";
import { useSettled } from "../../lib/useSettled";
import { placeholderWords, laterWords } from "../../parts/composerWords";
import { failureSentence } from "../../parts/Failure";
import { SendLater, type Planned } from "../../parts/SendLater";
import { useActions } from "../../state/actions";
import { serverNow, useNow } from "../../state/clock";
import { forgetKept, heldDrafts, heldNotes, holdDraft, holdNote, keepDraft, putBefore, showDraft, writeIn } from "../../state/drafts";
import { useKeyLabel } from "../../state/keymap";
import { sendText } from "../../state/sends";
import { tell, tellProblem } from "../../state/toasts";
import { DraftField, type DraftFieldHandle } from "./DraftField";
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
  // Until something is typed here the server's draft is shown, from whichever computer it came.
  const held = usePicked(heldDrafts, (drafts) => drafts.get(row.id));
  const text = held ?? conversation.draft;
  const note = usePicked(heldNotes, (notes) => notes[row.id] ?? "");
  // Who left in the middle of a note comes back to it.
  const [mode, setMode] = useState<Mode>(() => (note !== "" && text.trim() === "" && writeIn.get() !== row.id ? "note" : "text"));
  const noteField = useRef<HTMLTextAreaElement>(null);
  const draftField = useRef<DraftFieldHandle>(null);
  const [later, setLater] = useState<{ text: string; dueAt: null; unlessAnswered: true; inQuietHours: false } | null>(null);
  const hintId = useId();
  const sendKeys = useKeyLabel("text.send");
  const laterKeys = useKeyLabel("text.later");
  const snippetKeys = useKeyLabel("text.snippet");
  const now = useNow();

  const change = (next: string) => { holdDraft(row.id, next); };
  useImperativeHandle(ref, () => ({
    putBack(words) {
      putBefore(row.id, words, conversation.draft);
      setMode("text");
      draftField.current?.focus();
    },
  }));
  // Leaving the conversation keeps the words at once; the draft store outlives this component.
  useEffect(() => () => { void keepDraft(row.id); }, [row.id]);
  useEffect(() => { forgetKept(row.id, conversation.draft); }, [row.id, conversation.draft]);

  // Somebody chose to write here before the field was there.
  useEffect(() => {
    if (writeIn.get() !== row.id) return;
    writeIn.set(null);
    draftField.current?.focus();
  }, [row.id]);

  const client = useQueryClient();
  const addNote = useMutation({
    mutationFn: (words: string) => call("add_note", { conversationId: row.id, text: words }),
    onSuccess: (_, saved) => {
      // What was written on meanwhile is not in the note that was saved.
      if ((heldNotes.get()[row.id] ?? "").trim() === saved) {
        holdNote(row.id, "");
        setMode("text");
      }
      markOwnChange(client, "add_note", row.id);
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });

  const over = characters(text) - HARD_STOP;
  const open = unfilled(text);
  const sendable = mode === "note" ? note.trim() !== "" && !addNote.isPending : locked === null && text.trim() !== "" && over <= 0 && open.length === 0;
  const send = () => {
    if (!sendable) return;
    if (mode === "note") {
      addNote.mutate(note.trim());
      return;
    }
    const words = text.trim();
    change("");
    sendText(row.id, words, serverNow()).catch((error: unknown) => {
      // Something else may have been typed by now, and the server has been told of an empty field.
      putBefore(row.id, words, client.getQueryData(ask("conversation", { conversationId: row.id }).queryKey)?.draft ?? "");
      tellProblem(failureSentence(error));
    });
  };
  const write = (next: Mode) => {
    setMode(next);
    requestAnimationFrame(() => { if (next === "text") draftField.current?.focus(); else noteField.current?.focus(); });
  };
  const sendLater = () => { if (mode === "text" && sendable) setLater({ text: text.trim(), dueAt: null, unlessAnswered: true, inQuietHours: false }); };
  const plan = useMutation({
    mutationFn: (planned: Planned) => call("schedule_text", { id: null, conversationId: row.id, ...planned }),
    onSuccess: (planned) => {
      setLater(null);
      change("");
      void keepDraft(row.id);
      markOwnChange(client, "schedule_text", row.id);
      const before = planned.text;
      tell(laterWords.planned(comingTime(planned.dueAt, serverNow(), "sentence")), () => {
        keepDraft(row.id).then(() => call("cancel_scheduled", { id: planned.id, dropped: false })).then(({ draft }) => {
          showDraft(row.id, draft || before);
          markOwnChange(client, "cancel_scheduled", row.id);
        }).catch((error: unknown) => { tellProblem(failureSentence(error)); });
      });
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  const insertSnippet = () => {
    setMode("text");
    requestAnimationFrame(() => { draftField.current?.openSnippets(); });
  };

  useActions([
    { id: "text.send", title: mode === "note" ? words.saveNote : words.send, run: send },
    { id: "text.write", run: () => { write("text"); } },
    { id: "text.note", run: () => { write("note"); } },
    ...(mode === "text" && locked === null ? [{ id: "text.later" as const, run: sendLater }, { id: "text.snippet" as const, run: insertSnippet }] : []),
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
            <p>{locked.sentence}{locked.at === null ? "" : ` (${moment(locked.at, now, "sentence")})`}</p>
          </div>
          {locked.itemId === null ? null : <Button size="s" onClick={() => { if (locked.itemId !== null) onShowItem(locked.itemId); }}>{words.seeWhy}</Button>}
        </div>
      ) : writingText ? (
        <DraftField
          ref={draftField}
          conversationId={row.id}
          label={words.placeholder(name)}
          hintId={hintId}
          invalid={over > 0 || open.length > 0}
          text={text}
          onChange={change}
          onLeave={() => { void keepDraft(row.id); }}
        />
      ) : (
        <textarea
          ref={noteField}
          className={css.field}
          rows={1}
          aria-label={words.notePlaceholder}
          aria-describedby={hintId}
          placeholder={words.notePlaceholder}
          value={note}
          onChange={(event) => { holdNote(row.id, event.target.value); }}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            leaveField(event.currentTarget);
          }}
        />
      )}
      {writingText && !closed && open.length > 0 ? <p className={css.unfilled} role="status">{`${placeholderWords.open(open)}. ${placeholderWords.tabHint}`}</p> : null}
      <div className={css.foot}>
        <Choice small label={words.kind} value={mode} choices={[{ value: "text", label: words.text }, { value: "note", label: mode === "text" && note.trim() !== "" ? words.noteBegun : words.note }]} onChoose={write} />
        <span className={css.from} id={hintId}>{writingText ? words.from(row.line.name, row.line.number) : words.noteHint}</span>
        {writingText && !closed ? <Price text={text} recipients={row.people.length} over={over} /> : null}
        {closed ? null : (
          <div className={css.ends}>
            {writingText ? (
              <div className={css.tools}>
                <IconButton label={words.insertSnippet} keys={snippetKeys} icon={<Quote size={16} />} onClick={insertSnippet} />
                {conversation.quoUrl === null ? null : (
                  <Tip label={words.noPictures}><a className={css.tool} href={conversation.quoUrl} target="_blank" rel="noreferrer noopener" aria-label={`${words.openInQuo}: ${words.noPictures}`}><ImageOff size={16} /></a></Tip>
                )}
                <IconButton label={laterWords.title} keys={laterKeys} icon={<Clock size={16} />} disabled={!sendable} onClick={sendLater} />
              </div>
            ) : null}
            <Button look="main" disabled={!sendable} onClick={send} title={sendKeys} icon={writingText ? <SendHorizontal size={14} /> : <StickyNote size={14} />}>
              {writingText ? words.send : words.saveNote}
            </Button>
          </div>
        )}
      </div>
      <SendLater conversationId={row.id} editing={false} start={later} onPlan={(planned) => { if (!plan.isPending) plan.mutate(planned); }} onClose={() => { setLater(null); }} />
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
