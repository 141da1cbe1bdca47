import { ChevronRight, TriangleAlert } from "lucide-react";
import { useMemo, useState } from "react";
import type { LedgerFigures, LedgerRow } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { monthName } from "../../lib/dates";
import { count } from "../../lib/numbers";
import { failures, KINDS, monthsOf, reasonsOf, type Month } from "./figures";
import { words } from "./words";
import css from "./Ledger.module.css";

/** Each month over all lines; a month opens to its lines and to why something is not here. */
export function MonthTable({ rows }: { rows: readonly LedgerRow[] }) {
  const months = useMemo(() => monthsOf(rows), [rows]);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  if (months.length === 0) return null;
  const all = months.every(({ month }) => open.has(month));
  const toggle = (month: string) => {
    const next = new Set(open);
    if (!next.delete(month)) next.add(month);
    setOpen(next);
  };
  return (
    <section aria-label={words.months}>
      <div className={css.monthsHead}>
        <h2 className={css.heading}>{words.months}</h2>
        <Button size="s" look="quiet" onClick={() => { setOpen(all ? new Set() : new Set(months.map(({ month }) => month))); }}>{all ? words.closeMonths : words.openMonths}</Button>
      </div>
      <p className={css.legend}>{words.legend}</p>
      <div className={css.wide} role="group" aria-label={words.tableLabel} tabIndex={0}>
        <table className={css.table}>
          <thead>
            <tr><th scope="col">{words.month}</th>{KINDS.map((kind) => <th key={kind} scope="col">{words.kindName(kind)}</th>)}</tr>
          </thead>
          {months.map((month) => <MonthRows key={month.month} month={month} open={open.has(month.month)} onToggle={() => { toggle(month.month); }} />)}
        </table>
      </div>
    </section>
  );
}

function MonthRows({ month: { month, kinds, lines }, open, onToggle }: { month: Month; open: boolean; onToggle: () => void }) {
  const name = monthName(month);
  const reasons = KINDS.flatMap((kind) => reasonsOf(kind, kinds[kind]));
  return (
    <tbody data-open={open || undefined}>
      <tr>
        <th scope="row">
          <button type="button" className={css.month} aria-expanded={open} onClick={onToggle}><ChevronRight size={14} aria-hidden="true" className={css.chevron} />{name}</button>
        </th>
        {KINDS.map((kind) => <Cell key={kind} figures={kinds[kind]} />)}
      </tr>
      {open ? lines.map((line) => (
        <tr key={line.id} className={css.lineRow}>
          <th scope="row" className={css.lineName}>{line.name}</th>
          {KINDS.map((kind) => <Cell key={kind} figures={line.kinds[kind]} />)}
        </tr>
      )) : null}
      {open && reasons.length > 0 ? (
        <tr className={css.whyRow}><td colSpan={KINDS.length + 1}><ul className={css.reasons} aria-label={words.why(name)}>{reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul></td></tr>
      ) : null}
    </tbody>
  );
}

/** How many are here; and at Quo, and why not, where that differs. */
function Cell({ figures }: { figures: LedgerFigures }) {
  const { quo, here, missing, pending, notOnPlan } = figures;
  const failed = failures(figures);
  if (quo === 0 && here === 0 && missing === 0 && failed === 0) {
    const plan = pending === 0 && notOnPlan > 0;
    if (pending > 0) return <td><span className={css.note}>{words.cellWaiting(pending)}</span></td>;
    return <td className={css.zero}>{plan ? <span className={css.note}>{words.cellNotOnPlan}</span> : <><span aria-hidden="true">–</span><span className="visually-hidden">{words.none}</span></>}</td>;
  }
  return (
    <td>
      <span aria-hidden="true"><span className={css.strong}>{count(here)}</span>{here === quo ? null : <span className={css.of}> / {count(quo)}</span>}</span>
      <span className="visually-hidden">{words.cell(here, quo)}</span>
      {missing > 0 ? <span className={css.noteBad}><TriangleAlert size={11} aria-hidden="true" />{words.cellMissing(missing)}</span> : null}
      {failed > 0 ? <span className={css.noteBad}><TriangleAlert size={11} aria-hidden="true" />{words.cellFailed(failed)}</span> : null}
      {pending > 0 ? <span className={css.note}>{words.cellWaiting(pending)}</span> : null}
    </td>
  );
}
