import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, CircleX, LoaderCircle, Radar } from "lucide-react";
import { useState, type ReactNode } from "react";
import { call } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { Tunnel, TunnelPhase, TunnelTest } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Skeleton, Strip } from "../../components/Notice";
import { moment } from "../../lib/dates";
import { asSentence, Failure, failureSentence } from "../../parts/Failure";
import { useActions } from "../../state/actions";
import { announce } from "../../state/announcer";
import { useNow } from "../../state/clock";
import { tellProblem } from "../../state/toasts";
import { Copyable } from "./Copyable";
import { Fact, Panel } from "./Panel";
import { StepList } from "./StepList";
import { Missing, TunnelForm } from "./TunnelForm";
import { words } from "./tunnelWords";
import panel from "./Panel.module.css";
import css from "./Tunnel.module.css";

const LOOK: Record<TunnelPhase, { icon: ReactNode; tone: string | undefined }> = {
  off: { icon: <CircleDashed size={16} />, tone: panel.faint },
  starting: { icon: <LoaderCircle size={16} />, tone: panel.faint },
  up: { icon: <CircleCheck size={16} />, tone: panel.good },
  unreachable: { icon: <CircleX size={16} />, tone: panel.bad },
  restarting: { icon: <LoaderCircle size={16} />, tone: panel.warn },
  missing: { icon: <CircleX size={16} />, tone: panel.bad },
  refused: { icon: <CircleX size={16} />, tone: panel.bad },
};

/** How Quo reaches this computer: choosing, watching and testing it. */
export function TunnelPanel() {
  const tunnel = useQuery(ask("tunnel", {}));
  const [changing, setChanging] = useState(false);
  const client = useQueryClient();
  const test = useMutation({
    mutationFn: () => call("test_tunnel", {}),
    onSuccess: (found) => {
      markOwnChange(client, "test_tunnel", null);
      announce(found.passed ? words.passed : words.failed);
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  const { data } = tunnel;
  const closed = data !== undefined && data.config.kind === "off";
  const form = data !== undefined && data.fixed === null && (changing || closed);
  const runTest = () => { if (!test.isPending) test.mutate(); };
  useActions(closed ? [] : [{ id: "tunnel.test", title: words.test, section: "Ringbook", keys: [], run: runTest }]);
  return (
    <Panel
      title={words.title}
      tools={data && !closed ? (
        <>
          {data.fixed === null ? <Button size="s" aria-expanded={form} onClick={() => { setChanging(!changing); }}>{words.change}</Button> : null}
          <Button size="s" icon={<Radar size={12} />} disabled={test.isPending} onClick={runTest}>{test.isPending ? words.testing : words.test}</Button>
        </>
      ) : null}
    >
      {data ? (
        <>
          <State tunnel={data} />
          {data.fixed !== null ? <p className={panel.faint}>{asSentence(words.fixed(data.fixed))}</p> : null}
          {form ? <TunnelForm key={data.config.kind} tunnel={data} onDone={closed ? null : () => { setChanging(false); }} /> : null}
          <Tested test={test.data ?? data.state.test} fresh={test.data !== undefined} />
        </>
      ) : tunnel.error ? (
        <Failure error={tunnel.error} onRetry={() => { void tunnel.refetch(); }} />
      ) : (
        <Skeleton lines={3} label={words.loading} />
      )}
    </Panel>
  );
}

function State({ tunnel }: { tunnel: Tunnel }) {
  const now = useNow();
  const { state, config, kinds } = tunnel;
  const look = LOOK[state.phase];
  const info = kinds.find((one) => one.kind === config.kind);
  return (
    <>
      <div className={panel.state} role="status">
        <span className={look.tone} aria-hidden="true">{look.icon}</span>
        <div>
          <p className={panel.stateTitle}>{state.sentence}</p>
          {state.phase === "off" ? <p className={panel.faint}>{words.lead}</p> : null}
        </div>
      </div>
      {state.phase === "missing" && info?.program ? <Missing info={info} program={info.program} /> : state.cause !== null ? (
        <Strip tone={state.phase === "up" ? "warn" : "bad"}>{[state.cause, state.cure].filter((one) => one !== null).map(asSentence).join(" ")}</Strip>
      ) : null}
      {state.phase === "off" ? null : (
        <dl className={panel.facts}>
          <Fact wide name={words.publicAddress}>{state.webhookUrl === null ? words.noAddress : <Copyable text={state.webhookUrl} label={words.copyAddress} copied={words.addressCopied} />}</Fact>
          {config.kind === "own" && tunnel.hookAddress !== "" ? <Fact wide name={words.leadsTo}><Copyable text={`http://${tunnel.hookAddress}${tunnel.hookPath}`} label={words.copyAddress} copied={words.addressCopied} /></Fact> : null}
          <Fact name={words.kind}>{words.kinds[config.kind].name}</Fact>
          {state.reachedAt === null ? null : <Fact name={words.reached}>{moment(state.reachedAt, now)}</Fact>}
          {state.restarts === 0 ? null : <Fact name={words.restarts}>{words.times(state.restarts)}</Fact>}
        </dl>
      )}
    </>
  );
}

function Tested({ test, fresh }: { test: TunnelTest | null; fresh: boolean }) {
  const now = useNow();
  if (test === null) return null;
  return (
    <details key={fresh ? `fresh ${test.at}` : "known"} className={css.tested} open={fresh || !test.passed}>
      <summary className={css.summary}>{test.passed ? words.passed : words.failed}<span className={panel.faint}>{` · ${moment(test.at, now)}`}</span></summary>
      <StepList
        label={words.steps}
        steps={test.steps.map((step) => ({
          key: step.name, title: step.name, state: step.outcome === "ok" ? "done" : step.outcome,
          cause: step.cause === null ? null : asSentence(step.cause), cure: step.cure === null ? null : asSentence(step.cure),
        }))}
      />
    </details>
  );
}
