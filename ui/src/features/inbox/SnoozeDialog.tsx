import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { Dialog } from "../../components/Dialog";
import { comingTime, fullTime } from "../../lib/dates";
import { called, useTriage } from "../../parts/useTriage";
import { useNow } from "../../state/clock";
import type { Snoozing } from "../../state/snoozing";
import { readTime, usualTimes, type SnoozeTime } from "./snoozeTimes";
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
  const [text, setText] = useState("");
  const [place, setPlace] = useState(0);
  const [wakeEarly, setWakeEarly] = useState(true);
  const id = useId();
  const typed = text.trim();
  // Typed moments are read by a library of their own, which comes along with the first letter.
  const reading = queryOptions({ queryKey: ["snooze time", typed, now], queryFn: () => readTime(typed, now), gcTime: 0 });
  const read = useQuery({ ...reading, enabled: typed !== "", placeholderData: (before) => before });
  const client = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const matching = usualTimes(now).filter((time) => time.label.toLowerCase().includes(typed.toLowerCase()));
  // What was read before keeps its row until what is typed now is read, but nobody is taken at those words.
  const unread = typed !== "" && (read.isPlaceholderData || read.isPending);
  const own = typed !== "" && read.data ? [{ label: words.typedTime, at: read.data }] : [];
  const end: SnoozeTime[] = asked.asleep === true && words.wakeNow.toLowerCase().includes(typed.toLowerCase()) ? [{ label: words.wakeNow, at: null }] : [];
  const times: SnoozeTime[] = [...own, ...matching.filter((time) => time.at !== own[0]?.at), ...end];
  const current = Math.min(place, times.length - 1);

  const choose = (time: SnoozeTime | undefined) => {
    if (unread && (time === undefined || time === own[0])) {
      void client.ensureQueryData(reading).then((at) => {
        if (at !== null && field.current?.value.trim() === typed) take({ label: words.typedTime, at });
      });
      return;
    }
    if (time) take(time);
  };
  const take = (time: SnoozeTime) => {
    const change = time.at === null ? ({ kind: "open" } as const) : ({ kind: "snooze", until: time.at, wakeEarly } as const);
    triage(asked.conversations, change, called(asked.conversations.length, asked.title));
    asked.onDone?.();
    onClose();
  };
  return (
    <>
      <p className={css.title} aria-hidden="true">{words.snoozeTitle(called(asked.conversations.length, asked.title))}</p>
      <input
        ref={field}
        className={css.field}
        role="combobox"
        aria-label={words.snoozeField}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={times.length > 0 ? `${id}-${current}` : undefined}
        placeholder={words.snoozeHint}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => { setText(event.target.value); setPlace(0); }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
          if (by !== 0 && times.length > 0) {
            event.preventDefault();
            setPlace((current + by + times.length) % times.length);
          }
          if (event.key === "Enter") {
            event.preventDefault();
            choose(times[current]);
          }
        }}
      />
      <div id={id} role="listbox" aria-label={words.snoozeField} className={css.list}>
        {times.map((time, index) => (
          <div
            key={time.label}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            className={css.time}
            title={time.at === null ? undefined : fullTime(time.at)}
            onClick={() => { choose(time); }}
            onPointerMove={() => { setPlace(index); }}
          >
            <span className={css.label}>{time.label}</span>
            {time.at === null ? null : <span className={css.at}>{comingTime(time.at, now, "row")}</span>}
          </div>
        ))}
      </div>
      {times.length === 0 ? <p className={css.none} role="status">{read.isFetching ? words.snoozeReading : words.snoozeNone}</p> : null}
      <label className={css.early}>
        <input type="checkbox" checked={wakeEarly} onChange={(event) => { setWakeEarly(event.target.checked); }} />
        {words.wakeEarly}
      </label>
    </>
  );
}
