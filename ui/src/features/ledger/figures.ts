import type { Ledger, LedgerFailure, LedgerFigures, LedgerKind, LedgerRow } from "../../api/schema.gen";
import { words } from "./words";

export const KINDS: readonly LedgerKind[] = ["messages", "calls", "recordings", "voicemails", "summaries", "transcripts"];

export const NOTHING: LedgerFigures = { quo: 0, here: 0, missing: 0, onlyHere: 0, pending: 0, notOnPlan: 0, tooShort: 0, noneMade: 0, failed: [] };

/** How many cannot be had. */
export function failures(figures: LedgerFigures): number {
  return figures.failed.reduce((total, { count }) => total + count, 0);
}

/** Not made by Quo, whatever the reason. */
export function notMade({ notOnPlan, tooShort, noneMade }: LedgerFigures): number {
  return notOnPlan + tooShort + noneMade;
}

export function sumOf(all: readonly LedgerFigures[]): LedgerFigures {
  const reasons = new Map<string, number>();
  for (const { reason, count } of all.flatMap((one) => one.failed)) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  const add = (of: (one: LedgerFigures) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    quo: add((one) => one.quo), here: add((one) => one.here), missing: add((one) => one.missing), onlyHere: add((one) => one.onlyHere), pending: add((one) => one.pending),
    notOnPlan: add((one) => one.notOnPlan), tooShort: add((one) => one.tooShort), noneMade: add((one) => one.noneMade),
    failed: [...reasons].map(([reason, count]): LedgerFailure => ({ reason, count })),
  };
}

export type ByKind = Record<LedgerKind, LedgerFigures>;

export interface MonthLine {
  id: string;
  name: string;
  kinds: ByKind;
}

export interface Month {
  /** "2026-10". */
  month: string;
  kinds: ByKind;
  lines: readonly MonthLine[];
}

function byKind(rows: readonly LedgerRow[]): ByKind {
  const of = (kind: LedgerKind) => sumOf(rows.filter((row) => row.kind === kind).map((row) => row.figures));
  return { messages: of("messages"), calls: of("calls"), recordings: of("recordings"), voicemails: of("voicemails"), summaries: of("summaries"), transcripts: of("transcripts") };
}

function grouped<T>(list: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}

/** The ledger's rows as months, the newest first, each with its lines. */
export function monthsOf(rows: readonly LedgerRow[]): Month[] {
  return [...grouped(rows, (row) => row.month)].map(([month, ofMonth]) => ({
    month,
    kinds: byKind(ofMonth),
    lines: [...grouped(ofMonth, (row) => row.lineId ?? "")].map(([id, ofLine]) => ({ id, name: ofLine[0]?.lineName || words.noLine, kinds: byKind(ofLine) })),
  }));
}

/** What the figures do not say by themselves: reasons, as sentences. */
export function reasonsOf(kind: LedgerKind, figures: LedgerFigures): string[] {
  return [
    ...figures.failed.map(({ reason, count }) => words.failure(kind, count, reason)),
    ...(figures.notOnPlan > 0 ? [words.notOnPlan(kind, figures.notOnPlan)] : []),
    ...(figures.tooShort > 0 ? [words.tooShort(kind, figures.tooShort)] : []),
    ...(figures.noneMade > 0 ? [words.noneMade(kind, figures.noneMade)] : []),
    ...(figures.onlyHere > 0 ? [words.onlyHere(kind, figures.onlyHere)] : []),
  ];
}

/** What keeps the ledger from being complete, in a few words; empty if nothing does. */
export function flawsOf(ledger: Ledger): string {
  const all = sumOf(ledger.totals.map((total) => total.figures));
  const failed = failures(all);
  return [
    all.missing > 0 ? words.whyMissing(all.missing) : null,
    failed > 0 ? words.whyFailed(failed) : null,
    ledger.gaps.length > 0 ? words.whyGaps(ledger.gaps.length) : null,
  ].filter((one) => one !== null).join(", ");
}
