import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, CircleX, LoaderCircle, Lock } from "lucide-react";
import { useState, type ReactNode } from "react";
import { call } from "../../api/client";
import { markOwnChange } from "../../api/queries";
import type { Account, AccountState } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { Strip } from "../../components/Notice";
import { go } from "../../lib/location";
import { count } from "../../lib/numbers";
import { failureSentence } from "../../parts/Failure";
import { tell } from "../../state/toasts";
import { AccountSteps } from "./AccountSteps";
import { words } from "./accountWords";
import { Copyable } from "./Copyable";
import { KeyForm, UnlockForm } from "./KeyForm";
import { Fact, Panel } from "./Panel";
import panel from "./Panel.module.css";
import css from "./Connect.module.css";

/** Whose workspace this is, its key, and ending it. */
export function AccountPanel({ account, demo }: { account: Account; demo: boolean }) {
  const [over, setOver] = useState<"key" | "end" | null>(null);
  const close = () => { setOver(null); };
  const { state, keyFromEnvironment } = account;
  const none = state === "disconnected";
  return (
    <Panel
      title={words.account}
      tools={demo ? null : none && !keyFromEnvironment ? (
        <Button size="s" look="main" onClick={() => { go({ screen: "connect" }); }}>{words.connect}</Button>
      ) : (
        <>
          {keyFromEnvironment || state === "locked" ? null : <Button size="s" onClick={() => { setOver("key"); }}>{words.replace}</Button>}
          {none || keyFromEnvironment ? null : <Button size="s" look="bad" onClick={() => { setOver("end"); }}>{words.disconnect}</Button>}
        </>
      )}
    >
      {demo ? <Demo /> : <State account={account} />}
      <Dialog open={over === "key"} onClose={close} title={words.replace}>
        <div className={panel.dialog}>
          <p className={panel.faint}>{words.replaceLead}</p>
          <KeyForm account={account} submit={words.keepNew} onDone={() => { close(); tell(words.replaced); }} />
        </div>
      </Dialog>
      <Dialog open={over === "end"} onClose={close} title={words.disconnectTitle}><Disconnect onClose={close} /></Dialog>
    </Panel>
  );
}

function Demo() {
  return (
    <>
      <p className={panel.faint}>{`${words.demoTitle}. ${words.demoBody}`}</p>
      <Copyable text={words.demoCommand} label={words.copyCommand} copied={words.commandCopied} />
    </>
  );
}

const LOOK: Record<AccountState, { icon: ReactNode; tone: string | undefined }> = {
  disconnected: { icon: <CircleDashed size={16} />, tone: panel.faint },
  connecting: { icon: <LoaderCircle size={16} />, tone: panel.faint },
  connected: { icon: <CircleCheck size={16} />, tone: panel.good },
  failing: { icon: <CircleX size={16} />, tone: panel.bad },
  refused: { icon: <CircleX size={16} />, tone: panel.bad },
  locked: { icon: <Lock size={16} />, tone: panel.warn },
};

function State({ account }: { account: Account }) {
  const { state, workspace, lines, keyFromEnvironment } = account;
  const byEnvironment = state === "disconnected" && keyFromEnvironment;
  const look = LOOK[byEnvironment ? "connected" : state];
  const titles: Record<AccountState, string> = {
    disconnected: byEnvironment ? words.byEnvironment : words.notConnected, connecting: words.connectingTo(workspace), connected: words.connected,
    failing: words.inTheWay, refused: words.keyRefused, locked: words.locked,
  };
  return (
    <>
      {state === "refused" ? <Strip tone="bad">{words.refused}</Strip> : (
        <div className={panel.state} role="status">
          <span className={look.tone} aria-hidden="true">{look.icon}</span>
          <div>
            <p className={panel.stateTitle}>{titles[state]}</p>
            {state === "disconnected" ? <p className={panel.faint}>{byEnvironment ? words.byEnvironmentBody : words.notConnectedBody}</p> : null}
          </div>
        </div>
      )}
      {state === "locked" ? <div className={panel.narrow}><UnlockForm /></div> : null}
      {state === "connecting" || state === "failing" ? <AccountSteps account={account} /> : null}
      {state === "disconnected" ? null : (
        <dl className={panel.facts}>
          {workspace === null ? null : <Fact name={words.workspace}>{workspace}</Fact>}
          <Fact name={words.keyState} bad={state === "refused"}>{account.keyFromEnvironment ? words.keyEnvironment : words.keyAt[account.secrets]}</Fact>
          {lines.length === 0 ? null : <Fact name={words.lines}><ul>{lines.map((line) => <li key={line.id}>{line.name === line.number ? line.number : `${line.name} ${line.number}`}</li>)}</ul></Fact>}
          {account.people === 0 ? null : <Fact name={words.people}>{count(account.people)}</Fact>}
        </dl>
      )}
    </>
  );
}

function Disconnect({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => call("disconnect", {}),
    onSuccess: ({ notice }) => {
      markOwnChange(client, "disconnect", null);
      tell(notice ?? words.disconnected);
      onClose();
    },
  });
  return (
    <div className={panel.dialog}>
      <p>{words.disconnectBody}</p>
      {end.error ? <Strip tone="bad">{failureSentence(end.error)}</Strip> : null}
      <div className={css.ways}>
        <Button look="bad" disabled={end.isPending} onClick={() => { end.mutate(); }}>{words.disconnect}</Button>
        <Button onClick={onClose}>{words.cancel}</Button>
      </div>
    </div>
  );
}
