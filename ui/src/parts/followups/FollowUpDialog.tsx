import { useId, useState } from "react";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Fields";
import { comingTime } from "../../lib/dates";
import { useStore } from "../../lib/store";
import { serverNow, useNow } from "../../state/clock";
import { followUpDraft, followUpOpener, type FollowUpDraft } from "../../state/followUps";
import { quickDues, readDue } from "./due";
import { PersonField, type Chosen } from "./PersonField";
import { newFollowUp, useFollowUps } from "./useFollowUps";
import { words } from "./words";
import css from "./FollowUps.module.css";

/** Makes a follow-up or changes one. Open while there is something to make it from. */
export function FollowUpDialog() {
  const draft = useStore(followUpDraft);
  const close = () => { followUpDraft.set(null); };
  return (
    <Dialog open={draft !== null} onClose={close} title={draft?.id ? words.change : words.make} backTo={followUpOpener}>
      {draft ? <Content draft={draft} onClose={close} /> : null}
    </Dialog>
  );
}

function Content({ draft, onClose }: { draft: FollowUpDraft; onClose: () => void }) {
  const now = useNow();
  const { make, edit } = useFollowUps();
  const [title, setTitle] = useState(draft.title);
  /** The words typed; empty while a moment stands that was chosen. */
  const [typed, setTyped] = useState("");
  const [dueAt, setDueAt] = useState(draft.dueAt);
  const [problem, setProblem] = useState<"title" | "due" | "past" | null>(null);
  const quickId = useId();
  /** Made from nothing that says whom it is about. */
  const asksWho = draft.id === null && draft.conversationId === null && draft.contactId === null && draft.itemId === null;
  const [who, setWho] = useState<Chosen | null>(null);

  const type = (text: string) => {
    setTyped(text);
    setProblem(null);
    if (text.trim() === "") {
      setDueAt(null);
      return;
    }
    void readDue(text, serverNow()).then((at) => { setDueAt(at); });
  };
  const choose = (at: number | null) => {
    setTyped("");
    setDueAt(at);
    setProblem(null);
  };
  const save = async () => {
    const words = title.trim();
    const at = typed.trim() === "" ? dueAt : await readDue(typed, serverNow());
    if (words === "") setProblem("title");
    else if (typed.trim() !== "" && at === null) setProblem("due");
    else if (at !== null && at < serverNow() && at !== draft.dueAt) setProblem("past");
    else {
      onClose();
      const { id, conversationId, contactId, itemId } = draft;
      if (id === null) make([newFollowUp({ title: words, dueAt: at, conversationId: who?.conversationId ?? conversationId, contactId: who?.contactId ?? contactId, itemId })]);
      else edit({ id, title: draft.title, dueAt: draft.dueAt, doneAt: null }, words, at);
    }
  };
  return (
    <form
      className={css.form}
      onSubmit={(event) => { event.preventDefault(); void save(); }}
      onKeyDown={(event) => {
        // From any field, as a text is sent.
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
        event.preventDefault();
        void save();
      }}
    >
      {draft.about === "" ? null : <p className={css.about}>{words.about(draft.about)}</p>}
      <TextField
        label={words.title}
        autoFocus
        autoComplete="off"
        maxLength={300}
        value={title}
        hint={words.titleHint}
        problem={problem === "title" ? words.titleProblem : null}
        onChange={(event) => { setTitle(event.target.value); setProblem(null); }}
      />
      <TextField
        label={words.due}
        autoComplete="off"
        value={typed}
        placeholder={dueAt === null ? words.none : comingTime(dueAt, now, "alone")}
        hint={dueAt === null ? words.dueHint : comingTime(dueAt, now, "alone")}
        problem={problem === "due" ? words.dueProblem : problem === "past" ? words.duePast : null}
        onChange={(event) => { type(event.target.value); }}
      />
      <div className={css.quick} role="group" aria-labelledby={quickId}>
        <span id={quickId} className="visually-hidden">{words.quickDues}</span>
        {quickDues(now).map(({ which, at }) => <Button key={which} size="s" aria-pressed={dueAt === at} title={comingTime(at, now, "alone")} onClick={() => { choose(at); }}>{words.quick[which]}</Button>)}
        <Button size="s" look="quiet" aria-pressed={dueAt === null} onClick={() => { choose(null); }}>{words.none}</Button>
      </div>
      {asksWho ? <PersonField chosen={who} onChoose={setWho} /> : null}
      <div className={css.buttons}>
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button look="main" type="submit">{words.save}</Button>
      </div>
    </form>
  );
}
