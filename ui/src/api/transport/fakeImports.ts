import type { ColumnUse, ImportInfo, ImportPlan, ImportRow, ImportSettings } from "../schema.gen";
import type { FakeContacts } from "./fakeContacts";
import { CallError, type Req, type Res } from "./transport";

const COLUMNS: readonly [string, ColumnUse, readonly string[]][] = [
  ["First Name", { kind: "firstName" }, ["Adaeze", "Omar", "Luz"]],
  ["Last Name", { kind: "lastName" }, ["Okonkwo", "Reyes", "Ortega"]],
  ["Company", { kind: "company" }, ["Okonkwo Dental", "Harbor Roofing Supply"]],
  ["Mobile Phone", { kind: "phone", label: "Mobile" }, ["(312) 555-0141", "773-555-0122"]],
  ["E-mail Address", { kind: "email", label: "" }, ["adaeze@okonkwo.example"]],
  ["Shoe size", { kind: "skip" }, ["42", "39"]],
  ["Notes", { kind: "note" }, ["Gate code 4711."]],
];
const NO_ROW: Omit<ImportRow, "row" | "name" | "outcome"> = { onto: null, contactId: null, joined: null, adds: [], differences: [], leftOut: [], reason: null };
const ROWS: readonly ImportRow[] = [
  { ...NO_ROW, row: 2, name: "Adaeze Okonkwo", outcome: "created", adds: [{ label: "name", value: "Adaeze Okonkwo" }, { label: "company", value: "Okonkwo Dental" }, { label: "number", value: "(312) 555-0141" }, { label: "note", value: "Gate code 4711." }] },
  { ...NO_ROW, row: 3, name: "Omar Reyes", outcome: "created", adds: [{ label: "name", value: "Omar Reyes" }, { label: "number", value: "(773) 555-0122" }] },
  { ...NO_ROW, row: 4, name: "Omar Reyes", outcome: "joined", joined: 3, onto: "Omar Reyes", adds: [{ label: "email", value: "omar@reyes.example" }] },
  {
    ...NO_ROW, row: 5, name: "Dana Kowalski", outcome: "changed", onto: "Dana Kowalski", contactId: "contact-0",
    adds: [{ label: "email", value: "dana@home.example" }], differences: [{ name: "role", mine: "Homeowner", file: "Landlady" }],
  },
  { ...NO_ROW, row: 6, name: "Tom Okafor", outcome: "same", onto: "Tom Okafor", contactId: "contact-4" },
  { ...NO_ROW, row: 7, name: "Luz Ortega", outcome: "created", adds: [{ label: "name", value: "Luz Ortega" }], leftOut: ["Mobile Phone: “call me” is not a phone number"] },
  { ...NO_ROW, row: 8, name: "", outcome: "refused", reason: "First Name: “=cmd|…” is a formula; write a ' before it if it is meant as it stands" },
];

/** Imports of the sample: a file named `broken…` cannot be read, every other has the same few rows. */
export class FakeImports {
  private readonly contacts: FakeContacts;
  private readonly now: number;
  private readonly files = new Map<string, string>();
  private readonly made = new Map<string, string[]>();
  private done: ImportInfo[] = [];

  constructor(contacts: FakeContacts, now: number) {
    this.contacts = contacts;
    this.now = now;
  }

  list(): Res<"imports"> {
    return { imports: this.done };
  }

  piece({ importId, name, offset, data }: Req<"import_piece">): Res<"import_piece"> {
    const id = importId ?? `file-${this.files.size + 1}`;
    this.files.set(id, name);
    return { importId: id, received: offset + atob(data).length };
  }

  plan({ importId, settings, only, offset, limit }: Req<"import_plan">): ImportPlan {
    const name = this.files.get(importId);
    if (name === undefined) throw new CallError("badInput", "the file is not here any more; choose it again");
    const used: ImportSettings = settings ?? { columns: COLUMNS.map(([, use]) => use), country: "US", takeFile: false, onlyHere: false };
    const broken = name.startsWith("broken");
    const fitting = ROWS.filter((row) => only === null || row.outcome === only || (only === "different" && row.differences.length > 0) || (only === "leftOut" && row.leftOut.length > 0));
    return {
      name, format: "csv", encoding: "UTF-8", problem: broken ? { row: 12, column: "Notes", sentence: "a quote is opened and never closed" } : null,
      settings: used, columns: broken ? [] : COLUMNS.map(([column, , samples]) => ({ name: column, samples: [...samples] })), fields: this.contacts.kinds().definitions.map((kind) => kind.name),
      counts: broken ? { created: 0, changed: 0, joined: 0, same: 0, refused: 0, different: 0, leftOut: 0 } : { created: 3, changed: 1, joined: 1, same: 1, refused: 1, different: 1, leftOut: 1 },
      rows: broken ? [] : fitting.slice(offset, offset + limit), total: broken ? 0 : fitting.length, ignored: [], connected: true,
    };
  }

  apply({ importId, settings }: Req<"apply_import">): Res<"apply_import"> {
    const name = this.files.get(importId);
    if (name === undefined) throw new CallError("badInput", "the file is not here any more; choose it again");
    this.files.delete(importId);
    const id = `import-${this.done.length + 1}`;
    this.made.set(id, this.contacts.take(ROWS.filter((row) => row.outcome === "created").map((row) => row.name)));
    this.done = [{ id, name, at: this.now, created: 3, changed: 1, onlyHere: settings.onlyHere, undoneAt: null }, ...this.done];
    return { importId: id, created: 3, changed: 1 };
  }

  undo({ importId }: Req<"undo_import">): Res<"undo_import"> {
    for (const contactId of this.made.get(importId) ?? []) this.contacts.remove({ contactId });
    this.done = this.done.map((one) => (one.id === importId ? { ...one, undoneAt: this.now } : one));
    return { removed: 3, reverted: 1, kept: 0 };
  }
}
