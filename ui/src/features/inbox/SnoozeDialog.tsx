import { useState } from "react";
import { Dialog } from "../../components/Dialog";
import { MomentPicker } from "../../parts/moments/MomentPicker";
import { useMoments, type Moment } from "../../parts/moments/useMoments";
import { called, useTriage } from "../../parts/useTriage";
import { useNow } from "../../state/clock";
import type { Snoozing } from "../../state/snoozing";
import { readTime, usualTimes } from "./snoozeTimes";
import { words } from "./words";
import css from "./SnoozeDialog.module.css";

/** Asks until when: a few usual moments, or one that is typed. */
export function SnoozeDialog({ asked, onClose }: { asked: Snoozing; onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title={words.snoozeTitle(called(asked.conversations.length, asked.title))} place="top" hideTitle>
      <Content asked={asked} onClose={onClose} />
    </Dialog>
  );
}

function Content({ asked, onClose }: { asked: Snoozing; onClose: () => void }) {
  const now = useNow();
  const triage = useTriage();
  const [wakeEarly, setWakeEarly] = useState(true);
  const usual: Moment[] = usualTimes(now);
  if (asked.asleep === true) usual.push({ key: "wake", label: words.wakeNow, at: null });
  const moments = useMoments({ use: "snooze", usual, read: readTime, now });

  const take = (time: Moment | null | undefined) => {
    if (!time) return;
    const change = time.at === null ? ({ kind: "open" } as const) : ({ kind: "snooze", until: time.at, wakeEarly } as const);
    triage(asked.conversations, change, called(asked.conversations.length, asked.title));
    asked.onDone?.();
    onClose();
  };
  return (
    <>
      <p className={css.title} aria-hidden="true">{words.snoozeTitle(called(asked.conversations.length, asked.title))}</p>
      <MomentPicker moments={moments} label={words.snoozeField} hint={words.snoozeHint} now={now} autoFocus onTake={take} />
      <label className={css.early}>
        <input type="checkbox" checked={wakeEarly} onChange={(event) => { setWakeEarly(event.target.checked); }} />
        {words.wakeEarly}
      </label>
    </>
  );
}
