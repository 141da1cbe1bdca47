import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Search as SearchIcon, SearchX, X } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { call, host, session } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { Settings } from "../../api/schema.gen";
import { Button, IconButton } from "../../components/Button";
import { Choice, Switch } from "../../components/Fields";
import { EmptyState, Skeleton } from "../../components/Notice";
import { go } from "../../lib/location";
import { CONNECTION } from "../../lib/routes";
import { Failure, failureSentence } from "../../parts/Failure";
import { useActions } from "../../state/actions";
import { RATES, setRate } from "../../state/player";
import { signOut } from "../../parts/signOut";
import { tellProblem } from "../../state/toasts";
import { AppearanceSettings } from "./AppearanceSettings";
import { BackupSetting } from "./BackupSetting";
import { HoursSetting } from "./HoursSetting";
import { KeysSettings } from "./KeysSettings";
import { MediaSetting } from "./MediaSetting";
import { QuietSetting } from "./QuietSetting";
import { SearchContext, Section, sectionElement, Setting } from "./Setting";
import { SnippetsSettings } from "./SnippetsSettings";
import { lookedFor, SECTION_IDS, SECTION_TITLES, SETTINGS, settingsWith, type SectionId, type SettingId } from "./settingsIndex";
import { words } from "./words";
import css from "./Settings.module.css";

const UNDO_MS = [0, 5000, 10_000, 20_000, 30_000];
/** A heading this near to the top is the one that is read. */
const READING = 96;

/** Everything that can be set. Each change is kept at once. */
export function SettingsScreen({ section }: { section: string | null }) {
  const settings = useQuery(ask("settings", {}));
  const status = useQuery(ask("status", {}));
  const [text, setText] = useState("");
  const [current, setCurrent] = useState<SectionId>("appearance");
  const field = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLDivElement>(null);

  const wanted = lookedFor(text);
  const found = settingsWith(wanted, (id) => exists(id, settings.data));
  const shown = SECTION_IDS.filter((id) => [...found].some((one) => SETTINGS.get(one)?.section === id));
  const toField = () => {
    field.current?.focus();
    field.current?.select();
  };
  useActions([{ id: "go.search", title: words.find, run: toField }]);

  const show = (id: string | null) => {
    const place = SECTION_IDS.find((known) => known === id);
    if (place) document.getElementById(sectionElement(place))?.scrollIntoView({ block: "start" });
  };
  const open = (id: SectionId) => {
    go({ screen: "settings", section: id }, "replace");
    setCurrent(id);
    show(id);
  };
  // The address may name a section; where it stands is known once the settings are drawn.
  const showNamed = useEffectEvent(() => { show(section); });
  const drawn = settings.data !== undefined;
  useEffect(() => {
    if (drawn) showNamed();
  }, [section, drawn]);

  const onScroll = () => {
    const box = body.current;
    if (!box) return;
    const top = box.getBoundingClientRect().top;
    const ended = box.scrollTop + box.clientHeight >= box.scrollHeight - 2;
    const passed = shown.filter((id) => (document.getElementById(sectionElement(id))?.getBoundingClientRect().top ?? Infinity) - top < READING);
    const next = ended ? shown.at(-1) : passed.at(-1);
    if (next) setCurrent(next);
  };

  return (
    <section className={css.screen} aria-label={words.title}>
      <header className={css.head}>
        <h1 className={css.title}>{words.title}</h1>
        {/* Where there is no room for the list of sections. */}
        {shown.length === 0 ? null : (
          <select
            className={css.jump} aria-label={words.toSection} value={shown.includes(current) ? current : shown[0]}
            onChange={(event) => {
              const chosen = SECTION_IDS.find((id) => id === event.target.value);
              if (chosen) open(chosen);
            }}
          >
            {shown.map((id) => <option key={id} value={id}>{SECTION_TITLES[id]}</option>)}
          </select>
        )}
        <div className={css.find} role="search">
          <SearchIcon size={14} aria-hidden="true" className={css.findIcon} />
          <input
            ref={field}
            type="text"
            className={css.field}
            aria-label={words.find}
            placeholder={words.find}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              if (body.current) body.current.scrollTop = 0;
            }}
            onKeyDown={(event) => {
              if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
              event.preventDefault();
              if (text === "") event.currentTarget.blur();
              else setText("");
            }}
          />
          {text === "" ? null : <IconButton label={words.clear} icon={<X size={14} />} className={css.clear} onClick={() => { setText(""); toField(); }} />}
        </div>
        <span className="visually-hidden" role="status">{wanted.length === 0 ? "" : words.found(found.size)}</span>
      </header>
      <div className={css.split}>
        <nav className={css.nav} aria-label={words.sections}>
          <ul>
            {shown.map((id) => {
              const inside = [...found].filter((one) => SETTINGS.get(one)?.section === id).length;
              return (
                <li key={id}>
                  <button
                    type="button"
                    className={css.place}
                    aria-current={current === id ? "true" : undefined}
                    aria-label={wanted.length === 0 ? undefined : words.foundSpoken(SECTION_TITLES[id], inside)}
                    onClick={() => { open(id); }}
                  >
                    {SECTION_TITLES[id]}
                    {wanted.length === 0 ? null : <span className={css.inside}>{inside}</span>}
                  </button>
                </li>
              );
            })}
          </ul>
        </nav>
        <div ref={body} className={css.body} onScroll={onScroll}>
          <div className={css.column}>
            {settings.data ? (
              <SearchContext value={{ wanted, found, named: section }}>
                {found.size === 0 ? <EmptyState icon={<SearchX size={28} strokeWidth={1.5} />} title={words.none}>{words.noneBody}</EmptyState> : <Form settings={settings.data} />}
              </SearchContext>
            ) : settings.error ? (
              <div className={css.failure}><Failure error={settings.error} onRetry={() => { void settings.refetch(); }} /></div>
            ) : (
              <Skeleton lines={9} label={words.loading} />
            )}
            {status.data && wanted.length === 0 ? <p className={css.about}>{words.about(status.data.version)}</p> : null}
          </div>
        </div>
      </div>
    </section>
  );
}

/** Whether a setting is there at all, in this window and as things are. */
function exists(id: SettingId, settings: Settings | undefined): boolean {
  const { tray, signOut } = host().can;
  if (id === "tray") return tray;
  if (id === "signOut") return signOut;
  // Sample data is not worth a backup.
  if (id.startsWith("backup")) return session.get()?.demo === false;
  if (id === "sampleBackup") return session.get()?.demo !== false;
  return id !== "mediaSounds" || settings?.mediaBudgetMib !== null;
}

function Form({ settings }: { settings: Settings }) {
  const client = useQueryClient();
  const key = ask("settings", {}).queryKey;
  const save = useMutation({
    mutationFn: (next: Settings) => call("save_settings", next),
    // The control answers at once; a failure puts it back and says so.
    onMutate: (next) => { client.setQueryData(key, next); },
    onSuccess: () => { markOwnChange(client, "save_settings", null); },
    onError: (error) => {
      void client.invalidateQueries({ queryKey: key });
      tellProblem(failureSentence(error));
    },
  });
  const set = (change: Partial<Settings>) => { save.mutate({ ...settings, ...change }); };
  // A value that another hand has set stays choosable.
  const undoChoices = UNDO_MS.includes(settings.undoMs) ? UNDO_MS : [...UNDO_MS, settings.undoMs].sort((a, b) => a - b);

  return (
    <>
      <Section id="appearance"><AppearanceSettings /></Section>

      <Section id="texts">
        <Setting id="undo">
          {({ labelId }) => <Choice labelId={labelId} value={String(settings.undoMs)} choices={undoChoices.map((ms) => ({ value: String(ms), label: words.undoChoice(ms) }))} onChoose={(ms) => { set({ undoMs: Number(ms) }); }} />}
        </Setting>
        <Setting id="cap">
          {({ labelId, hintId }) => <Cap value={settings.dailyCap} labelId={labelId} hintId={hintId} onSave={(dailyCap) => { set({ dailyCap }); }} />}
        </Setting>
        <QuietSetting />
        <Setting id="optOut">{() => null}</Setting>
      </Section>

      <Section id="snippets"><SnippetsSettings /></Section>

      <Section id="quo">
        <Setting id="lines">{({ labelId }) => <Button aria-describedby={labelId} onClick={() => { go(CONNECTION); }}>{words.openConnection}</Button>}</Setting>
        <Setting id="link">{({ labelId }) => <Button aria-describedby={labelId} onClick={() => { go(CONNECTION); }}>{words.openConnection}</Button>}</Setting>
        <Setting id="pushMarks">
          {({ labelId, hintId }) => <Switch on={settings.pushMarks} labelId={labelId} hintId={hintId} onChange={(pushMarks) => { set({ pushMarks }); }} />}
        </Setting>
      </Section>

      <Section id="playback">
        <Setting id="rate">
          {({ labelId }) => (
            <Choice
              labelId={labelId}
              value={String(settings.playbackRate)}
              choices={RATES.map((rate) => ({ value: String(rate), label: `${rate}×` }))}
              onChoose={(rate) => { setRate(Number(rate)); set({ playbackRate: Number(rate) }); }}
            />
          )}
        </Setting>
      </Section>

      <Section id="media"><MediaSetting settings={settings} onSave={set} /></Section>

      <Section id="backup">
        <Setting id="sampleBackup">{() => null}</Setting>
        <BackupSetting />
      </Section>

      <Section id="business"><HoursSetting hours={settings.businessHours} onSave={(businessHours) => { set({ businessHours }); }} /></Section>

      <Section id="window">
        <Setting id="notifications">
          {({ labelId, hintId }) => <Switch on={settings.notifications} labelId={labelId} hintId={hintId} onChange={(notifications) => { set({ notifications }); }} />}
        </Setting>
        <Setting id="notificationText">
          {({ labelId, hintId }) => <Switch on={settings.notificationText} labelId={labelId} hintId={hintId} onChange={(notificationText) => { set({ notificationText }); }} />}
        </Setting>
        <Setting id="tray">
          {({ labelId, hintId }) => <Switch on={settings.closeToTray} labelId={labelId} hintId={hintId} onChange={(closeToTray) => { set({ closeToTray }); }} />}
        </Setting>
      </Section>

      <Section id="keys"><KeysSettings /></Section>

      <Section id="account">
        <Setting id="signOut">{() => <Button onClick={signOut}>{words.signOut}</Button>}</Setting>
      </Section>
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
