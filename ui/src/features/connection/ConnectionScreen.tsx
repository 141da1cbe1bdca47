import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, ClipboardCopy, RotateCw, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { call, session, type CallError } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { Account, Connection, DeliveriesPage, DeliveryRow, Totals } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Fields";
import { EmptyState, Skeleton, Strip } from "../../components/Notice";
import { classes } from "../../lib/classes";
import { copyLater } from "../../lib/clipboard";
import { fullTime, moment } from "../../lib/dates";
import { go } from "../../lib/location";
import { bytes, count, plural } from "../../lib/numbers";
import type { Route } from "../../lib/routes";
import { useStore } from "../../lib/store";
import { Failure, failureSentence } from "../../parts/Failure";
import { isWarning } from "../../parts/healthWords";
import { useActions } from "../../state/actions";
import { useNow } from "../../state/clock";
import { tell, tellProblem } from "../../state/toasts";
import { AccountPanel } from "./AccountPanel";
import { words as accountWords } from "./accountWords";
import { HealthPanel } from "./HealthPanel";
import { DeliveryDrawer } from "./DeliveryDrawer";
import { HistoryPanel } from "./HistoryPanel";
import { Fact, Panel } from "./Panel";
import { TunnelPanel } from "./TunnelPanel";
import { WebhooksPanel } from "./WebhooksPanel";
import { words } from "./words";
import css from "./Connection.module.css";

type ConnectionRoute = Extract<Route, { screen: "connection" }>;

const PAGE = 50;

const HEADS = {
  deaf: { icon: <TriangleAlert size={20} />, tone: css.bad, title: words.notListening },
  unconnected: { icon: <CircleDashed size={20} />, tone: css.faint, title: words.noAccount },
  listening: { icon: <CircleCheck size={20} />, tone: css.good, title: words.listening },
};

/** Whether Quo reaches Ringbook, what came, and what became of it. */
export function ConnectionScreen({ route }: { route: ConnectionRoute }) {
  const connection = useQuery(ask("connection", {}));
  const account = useQuery(ask("account", {}));
  const who = useStore(session);
  const only = route.onlyDead ? "dead" : "all";
  const deliveries = useInfiniteQuery<DeliveriesPage, CallError, { pages: DeliveriesPage[] }, readonly unknown[], string | null>({
    queryKey: ["deliveries_page", { only, limit: PAGE }],
    queryFn: ({ pageParam, signal }) => call("deliveries_page", { only, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
  });
  const replay = useReplay();
  const { data } = connection;
  const rows = deliveries.data?.pages.flatMap((page) => page.rows) ?? [];
  const copyDiagnosis = () => {
    copyLater(call("diagnosis", {}).then(({ text }) => text)).then(
      (done) => {
        if (done) tell(words.copied);
        else tellProblem(words.cannotCopy);
      },
      (error: unknown) => { tellProblem(failureSentence(error)); },
    );
  };
  useActions([
    { id: "connection.copy", title: words.copyDiagnosis, section: "Ringbook", keys: [], run: copyDiagnosis },
    { id: "connection.replay", title: `${words.dead}: ${words.replayAll.toLowerCase()}`, section: "Ringbook", keys: [], run: () => { replay.mutate(null); } },
  ]);

  return (
    <section className={css.screen} aria-label={words.title}>
      <header className={css.head}>
        <h1 className={css.title}>{words.title}</h1>
        <Button icon={<ClipboardCopy size={14} />} onClick={copyDiagnosis}>{words.copyDiagnosis}</Button>
      </header>
      <div className={css.body} onScroll={(event) => {
        const box = event.currentTarget;
        if (box.scrollHeight - box.scrollTop - box.clientHeight < 600 && deliveries.hasNextPage && !deliveries.isFetching) void deliveries.fetchNextPage();
      }}>
        <div className={css.column}>
          <HealthPanel />
          {data ? (
            <>
              <Head data={data} account={account.data} />
              {account.data ? <AccountPanel account={account.data} demo={who?.demo ?? false} /> : (
                <Panel title={accountWords.account}>{account.error ? <Failure error={account.error} onRetry={() => { void account.refetch(); }} /> : <Skeleton lines={3} label={accountWords.loading} />}</Panel>
              )}
              <TunnelPanel />
              {account.data && who?.demo === false ? <WebhooksPanel account={account.data} /> : null}
              <HistoryPanel />
              <Overview data={data} />
            </>
          ) : connection.error ? <Failure error={connection.error} onRetry={() => { void connection.refetch(); }} /> : <Skeleton lines={9} label={words.loading} />}
          <section aria-label={words.deliveries}>
            <div className={css.deliveriesHead}>
              <h2 className={css.heading}>{words.deliveries}</h2>
              <Choice
                small
                label={words.which}
                value={only}
                choices={[{ value: "all", label: words.all }, { value: "dead", label: data && data.deadLetters > 0 ? `${words.dead} ${count(data.deadLetters)}` : words.dead }]}
                onChoose={(value) => { go({ ...route, onlyDead: value === "dead" }, "replace"); }}
              />
              {route.onlyDead && rows.length > 0 ? <Button size="s" icon={<RotateCw size={12} />} disabled={replay.isPending} onClick={() => { replay.mutate(null); }}>{words.replayAll}</Button> : null}
            </div>
            {deliveries.error && rows.length === 0 ? <Failure error={deliveries.error} onRetry={() => { void deliveries.refetch(); }} /> : deliveries.data && rows.length === 0 ? (
              <EmptyState icon={<CircleCheck size={28} strokeWidth={1.5} />} title={route.onlyDead ? words.noDead.split(". ")[0] ?? "" : words.deliveries}>{route.onlyDead ? words.noDead.split(". ").slice(1).join(". ") : words.noDeliveries}</EmptyState>
            ) : deliveries.data ? (
              <DeliveryTable rows={rows} route={route} onReplay={(seq) => { replay.mutate(seq); }} replaying={replay.isPending} />
            ) : (
              <Skeleton lines={6} label={words.loading} />
            )}
          </section>
        </div>
      </div>
      <DeliveryDrawer seq={route.delivery} onClose={() => { go({ ...route, delivery: null }, "replace"); }} onReplay={(seq) => { replay.mutate(seq); }} replaying={replay.isPending} />
    </section>
  );
}

function useReplay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (seq: number | null) => call("replay_dead_letters", { seq }),
    onSuccess: (result) => {
      markOwnChange(client, "replay_dead_letters", null);
      tell(words.replayed(result.applied, result.stillDead));
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
}

function Head({ data, account }: { data: Connection; account: Account | undefined }) {
  const now = useNow();
  const noAccount = account ? account.state === "disconnected" && !account.keyFromEnvironment : !data.keySet;
  const look = !data.listening ? "deaf" : noAccount ? "unconnected" : "listening";
  const { icon, tone, title } = HEADS[look];
  const lastDelivery = data.lastDeliveryAt === null ? null : words.lastDelivery(data.lastDeliveryType ?? "", moment(data.lastDeliveryAt, now, "sentence"));
  // Warnings are listed above, with since when; that nothing is connected is said here.
  const problems = data.problems.filter((problem) => !isWarning(problem.code) && !(look === "unconnected" && problem.code === "secret"));
  return (
    <>
      <div className={css.state}>
        <span className={classes(css.stateIcon, tone)} aria-hidden="true">{icon}</span>
        <div>
          <p className={css.stateTitle}>{title}</p>
          {look === "unconnected" ? <p className={css.faint}>{words.noAccountBody(data.signingSecrets > 0)}</p> : null}
          {lastDelivery !== null || look !== "unconnected" ? <p className={css.faint}>{lastDelivery ?? words.nothingYet}</p> : null}
        </div>
      </div>
      {problems.length > 0 ? (
        <ul className={css.problems}>
          {problems.map((problem) => <li key={problem.code}><Strip tone={problem.severe ? "bad" : "warn"}>{problem.sentence}</Strip></li>)}
        </ul>
      ) : null}
    </>
  );
}

function Overview({ data }: { data: Connection }) {
  const { journal } = data;
  const behindStore = journal.records - journal.storedThrough;
  const behindIndex = journal.records - journal.indexedThrough;
  return (
    <>
      <h2 className={css.heading}>{words.arriving}</h2>
      <dl className={css.facts}>
        <Fact name={words.address}><span className={css.mono}>{`${data.hookAddress}${data.hookPath}`}</span></Fact>
        <Fact name={words.received}>{`${count(data.received)} · ${words.today(count(data.today))}`}</Fact>
        <Fact name={words.secrets} bad={data.signingSecrets === 0}>{data.signingSecrets === 0 ? words.noSecrets : count(data.signingSecrets)}</Fact>
        <Fact name={words.refused}>{data.refused.length === 0 ? words.noneRefused : data.refused.map((one) => `${one.label} ${count(one.count)}`).join(" · ")}</Fact>
        <Fact name={words.dead} bad={data.deadLetters > 0}>{count(data.deadLetters)}</Fact>
        <Fact name={words.api}><span className={css.mono}>{data.quoUrl}</span></Fact>
      </dl>
      <h2 className={css.heading}>{words.totals}</h2>
      <dl className={css.totals}>
        {(Object.keys(words.total) as (keyof Totals)[]).map((name) => (
          <div key={name} className={css.total}><dt>{words.total[name]}</dt><dd>{count(data.totals[name])}</dd></div>
        ))}
      </dl>
      <h2 className={css.heading}>{words.journal}</h2>
      <dl className={css.facts}>
        <Fact name={words.records}>{count(journal.records)}</Fact>
        <Fact name={words.stored} bad={false}>{behindStore <= 0 ? words.upToDate : words.behind(count(behindStore))}</Fact>
        <Fact name={words.size}>{`${bytes(journal.sizeBytes)} · ${plural(journal.segments, "segment")}`}</Fact>
        <Fact name={words.indexed} bad={false}>{behindIndex <= 0 ? words.upToDate : words.behind(count(behindIndex))}</Fact>
        <Fact name={words.writable} bad={!journal.writable}>{journal.writable ? words.writing : `${words.notWriting}${journal.reason ? `: ${journal.reason}` : ""}`}</Fact>
      </dl>
      {journal.damage.length > 0 ? (
        <Strip tone="bad"><strong>{words.damage}</strong><ul>{journal.damage.map((line) => <li key={line}>{line}</li>)}</ul></Strip>
      ) : null}
    </>
  );
}

function DeliveryTable({ rows, route, onReplay, replaying }: { rows: readonly DeliveryRow[]; route: ConnectionRoute; onReplay: (seq: number) => void; replaying: boolean }) {
  const now = useNow();
  const [marked, setMarked] = useState<number | null>(null);
  const at = rows.findIndex((row) => row.seq === marked);
  const step = (by: number) => {
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (!next) return;
    setMarked(next.seq);
    const row = document.getElementById(`delivery-${next.seq}`);
    row?.scrollIntoView({ block: "nearest" });
    row?.querySelector("button")?.focus({ preventScroll: true });
  };
  const open = (seq: number) => { go({ ...route, delivery: seq }); };
  useActions([
    { id: "deliveries.next", title: words.nextDelivery, section: "List", keys: ["j"], hidden: true, run: () => { step(1); } },
    { id: "deliveries.previous", title: words.previousDelivery, section: "List", keys: ["k"], hidden: true, run: () => { step(-1); } },
    { id: "deliveries.open", title: words.openDelivery, section: "List", keys: ["enter"], hidden: true, run: () => { if (marked !== null) open(marked); } },
  ]);
  return (
    <table className={css.table}>
      <thead>
        <tr><th scope="col">{words.columns.time}</th><th scope="col">{words.columns.event}</th><th scope="col">{words.columns.outcome}</th><th scope="col" className={css.number}>{words.columns.size}</th></tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.seq} id={`delivery-${row.seq}`} data-marked={row.seq === marked || undefined} className={css.delivery} onClick={() => { open(row.seq); }}>
            <td className={css.when} title={fullTime(row.at)}>{moment(row.at, now)}</td>
            <td>
              <button type="button" className={css.event} onClick={(event) => { event.stopPropagation(); open(row.seq); }}>{row.eventType || words.unreadable}</button>
              <span className={css.generation}>{row.generation}</span>
            </td>
            <td>
              <div className={css.outcome}>
                <span className={classes(css.tag, row.outcome === "dead" && css.tagBad, (row.outcome === "applied" || row.outcome === "replayed") && css.tagGood)}>{words.outcome[row.outcome]}</span>
                {row.outcome === "dead" ? <span className={css.reason}>{words.deadInShort}</span> : null}
                {row.outcome === "dead" ? <Button size="s" disabled={replaying} onClick={(event) => { event.stopPropagation(); onReplay(row.seq); }}>{words.replay}</Button> : null}
              </div>
            </td>
            <td className={css.number}>{bytes(row.sizeBytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
