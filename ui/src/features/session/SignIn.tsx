import { useState, type FormEvent, type ReactNode } from "react";
import { CallError, host, session } from "../../api/client";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Fields";
import { failureSentence } from "../../parts/Failure";
import { words } from "./words";
import css from "./SignIn.module.css";

const SHORTEST = 10;

/** The password page of a server. */
export function SignIn({ demo }: { demo: boolean }) {
  const [password, setPassword] = useState("");
  const { busy, problem, submit } = useAttempt(() => host().signIn(password), (error) =>
    error.code === "notSignedIn" || error.code === "refused" ? words.wrong : error.code === "tooMany" ? words.tooMany : null);
  return (
    <Page title={words.signIn} lead={demo ? words.demo : words.signInLead} onSubmit={submit}>
      <TextField label={words.password} type="password" autoComplete="current-password" autoFocus required value={password} problem={problem} onChange={(event) => { setPassword(event.target.value); }} />
      <Button type="submit" look="main" size="l" disabled={busy || password === ""}>{busy ? words.working : words.signIn}</Button>
    </Page>
  );
}

/** The first start of a server: nobody gets in before a password is chosen. */
export function ChoosePassword() {
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const { busy, problem, submit } = useAttempt(() => host().setPassword(password), () => null);
  const short = password.length < SHORTEST;
  const different = again !== password;
  return (
    <Page title={words.setUp} lead={words.setUpLead} onSubmit={(event) => {
      setTried(true);
      if (short || different) event.preventDefault();
      else submit(event);
    }}>
      <TextField label={words.newPassword} type="password" autoComplete="new-password" autoFocus required hint={words.newHint} value={password} problem={tried && short ? words.short : problem} onChange={(event) => { setPassword(event.target.value); }} />
      <TextField label={words.again} type="password" autoComplete="new-password" required value={again} problem={tried && !short && different ? words.different : null} onChange={(event) => { setAgain(event.target.value); }} />
      <Button type="submit" look="main" size="l" disabled={busy}>{busy ? words.working : words.setUpButton}</Button>
    </Page>
  );
}

function useAttempt(attempt: () => Promise<void>, explain: (error: CallError) => string | null) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    attempt()
      .then(() => host().session())
      .then(
        (who) => { session.set(who); },
        (error: unknown) => {
          setBusy(false);
          setProblem((error instanceof CallError ? explain(error) : null) ?? failureSentence(error));
        },
      );
  };
  return { busy, problem, submit };
}

function Page({ title, lead, onSubmit, children }: { title: string; lead: string; onSubmit: (event: FormEvent) => void; children: ReactNode }) {
  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={onSubmit} noValidate>
        <img src="./icon.svg" alt="" width={40} height={40} />
        <h1 className={css.title}>{title}</h1>
        <p className={css.lead}>{lead}</p>
        {children}
      </form>
    </main>
  );
}
