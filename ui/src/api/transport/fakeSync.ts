import type { Ledger, LedgerFigures, LedgerKind, SyncProgress, SyncState } from "../schema.gen";

const KINDS: readonly LedgerKind[] = ["messages", "calls", "recordings", "voicemails", "summaries", "transcripts"];
const DAY = 86_400_000;

/** How reading history stands in the sample: two thirds in, or everything here. */
export function progressOf(state: SyncState, now: number): SyncProgress {
  const reading = state === "reading";
  return {
    state, what: reading ? "messages" : null, whatAt: reading ? now - 400 * DAY : null, items: reading ? 64_210 : 98_774, itemsEstimate: reading ? 97_900 : 98_774,
    parts: reading ? 312 : 0, partsLeft: reading ? 1_840 : 0, deliveries: reading ? 3 : 0, perMinute: reading ? 23_400 : 0, leftMs: reading ? 318_000 : null,
    problem: state === "waiting" ? "Quo cannot be reached: connection refused" : null, historyRead: !reading, caughtUpAt: state === "off" ? null : now - 600_000,
    nextAt: state === "upToDate" ? now + 3_000_000 : state === "waiting" ? now + 40_000 : null, oneByOne: false, auditing: false,
  };
}

const nothing: LedgerFigures = { quo: 0, here: 0, missing: 0, onlyHere: 0, pending: 0, notOnPlan: 0, tooShort: 0, noneMade: 0, failed: [] };

function figures(kind: LedgerKind, scale: number, back: number): LedgerFigures {
  const share: Record<LedgerKind, number> = { messages: 420, calls: 66, recordings: 41, voicemails: 9, summaries: 38, transcripts: 40 };
  const quo = Math.round(share[kind] * scale);
  switch (kind) {
    case "messages":
      return { ...nothing, quo, here: quo };
    case "calls":
      return { ...nothing, quo, here: quo, onlyHere: 1 };
    case "recordings":
      return back < 2 ? { ...nothing, quo, here: quo, noneMade: 4 } : { ...nothing, quo, here: quo - 1, noneMade: 4, failed: [{ reason: "the file is gone at Quo (404)", count: 1 }] };
    case "voicemails":
      return { ...nothing, quo, here: quo };
    case "summaries":
      return { ...nothing, quo, here: quo, tooShort: 3, pending: back === 0 ? 1 : 0 };
    case "transcripts":
      return { ...nothing, quo, here: quo, tooShort: 2, pending: back === 0 ? 1 : 0 };
  }
}

/** Two lines, a year of months. */
export function ledgerOf(empty: boolean, now: number): Ledger {
  const months = empty ? [] : Array.from({ length: 12 }, (_, back) => {
    const day = new Date(now);
    return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() - back, 1)).toISOString().slice(0, 7);
  });
  const lines = [{ lineId: "PNq7Lw2XkT", lineName: "Main office" }, { lineId: "PNc4Rt8VbN", lineName: "Crew" }];
  const rows = months.flatMap((month, back) => lines.flatMap((line, at) => KINDS.map((kind) => ({ month, ...line, kind, figures: figures(kind, at === 0 ? 1 : 0.4, back) }))));
  const sum = (kind: LedgerKind, of: (one: LedgerFigures) => number) => rows.filter((row) => row.kind === kind).reduce((total, row) => total + of(row.figures), 0);
  const totals = KINDS.map((kind) => {
    const failures = sum(kind, (one) => one.failed.reduce((total, failure) => total + failure.count, 0));
    return {
      kind,
      figures: {
        quo: sum(kind, (one) => one.quo), here: sum(kind, (one) => one.here), missing: sum(kind, (one) => one.missing), onlyHere: sum(kind, (one) => one.onlyHere),
        pending: sum(kind, (one) => one.pending), notOnPlan: sum(kind, (one) => one.notOnPlan), tooShort: sum(kind, (one) => one.tooShort), noneMade: sum(kind, (one) => one.noneMade),
        failed: failures > 0 ? [{ reason: "the file is gone at Quo (404)", count: failures }] : [],
      },
    };
  });
  return {
    version: 1, at: now, complete: false, completeSince: empty ? null : now - 21 * DAY, caughtUpAt: empty ? null : now - 600_000, auditedAt: empty ? null : now - DAY,
    auditMissing: 0, totals, rows, missing: [], gaps: [],
  };
}
