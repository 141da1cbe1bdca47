import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { call, host } from "../../api/client";
import { ask } from "../../api/queries";
import type { BackupFound, Restore } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Fields";
import { Strip } from "../../components/Notice";
import { ProgressBar } from "../../components/ProgressBar";
import { fullTime, momentInFull } from "../../lib/dates";
import { progressFacts } from "../../parts/backupWords";
import { asSentence, failureSentence } from "../../parts/Failure";
import { waitForNewStart } from "../../parts/newStart";
import { words } from "./restoreWords";
import connect from "./Connect.module.css";
import css from "./Restore.module.css";

/** So many damaged files are listed. */
const MOST_LISTED = 50;

/** From a folder with backups to a workspace that has everything again. */
export function RestoreWay({ restore, onBack }: { restore: Restore; onBack: () => void }) {
  switch (restore.stage) {
    case "idle":
      return <Choosing onBack={onBack} />;
    case "working":
      return <Working restore={restore} />;
    case "failed":
      return <Failed restore={restore} />;
    case "ready":
      return <Ready />;
  }
}

function Head({ title, lead }: { title: string; lead: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // What had the focus is gone: the way on begins at the heading.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <div role="status">
      <h1 ref={heading} tabIndex={-1} className={connect.title}>{title}</h1>
      <p className={connect.lead}>{lead}</p>
    </div>
  );
}

function Choosing({ onBack }: { onBack: () => void }) {
  const client = useQueryClient();
  const [folder, setFolder] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const look = useMutation({
    mutationFn: () => call("backups_in", { folder: folder.trim() }),
    onSuccess: ({ backups }) => { setChosen(backups.find((one) => one.problem === null)?.name ?? null); },
  });
  const start = useMutation({
    mutationFn: (name: string) => call("start_restore", { folder: folder.trim(), name }),
    onSuccess: (answer) => { client.setQueryData(ask("restore", {}).queryKey, answer); },
  });
  const found = look.data?.backups ?? null;
  const picked = found?.find((one) => one.name === chosen) ?? null;
  return (
    <>
      <Head title={words.title} lead={words.lead} />
      <form className={connect.form} noValidate onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (folder.trim() !== "" && !look.isPending) look.mutate();
      }}>
        <TextField
          label={words.folder}
          type="text"
          name="backup-folder"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus
          required
          hint={host().can.signOut ? words.folderHintServer : words.folderHint}
          value={folder}
          problem={look.error ? failureSentence(look.error) : null}
          onChange={(event) => {
            setFolder(event.target.value);
            look.reset();
            start.reset();
          }}
        />
        <div className={connect.ways}>
          <Button type="submit" look={found ? "plain" : "main"} size="l" disabled={folder.trim() === "" || look.isPending}>{look.isPending ? words.looking : words.look}</Button>
          <Button size="l" look="quiet" onClick={onBack}>{words.back}</Button>
        </div>
      </form>
      {found ? (
        <>
          <fieldset className={css.list}>
            <legend className={css.legend}>{words.backups}</legend>
            {found.map((one, at) => <One key={one.name} found={one} newest={at === 0} chosen={one.name === chosen} onChoose={() => { setChosen(one.name); }} />)}
          </fieldset>
          {picked && !picked.withMedia ? <p className={css.note}>{words.withoutFiles}</p> : null}
          {start.error ? <div className={connect.ways}><Strip tone="bad">{failureSentence(start.error)}</Strip></div> : null}
          <div className={connect.ways}>
            <Button look="main" size="l" disabled={picked === null || start.isPending} onClick={() => { if (picked) start.mutate(picked.name); }}>{start.isPending ? words.starting : words.restore}</Button>
          </div>
        </>
      ) : null}
    </>
  );
}

function One({ found, newest, chosen, onChoose }: { found: BackupFound; newest: boolean; chosen: boolean; onChoose: () => void }) {
  const { madeAt, records, files, bytes, withMedia, problem } = found;
  return (
    <label className={css.one} data-off={problem !== null || undefined}>
      <input type="radio" name="backup" checked={chosen} disabled={problem !== null} onChange={onChoose} />
      <span>
        <span className={css.when} title={fullTime(madeAt)}>{momentInFull(madeAt)}{newest ? ` · ${words.newest}` : ""}</span>
        <br />
        {problem === null
          ? <span className={css.facts}>{[words.records(records), words.files(files, withMedia), words.size(bytes)].join(" · ")}</span>
          : <span className={css.bad}>{asSentence(problem)}</span>}
      </span>
    </label>
  );
}

function Working({ restore }: { restore: Restore }) {
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => call("stop_restore", {}),
    onSuccess: () => client.invalidateQueries({ queryKey: ask("restore", {}).queryKey }),
  });
  const phase = restore.progress?.phase ?? "checking";
  return (
    <>
      <Head key={phase} title={words.doing[phase]} lead={words.doingBody[phase]} />
      <div className={css.progress}>
        <ProgressBar label={words.doing[phase]} done={restore.progress?.done ?? 0} total={restore.progress?.total ?? 1} />
        <p className={css.facts}>{restore.progress ? progressFacts(restore.progress) : words.starting}</p>
      </div>
      <div className={connect.ways}><Button size="l" disabled={stop.isPending} onClick={() => { stop.mutate(); }}>{words.stop}</Button></div>
    </>
  );
}

function Failed({ restore }: { restore: Restore }) {
  const client = useQueryClient();
  const forget = useMutation({
    mutationFn: () => call("stop_restore", {}),
    onSuccess: (answer) => { client.setQueryData(ask("restore", {}).queryKey, answer); },
  });
  const { damage, problem } = restore;
  const left = damage.length - MOST_LISTED;
  return (
    <>
      <Head title={words.failed} lead={words.unchanged} />
      <Strip tone="bad">{damage.length > 0 ? words.damaged(damage.length) : problem === null ? words.failed : asSentence(problem)}</Strip>
      {damage.length > 0 ? (
        <ul className={css.damage} aria-label={words.damage}>
          {damage.slice(0, MOST_LISTED).map((one) => <li key={one}>{asSentence(one)}</li>)}
          {left > 0 ? <li>{words.more(left)}</li> : null}
        </ul>
      ) : null}
      <div className={connect.ways}><Button look="main" size="l" disabled={forget.isPending} onClick={() => { forget.mutate(); }}>{words.another}</Button></div>
    </>
  );
}

/** The core closes and opens itself; then everything is loaded anew. */
function Ready() {
  useEffect(waitForNewStart, []);
  return <Head title={words.ready} lead={host().can.signOut ? `${words.readyBody} ${words.readySignIn}` : words.readyBody} />;
}

/** How far restoring is. */
export function useRestore() {
  return useQuery(ask("restore", {}));
}
