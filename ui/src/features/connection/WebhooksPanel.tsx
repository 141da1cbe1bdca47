import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, KeyRound, Plus, RotateCw, Trash2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import { call, type CallError } from "../../api/client";
import { markOwnChange } from "../../api/queries";
import type { Account, WebhookRow, Webhooks } from "../../api/schema.gen";
import { Button, IconButton } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Fields";
import { Menu, MenuItem } from "../../components/Menu";
import { Skeleton } from "../../components/Notice";
import { Failure, failureSentence } from "../../parts/Failure";
import { tell, tellBefore, tellProblem } from "../../state/toasts";
import { words } from "./accountWords";
import { Panel } from "./Panel";
import panel from "./Panel.module.css";
import css from "./Webhooks.module.css";

/** Every webhook of the workspace: ours, and those of other programs. */
export function WebhooksPanel({ account }: { account: Account }) {
  const client = useQueryClient();
  const connected = account.workspace !== null && account.state !== "refused" && account.state !== "locked";
  // Not keyed by the command: the list is asked of Quo over the network, and must not be asked anew with each delivery.
  const key = ["webhooks at Quo", account.webhookId, account.hookUrl];
  const list = useQuery<Webhooks, CallError>({
    queryKey: key,
    queryFn: ({ signal }) => call("webhooks", {}, signal),
    enabled: connected,
    placeholderData: (previous) => previous,
  });
  const [creating, setCreating] = useState(false);
  const [removing, setRemoving] = useState<WebhookRow | null>(null);
  const changed = () => {
    markOwnChange(client, "create_webhook", null);
    void client.invalidateQueries({ queryKey: [key[0]] });
  };
  const test = useMutation({
    mutationFn: (row: WebhookRow) => call("test_webhook", { id: row.id, foreign: false }),
    onSuccess: ({ seen, sentence, problem }) => {
      if (seen) tell(sentence);
      else tellProblem([sentence, problem?.cause, problem?.cure].filter(Boolean).join(" "));
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  const rotate = useMutation({
    mutationFn: (row: WebhookRow) => call("rotate_webhook", { id: row.id, foreign: false }),
    onSuccess: () => {
      tell(words.rotated);
      changed();
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  // Quo gives none back: until Undo is over nothing has happened.
  const [leaving, setLeaving] = useState<readonly string[]>([]);
  const remove = (row: WebhookRow) => {
    setRemoving(null);
    setLeaving((now) => [...now, row.id]);
    const stay = () => { setLeaving((now) => now.filter((id) => id !== row.id)); };
    tellBefore(words.removing(nameOf(row)), stay, () => {
      call("delete_webhook", { id: row.id, foreign: !row.ours }).then(changed, (error: unknown) => {
        stay();
        tellProblem(failureSentence(error));
      });
    });
  };
  const { data } = list;
  const rows = data?.rows.filter((row) => !leaving.includes(row.id)) ?? [];
  return (
    <Panel
      title={words.webhooks}
      note={connected && data ? words.webhooksOf(rows.length, data.most) : null}
      tools={connected ? (
        <>
          <Button size="s" icon={<RotateCw size={12} />} disabled={list.isFetching} onClick={() => { void list.refetch(); }}>{words.reread}</Button>
          <Button size="s" icon={<Plus size={12} />} onClick={() => { setCreating(true); }}>{words.create}</Button>
        </>
      ) : null}
    >
      {!connected ? <p className={panel.faint}>{words.webhooksLater}</p> : data ? (
        rows.length === 0 ? <p className={panel.faint}>{words.noWebhooks}</p> : (
          <ul className={css.list} aria-label={words.webhooks}>
            {rows.map((row) => (
              <Row
                key={row.id}
                row={row}
                testing={test.isPending && test.variables.id === row.id}
                onTest={() => { if (!test.isPending) test.mutate(row); }}
                onRotate={() => { if (!rotate.isPending) rotate.mutate(row); }}
                onRemove={() => { setRemoving(row); }}
              />
            ))}
          </ul>
        )
      ) : list.error ? (
        <Failure error={list.error} onRetry={() => { void list.refetch(); }} />
      ) : (
        <Skeleton lines={3} label={words.webhooksLoading} />
      )}
      {connected && data && list.error ? <Failure error={list.error} onRetry={() => { void list.refetch(); }} /> : null}
      <Dialog open={creating} onClose={() => { setCreating(false); }} title={words.createTitle}>
        <Create hookUrl={account.hookUrl} onDone={() => { setCreating(false); changed(); }} onClose={() => { setCreating(false); }} />
      </Dialog>
      <Dialog open={removing !== null} onClose={() => { setRemoving(null); }} title={words.removeTitle}>
        {removing ? <Remove row={removing} onRemove={() => { remove(removing); }} onClose={() => { setRemoving(null); }} /> : null}
      </Dialog>
    </Panel>
  );
}

function nameOf(row: WebhookRow): string {
  if (row.main) return words.ours;
  if (row.label) return row.label;
  try {
    return new URL(row.url).host;
  } catch {
    return row.url;
  }
}

function Row({ row, testing, onTest, onRotate, onRemove }: { row: WebhookRow; testing: boolean; onTest: () => void; onRotate: () => void; onRemove: () => void }) {
  const name = nameOf(row);
  const facts = [
    row.main ? words.main : row.ours ? words.ours : words.foreign,
    row.generation === "legacy" ? words.legacy : null,
    words.events(row.events.length),
    row.lines.length === 0 ? words.allLines : words.linesOf(row.lines.length),
    row.ours && !row.verified ? words.unverified : null,
  ].filter((fact) => fact !== null);
  // Testing and a new secret are for ours alone: another program would be sent an event, or locked out.
  const changeable = row.ours && row.generation === "current";
  return (
    <li className={css.row}>
      <div className={css.words}>
        <p className={css.name}>{name}{row.enabled ? null : <span className={css.off}>{words.off}</span>}</p>
        <p className={css.url}>{row.url}</p>
        <p className={css.facts}>{facts.join(" · ")}</p>
      </div>
      <div className={css.tools}>
        {changeable ? (
          <>
            <Button size="s" aria-label={words.testNamed(name)} disabled={testing} onClick={onTest}>{testing ? words.testing : words.test}</Button>
            <Menu trigger={<IconButton label={words.more(name)} icon={<Ellipsis size={16} />} />}>
              <MenuItem icon={<KeyRound size={14} />} onSelect={onRotate}>{words.rotate}</MenuItem>
              <MenuItem icon={<Trash2 size={14} />} onSelect={onRemove}>{words.remove}</MenuItem>
            </Menu>
          </>
        ) : <IconButton label={words.removeNamed(name)} icon={<Trash2 size={16} />} onClick={onRemove} />}
      </div>
    </li>
  );
}

function Remove({ row, onRemove, onClose }: { row: WebhookRow; onRemove: () => void; onClose: () => void }) {
  return (
    <div className={panel.dialog}>
      <div>
        <p className={css.name}>{nameOf(row)}</p>
        <p className={css.url}>{row.url}</p>
      </div>
      <p>{row.main ? words.removeMain : row.ours ? words.removeOurs : words.removeForeign}</p>
      <div className={css.dialogTools}>
        <Button look="bad" onClick={onRemove}>{words.removeIt}</Button>
        <Button onClick={onClose}>{words.cancel}</Button>
      </div>
    </div>
  );
}

function Create({ hookUrl, onDone, onClose }: { hookUrl: string | null; onDone: () => void; onClose: () => void }) {
  const [url, setUrl] = useState(hookUrl ?? "");
  const create = useMutation({
    mutationFn: () => call("create_webhook", { url: url.trim() === hookUrl ? null : url.trim() }),
    onSuccess: () => {
      tell(words.created);
      onDone();
    },
  });
  return (
    <form className={panel.dialog} noValidate onSubmit={(event: FormEvent) => {
      event.preventDefault();
      if (url.trim() !== "" && !create.isPending) create.mutate();
    }}>
      <p className={panel.faint}>{words.createLead}</p>
      <TextField label={words.createField} type="url" autoComplete="off" spellCheck={false} hint={words.createHint} value={url} problem={create.error ? failureSentence(create.error) : null} onChange={(event) => { setUrl(event.target.value); create.reset(); }} />
      <div className={css.dialogTools}>
        <Button type="submit" look="main" disabled={url.trim() === "" || create.isPending}>{words.createIt}</Button>
        <Button onClick={onClose}>{words.cancel}</Button>
      </div>
    </form>
  );
}
