import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { call } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { SaveTunnelReq, Tunnel, TunnelKind, TunnelKindInfo } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Fields";
import { Strip } from "../../components/Notice";
import { asSentence, failureSentence } from "../../parts/Failure";
import { tell } from "../../state/toasts";
import { words as accountWords } from "./accountWords";
import { Copyable } from "./Copyable";
import { badPorts, configOf, draftOf, FIELDS, type Draft, type TunnelField } from "./tunnelDraft";
import { words } from "./tunnelWords";
import css from "./Tunnel.module.css";

/** What is offered first where nothing is chosen yet: it needs no account. */
const SUGGESTED: TunnelKind = "cloudflaredQuick";

/** Which kind, and what that kind needs. Nothing is changed until it is saved and the core finds nothing wrong. */
export function TunnelForm({ tunnel, onDone }: { tunnel: Tunnel; onDone: (() => void) | null }) {
  const client = useQueryClient();
  const group = useId();
  const [kind, setKind] = useState<TunnelKind>(tunnel.config.kind === "off" ? SUGGESTED : tunnel.config.kind);
  const [draft, setDraft] = useState<Draft>(() => draftOf(tunnel.config));
  const [secret, setSecret] = useState("");
  const [badPort, setBadPort] = useState<string[]>([]);
  const save = useMutation({
    mutationFn: (req: SaveTunnelReq) => call("save_tunnel", req),
    gcTime: 0,
    onSuccess: (saved) => {
      if (saved.problems.length > 0) return;
      client.setQueryData(ask("tunnel", {}).queryKey, saved.tunnel);
      markOwnChange(client, "save_tunnel", null);
      setSecret("");
      tell(saved.tunnel.config.kind === "off" ? words.savedOff : words.saved);
      onDone?.();
    },
  });
  const problems = save.data?.problems ?? [];
  const problemOf = (field: string) => {
    const found = problems.find((problem) => problem.field === field);
    return found ? asSentence(found.sentence) : badPort.includes(field) ? words.badPort : null;
  };
  const shown = new Set([...FIELDS[kind].map((field) => field.name), "secret"]);
  const elsewhere = problems.filter((problem) => !shown.has(problem.field));
  const info = tunnel.kinds.find((one) => one.kind === kind);
  const set = (name: string, value: string) => {
    setDraft((now) => ({ ...now, [name]: value }));
    setBadPort((now) => now.filter((one) => one !== name));
  };
  return (
    <form className={css.form} noValidate onSubmit={(event: FormEvent) => {
      event.preventDefault();
      const bad = badPorts(kind, draft);
      setBadPort(bad);
      if (bad.length === 0 && !save.isPending) save.mutate({ config: configOf(kind, draft), secret: secret === "" ? null : secret });
    }}>
      <fieldset className={css.kinds}>
        <legend className={css.legend}>{words.which}</legend>
        {tunnel.kinds.map((one) => (
          <label key={one.kind} className={css.kind} data-chosen={one.kind === kind || undefined}>
            <input
              type="radio"
              name={group}
              className={css.radio}
              checked={one.kind === kind}
              aria-describedby={`${group}-${one.kind}`}
              onChange={() => {
                setKind(one.kind);
                setDraft(one.kind === tunnel.config.kind ? draftOf(tunnel.config) : {});
                setSecret("");
                save.reset();
                setBadPort([]);
              }}
            />
            <span className={css.kindName}>{words.kinds[one.kind].name}</span>
            <span id={`${group}-${one.kind}`} className={css.kindHint}>
              {words.kinds[one.kind].hint}
              {one.installed || one.program === null ? null : <span className={css.needs}>{` · ${words.needs(one.program)}`}</span>}
            </span>
          </label>
        ))}
      </fieldset>
      {info && !info.installed && info.program !== null ? <Missing info={info} program={info.program} /> : null}
      {FIELDS[kind].length > 0 || info?.secret ? (
        <div className={css.fields}>
          {FIELDS[kind].map((field) => <Field key={`${kind} ${field.name}`} field={field} value={draft[field.name] ?? ""} problem={problemOf(field.name)} onChange={(value) => { set(field.name, value); }} />)}
          {info?.secret ? <Secret tunnel={tunnel} kind={kind} name={info.secret} value={secret} problem={problemOf("secret")} onChange={setSecret} onForget={() => { save.mutate({ config: tunnel.config, secret: "" }); }} /> : null}
        </div>
      ) : null}
      {elsewhere.length > 0 || save.error ? (
        <Strip tone="bad">{save.error ? failureSentence(save.error) : elsewhere.map((problem) => asSentence(problem.sentence)).join(" ")}</Strip>
      ) : null}
      <div className={css.tools}>
        <Button type="submit" look="main" disabled={save.isPending}>{save.isPending ? words.saving : kind === "off" ? words.saveOff : words.save}</Button>
        {onDone ? <Button onClick={onDone}>{words.cancel}</Button> : null}
      </div>
    </form>
  );
}

function Field({ field, value, problem, onChange }: { field: TunnelField; value: string; problem: string | null; onChange: (value: string) => void }) {
  const { label, hint, example } = field.words;
  if (field.type === "yes") {
    return (
      <label className={css.yes}>
        <input type="checkbox" className={css.radio} checked={value === "true"} onChange={(event) => { onChange(event.target.checked ? "true" : ""); }} />
        <span>{label}<span className={css.faint}>{` ${hint}`}</span>{problem ? <span className={css.problem} role="alert">{problem}</span> : null}</span>
      </label>
    );
  }
  return (
    <TextField
      label={field.optional ? `${label} (${words.optional})` : label}
      hint={hint}
      placeholder={example}
      inputMode={field.type === "number" ? "numeric" : undefined}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      value={value}
      problem={problem}
      onChange={(event) => { onChange(event.target.value); }}
    />
  );
}

function Secret({ tunnel, kind, name, value, problem, onChange, onForget }: {
  tunnel: Tunnel; kind: TunnelKind; name: string; value: string; problem: string | null; onChange: (value: string) => void; onForget: () => void;
}) {
  const known = tunnel.config.kind === kind ? tunnel.secret : "none";
  const label = name.charAt(0).toUpperCase() + name.slice(1);
  if (known === "environment") return <p className={css.faint}><strong>{label}</strong>{` ${words.secretEnvironment}`}</p>;
  return (
    <div>
      <TextField label={label} type="password" autoComplete="off" spellCheck={false} value={value} problem={problem} hint={known === "kept" ? words.secretKept : known === "thisRun" ? words.secretThisRun : null} onChange={(event) => { onChange(event.target.value); }} />
      {known === "none" ? null : <Button size="s" look="quiet" onClick={onForget}>{words.forget}</Button>}
    </div>
  );
}

/** A program that has to be got first, and how. */
export function Missing({ info, program }: { info: TunnelKindInfo; program: string }) {
  return (
    <Strip tone="warn">
      <p>{words.missing(program)}</p>
      {info.get ? <p className={css.get}><span>{words.getIt}</span><Copyable text={info.get} label={accountWords.copyCommand} copied={accountWords.commandCopied} /></p> : (
        <ul>{info.getEverywhere.map(({ system, how }) => <li key={system}>{`${system}: ${how}`}</li>)}</ul>
      )}
      {info.page ? <p><a href={info.page} target="_blank" rel="noreferrer noopener" className={css.page}>{words.page}</a></p> : null}
    </Strip>
  );
}
