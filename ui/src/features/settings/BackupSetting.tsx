import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useContext, useState } from "react";
import { call, host } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { Backup, BackupOutcome, BackupSettings } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Switch } from "../../components/Fields";
import { Skeleton, Strip } from "../../components/Notice";
import { ProgressBar } from "../../components/ProgressBar";
import { comingTime, minuteOfDay, moment } from "../../lib/dates";
import { progressFacts } from "../../parts/backupWords";
import { asSentence, Failure, failureSentence } from "../../parts/Failure";
import { useActions } from "../../state/actions";
import { useNow } from "../../state/clock";
import { tellProblem } from "../../state/toasts";
import { words } from "./backupWords";
import { SearchContext, Setting } from "./Setting";
import css from "./Backup.module.css";
import settingsCss from "./Settings.module.css";

const STEP = 30;
const DAY = 1440;
const DAYS = [3, 7, 14, 30];
const WEEKS = [0, 4, 8, 26, 52];

/** A value that another hand has set stays choosable. */
function withOwn(choices: readonly number[], own: number): number[] {
  return [...new Set([...choices, own])].sort((a, b) => a - b);
}

/** Where backups go, when, which ones stay, and what came of the last. */
export function BackupSetting() {
  const client = useQueryClient();
  const { queryKey } = ask("backup", {});
  const backup = useQuery(ask("backup", {}));
  const answered = (answer: Backup) => { client.setQueryData(queryKey, answer); };
  const save = useMutation({
    mutationFn: (settings: BackupSettings) => call("save_backup", settings),
    onSuccess: (answer) => {
      answered(answer);
      markOwnChange(client, "save_backup", null);
    },
  });
  if (!backup.data) {
    return backup.error
      ? <Failure error={backup.error} onRetry={() => { void backup.refetch(); }} />
      : <div className={css.loading}><Skeleton lines={9} label={words.loading} /></div>;
  }
  const { settings } = backup.data;
  const set = (change: Partial<BackupSettings>) => {
    save.mutate({ ...settings, ...change }, { onError: (error) => { if (change.folder === undefined) tellProblem(failureSentence(error)); } });
  };
  const hours = withOwn(Array.from({ length: DAY / STEP }, (_, at) => at * STEP), settings.atMinute);
  const folderProblem = save.error && save.variables.folder !== settings.folder ? failureSentence(save.error) : null;
  return (
    <>
      <Setting id="backupFolder" hint={host().can.signOut ? words.folderHintServer : undefined}>
        {({ labelId, hintId }) => (
          <Folder key={settings.folder ?? ""} value={settings.folder} labelId={labelId} hintId={hintId} problem={folderProblem} busy={save.isPending} onChange={() => { save.reset(); }} onSave={(folder) => { set({ folder }); }} />
        )}
      </Setting>
      <State backup={backup.data} answered={answered} />
      <Setting id="backupTime">
        {({ labelId, hintId }) => (
          <select className={settingsCss.select} aria-labelledby={labelId} aria-describedby={hintId} value={settings.atMinute} onChange={(event) => { set({ atMinute: Number(event.target.value) }); }}>
            {hours.map((minute) => <option key={minute} value={minute}>{minuteOfDay(minute)}</option>)}
          </select>
        )}
      </Setting>
      <Setting id="backupKeep">
        {() => (
          <div className={css.keep}>
            <select className={settingsCss.select} aria-label={words.keepDaysLabel} value={settings.keepDays} onChange={(event) => { set({ keepDays: Number(event.target.value) }); }}>
              {withOwn(DAYS, settings.keepDays).map((days) => <option key={days} value={days}>{words.days(days)}</option>)}
            </select>
            <select className={settingsCss.select} aria-label={words.keepWeeksLabel} value={settings.keepWeeks} onChange={(event) => { set({ keepWeeks: Number(event.target.value) }); }}>
              {withOwn(WEEKS, settings.keepWeeks).map((weeks) => <option key={weeks} value={weeks}>{words.weeks(weeks)}</option>)}
            </select>
          </div>
        )}
      </Setting>
      <Setting id="backupMedia">
        {({ labelId, hintId }) => <Switch on={settings.media} labelId={labelId} hintId={hintId} onChange={(media) => { set({ media }); }} />}
      </Setting>
    </>
  );
}

function Folder({ value, labelId, hintId, problem, busy, onChange, onSave }: {
  value: string | null;
  labelId: string;
  hintId: string;
  problem: string | null;
  busy: boolean;
  onChange: () => void;
  onSave: (folder: string | null) => void;
}) {
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? value ?? "";
  const changed = shown.trim() !== (value ?? "");
  return (
    <form className={css.folder} noValidate onSubmit={(event) => {
      event.preventDefault();
      if (changed && !busy) onSave(shown.trim() === "" ? null : shown.trim());
    }}>
      <div className={css.line}>
        <input
          type="text"
          className={css.field}
          aria-labelledby={labelId}
          aria-describedby={hintId}
          aria-invalid={problem !== null || undefined}
          placeholder={words.folderNone}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={shown}
          onChange={(event) => {
            setText(event.target.value);
            onChange();
          }}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || text === null) return;
            event.preventDefault();
            setText(null);
            onChange();
          }}
        />
        <Button type="submit" disabled={!changed || busy}>{busy && changed ? words.saving : words.save}</Button>
      </div>
      {problem === null ? null : <p className={css.problem} role="alert">{problem}</p>}
    </form>
  );
}

/** What came of the last good one, and when the next is due. */
function useOutcome({ lastGood, nextAt }: Backup): string {
  const now = useNow();
  if (nextAt === null) return words.never;
  const came = lastGood ? words.made(moment(lastGood.at, now), lastGood) : words.notYet;
  return `${came} ${words.next(comingTime(nextAt, now, "sentence"))}`;
}

function State({ backup, answered }: { backup: Backup; answered: (answer: Backup) => void }) {
  const { running, settings } = backup;
  const outcome = useOutcome(backup);
  const run = useMutation({
    mutationFn: (wish: "run" | "stop") => (wish === "run" ? call("back_up", { folder: null, media: null, keepDays: null, keepWeeks: null }) : call("stop_backup", {})),
    onSuccess: answered,
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  const { found } = useContext(SearchContext);
  const wish = running ? "stop" : "run";
  useActions(running || settings.folder === null ? [] : [{ id: "backup.now", title: words.backUpNow, section: "Ringbook", keys: [], run: () => { run.mutate("run"); } }]);
  return (
    <>
      <Setting id="backupNow" hint={running ? words.doing[running.phase] : outcome}>
        {({ hintId }) => <Button aria-describedby={hintId} disabled={run.isPending || settings.folder === null} onClick={() => { run.mutate(wish); }}>{running ? words.stop : words.backUpNow}</Button>}
      </Setting>
      {!found.has("backupNow") ? null : running ? (
        <div className={css.below}>
          <ProgressBar label={words.doing[running.phase]} done={running.done} total={running.total} />
          <p className={css.facts}>{progressFacts(running)}</p>
        </div>
      ) : <Trouble last={backup.last} />}
    </>
  );
}

/** Why there is no newer one, or what is missing in it. */
function Trouble({ last }: { last: BackupOutcome | null }) {
  const now = useNow();
  if (last === null || last.stopped) return null;
  if (last.problem !== null) {
    return <div className={css.below}><Strip tone="bad"><strong>{words.failed(moment(last.at, now))}</strong> {asSentence(last.problem)} {words.earlier}</Strip></div>;
  }
  return last.unreadable > 0 ? <div className={css.below}><Strip tone="warn">{words.unreadable(last.unreadable)}</Strip></div> : null;
}
