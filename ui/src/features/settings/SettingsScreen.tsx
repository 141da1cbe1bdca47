import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, host, session } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { Settings, Theme } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Choice, SettingRow, Switch } from "../../components/Fields";
import { Skeleton } from "../../components/Notice";
import { Failure, failureSentence } from "../../parts/Failure";
import { RATES, setRate } from "../../state/player";
import { showTheme } from "../../state/theme";
import { tellProblem } from "../../state/toasts";
import { HoursSetting } from "./HoursSetting";
import { MediaSetting } from "./MediaSetting";
import { words } from "./words";
import css from "./Settings.module.css";

const THEMES: readonly Theme[] = ["system", "light", "dark"];
const UNDO_MS = [0, 5000, 10_000, 20_000, 30_000];

/** Everything that can be set. Each change is kept at once. */
export function SettingsScreen() {
  const settings = useQuery(ask("settings", {}));
  const status = useQuery(ask("status", {}));
  return (
    <section className={css.screen} aria-label={words.title}>
      <header className={css.head}><h1 className={css.title}>{words.title}</h1></header>
      <div className={css.body}>
        <div className={css.column}>
          {settings.data ? <Form settings={settings.data} /> : settings.error ? <Failure error={settings.error} onRetry={() => { void settings.refetch(); }} /> : <Skeleton lines={9} label={words.loading} />}
          {status.data ? <p className={css.about}>{words.about(status.data.version)}</p> : null}
        </div>
      </div>
    </section>
  );
}

function Form({ settings }: { settings: Settings }) {
  const client = useQueryClient();
  const key = ask("settings", {}).queryKey;
  const save = useMutation({
    mutationFn: (next: Settings) => call("save_settings", next),
    // The control answers at once; a failure puts it back and says so.
    onMutate: (next) => {
      client.setQueryData(key, next);
      showTheme(next.theme);
    },
    onSuccess: () => { markOwnChange(client, "save_settings", null); },
    onError: (error) => {
      showTheme(settings.theme);
      void client.invalidateQueries({ queryKey: key });
      tellProblem(failureSentence(error));
    },
  });
  const set = (change: Partial<Settings>) => { save.mutate({ ...settings, ...change }); };
  const { tray, signOut } = host().can;
  // A value that another hand has set stays choosable.
  const undoChoices = UNDO_MS.includes(settings.undoMs) ? UNDO_MS : [...UNDO_MS, settings.undoMs].sort((a, b) => a - b);

  return (
    <>
      <h2 className={css.heading}>{words.appearance}</h2>
      <SettingRow title={words.theme}>
        {({ labelId }) => <Choice labelId={labelId} value={settings.theme} choices={THEMES.map((value) => ({ value, label: words.themes[value] }))} onChoose={(theme) => { set({ theme }); }} />}
      </SettingRow>

      <h2 className={css.heading}>{words.texts}</h2>
      <SettingRow title={words.undo} hint={words.undoHint}>
        {({ labelId }) => <Choice labelId={labelId} value={String(settings.undoMs)} choices={undoChoices.map((ms) => ({ value: String(ms), label: words.undoChoice(ms) }))} onChoose={(ms) => { set({ undoMs: Number(ms) }); }} />}
      </SettingRow>
      <SettingRow title={words.cap} hint={words.capHint}>
        {({ labelId, hintId }) => <Cap value={settings.dailyCap} labelId={labelId} hintId={hintId} onSave={(dailyCap) => { set({ dailyCap }); }} />}
      </SettingRow>

      <h2 className={css.heading}>{words.quo}</h2>
      <SettingRow title={words.pushMarks} hint={words.pushMarksHint}>
        {({ labelId, hintId }) => <Switch on={settings.pushMarks} labelId={labelId} hintId={hintId} onChange={(pushMarks) => { set({ pushMarks }); }} />}
      </SettingRow>

      <h2 className={css.heading}>{words.playback}</h2>
      <SettingRow title={words.rate} hint={words.rateHint}>
        {({ labelId }) => (
          <Choice
            labelId={labelId}
            value={String(settings.playbackRate)}
            choices={RATES.map((rate) => ({ value: String(rate), label: `${rate}×` }))}
            onChoose={(rate) => { setRate(Number(rate)); set({ playbackRate: Number(rate) }); }}
          />
        )}
      </SettingRow>

      <h2 className={css.heading}>{words.media}</h2>
      <MediaSetting settings={settings} onSave={set} />

      <h2 className={css.heading}>{words.business}</h2>
      <HoursSetting hours={settings.businessHours} onSave={(businessHours) => { set({ businessHours }); }} />

      <h2 className={css.heading}>{words.window}</h2>
      <SettingRow title={words.notifications} hint={words.notificationsHint}>
        {({ labelId, hintId }) => <Switch on={settings.notifications} labelId={labelId} hintId={hintId} onChange={(notifications) => { set({ notifications }); }} />}
      </SettingRow>
      <SettingRow title={words.notificationText} hint={words.notificationTextHint}>
        {({ labelId, hintId }) => <Switch on={settings.notificationText} labelId={labelId} hintId={hintId} onChange={(notificationText) => { set({ notificationText }); }} />}
      </SettingRow>
      {tray ? (
        <SettingRow title={words.tray} hint={words.trayHint}>
          {({ labelId, hintId }) => <Switch on={settings.closeToTray} labelId={labelId} hintId={hintId} onChange={(closeToTray) => { set({ closeToTray }); }} />}
        </SettingRow>
      ) : null}

      {signOut ? (
        <>
          <h2 className={css.heading}>{words.account}</h2>
          <SettingRow title={words.signOut} hint={words.signOutHint}>
            {() => (
              <Button onClick={() => {
                host().signOut().then(
                  () => { session.set((now) => now && { ...now, signedIn: false }); },
                  (error: unknown) => { tellProblem(failureSentence(error)); },
                );
              }}>{words.signOut}</Button>
            )}
          </SettingRow>
        </>
      ) : null}
    </>
  );
}

/** The daily cap; kept when the field is left, and only if it is a number that is allowed. */
function Cap({ value, labelId, hintId, onSave }: { value: number; labelId: string; hintId: string; onSave: (value: number) => void }) {
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? String(value);
  const number = /^\d{1,5}$/.test(shown.trim()) ? Number(shown) : NaN;
  const fits = number >= 1 && number <= 10_000;
  return (
    <div className={css.cap}>
      <input
        className={css.capField}
        inputMode="numeric"
        aria-labelledby={labelId}
        aria-describedby={hintId}
        aria-invalid={!fits || undefined}
        value={shown}
        onChange={(event) => { setText(event.target.value); }}
        onBlur={() => {
          if (fits && number !== value) onSave(number);
          if (fits) setText(null);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") {
            event.preventDefault();
            setText(null);
          }
        }}
      />
      {fits ? null : <p className={css.capProblem} role="alert">{words.capProblem}</p>}
    </div>
  );
}
