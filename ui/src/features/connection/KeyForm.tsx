import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { call } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { Account } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Fields";
import { failureSentence } from "../../parts/Failure";
import { words } from "./accountWords";
import css from "./Connect.module.css";

/** One field for the key, and one more where no keychain answers. The key is held no longer than the answer takes. */
export function KeyForm({ account, submit, onDone }: { account: Account; submit: string; onDone: () => void }) {
  const client = useQueryClient();
  const [key, setKey] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const connect = useMutation({
    mutationFn: () => call("connect", { key: key.trim(), passphrase: passphrase === "" ? null : passphrase }),
    gcTime: 0,
    onSuccess: (answer) => {
      client.setQueryData(ask("account", {}).queryKey, answer);
      markOwnChange(client, "connect", null);
      setKey("");
      setPassphrase("");
      onDone();
    },
  });
  const sealed = account.secrets === "needsPassphrase" || account.secrets === "damaged";
  const ready = key.trim() !== "" && (!sealed || passphrase.length >= account.leastPassphrase);
  return (
    <form className={css.form} noValidate onSubmit={(event: FormEvent) => {
      event.preventDefault();
      if (ready && !connect.isPending) connect.mutate();
    }}>
      <TextField
        label={words.key}
        type="password"
        name="quo-key"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        autoFocus
        required
        hint={words.keyWhere}
        value={key}
        problem={connect.error ? failureSentence(connect.error) : null}
        onChange={(event) => { setKey(event.target.value); connect.reset(); }}
      />
      {sealed ? (
        <TextField label={words.passphrase} type="password" autoComplete="new-password" required hint={words.passphraseHint(account.secretsWhy, account.leastPassphrase)} value={passphrase} onChange={(event) => { setPassphrase(event.target.value); }} />
      ) : null}
      <div><Button type="submit" look="main" size="l" disabled={!ready || connect.isPending}>{connect.isPending ? words.submitting : submit}</Button></div>
    </form>
  );
}

/** The passphrase of secrets that are sealed. */
export function UnlockForm() {
  const client = useQueryClient();
  const [passphrase, setPassphrase] = useState("");
  const unlock = useMutation({
    mutationFn: () => call("unlock_secrets", { passphrase }),
    gcTime: 0,
    onSuccess: (answer) => {
      client.setQueryData(ask("account", {}).queryKey, answer);
      markOwnChange(client, "unlock_secrets", null);
    },
  });
  return (
    <form className={css.form} noValidate onSubmit={(event: FormEvent) => {
      event.preventDefault();
      if (passphrase !== "" && !unlock.isPending) unlock.mutate();
    }}>
      <TextField label={words.unlockField} type="password" autoComplete="current-password" required hint={words.unlockLead} value={passphrase} problem={unlock.error ? failureSentence(unlock.error) : null} onChange={(event) => { setPassphrase(event.target.value); unlock.reset(); }} />
      <div><Button type="submit" look="main" size="l" disabled={passphrase === "" || unlock.isPending}>{unlock.isPending ? words.unlocking : words.unlock}</Button></div>
    </form>
  );
}
