import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { call } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { Account, AccountStep, AccountStepName } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { moment } from "../../lib/dates";
import { failureSentence } from "../../parts/Failure";
import { useNow } from "../../state/clock";
import { tellProblem } from "../../state/toasts";
import { words } from "./accountWords";
import { StepList } from "./StepList";
import { TunnelPanel } from "./TunnelPanel";
import css from "./Connect.module.css";

/** The way from a key to a complete workspace; a step that did not work says why, what helps, and can be tried again. */
export function AccountSteps({ account, wayIn = false }: { account: Account; wayIn?: boolean }) {
  const client = useQueryClient();
  const now = useNow();
  const retry = useMutation({
    mutationFn: (step: AccountStepName) => call("retry_step", { step }),
    onSuccess: (answer) => {
      client.setQueryData(ask("account", {}).queryKey, answer);
      markOwnChange(client, "retry_step", null);
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  return (
    <StepList
      label={words.steps}
      steps={account.steps.map((step) => ({
        key: step.name,
        title: titleOf(step),
        state: step.state,
        note: noteOf(step, now),
        cause: step.problem?.cause ?? null,
        cure: step.problem ? [step.problem.cure, step.problem.again && !/by itself/.test(step.problem.cure) ? words.again : ""].join(" ").trim() : null,
        children: step.state === "failed" ? (
          <>
            <div className={css.ways}><Button size="s" icon={<RotateCw size={12} />} disabled={retry.isPending} onClick={() => { retry.mutate(step.name); }}>{words.retry}</Button></div>
            {step.name === "address" && wayIn ? <div className={css.inStep}><TunnelPanel /></div> : null}
          </>
        ) : null,
      }))}
    />
  );
}

function titleOf({ name, state }: AccountStep): string {
  const title = words.step[name];
  return state === "done" ? title.done : state === "running" ? title.doing : title.todo;
}

/** The note of the test is the moment at which its event came. */
function noteOf({ note }: AccountStep, now: number): string | null {
  const at = note !== null && /^\d{4}-\d\d-\d\dT/.test(note) ? Date.parse(note) : NaN;
  return Number.isNaN(at) ? note : moment(at, now);
}
