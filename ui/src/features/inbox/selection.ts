/** Which rows are selected, and where the selection was begun and led to last. */
export interface Selection {
  ids: ReadonlySet<string>;
  /** The row from which Shift reaches. */
  anchor: string | null;
  /** What was last in those that are selected and not loaded. */
  seen?: ReadonlyMap<string, number | null>;
}

export const NOTHING_SELECTED: Selection = { ids: new Set(), anchor: null };

/** Takes a row into the selection or out of it; Shift reaches from there. */
export function toggled(now: Selection, id: string): Selection {
  const ids = new Set(now.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ...now, ids, anchor: id };
}

/** Everything between the row where the selection was begun and this one, beside what is selected already. */
export function extended(now: Selection, order: readonly string[], from: string | null, to: string): Selection {
  const anchor = now.anchor !== null && order.includes(now.anchor) ? now.anchor : from;
  const start = anchor === null ? order.indexOf(to) : order.indexOf(anchor);
  const end = order.indexOf(to);
  if (start < 0 || end < 0) return toggled(now, to);
  const between = order.slice(Math.min(start, end), Math.max(start, end) + 1);
  return { ...now, ids: new Set([...now.ids, ...between]), anchor: anchor ?? to };
}

/** One step by key: away from where it was begun it grows, back towards it it shrinks. */
export function stepped(now: Selection, order: readonly string[], from: string, to: string): Selection {
  const [was, is] = [order.indexOf(from), order.indexOf(to)];
  const held = now.anchor === null ? -1 : order.indexOf(now.anchor);
  // Whoever has gone elsewhere meanwhile begins anew there.
  const joined = held >= 0 && order.slice(Math.min(held, was), Math.max(held, was) + 1).every((id) => now.ids.has(id));
  const [anchor, begin] = joined && now.anchor !== null ? [now.anchor, held] : [from, was];
  const ids = new Set([...now.ids, anchor]);
  if (Math.abs(is - begin) < Math.abs(was - begin)) ids.delete(from);
  else ids.add(to);
  return { ...now, ids, anchor };
}

/** Without those that are not in the list any more. */
export function stillThere(now: Selection, there: (id: string) => boolean): Selection {
  if ([...now.ids].every(there)) return now;
  return { ...now, ids: new Set([...now.ids].filter(there)) };
}
