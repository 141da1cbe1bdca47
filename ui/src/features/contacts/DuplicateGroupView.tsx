import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Merge } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { ask } from "../../api/queries";
import type { ContactCard, DuplicateGroup, LabelledValue, MergePreview } from "../../api/schema.gen";
import { Avatar } from "../../components/Avatar";
import { Button } from "../../components/Button";
import { Failure } from "../../parts/Failure";
import { useFace } from "./face";
import { words } from "./words";
import css from "./Duplicates.module.css";

/** What tells a group from another. */
export function groupKey(group: DuplicateGroup): string {
  return `${group.why} ${group.contacts.map((one) => one.id).join(" ")}`;
}

/** What all of them have, to be named as the reason. */
export function shared({ why, contacts }: DuplicateGroup): string {
  const valuesOf = (card: ContactCard) => (why === "number" ? card.phones : why === "email" ? card.emails : []).map(({ value }) => value.trim());
  const [first, ...others] = contacts.map(valuesOf);
  return first?.find((value) => others.every((list) => list.some((other) => other.toLowerCase() === value.toLowerCase()))) ?? "";
}

/** The name that has the most behind it stands unless another is chosen. */
function fullest(contacts: readonly ContactCard[]): string {
  const weight = (card: ContactCard) => card.phones.length + card.emails.length + card.fields.length + (card.company ? 1 : 0) + (card.role ? 1 : 0);
  const [best] = [...contacts].sort((a, b) => weight(b) - weight(a));
  return best?.id ?? "";
}

/** Contacts with something in common: which name stands, who is meant, and what would come of it. */
export function DuplicateGroupView({ group, onMerge, onApart }: {
  group: DuplicateGroup;
  onMerge: (kept: ContactCard, gone: ContactCard[]) => void;
  onApart: (contacts: ContactCard[]) => void;
}) {
  const id = useId();
  const { contacts } = group;
  return (
    <li className={css.group} aria-labelledby={id}>
      <h3 id={id} className={css.why}>{words.why[group.why](shared(group))}</h3>
      <MergeChoice contacts={contacts} first={fullest(contacts)} onMerge={onMerge}>
        <Button aria-label={words.apartNamed(contacts.map((one) => one.name))} onClick={() => { onApart(contacts); }}>{words.apart}</Button>
      </MergeChoice>
    </li>
  );
}

/** Which of several contacts stands, who goes into it, and what would come of it. `first` stands unless another is chosen. */
export function MergeChoice({ contacts, first, busy = false, autoFocus = false, onMerge, children }: {
  contacts: readonly ContactCard[];
  first: string;
  busy?: boolean;
  /** The one that stands takes the focus. */
  autoFocus?: boolean;
  onMerge: (kept: ContactCard, gone: ContactCard[]) => void;
  /** Another way than merging. */
  children: ReactNode;
}) {
  const name = useId();
  const [kept, setKept] = useState(first);
  const [left, setLeft] = useState<readonly string[]>([]);
  const stands = contacts.find((one) => one.id === kept) ?? contacts[0];
  const gone = contacts.filter((one) => one.id !== stands?.id && !left.includes(one.id));
  const preview = useQuery({ ...ask("merge_preview", { kept: stands?.id ?? "", gone: gone.map((one) => one.id) }), enabled: gone.length > 0, placeholderData: keepPreviousData });
  if (!stands) return null;
  return (
    <>
      <div role="radiogroup" aria-label={words.stands} className={css.cards}>
        {contacts.map((card) => (
          <Card
            key={card.id} card={card} name={name} chosen={card.id === stands.id} autoFocus={autoFocus && card.id === first}
            included={contacts.length > 2 && card.id !== stands.id ? !left.includes(card.id) : null}
            onChoose={() => { setKept(card.id); setLeft(left.filter((one) => one !== card.id)); }}
            onInclude={(on) => { setLeft(on ? left.filter((one) => one !== card.id) : [...left, card.id]); }}
          />
        ))}
      </div>
      {preview.error && !preview.data ? <Failure error={preview.error} onRetry={() => { void preview.refetch(); }} /> : gone.length > 0 ? <Preview preview={preview.data} stands={stands} gone={gone} /> : null}
      <div className={css.ways}>
        <Button look="main" icon={<Merge size={14} />} disabled={busy || gone.length === 0} aria-label={words.mergeNamed([stands, ...gone].map((one) => one.name))} onClick={() => { onMerge(stands, gone); }}>{words.merge}</Button>
        {children}
      </div>
    </>
  );
}

function Card({ card, name, chosen, autoFocus, included, onChoose, onInclude }: { card: ContactCard; name: string; chosen: boolean; autoFocus: boolean; included: boolean | null; onChoose: () => void; onInclude: (on: boolean) => void }) {
  const face = useFace(card);
  const lines = [
    [card.role, card.company].filter(Boolean).join(", "),
    card.phones.map(({ value }) => value).join(", "),
    card.emails.map(({ value }) => value).join(", "),
    words.conversationsOf(card.conversations.length),
  ].filter(Boolean);
  return (
    <div className={css.card} data-chosen={chosen || undefined} data-left={included === false || undefined}>
      <label className={css.choose}>
        <input type="radio" name={name} autoFocus={autoFocus} aria-label={[card.name, ...lines].join(", ")} checked={chosen} onChange={onChoose} />
        <Avatar initials={face.initials} hue={face.hue} size="m" />
        <span className={css.cardWords}>
          <span className={css.cardName}>{card.name}</span>
          {lines.map((line) => <span key={line} className={css.cardLine}>{line}</span>)}
        </span>
      </label>
      {included === null ? null : <label className={css.include}><input type="checkbox" checked={included} onChange={(event) => { onInclude(event.target.checked); }} />{words.include(card.name)}</label>}
    </div>
  );
}

/** What the one contact would have, and from whom it came. */
function Preview({ preview, stands, gone }: { preview: MergePreview | undefined; stands: ContactCard; gone: readonly ContactCard[] }) {
  if (!preview) return <div className={css.result} role="status" aria-label={words.resultLoading} />;
  const has = (list: readonly LabelledValue[], value: string) => list.some((one) => one.value === value);
  const origin = (part: "phones" | "emails" | "fields", value: string) => (has(stands[part], value) ? null : (gone.find((one) => has(one[part], value))?.name ?? null));
  const values = (part: "phones" | "emails" | "fields") => preview[part].map(({ label, value }) => {
    const from = origin(part, value);
    return (
      <li key={`${label} ${value}`}>
        {part === "fields" && label ? `${label}: ` : ""}{value}
        {from ? <span className={css.from}>{words.joined(from)}</span> : null}
      </li>
    );
  });
  // A conversation that two of them share is one.
  const ids = [stands, ...gone].flatMap((card) => card.conversations.map((row) => row.id));
  const twice = ids.length - new Set(ids).size;
  const all = [...values("phones"), ...values("emails"), ...values("fields")];
  return (
    <div className={css.result} role="group" aria-label={words.result}>
      <p className={css.resultTitle}>{words.result}</p>
      <p><strong>{preview.name}</strong>{[preview.role, preview.company].filter(Boolean).length > 0 ? ` · ${[preview.role, preview.company].filter(Boolean).join(", ")}` : ""}</p>
      <ul>{all}</ul>
      <p className={css.cardLine}>{[words.conversationsOf(Math.max(new Set(ids).size, preview.conversations - twice)), preview.tags.length > 0 ? `${words.tags}: ${preview.tags.join(", ")}` : null].filter(Boolean).join(" · ")}</p>
    </div>
  );
}
