/** What was typed, as finished operators (chips) and the rest, which is still being typed. The question is both together. */
export interface Typed {
  chips: string[];
  rest: string;
}

export type Operator = "from" | "with" | "in" | "has" | "is" | "line" | "before" | "after" | "on";
export const OPERATORS: readonly Operator[] = ["from", "with", "in", "has", "is", "line", "before", "after", "on"];

/** The values of the operators that have few; people, lines and dates are looked up or read. */
export const VALUES: Partial<Record<Operator, readonly string[]>> = {
  in: ["calls", "texts", "voicemail", "notes", "people"],
  has: ["recording", "media", "voicemail"],
  is: ["missed", "unread"],
  before: ["today", "yesterday", "\"last week\"", "\"last month\""],
  after: ["today", "yesterday", "\"last week\"", "\"last month\""],
  on: ["today", "yesterday", "monday", "friday"],
};

const FINISHED = /(^|\s)(-?(?:from|with|in|has|is|line|before|after|on):(?:["“][^"”]+["”]|[^\s"“”]+))(?=\s)/giu;
const LAST = /(?:^|\s)(-?)(from|with|in|has|is|line|before|after|on):(["“]?)([^"”]*)$/iu;
const BEGUN = /(?:^|\s)-?([a-z]{1,6})$/iu;

/** Takes finished operators out of the words: those with a value and a space behind it. */
export function splitTyped(text: string): Typed {
  const chips: string[] = [];
  let rest = text;
  // "before:last week" is one operator of two words; it is finished by what comes after them.
  rest = rest.replace(/((?:^|\s)-?(?:before|after|on):)((?:last|this) \p{L}+)(?=\s)/giu, "$1\"$2\"");
  rest = rest.replace(FINISHED, (_, gap: string, raw: string) => {
    if (/:(?:last|this)$/iu.test(raw)) return `${gap}${raw}`;
    chips.push(raw);
    return gap;
  });
  return { chips, rest: chips.length > 0 ? rest.replace(/^\s+|(\s)\s+/g, "$1") : rest };
}

/** A question as typed, of an address or a saved search: all its operators are finished. */
export function splitWhole(text: string): Typed {
  const { chips, rest } = splitTyped(`${text} `);
  return { chips, rest: rest.trim() };
}

/** The question that both are together. */
export function wholeOf({ chips, rest }: Typed): string {
  return [...chips, rest].filter((part) => part !== "").join(" ");
}

/** The operator that is being typed at the end, if any: its name and what there is of its value. */
export function beingTyped(rest: string): { operator: Operator; value: string; negated: boolean } | null {
  const found = LAST.exec(rest);
  if (!found) return null;
  const [, minus = "", name = "", quote = "", value = ""] = found;
  if (quote === "" && /\s/.test(value) && !/^(?:last|this) \p{L}*$/iu.test(value)) return null;
  const operator = OPERATORS.find((one) => one === name.toLowerCase());
  return operator ? { operator, value, negated: minus !== "" } : null;
}

/** Operators whose names begin with the letters at the end. */
export function begun(rest: string): Operator[] {
  const letters = BEGUN.exec(rest)?.[1]?.toLowerCase();
  return letters === undefined || letters.length < 2 ? [] : OPERATORS.filter((one) => one.startsWith(letters));
}

/** The rest with the operator at its end finished (or, without a value, begun) by a choice. */
export function finished(rest: string, operator: Operator, value: string | null): string {
  const negated = /(?:^|\s)-[^\s]*$/u.test(rest) ? "-" : "";
  const before = value === null ? rest.replace(BEGUN, (all) => (/^\s/.test(all) ? " " : "")) : rest.replace(LAST, (all) => (/^\s/.test(all) ? " " : ""));
  if (value === null) return `${before}${negated}${operator}:`;
  const plain = value.replace(/^["“]|["”]$/g, "");
  return `${before}${negated}${operator}:${/\s/.test(plain) ? `"${plain}"` : plain} `;
}

/** How a chip reads before the core has named it: "from dana". */
export function chipLabel(raw: string): string {
  const [name = "", ...value] = raw.replace(/^-/, "not ").split(":");
  return `${name} ${value.join(":").replace(/["“”]/g, "")}`;
}
