import type { ColumnUse } from "../../api/schema.gen";
import { words } from "./words";

/** What can be chosen for a column, as text for a select. */
export interface UseChoice {
  value: string;
  label: string;
  use: ColumnUse;
}

const PLAIN = ["skip", "firstName", "middleName", "lastName", "fullName", "company", "role"] as const;
const LAST = ["nextLabel", "tags", "note"] as const;

/** A use as text. */
export function valueOf(use: ColumnUse): string {
  switch (use.kind) {
    case "phone":
    case "email":
      return use.kind;
    case "field":
      return `field ${use.name}`;
    default:
      return use.kind;
  }
}

/** Everything that a column can be. Numbers and addresses keep the label that was guessed from the column's name. */
export function choicesOf(column: string, now: ColumnUse, fields: readonly string[], onlyHere: boolean): UseChoice[] {
  const label = "label" in now ? now.label : "";
  const plain = (kind: (typeof PLAIN | typeof LAST)[number]): UseChoice => ({ value: kind, label: words.use[kind], use: { kind } });
  // A detail that Quo does not know would make Quo refuse the contact.
  const names = onlyHere && !fields.includes(column) ? [...fields, column] : fields;
  const known = now.kind === "field" && !names.includes(now.name) ? [...names, now.name] : names;
  return [
    ...PLAIN.map(plain),
    { value: "phone", label: words.labelled(words.use.phone, now.kind === "phone" ? label : ""), use: { kind: "phone", label } },
    { value: "email", label: words.labelled(words.use.email, now.kind === "email" ? label : ""), use: { kind: "email", label } },
    ...LAST.map(plain),
    ...known.map((name): UseChoice => ({ value: `field ${name}`, label: `${words.use.field}: ${name}`, use: { kind: "field", name } })),
  ];
}

/** Countries that can be chosen, by name. The one in use is among them. */
export function countriesWith(code: string): { code: string; name: string }[] {
  const names = new Intl.DisplayNames(["en"], { type: "region" });
  const codes = ["US", "CA", "GB", "IE", "AU", "NZ", "ZA", "DE", "AT", "CH", "FR", "ES", "IT", "NL", "BE", "SE", "NO", "DK", "FI", "PL", "PT", "MX", "BR", "AR", "IN", "PH", "SG", "IL", "JP"];
  const all = codes.includes(code) ? codes : [...codes, code];
  return all.map((one) => ({ code: one, name: names.of(one) ?? one })).sort((a, b) => a.name.localeCompare(b.name));
}
