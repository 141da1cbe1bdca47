import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { markOwnChange } from "../../api/queries";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Fields";
import { Skeleton } from "../../components/Notice";
import { called } from "../../parts/useTriage";
import { Failure, failureSentence } from "../../parts/Failure";
import { knownTags } from "../../parts/knownTags";
import { tell, tellProblem } from "../../state/toasts";
import { setTags, tagsOf, withTag, type Tagged, type Target } from "./tagsOf";
import { words } from "./words";
import css from "./TagDialog.module.css";

const LONGEST = 40;

/** Gives everybody in the selected conversations a tag, or takes it away. */
export function TagDialog({ open, targets, title, onClose }: { open: boolean; targets: readonly Target[]; title: string; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={words.tagTitle(called(targets.length, title))}>
      <Content targets={targets} onClose={onClose} />
    </Dialog>
  );
}

function Content({ targets, onClose }: { targets: readonly Target[]; onClose: () => void }) {
  const client = useQueryClient();
  const reading = tagsOf(targets);
  const people = useQuery(reading);
  const { data: known = [] } = useQuery(knownTags());
  const [text, setText] = useState("");
  const { data } = people;
  const wanted = text.trim().replace(/\s+/g, " ");
  const problem = wanted.length > LONGEST ? words.tagTooLong : null;

  const put = useMutation({
    mutationFn: (next: readonly Tagged[]) => setTags(next),
    onSuccess: (_, next) => {
      client.setQueryData(reading.queryKey, (now) => now?.map((one) => next.find((other) => other.contactId === one.contactId) ?? one));
    },
    onError: (error) => {
      tellProblem(failureSentence(error));
      void people.refetch();
    },
    // Some may have been changed before one could not be.
    onSettled: () => { markOwnChange(client, "set_contact_tags", null); },
  });
  const change = (tag: string, on: boolean) => {
    const next = withTag(data ?? [], tag, on);
    if (next.length === 0) return;
    const before = (data ?? []).filter((one) => next.some((other) => other.contactId === one.contactId));
    put.mutateAsync(next).then(() => {
      tell(on ? words.tagGiven(tag, next.length) : words.tagTaken(tag, next.length), () => { put.mutate(before); });
    }, () => undefined);
  };
  const names = [...new Set([...known.map(({ name }) => name), ...(data ?? []).flatMap(({ tags }) => tags)])].sort((a, b) => a.localeCompare(b));
  return (
    <form
      className={css.body}
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted === "") onClose();
        else if (problem === null && data) {
          // The spelling that others have already stands, so that one filter finds them all.
          change(names.find((name) => name.toLowerCase() === wanted.toLowerCase()) ?? wanted, true);
          setText("");
        }
      }}
    >
      <TextField label={words.addTag} autoFocus autoComplete="off" value={text} hint={words.addTagHint} problem={problem} onChange={(event) => { setText(event.target.value); }} />
      {people.error && !data ? <Failure error={people.error} onRetry={() => { void people.refetch(); }} /> : !data ? <Skeleton lines={3} label={words.tagsLoading} /> : (
        <ul className={css.list} aria-label={words.tagsOfSelected}>
          {names.map((name) => {
            const having = data.filter(({ tags }) => tags.includes(name)).length;
            const all = having === data.length;
            return (
              <li key={name}>
                <label className={css.tag}>
                  <input type="checkbox" checked={all} disabled={put.isPending} ref={(box) => { if (box) box.indeterminate = having > 0 && !all; }} onChange={() => { change(name, !all); }} />
                  <span className={css.name}>{name}</span>
                  <span className={css.count}>{having === 0 ? null : words.tagHave(having, data.length)}</span>
                </label>
              </li>
            );
          })}
        </ul>
      )}
      <div className={css.choices}>
        <Button look="main" onClick={onClose}>{words.tagsDone}</Button>
      </div>
    </form>
  );
}
