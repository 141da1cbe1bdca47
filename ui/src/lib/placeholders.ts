/**
 * Places in a text that wait for a value: `{first name}`, and `{date|tomorrow}` with what stands there without one. The
 * server refuses a text in which one is open; this is the same rule, by the same vectors.
 */

const MOST_NAME = 40;
const MOST_DEFAULT = 200;

export interface Placeholder {
  /** Where it begins and ends in the text. */
  start: number;
  end: number;
  name: string;
  /** What stands there without a value, if anything is said. */
  otherwise: string | null;
}

/** Every open place, in order. */
export function placeholdersIn(text: string): Placeholder[] {
  const found: Placeholder[] = [];
  for (const match of text.matchAll(/\{(\p{L}[\p{L}\p{N} '’\-_.]*)(?:\|([^{}\n\r]*))?\}/gu)) {
    const [whole, name = "", otherwise] = match;
    if ([...name].length > MOST_NAME || [...(otherwise ?? "")].length > MOST_DEFAULT) continue;
    found.push({ start: match.index, end: match.index + whole.length, name: name.trimEnd(), otherwise: otherwise ?? null });
  }
  return found;
}

/** The names of the open places, each once. */
export function unfilled(text: string): string[] {
  return [...new Set(placeholdersIn(text).map((one) => one.name))];
}

/** A name as values are found by it: case, underscores and blanks in between do not matter. */
function keyOf(name: string): string {
  return name.toLowerCase().replace(/[_\s]+/g, "");
}

/** Puts what is known, or what stands there otherwise, into the open places; the others stay open. */
export function fill(text: string, values: readonly { label: string; value: string }[]): string {
  const known = new Map(values.map(({ label, value }) => [keyOf(label), value]));
  let filled = "";
  let from = 0;
  for (const { start, end, name, otherwise } of placeholdersIn(text)) {
    filled += text.slice(from, start) + (known.get(keyOf(name)) ?? otherwise ?? text.slice(start, end));
    from = end;
  }
  return filled + text.slice(from);
}

/** The open place that follows `from`, or with `back` the one that ends before it. */
export function nextPlaceholder(text: string, from: number, back = false): Placeholder | undefined {
  const all = placeholdersIn(text);
  return back ? all.findLast((one) => one.end <= from) : all.find((one) => one.start >= from);
}
