import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ListPlus, ListTodo, Volume2 } from "lucide-react";
import { useId } from "react";
import { call } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { CallPage as Page, NextStep } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { comingTime, length } from "../../lib/dates";
import { go, useRoute } from "../../lib/location";
import { FOLLOW_UPS, toHash, withOpen } from "../../lib/routes";
import { failureSentence } from "../Failure";
import { quickDue } from "../followups/due";
import { newFollowUp, useFollowUps } from "../followups/useFollowUps";
import { words as followUpWords } from "../followups/words";
import { serverNow, useNow } from "../../state/clock";
import { tellProblem } from "../../state/toasts";
import { words } from "./words";
import css from "./NextSteps.module.css";

/** What was promised: ticked here, followed up on with one click, and heard at the second in which it was said. */
export function NextSteps({ page, heading: Heading, onHear }: {
  page: Page;
  heading: "h3" | "h4";
  /** Where the sentence is to be heard, once somebody asks for that. */
  onHear: (ms: number) => void;
}) {
  const name = useId();
  const client = useQueryClient();
  const route = useRoute();
  const now = useNow();
  const key = ask("call_page", { callId: page.id }).queryKey;
  const promises = useQuery(ask("call_promises", { callId: page.id }));
  const { make } = useFollowUps();
  const tick = useMutation({
    mutationFn: (step: NextStep) => call("tick_next_step", { callId: page.id, index: step.index, done: step.done }),
    // The box answers at once; a failure puts it back and says so.
    onMutate: async (step) => {
      const put = () => client.setQueryData(key, (old: Page | undefined) => old && { ...old, nextSteps: old.nextSteps.map((one) => (one.index === step.index ? step : one)) });
      put();
      // What is being read just now does not know of it yet, and would take it back.
      await client.cancelQueries({ queryKey: key });
      put();
    },
    onSuccess: () => { markOwnChange(client, "tick_next_step", page.conversationId); },
    onError: (error) => {
      void client.invalidateQueries({ queryKey: key });
      tellProblem(failureSentence(error));
    },
  });
  const known = new Map(promises.data?.steps.map((step) => [step.index, step]));
  const follow = (steps: readonly NextStep[]) => {
    make(steps.map((step) => newFollowUp({ title: step.text, dueAt: quickDue("tomorrow", serverNow()), conversationId: page.conversationId, step: { callId: page.id, index: step.index } })));
  };
  const free = promises.data ? page.nextSteps.filter((step) => !step.done && known.get(step.index)?.followUpId === null) : [];
  return (
    <section className={css.section} aria-labelledby={name}>
      <div className={css.head}>
        <Heading id={name} className={css.heading}>{words.steps}</Heading>
        {free.length > 1 ? <Button size="s" look="quiet" icon={<ListPlus size={14} />} onClick={() => { follow(free); }}>{followUpWords.makeAll}</Button> : null}
      </div>
      <ul>
        {page.nextSteps.map((step) => {
          const promise = known.get(step.index);
          const heard = promise?.heard ?? null;
          return (
            <li key={step.index} className={css.line}>
              <label className={css.step} data-done={step.done || undefined}>
                <input type="checkbox" checked={step.done} onChange={(event) => { tick.mutate({ ...step, done: event.target.checked }); }} />
                <span>{step.text}</span>
              </label>
              <div className={css.more}>
                {heard ? (
                  <a
                    className={css.heard}
                    href={toHash(withOpen(route, { kind: "call", callId: page.id, startMs: heard.startMs }))}
                    aria-label={followUpWords.hear(length(heard.startMs))}
                    title={followUpWords.heard(heard.speaker, heard.sentence)}
                    onClick={(event) => {
                      event.preventDefault();
                      onHear(heard.startMs);
                    }}
                  >
                    <Volume2 size={12} aria-hidden="true" />{length(heard.startMs)}<span className={css.quote}>{followUpWords.heard(heard.speaker, heard.sentence)}</span>
                  </a>
                ) : promises.data && page.segments.length > 0 ? <span className={css.unheard}>{followUpWords.noSentence}</span> : null}
                {promise === undefined ? null : promise.followUpId === null ? (
                  step.done ? null : <Button size="s" look="quiet" icon={<ListPlus size={14} />} aria-label={`${followUpWords.follow}: ${step.text}`} onClick={() => { follow([step]); }}>{followUpWords.follow}</Button>
                ) : (
                  <Button size="s" look="quiet" icon={<ListTodo size={14} />} title={followUpWords.section} onClick={() => { go(step.done ? { ...FOLLOW_UPS, view: "done" } : FOLLOW_UPS); }}>
                    {promise.dueAt === null ? followUpWords.noDate : comingTime(promise.dueAt, now, "alone")}
                  </Button>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
