import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, FileUp, Undo2 } from "lucide-react";
import { useRef, useState } from "react";
import { call } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { ImportInfo } from "../../api/schema.gen";
import { Button, IconButton } from "../../components/Button";
import { Skeleton } from "../../components/Notice";
import { ProgressBar } from "../../components/ProgressBar";
import { moment } from "../../lib/dates";
import { go, useRoute } from "../../lib/location";
import { withOpen } from "../../lib/routes";
import { Failure, failureSentence } from "../../parts/Failure";
import { useActions } from "../../state/actions";
import { useNow } from "../../state/clock";
import { useKeyLabel } from "../../state/keymap";
import { tell, tellBefore, tellProblem } from "../../state/toasts";
import { PlanView } from "./PlanView";
import { upload } from "./upload";
import { words } from "./words";
import css from "./Import.module.css";

/** Contacts from a file: chosen, looked at, imported; and what was imported earlier, to be undone. */
export function ImportPage() {
  const route = useRoute();
  const client = useQueryClient();
  const [importId, setImportId] = useState<string | null>(null);
  const [progress, setProgress] = useState<{ name: string; done: number; total: number } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const backKey = useKeyLabel("back");
  const back = () => { go(withOpen(route, null)); };
  useActions([{ id: "back", run: back }]);
  const take = (file: File | undefined) => {
    if (!file || progress) return;
    setFailure(null);
    setImportId(null);
    setProgress({ name: file.name, done: 0, total: file.size });
    upload(file, (done) => { setProgress({ name: file.name, done, total: file.size }); }).then(setImportId, setFailure).finally(() => { setProgress(null); });
  };
  const undo = (id: string) => {
    call("undo_import", { importId: id }).then(
      ({ removed, reverted, kept }) => {
        markOwnChange(client, "undo_import", null);
        tell(words.wasUndone(removed, reverted, kept));
      },
      (error: unknown) => { tellProblem(failureSentence(error)); },
    );
  };
  return (
    <section
      className={css.page} aria-label={words.title}
      onDragOver={(event) => { event.preventDefault(); }}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer.files[0]);
      }}
    >
      <div className={css.bar}><IconButton label={words.back} keys={backKey} icon={<ArrowLeft size={18} />} onClick={back} /></div>
      <div className={css.column}>
        <h2 className={css.title}>{words.title}</h2>
        {importId === null ? (
          <>
            <p className={css.lead}>{words.lead}</p>
            <div className={css.drop}>
              <Chooser label={words.choose} main onFile={take} />
              <span className={css.faint}>{words.drop}</span>
            </div>
          </>
        ) : null}
        {failure ? <Failure error={failure} /> : null}
        {progress ? (
          <div className={css.progress} role="status">
            <span>{words.reading(progress.name)}</span>
            <ProgressBar label={words.reading(progress.name)} done={progress.done} total={progress.total} />
          </div>
        ) : null}
        {importId === null ? null : (
          <PlanView
            key={importId} importId={importId} chooser={<Chooser label={words.another} onFile={take} />}
            onCancel={() => { setImportId(null); }}
            onApplied={(applied, name) => {
              setImportId(null);
              markOwnChange(client, "apply_import", null);
              tell(words.applied(name, applied.created, applied.changed), () => { undo(applied.importId); });
            }}
          />
        )}
        {importId === null ? <Imports onUndo={undo} /> : null}
      </div>
    </section>
  );
}

function Chooser({ label, main = false, onFile }: { label: string; main?: boolean; onFile: (file: File | undefined) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input} type="file" className="visually-hidden" tabIndex={-1} aria-label={label} accept=".csv,.tsv,.txt,.vcf,.vcard,text/csv,text/vcard,text/x-vcard"
        onChange={(event) => {
          onFile(event.target.files?.[0]);
          // The same file may be chosen again after it was put right.
          event.target.value = "";
        }}
      />
      <Button look={main ? "main" : "plain"} size={main ? "l" : "m"} icon={<FileUp size={16} />} onClick={() => { input.current?.click(); }}>{label}</Button>
    </>
  );
}

/** What was imported earlier, newest first. */
function Imports({ onUndo }: { onUndo: (id: string) => void }) {
  const imports = useQuery(ask("imports", {}));
  // What is about to be undone says so at once; until Undo is over nothing has happened.
  const [leaving, setLeaving] = useState<readonly string[]>([]);
  return (
    <section className={css.imports} aria-label={words.imports}>
      <h3 className={css.heading}>{words.imports}</h3>
      {imports.error && !imports.data ? <Failure error={imports.error} onRetry={() => { void imports.refetch(); }} /> : !imports.data ? <Skeleton lines={2} label={words.importsLoading} /> : imports.data.imports.length === 0 ? <p className={css.faint}>{words.importsNone}</p> : (
        <ul>
          {imports.data.imports.map((one) => (
            <ImportRow
              key={one.id} one={one} leaving={leaving.includes(one.id)}
              onUndo={() => {
                setLeaving((now) => [...now, one.id]);
                const stay = () => { setLeaving((now) => now.filter((id) => id !== one.id)); };
                tellBefore(words.undoing(one.name), stay, () => { onUndo(one.id); });
              }}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function ImportRow({ one, leaving, onUndo }: { one: ImportInfo; leaving: boolean; onUndo: () => void }) {
  const now = useNow();
  return (
    <li className={css.import}>
      <span className={css.importWords}>
        <span className={css.importName}>{one.name}</span>
        <span className={css.faint}>{[moment(one.at, now), words.made(one.created, one.changed), one.onlyHere ? words.onlyHere : null].filter(Boolean).join(" · ")}</span>
      </span>
      {one.undoneAt !== null || leaving ? <span className={css.faint}>{words.undone}</span> : <Button size="s" icon={<Undo2 size={12} />} aria-label={words.undoOf(one.name)} onClick={onUndo}>{words.undo}</Button>}
    </li>
  );
}
