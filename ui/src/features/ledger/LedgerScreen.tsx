import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, ListChecks, Play, RefreshCw, TriangleAlert } from "lucide-react";
import { useEffect, useRef } from "react";
import { session } from "../../api/client";
import { ask } from "../../api/queries";
import type { Ledger, LedgerMissing, LedgerTotal, SyncProgress } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { EmptyState, Skeleton, Strip } from "../../components/Notice";
import { ProgressBar } from "../../components/ProgressBar";
import { classes } from "../../lib/classes";
import { dateOf, fullTime, moment } from "../../lib/dates";
import { count } from "../../lib/numbers";
import { CONNECTION, toHash } from "../../lib/routes";
import { useStore } from "../../lib/store";
import { Failure } from "../../parts/Failure";
import { useActions } from "../../state/actions";
import { useNow } from "../../state/clock";
import { tell } from "../../state/toasts";
import { words as history } from "../../parts/historyWords";
import { useHistory, type HistoryWish } from "../../parts/useHistory";
import { failures, flawsOf, KINDS, NOTHING, notMade, reasonsOf, sumOf } from "./figures";
import { MonthTable } from "./MonthTable";
import { words } from "./words";
import css from "./Ledger.module.css";

/** So many missing things are listed; of the others the number is said. */
const MOST_LISTED = 50;

/** Whether anything of Quo's is missing here, by kind, month and line. */
export function LedgerScreen() {
  const ledger = useQuery(ask("ledger", { fresh: false }));
  const { progress, wish } = useHistory();
  const { data } = ledger;
  const sync = progress.data;
  const auditing = sync?.auditing === true;
  const missing = data ? sumOf(data.totals.map((total) => total.figures)).missing : null;
  const counted = sync?.state === "upToDate" && !ledger.isFetching && missing !== null;
  const wasAuditing = useRef(false);
  // Said once the check is over and counted.
  useEffect(() => {
    if (auditing) wasAuditing.current = true;
    else if (wasAuditing.current && counted) {
      wasAuditing.current = false;
      tell(words.checked(missing));
    }
  }, [auditing, counted, missing]);
  const able = sync !== undefined && sync.state !== "off" && sync.state !== "paused" && !auditing;
  const check = (all: boolean) => { wish.mutate(all ? "auditAll" : "audit"); };
  useActions(able ? [
    { id: "ledger.check", title: words.checkAction, section: "Ringbook", keys: [], run: () => { check(false); } },
    { id: "ledger.checkAll", title: words.checkAllAction, section: "Ringbook", keys: [], run: () => { check(true); } },
  ] : []);
  const empty = data !== undefined && data.rows.length === 0 && data.caughtUpAt === null;

  return (
    <section className={css.screen} aria-label={words.title}>
      <header className={css.head}>
        <h1 className={css.title}>{words.title}</h1>
        {able && !empty ? (
          <span className={css.tools}>
            <Button look="quiet" disabled={wish.isPending} onClick={() => { check(true); }}>{words.checkAll}</Button>
            <Button icon={<RefreshCw size={14} />} disabled={wish.isPending} onClick={() => { check(false); }}>{words.check}</Button>
          </span>
        ) : null}
      </header>
      <div className={css.body}>
        {ledger.error && !data ? (
          <div className={css.column}><Failure error={ledger.error} onRetry={() => { void ledger.refetch(); }} /></div>
        ) : !data ? (
          <div className={css.column}><Skeleton lines={9} label={words.loading} /></div>
        ) : empty ? (
          <EmptyState icon={<ListChecks size={28} strokeWidth={1.5} />} title={words.unknown}>
            <p>{words.unknownBody}</p>
            <p className={css.way}><a href={toHash(CONNECTION)}>{words.toConnection}</a></p>
          </EmptyState>
        ) : (
          <div className={css.column}>
            <Headline ledger={data} />
            {sync ? <Under sync={sync} busy={wish.isPending} onWish={wish.mutate} /> : null}
            <Totals totals={data.totals} />
            <Gaps ledger={data} />
            <Missing missing={data.missing} total={missing ?? 0} />
            <MonthTable rows={data.rows} />
          </div>
        )}
      </div>
    </section>
  );
}

/** The answer to the screen's question. */
function Headline({ ledger }: { ledger: Ledger }) {
  const now = useNow();
  const { complete, completeSince, auditedAt, auditMissing, caughtUpAt } = ledger;
  const flaws = flawsOf(ledger);
  const { pending } = sumOf(ledger.totals.map((total) => total.figures));
  const title = completeSince !== null ? words.completeSince(dateOf(completeSince)) : complete ? words.complete : words.notComplete;
  const sentences = [
    complete ? `${words.complete}.` : null,
    flaws ? (completeSince !== null ? words.sinceWhy(flaws) : words.notWhy(flaws)) : null,
    pending > 0 ? words.pending(pending) : null,
    caughtUpAt === null ? null : words.upTo(moment(caughtUpAt, now, "sentence")),
    auditedAt === null ? words.neverAudited : words.audited(moment(auditedAt, now, "sentence"), auditMissing),
  ];
  return (
    <div className={css.answer}>
      <span className={classes(css.answerIcon, completeSince === null ? css.warn : css.good)} aria-hidden="true">
        {completeSince === null ? <CircleDashed size={24} /> : <CircleCheck size={24} />}
      </span>
      <div>
        <h2 className={css.answerTitle} title={completeSince === null ? undefined : fullTime(completeSince)}>{title}</h2>
        <p className={css.faint}>{sentences.filter(Boolean).join(" ")}</p>
      </div>
    </div>
  );
}

/** What goes on now that changes the figures. */
function Under({ sync, busy, onWish }: { sync: SyncProgress; busy: boolean; onWish: (wish: HistoryWish) => void }) {
  const demo = useStore(session)?.demo ?? false;
  if (sync.state === "off") return <div className={css.notice}><Strip tone="plain">{demo ? words.sample : words.off}</Strip></div>;
  if (sync.state === "paused") {
    return <div className={css.notice}><Strip tone="plain" action={<Button size="s" icon={<Play size={12} />} disabled={busy} onClick={() => { onWish("resume"); }}>{words.resume}</Button>}>{words.paused}</Strip></div>;
  }
  if (!sync.auditing && (sync.historyRead || sync.state !== "reading")) return null;
  const facts = [history.ofAbout(sync.items, sync.itemsEstimate), sync.perMinute > 0 ? history.perMinute(sync.perMinute) : null].filter(Boolean).join(" · ");
  return (
    <div className={css.progress} role="group" aria-label={sync.auditing ? words.checking : history.progress}>
      <p><strong>{sync.auditing ? words.checking : words.reading}</strong> <span className={css.faint}>{words.checkingFacts(facts)}</span></p>
      <ProgressBar label={sync.auditing ? words.checking : history.progress} done={sync.items} total={sync.itemsEstimate} />
    </div>
  );
}

/** All months and lines together, one kind a row. */
function Totals({ totals }: { totals: readonly LedgerTotal[] }) {
  const figuresOf = (kind: LedgerTotal["kind"]) => totals.find((total) => total.kind === kind)?.figures ?? NOTHING;
  const reasons = KINDS.flatMap((kind) => reasonsOf(kind, figuresOf(kind)));
  return (
    <section aria-label={words.kinds}>
      <h2 className={css.heading}>{words.kinds}</h2>
      <div className={css.wide} role="group" aria-label={words.kinds} tabIndex={0}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{words.kind}</th><th scope="col">{words.quo}</th><th scope="col">{words.here}</th><th scope="col">{words.missing}</th>
              <th scope="col">{words.onTheWay}</th><th scope="col">{words.failed}</th><th scope="col">{words.notMade}</th>
            </tr>
          </thead>
          <tbody>
            {KINDS.map((kind) => {
              const figures = figuresOf(kind);
              return (
                <tr key={kind}>
                  <th scope="row">{words.kindName(kind)}</th>
                  <td>{count(figures.quo)}</td>
                  <td className={css.strong}>{count(figures.here)}</td>
                  <Few value={figures.missing} bad />
                  <Few value={figures.pending} />
                  <Few value={failures(figures)} bad />
                  <Few value={notMade(figures)} />
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {reasons.length > 0 ? <ul className={css.reasons} aria-label={words.notes}>{reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul> : null}
    </section>
  );
}

/** A number that is mostly none. */
function Few({ value, bad = false }: { value: number; bad?: boolean }) {
  if (value === 0) return <td className={css.zero}><span aria-hidden="true">–</span><span className="visually-hidden">{words.none}</span></td>;
  return <td className={classes(bad && css.bad)}>{bad ? <TriangleAlert className={css.sign} size={12} aria-hidden="true" /> : null}{count(value)}</td>;
}

function Gaps({ ledger }: { ledger: Ledger }) {
  if (ledger.gaps.length === 0) return null;
  return (
    <section aria-label={words.gaps}>
      <h2 className={css.heading}>{words.gaps}</h2>
      <ul className={css.reasons}>
        {ledger.gaps.map(({ from, to }) => <li key={`${from}-${to}`}>{words.gap(from <= 0 ? words.beginning : dateOf(from), dateOf(to))}</li>)}
      </ul>
    </section>
  );
}

function Missing({ missing, total }: { missing: readonly LedgerMissing[]; total: number }) {
  const now = useNow();
  if (missing.length === 0) return null;
  const listed = missing.slice(0, MOST_LISTED);
  return (
    <section aria-label={words.missingTitle}>
      <h2 className={css.heading}>{words.missingTitle}</h2>
      <p className={css.faint}>{words.missingBody}</p>
      <ul className={css.missing}>
        {listed.map((one) => (
          <li key={`${one.kind}-${one.itemId}`}><span className={css.missingKind}>{words.ofKind(one.kind, 1).replace(/^1 /, "")}</span><span title={fullTime(one.at)}>{moment(one.at, now)}</span><span className={css.mono}>{one.itemId}</span></li>
        ))}
        {total > listed.length ? <li className={css.faint}>{words.missingMore(total - listed.length)}</li> : null}
      </ul>
    </section>
  );
}
