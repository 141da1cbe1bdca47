import { useQueryClient } from "@tanstack/react-query";
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
import { tell, tellBefore, tellProblem } from "../../state/toasts";
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
  // The key cannot be had back: until Undo is over nothing has happened.
  const client = useQueryClient();
  const [leaving, setLeaving] = useState(false);
  const stay = () => { setLeaving(false); };
  const end = () => {
    close();
    setLeaving(true);
    tellBefore(words.disconnecting, stay, () => {
      call("disconnect", {}).then(({ notice }) => {
        markOwnChange(client, "disconnect", null);
        tell(notice ?? words.disconnected);
      }, (error: unknown) => { tellProblem(failureSentence(error)); }).finally(stay);
    });
  };
  return (
    <Panel
      title={words.account}
      tools={demo || leaving ? null : none && !keyFromEnvironment ? (
        <Button size="s" look="main" onClick={() => { go({ screen: "connect" }); }}>{words.connect}</Button>
      ) : (
        <>
          {keyFromEnvironment || state === "locked" ? null : <Button size="s" onClick={() => { setOver("key"); }}>{words.replace}</Button>}
          {none || keyFromEnvironment ? null : <Button size="s" look="bad" onClick={() => { setOver("end"); }}>{words.disconnect}</Button>}
        </>
      )}
    >
      {demo ? <Demo /> : <State account={account} leaving={leaving} />}
      <Dialog open={over === "key"} onClose={close} title={words.replace}>
        <div className={panel.dialog}>
          <p className={panel.faint}>{words.replaceLead}</p>
          <KeyForm account={account} submit={words.keepNew} onDone={() => { close(); tell(words.replaced); }} />
        </div>
      </Dialog>
      <Dialog open={over === "end"} onClose={close} title={words.disconnectTitle}><Disconnect onEnd={end} onClose={close} /></Dialog>
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

function State({ account, leaving }: { account: Account; leaving: boolean }) {
  const { state, workspace, lines, keyFromEnvironment } = account;
  const byEnvironment = state === "disconnected" && keyFromEnvironment;
  const look = LOOK[leaving ? "disconnected" : byEnvironment ? "connected" : state];
  const titles: Record<AccountState, string> = {
    disconnected: byEnvironment ? words.byEnvironment : words.notConnected, connecting: words.connectingTo(workspace), connected: words.connected,
    failing: words.inTheWay, refused: words.keyRefused, locked: words.locked,
  };
  return (
    <>
      {state === "refused" && !leaving ? <Strip tone="bad">{words.refused}</Strip> : (
        <div className={panel.state} role="status">
          <span className={look.tone} aria-hidden="true">{look.icon}</span>
          <div>
            <p className={panel.stateTitle}>{leaving ? words.disconnecting : titles[state]}</p>
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

function Disconnect({ onEnd, onClose }: { onEnd: () => void; onClose: () => void }) {
  return (
    <div className={panel.dialog}>
      <p>{words.disconnectBody}</p>
      <div className={css.ways}>
        <Button look="bad" onClick={onEnd}>{words.disconnect}</Button>
        <Button onClick={onClose}>{words.cancel}</Button>
      </div>
    </div>
  );
}
