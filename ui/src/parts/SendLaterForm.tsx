import { useQuery } from "@tanstack/react-query";
import { Moon } from "lucide-react";
import { useId, useState } from "react";
import { ask } from "../api/queries";
import type { SendTime } from "../api/schema.gen";
import { Button } from "../components/Button";
import { TextField } from "../components/Fields";
import { Strip } from "../components/Notice";
import { comingTime, isSameClock } from "../lib/dates";
import { unfilled } from "../lib/placeholders";
import { characters, HARD_STOP } from "../lib/segments";
import { fieldTime, presets, readTime, timeOfField } from "../lib/sendTimes";
import { serverNow } from "../state/clock";
import { clocksIn } from "./clocks";
import { laterWords as words, placeholderWords } from "./composerWords";
import { MomentPicker } from "./moments/MomentPicker";
import { useMoments, type Moment } from "./moments/useMoments";
import css from "./SendLater.module.css";

export interface Start {
  text: string;
  dueAt: number | null;
  unlessAnswered: boolean;
  inQuietHours: boolean;
}

export interface Planned {
  text: string;
  dueAt: number;
  unlessAnswered: boolean;
  inQuietHours: boolean;
}

/** The form of {@link SendLater}: it comes along when it is opened for the first time. */
export function Form({ conversationId, start, editing, onPlan, onClose }: {
  conversationId: string;
  start: Start;
  editing: boolean;
  onPlan: (plan: Planned) => void;
  onClose: () => void;
}) {
  const [now] = useState(serverNow);
  const [text, setText] = useState(start.text);
  const offered: Moment[] = presets(now).map((one) => ({ key: one.id, label: words.presets[one.id], at: one.at }));
  const planned = start.dueAt !== null && start.dueAt > now ? start.dueAt : null;
  const usual = planned === null || offered.some((one) => one.at === planned) ? offered : [{ key: "planned", label: words.unchanged, at: planned }, ...offered];
  const moments = useMoments({ use: "later", usual, read: readTime, now, start: usual.find((one) => (planned === null ? one.key === "tomorrow" : one.at === planned)) ?? null });
  const at = moments.meant?.at ?? null;
  const [unlessAnswered, setUnlessAnswered] = useState(start.unlessAnswered);
  // A moment for which it was said that it may be quiet there.
  const [allowed, setAllowed] = useState<number | null>(start.inQuietHours ? start.dueAt : null);
  const id = useId();
  const settings = useQuery(ask("composer_settings", {}));
  const there = useQuery({ ...ask("send_time", { conversationId, at: at ?? 0 }), enabled: at !== null, gcTime: 30_000 });

  const past = at !== null && at <= now;
  const quiet = there.data?.quiet === true && allowed !== at;
  const zoneless = there.data?.unknown === true && there.data.zones.length === 0;
  const open = editing ? unfilled(text) : [];
  const ready = at !== null && !past && there.data !== undefined && !quiet && open.length === 0 && text.trim() !== "" && characters(text) <= HARD_STOP;
  const nextAt = there.data?.nextAt ?? null;
  const hours = settings.data;
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && at !== null) onPlan({ text: text.trim(), dueAt: at, unlessAnswered, inQuietHours: allowed === at });
      }}
    >
      {editing ? (
        <div className={css.field}>
          <label htmlFor={`${id}-text`} className={css.label}>{words.text}</label>
          <textarea id={`${id}-text`} className={css.area} rows={3} value={text} aria-describedby={`${id}-open`} onChange={(event) => { setText(event.target.value); }} />
          <p id={`${id}-open`} className={css.problem} role={open.length > 0 ? "alert" : undefined}>{open.length > 0 ? placeholderWords.open(open) : null}</p>
        </div>
      ) : null}
      <MomentPicker moments={moments} label={words.typed} now={now} autoFocus={!editing} />
      <TextField label={words.field} type="datetime-local" min={fieldTime(now)} value={at === null ? "" : fieldTime(at)} onChange={(event) => { moments.choose({ key: "field", label: words.field, at: timeOfField(event.target.value) }); }} />
      <div className={css.result} role="status">
        {at === null ? null : past ? <p className={css.problem}>{words.past}</p> : <p>{words.goes(comingTime(at, now, "sentence"))} {there.data ? <Clock there={there.data} at={at} /> : null}</p>}
      </div>
      {quiet && hours && !past ? (
        <Strip tone="warn" icon={<Moon size={16} />}>
          <p>{zoneless ? words.quietUnknown(hours.quietFrom, hours.quietTo) : words.quiet(hours.quietFrom, hours.quietTo)}</p>
          <div className={css.choices}>
            {nextAt === null ? null : <Button size="s" onClick={() => { moments.choose({ key: "field", label: words.field, at: nextAt }); }}>{words.useNext(comingTime(nextAt, now, "sentence"))}</Button>}
            <Button size="s" onClick={() => { setAllowed(at); }}>{words.override}</Button>
          </div>
        </Strip>
      ) : null}
      <label className={css.check}>
        <input type="checkbox" checked={unlessAnswered} onChange={(event) => { setUnlessAnswered(event.target.checked); }} />
        {words.unlessAnswered}
      </label>
      <div className={css.ends}>
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button look="main" type="submit" disabled={!ready}>{editing ? words.save : words.plan}</Button>
      </div>
    </form>
  );
}

function Clock({ there, at }: { there: SendTime; at: number }) {
  if (there.zones.length === 0) return words.unknown;
  if (there.zones.every((zone) => isSameClock(zone, at))) return words.sameThere;
  return words.there(clocksIn(there.zones, at));
}
