import { useState } from "react";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Fields";
import { useStore } from "../../lib/store";
import { serverNow, useNow } from "../../state/clock";
import { followUpDraft, followUpOpener, type FollowUpDraft } from "../../state/followUps";
import { MomentPicker } from "../moments/MomentPicker";
import { useMoments, type Moment } from "../moments/useMoments";
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
  const [problem, setProblem] = useState<"title" | "past" | null>(null);
  /** Made from nothing that says whom it is about. */
  const asksWho = draft.id === null && draft.conversationId === null && draft.contactId === null && draft.itemId === null;
  const [who, setWho] = useState<Chosen | null>(null);

  const noDate: Moment = { key: "none", label: words.none, at: null };
  const quick: Moment[] = quickDues(now).map(({ which, at }) => ({ key: which, label: words.quick[which], at }));
  const asItIs: Moment[] = draft.dueAt === null || quick.some((one) => one.at === draft.dueAt) ? [] : [{ key: "kept", label: words.unchanged, at: draft.dueAt }];
  const usual = [...asItIs, ...quick, noDate];
  const moments = useMoments({ use: "due", usual, read: readDue, now, start: usual.find((one) => one.at === draft.dueAt) ?? noDate });
  const passed = (at: number | null) => at !== null && at < serverNow() && at !== draft.dueAt;

  const save = async () => {
    const words = title.trim();
    const moment = await moments.settle();
    // Other words have been typed meanwhile, or what they say is no moment, as is said below the field.
    if (!moment) return;
    if (words === "") setProblem("title");
    else if (passed(moment.at)) setProblem("past");
    else {
      onClose();
      const { id, conversationId, contactId, itemId } = draft;
      if (id === null) make([newFollowUp({ title: words, dueAt: moment.at, conversationId: who?.conversationId ?? conversationId, contactId: who?.contactId ?? contactId, itemId })]);
      else edit({ id, title: draft.title, dueAt: draft.dueAt, doneAt: null }, words, moment.at);
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
      <MomentPicker moments={moments} label={words.due} now={now} problem={problem === "past" && passed(moments.meant?.at ?? null) ? words.duePast : null} />
      {asksWho ? <PersonField chosen={who} onChoose={setWho} /> : null}
      <div className={css.buttons}>
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button look="main" type="submit">{words.save}</Button>
      </div>
    </form>
  );
}
