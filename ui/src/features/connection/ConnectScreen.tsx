import { useQuery } from "@tanstack/react-query";
import { ArchiveRestore, FlaskConical, Link2 } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { session } from "../../api/client";
import { ask } from "../../api/queries";
import type { Account } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Skeleton, Strip } from "../../components/Notice";
import { go } from "../../lib/location";
import { CONNECTION, HOME } from "../../lib/routes";
import { useStore } from "../../lib/store";
import { asSentence, Failure, failureSentence } from "../../parts/Failure";
import { lookAround } from "../../parts/lookAround";
import { tellProblem } from "../../state/toasts";
import { AccountSteps } from "./AccountSteps";
import { words } from "./accountWords";
import { Copyable } from "./Copyable";
import { KeyForm, UnlockForm } from "./KeyForm";
import { RestoreWay, useRestore } from "./RestoreWay";
import { words as restoreWords } from "./restoreWords";
import css from "./Connect.module.css";

/** From nothing to a connected workspace. `welcome`: first the ways to begin. All of its state is the core's. */
export function ConnectScreen({ welcome = false }: { welcome?: boolean }) {
  const account = useQuery(ask("account", {}));
  const who = useStore(session);
  return (
    <section className={css.screen} aria-label={welcome ? words.welcome : words.title}>
      <div className={css.column}>
        {who?.demo ? <Demo /> : account.data ? (
          welcome && account.data.state === "disconnected" ? <Welcome /> : <Way account={account.data} />
        ) : account.error ? (
          <Failure error={account.error} onRetry={() => { void account.refetch(); }} />
        ) : (
          <Skeleton lines={6} label={words.loading} />
        )}
      </div>
    </section>
  );
}

function Welcome() {
  const [restoring, setRestoring] = useState(false);
  const [opening, setOpening] = useState(false);
  const restore = useRestore();
  // A reload finds what is going on.
  if (restore.data && (restoring || restore.data.stage !== "idle")) return <RestoreWay restore={restore.data} onBack={() => { setRestoring(false); }} />;
  const look = () => {
    setOpening(true);
    lookAround(true).catch((error: unknown) => {
      setOpening(false);
      tellProblem(failureSentence(error));
    });
  };
  const notHere = restore.data?.notHere ?? null;
  return (
    <>
      <img src="./icon.svg" alt="" width={40} height={40} />
      <h1 className={css.title}>{words.welcome}</h1>
      <p className={css.lead}>{words.welcomeBody}</p>
      <ul className={css.choices} aria-label={words.choices}>
        <Choice icon={<FlaskConical size={20} strokeWidth={1.75} />} title={words.sample} body={words.sampleBody}>
          <Button size="l" disabled={opening} onClick={look}>{opening ? words.sampleOpening : words.sampleOpen}</Button>
        </Choice>
        <Choice icon={<Link2 size={20} strokeWidth={1.75} />} title={words.connect} body={words.connectBody}>
          <Button look="main" size="l" onClick={() => { go({ screen: "connect" }); }}>{words.connect}</Button>
        </Choice>
        <Choice icon={<ArchiveRestore size={20} strokeWidth={1.75} />} title={restoreWords.title} body={notHere === null ? words.restoreBody : asSentence(notHere)}>
          <Button size="l" disabled={restore.data === undefined || notHere !== null} onClick={() => { setRestoring(true); }}>{restoreWords.title}</Button>
        </Choice>
      </ul>
    </>
  );
}

function Choice({ icon, title, body, children }: { icon: ReactNode; title: string; body: string; children: ReactNode }) {
  return (
    <li className={css.choice}>
      <span className={css.choiceIcon} aria-hidden="true">{icon}</span>
      <div className={css.choiceWords}>
        <h2 className={css.choiceTitle}>{title}</h2>
        <p className={css.faint}>{body}</p>
        <div className={css.ways}>{children}</div>
      </div>
    </li>
  );
}

function Demo() {
  const visiting = useStore(session)?.visiting ?? false;
  return (
    <>
      <h1 className={css.title}>{words.demoTitle}</h1>
      {visiting ? (
        <>
          <p className={css.lead}>{words.visitingBody}</p>
          <Button look="main" size="l" onClick={() => { lookAround(false).catch((error: unknown) => { tellProblem(failureSentence(error)); }); }}>{words.leaveSample}</Button>
        </>
      ) : (
        <>
          <p className={css.lead}>{words.demoBody}</p>
          <Copyable text={words.demoCommand} label={words.copyCommand} copied={words.commandCopied} />
        </>
      )}
    </>
  );
}

/** Whether there is no key that Quo accepts. */
function needsKey({ state, steps, keyFromEnvironment }: Account): boolean {
  if (keyFromEnvironment) return false;
  return state === "disconnected" || state === "refused" || steps.some((step) => (step.name === "key" || step.name === "secret") && step.state === "failed");
}

function Way({ account }: { account: Account }) {
  if (account.state === "locked") {
    return (
      <>
        <h1 className={css.title}>{words.unlockTitle}</h1>
        <UnlockForm />
      </>
    );
  }
  if (!needsKey(account)) return <Progress account={account} />;
  const failed = account.steps.find((step) => step.problem !== null)?.problem;
  return (
    <>
      <h1 className={css.title}>{words.title}</h1>
      <p className={css.lead}>{words.lead}</p>
      {account.state === "refused" ? <div className={css.strip}><Strip tone="bad">{words.refused}</Strip></div> : failed ? <div className={css.strip}><Strip tone="bad">{`${failed.cause} ${failed.cure}`}</Strip></div> : null}
      <KeyForm account={account} submit={words.submit} onDone={() => { go({ screen: "connect" }, "replace"); }} />
    </>
  );
}

function Progress({ account }: { account: Account }) {
  const title = useRef<HTMLHeadingElement>(null);
  // The form that had the focus is gone: the way on begins at the heading.
  useEffect(() => {
    if (document.activeElement === document.body) title.current?.focus();
  }, []);
  const failed = account.steps.some((step) => step.state === "failed");
  const left = account.steps.filter((step) => step.state !== "done").length;
  const arrived = account.steps.some((step) => step.name === "test" && step.state === "done");
  const [heading, lead] = failed
    ? [words.inTheWay, words.inTheWayBody]
    : left === 0
      ? [words.finished(account.workspace), words.finishedBody]
      : [words.connectingTo(account.workspace), words.stepsLeft(left)];
  return (
    <>
      <div role="status">
        <h1 ref={title} tabIndex={-1} className={css.title}>{heading}</h1>
        <p className={css.lead}>{lead}</p>
      </div>
      <div className={css.steps}><AccountSteps account={account} wayIn /></div>
      {arrived && !failed ? (
        <>
          <h2 className={css.heading}>{words.next}</h2>
          <ul className={css.next}>{words.nextList.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>
          <div className={css.ways}>
            <Button look="main" size="l" onClick={() => { go(HOME); }}>{words.openInbox}</Button>
            <Button size="l" onClick={() => { go(CONNECTION); }}>{words.openConnection}</Button>
          </div>
        </>
      ) : null}
    </>
  );
}
