import type { ContactConflict, ContactFieldKind, ContactFields, LabelledValue } from "../../api/schema.gen";
import type { CallError } from "../../api/client";
import { failureSentence } from "../../parts/Failure";
import { words } from "./words";

/** An entry of the form; the key stays while others come and go. */
export interface FormEntry extends LabelledValue {
  key: number;
}

/** What is typed, one text for each field. */
export interface Form {
  firstName: string;
  lastName: string;
  company: string;
  role: string;
  phones: FormEntry[];
  emails: FormEntry[];
  /** Custom fields by name. */
  fields: Readonly<Record<string, string>>;
}

export const TEXTS = ["firstName", "lastName", "company", "role"] as const;
export const NO_FIELDS: ContactFields = { firstName: "", lastName: "", company: "", role: "", phones: [], emails: [], fields: [] };

let nextKey = 1;

/** An entry with nothing in it. */
export function blankEntry(): FormEntry {
  return { key: nextKey++, label: "", value: "" };
}

function entries(values: readonly LabelledValue[]): FormEntry[] {
  const made = values.map(({ label, value }) => ({ key: nextKey++, label, value }));
  return made.length > 0 ? made : [blankEntry()];
}

/** The form of a contact; a list with nothing in it has one empty line to type into. */
export function formOf(fields: ContactFields): Form {
  const { firstName, lastName, company, role } = fields;
  return {
    firstName, lastName, company, role, phones: entries(fields.phones), emails: entries(fields.emails),
    fields: Object.fromEntries(fields.fields.map(({ label, value }) => [label, value])),
  };
}

/** The form with a number in it, in the first line that is free. */
export function withPhone(form: Form, phone: string | null): Form {
  const digits = (value: string) => value.replace(/\D/g, "");
  if (phone === null || form.phones.some(({ value }) => digits(value) === digits(phone))) return form;
  const free = form.phones.findIndex(({ value }) => value.trim() === "");
  if (free < 0) return { ...form, phones: [...form.phones, { ...blankEntry(), value: phone }] };
  return { ...form, phones: form.phones.map((entry, at) => (at === free ? { ...entry, value: phone } : entry)) };
}

/** The contact of a form, without what is blank. Custom fields keep their order; new ones follow in that of their kinds. */
export function fieldsOf(form: Form, before: ContactFields, kinds: readonly ContactFieldKind[]): ContactFields {
  const filled = (list: readonly FormEntry[]) => list
    .map(({ label, value }) => ({ label: label.trim(), value: value.trim() }))
    .filter(({ value }) => value !== "");
  const names = customNames(before, kinds);
  return {
    firstName: form.firstName.trim(), lastName: form.lastName.trim(), company: form.company.trim(), role: form.role.trim(),
    phones: filled(form.phones), emails: filled(form.emails),
    fields: names.map((label) => ({ label, value: (form.fields[label] ?? "").trim() })).filter(({ value }) => value !== ""),
  };
}

/** Names of the custom fields of a contact, filled in or not. */
export function customNames(fields: ContactFields, kinds: readonly ContactFieldKind[]): string[] {
  return [...new Set([...fields.fields.map(({ label }) => label), ...kinds.map(({ name }) => name)])];
}

/** What is wrong, by the field it is wrong in. */
export interface Problems {
  name: string | null;
  phones: ReadonlyMap<number, string>;
  emails: ReadonlyMap<number, string>;
  /** By the name of the field: `company`, `fields.Lead source`. Told by the core. */
  texts: Readonly<Record<string, string>>;
}

/** The problems with what the core said of one field when the form was sent. */
export function withRefusal(problems: Problems, form: Form, error: CallError | null): Problems {
  if (!error || error.field === null) return problems;
  const sentence = failureSentence(error);
  const [list, place] = error.field.split(/\.(.*)/s);
  if (list === "phones" || list === "emails") {
    // Blank lines were not sent: the core counts without them.
    const entry = form[list].filter(({ value }) => value.trim() !== "")[Number(place)];
    return entry ? { ...problems, [list]: new Map([...problems[list], [entry.key, sentence]]) } : problems;
  }
  return { ...problems, texts: { ...problems.texts, [error.field]: sentence } };
}

/** What can be told without asking; whether a number exists is the core's to say. */
export function problemsOf(form: Form): Problems {
  const filled = (list: readonly FormEntry[]) => list.filter(({ value }) => value.trim() !== "");
  const digits = (value: string) => value.replace(/\D/g, "").length;
  return {
    name: [form.firstName, form.lastName, form.company].every((part) => part.trim() === "") ? words.needsName : null,
    phones: new Map(filled(form.phones).filter(({ value }) => digits(value) < 7 || /[^\d\s()+.\-/ext#]/i.test(value)).map(({ key }) => [key, words.notANumber])),
    emails: new Map(filled(form.emails).filter(({ value }) => !value.includes("@")).map(({ key }) => [key, words.notAnAddress])),
    texts: {},
  };
}

export function hasProblems({ name, phones, emails }: Problems): boolean {
  return name !== null || phones.size > 0 || emails.size > 0;
}

/** Whether two contacts say the same. */
export function sameFields(one: ContactFields, other: ContactFields): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether nobody has named this contact: it is a number and nothing else. */
export function isUnnamed({ firstName, lastName, company }: ContactFields): boolean {
  return [firstName, lastName, company].every((part) => part === "");
}

/** The name of a field that both changed, for a person. */
export function conflictLabel({ name }: ContactConflict): string {
  const text = TEXTS.find((known) => known === name);
  return text ? words[text] : name;
}

/** Forms with changes that were left without saving; they are there again when editing goes on. */
const left = new Map<string, Form>();

export function leftForm(id: string): Form | null {
  return left.get(id) ?? null;
}

export function leaveForm(id: string, form: Form): void {
  left.set(id, form);
}

export function dropForm(id: string): void {
  left.delete(id);
}
