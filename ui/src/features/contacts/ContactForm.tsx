import { Plus, X } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent } from "react";
import type { ContactFieldKind, ContactFields } from "../../api/schema.gen";
import { Button, IconButton } from "../../components/Button";
import { TextField } from "../../components/Fields";
import { Strip } from "../../components/Notice";
import { useRoute } from "../../lib/location";
import { openOf } from "../../lib/routes";
import { failureSentence } from "../../parts/Failure";
import { isTyping, useActions } from "../../state/actions";
import { keysOf, pressed, useKeyLabel } from "../../state/keymap";
import { tell } from "../../state/toasts";
import { dayPart, kindOf } from "./customValue";
import { blankEntry, customNames, dropForm, fieldsOf, formOf, hasProblems, isUnnamed, leaveForm, leftForm, problemsOf, sameFields, withPhone, withRefusal, type Form, type FormEntry } from "./form";
import { useChange } from "./useChange";
import { words } from "./words";
import css from "./Form.module.css";

interface Props {
  /** The contact, or the number that gets a name; none makes a new contact. */
  contactId: string | null;
  fields: ContactFields;
  /** A number that is filled in, to be kept or changed. */
  phone?: string | null;
  kinds: readonly ContactFieldKind[];
  /** Entries of merged contacts are shown on the page and cannot be changed here. */
  merged?: boolean;
  onSaved: (contactId: string) => void;
  onCancel: () => void;
  /** Opens the form again after its changes were dropped. */
  onAgain: () => void;
}

const NEW = "new";

/** The fields of a contact for changing. What is typed outlives leaving the form without saving. */
export function ContactForm({ contactId, fields, phone = null, kinds, merged = false, onSaved, onCancel, onAgain }: Props) {
  const id = contactId ?? NEW;
  const [form, setForm] = useState<Form>(() => withPhone(leftForm(id) ?? formOf(fields), phone));
  // What it was when the form was opened: another hand's change meanwhile is brought together by the core.
  const [before] = useState(fields);
  const [tried, setTried] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  const save = useChange("save_contact", { silent: true });
  const undo = useChange("save_contact");
  const wanted = fieldsOf(form, before, kinds);
  const changed = !sameFields(wanted, before);
  const problems = problemsOf(form);
  const shown = tried ? withRefusal(problems, form, save.error) : null;

  useEffect(() => {
    if (changed) leaveForm(id, form);
    else dropForm(id);
  }, [id, form, changed]);

  const set = (change: Partial<Form>) => {
    setForm({ ...form, ...change });
    save.reset();
  };
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    if (save.isPending) return;
    if (hasProblems(problems)) {
      window.setTimeout(() => { box.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(); }, 0);
      return;
    }
    if (contactId !== null && !changed) {
      onCancel();
      return;
    }
    save.mutateAsync({ contactId, fields: wanted }).then(
      (saved) => {
        dropForm(id);
        const name = [wanted.firstName, wanted.lastName].filter(Boolean).join(" ") || wanted.company;
        const added = contactId === null || isUnnamed(before);
        tell(added ? words.added(name) : words.saved(name), added ? undefined : () => { undo.mutate({ contactId: saved.contactId, fields: before }); });
        onSaved(saved.contactId);
      },
      // The form shows it, at the field that it is about.
      () => { window.setTimeout(() => { box.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(); }, 0); },
    );
  };
  const cancel = () => {
    dropForm(id);
    onCancel();
    if (changed) {
      tell(words.dropped, () => {
        leaveForm(id, form);
        onAgain();
      });
    }
  };

  const alone = openOf(useRoute())?.kind !== "thread";
  const saveKey = useKeyLabel("contact.save");
  useActions([
    { id: "contact.save", keyless: !alone, run: () => { submit(); } },
    { id: "contact.cancel", run: cancel },
    ...(alone ? [{ id: "back" as const, run: cancel }] : []),
  ]);

  const text = (name: "firstName" | "lastName" | "company" | "role", extra: { autoFocus?: boolean; problem?: string | null } = {}) => (
    <TextField label={words[name]} autoComplete="off" maxLength={1000} value={form[name]} onChange={(event) => { set({ [name]: event.target.value }); }} {...extra} />
  );
  return (
    <form
      ref={box}
      className={css.form}
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.defaultPrevented) return;
        if (event.key === "Escape") {
          event.preventDefault();
          cancel();
        }
        // Beside a conversation these keys are the conversation's, but not in here.
        const keys = pressed(event.nativeEvent);
        if (keys !== null && keysOf("contact.save").includes(keys) && (keys.startsWith("mod+") || !isTyping(event.target))) {
          event.preventDefault();
          submit();
        }
      }}
    >
      <div className={css.pair}>
        {text("firstName", { autoFocus: true, problem: shown?.name ?? shown?.texts.firstName ?? null })}
        {text("lastName", { problem: shown?.texts.lastName ?? null })}
      </div>
      <div className={css.pair}>
        {text("company", { problem: shown?.texts.company ?? null })}
        {text("role", { problem: shown?.texts.role ?? null })}
      </div>
      <Entries
        title={words.phones} entries={form.phones} problems={shown?.phones} hint={words.numberHint} inputMode="tel" labels={words.labels.phones}
        names={{ value: words.number, label: words.numberLabel, remove: words.removeNumber, add: words.addNumber }}
        onChange={(phones) => { set({ phones }); }}
      />
      <Entries
        title={words.emails} entries={form.emails} problems={shown?.emails} inputMode="email" labels={words.labels.emails}
        names={{ value: words.email, label: words.emailLabel, remove: words.removeEmail, add: words.addEmail }}
        onChange={(emails) => { set({ emails }); }}
      />
      <div className={css.pair}>
        {customNames(before, kinds).map((name) => (
          <Custom key={name} name={name} problem={shown?.texts[`fields.${name}`] ?? null} kind={kindOf(name, kinds)} value={form.fields[name] ?? ""} onChange={(value) => { set({ fields: { ...form.fields, [name]: value } }); }} />
        ))}
      </div>
      {merged ? <p className={css.hint}>{words.mergedHint}</p> : null}
      {save.error && save.error.field === null ? <Strip tone="bad">{failureSentence(save.error)}</Strip> : null}
      <div className={css.ways}>
        <Button type="submit" look="main" size="l" disabled={save.isPending} title={saveKey}>{save.isPending ? words.saving : words.save}</Button>
        <Button size="l" onClick={cancel}>{words.cancel}</Button>
      </div>
    </form>
  );
}

function Entries({ title, entries, problems, hint, inputMode, labels, names, onChange }: {
  title: string;
  entries: readonly FormEntry[];
  problems: ReadonlyMap<number, string> | undefined;
  hint?: string;
  inputMode: "tel" | "email";
  labels: readonly string[];
  names: { value: (at: number) => string; label: (at: number) => string; remove: (at: number) => string; add: string };
  onChange: (entries: FormEntry[]) => void;
}) {
  const box = useRef<HTMLFieldSetElement>(null);
  const listId = `labels-${inputMode}`;
  const change = (key: number, part: Partial<FormEntry>) => { onChange(entries.map((entry) => (entry.key === key ? { ...entry, ...part } : entry))); };
  const focusLast = () => {
    window.setTimeout(() => { [...(box.current?.querySelectorAll<HTMLElement>(`input[inputmode=${inputMode}]`) ?? [])].at(-1)?.focus(); }, 0);
  };
  return (
    <fieldset ref={box} className={css.entries}>
      <legend className={css.title}>{title}</legend>
      <datalist id={listId}>{labels.map((label) => <option key={label} value={label} />)}</datalist>
      {entries.map((entry, index) => {
        const problem = problems?.get(entry.key);
        const problemId = `${listId}-${entry.key}`;
        return (
          <div key={entry.key} className={css.entry}>
            <input className={css.label} aria-label={names.label(index + 1)} placeholder={words.label} list={listId} autoComplete="off" maxLength={100} value={entry.label} onChange={(event) => { change(entry.key, { label: event.target.value }); }} />
            <input
              className={css.value} aria-label={names.value(index + 1)} inputMode={inputMode} autoComplete="off" spellCheck={false} maxLength={1000} value={entry.value}
              aria-invalid={problem ? true : undefined} aria-describedby={problem ? problemId : undefined}
              onChange={(event) => { change(entry.key, { value: event.target.value }); }}
            />
            <IconButton label={names.remove(index + 1)} tip={false} icon={<X size={14} />} onClick={() => {
              const rest = entries.filter((one) => one.key !== entry.key);
              onChange(rest.length > 0 ? rest : [blankEntry()]);
              focusLast();
            }} />
            {problem ? <p id={problemId} className={css.problem} role="alert">{problem}</p> : null}
          </div>
        );
      })}
      <div className={css.under}>
        <Button look="quiet" size="s" icon={<Plus size={12} />} onClick={() => {
          onChange([...entries, blankEntry()]);
          focusLast();
        }}>{names.add}</Button>
        {hint ? <span className={css.hint}>{hint}</span> : null}
      </div>
    </fieldset>
  );
}

/** A custom field in the form of its kind. */
function Custom({ name, kind, value, problem, onChange }: { name: string; kind: string; value: string; problem: string | null; onChange: (value: string) => void }) {
  switch (kind) {
    case "boolean": {
      const on = value === "true" ? "yes" : value === "false" ? "no" : value;
      return (
        <label className={css.custom}>
          <span className={css.title}>{name}</span>
          <select className={css.select} value={on} onChange={(event) => { onChange(event.target.value); }}>
            <option value="">{words.notSet}</option>
            <option value="yes">{words.yes}</option>
            <option value="no">{words.no}</option>
          </select>
        </label>
      );
    }
    case "date":
      return <TextField label={name} type="date" value={dayPart(value)} onChange={(event) => { onChange(event.target.value); }} />;
    case "number":
      return <TextField label={name} inputMode="decimal" autoComplete="off" value={value} onChange={(event) => { onChange(event.target.value); }} />;
    case "multi-select":
      return <TextField label={name} hint={words.choicesHint} autoComplete="off" value={value} onChange={(event) => { onChange(event.target.value); }} />;
    case "url":
      return <TextField label={name} inputMode="url" autoComplete="off" spellCheck={false} value={value} onChange={(event) => { onChange(event.target.value); }} />;
    default:
      return <TextField label={name} problem={problem} autoComplete="off" maxLength={1000} value={value} onChange={(event) => { onChange(event.target.value); }} />;
  }
}
