import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, Clock, Undo2 } from "lucide-react";
import { useRef, useState } from "react";
import { call } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { ScheduledText } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { comingTime } from "../../lib/dates";
import { useKeptFocus } from "../../lib/useKeptFocus";
import { laterWords } from "../../parts/composerWords";
import { failureSentence } from "../../parts/Failure";
import { clocksThere } from "../../parts/clocks";
import { SendLater, type Planned } from "../../parts/SendLater";
import { useScheduled } from "../../parts/useScheduled";
import { serverNow, useNow } from "../../state/clock";
import { tell, tellProblem } from "../../state/toasts";
import { words } from "./words";
import css from "./ScheduledStrip.module.css";

/** Texts of this conversation that go out later, or that did not go out at their time. */
export function ScheduledStrip({ conversationId }: { conversationId: string }) {
  const { data } = useQuery(ask("scheduled_texts", { conversationId }));
  const [edited, setEdited] = useState<ScheduledText | null>(null);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: ({ id, plan }: { id: string; plan: Planned }) => call("schedule_text", { id, conversationId, ...plan }),
    onSuccess: (row) => {
      setEdited(null);
      markOwnChange(client, "schedule_text", conversationId);
      tell(laterWords.changed(comingTime(row.dueAt, serverNow(), "sentence")));
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  const rows = data?.rows ?? [];
  const box = useRef<HTMLDivElement>(null);
  // After the last row the field has the focus: the words are there now. Where nobody may write, the timeline has it.
  const kept = useKeptFocus(box, ({ parentElement }) => parentElement?.querySelector<HTMLElement>("textarea") ?? parentElement?.querySelector<HTMLElement>("[data-landing]"));
  return (
    <div ref={box} className={css.place} {...kept}>
      {rows.length === 0 ? null : (
        <ul className={css.strip} aria-label={words.scheduledHere}>
          {rows.map((row) => <Row key={row.id} row={row} onEdit={() => { setEdited(row); }} />)}
        </ul>
      )}
      <SendLater conversationId={conversationId} editing start={edited} onPlan={(plan) => { if (edited) save.mutate({ id: edited.id, plan }); }} onClose={() => { setEdited(null); }} />
    </div>
  );
}

function Row({ row, onEdit }: { row: ScheduledText; onEdit: () => void }) {
  const now = useNow();
  const actions = useScheduled();
  const time = comingTime(row.dueAt, now, "sentence");
  return (
    <li className={css.row} data-kept={row.id} data-state={row.state}>
      <span className={css.icon} aria-hidden="true">{row.state === "planned" ? <Clock size={14} /> : row.state === "held" ? <CircleAlert size={14} /> : <Undo2 size={14} />}</span>
      <div className={css.words}>
        {row.state === "planned" ? (
          <p className={css.facts}><strong>{laterWords.scheduledFor(time)}</strong>{[clocksThere(row.zones, row.dueAt), row.unlessAnswered ? laterWords.onlyIf : null].filter(Boolean).map((fact) => `, ${fact}`)}</p>
        ) : (
          <p className={css.facts}><strong>{row.state === "held" ? `${laterWords.heldSince(time)}.` : `${laterWords.notSent}.`}</strong> {row.reason}</p>
        )}
        <p className={css.text}>{row.text}</p>
      </div>
      <div className={css.choices}>
        {row.state === "withdrawn" ? (
          <>
            <Button size="s" onClick={() => { actions.takeBack(row); }}>{laterWords.putBack}</Button>
            <Button size="s" onClick={() => { actions.putAway(row); }}>{laterWords.putAway}</Button>
          </>
        ) : (
          <>
            <Button size="s" onClick={onEdit}>{laterWords.editOne}</Button>
            <Button size="s" onClick={() => { actions.sendNow(row); }}>{laterWords.sendNow}</Button>
            <Button size="s" onClick={() => { actions.takeBack(row); }}>{laterWords.takeBack}</Button>
          </>
        )}
      </div>
    </li>
  );
}
