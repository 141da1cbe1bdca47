import { Copy, MessageSquare } from "lucide-react";
import type { ReactNode } from "react";
import type { ContactCard, ContactFieldKind, ConversationRow, LabelledValue } from "../../api/schema.gen";
import { IconButton } from "../../components/Button";
import { classes } from "../../lib/classes";
import { copyText } from "../../lib/clipboard";
import { listTime, moment } from "../../lib/dates";
import { go } from "../../lib/location";
import { count } from "../../lib/numbers";
import { toHash, withOpen, type Route } from "../../lib/routes";
import { Words } from "../../parts/Words";
import { useNow } from "../../state/clock";
import { tell, tellProblem } from "../../state/toasts";
import { kindOf, shownValue } from "./customValue";
import { words } from "./words";
import css from "./Contacts.module.css";

/** Numbers, mail and custom fields of a contact. */
export function ContactValues({ card, kinds = [], onMessage = null }: { card: ContactCard; kinds?: readonly ContactFieldKind[]; onMessage?: ((number: string) => void) | null }) {
  return (
    <>
      <Values title={words.phones} values={card.phones} onMessage={onMessage} />
      <Values title={words.emails} values={card.emails} />
      <Values title={words.fields} named values={card.fields.map(({ label, value }) => ({ label, value: shownValue(kindOf(label, kinds), value) }))} />
    </>
  );
}

/** How much there is with a contact, and since when. */
export function ContactTotals({ card }: { card: ContactCard }) {
  const now = useNow();
  return (
    <Section title={words.history}>
      <dl className={css.facts}>
        <div><dt>{words.messages}</dt><dd>{count(card.messages)}</dd></div>
        <div><dt>{words.calls}</dt><dd>{count(card.calls)}</dd></div>
        {card.since === null ? null : <div><dt>{words.since}</dt><dd>{moment(card.since, now).split(", ").slice(0, -1).join(", ")}</dd></div>}
      </dl>
    </Section>
  );
}

/** The conversations of a contact, over all lines. */
export function ContactConversations({ rows, route, except }: { rows: readonly ConversationRow[]; route: Route; except: string | null }) {
  const now = useNow();
  const others = rows.filter((row) => row.id !== except);
  if (others.length === 0) return null;
  return (
    <Section title={words.conversations}>
      <ul>
        {others.map((row) => {
          const target = withOpen(route, { kind: "thread", conversationId: row.id, itemId: null });
          return (
            <li key={row.id}>
              <a className={css.conversation} href={toHash(target)} onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                go(target);
              }}>
                <span className={css.conversationTop}>
                  <span className={css.conversationLine}>{row.people.length > 1 ? row.title : row.line.name}</span>
                  <time className={css.faint}>{listTime(row.lastAt, now)}</time>
                </span>
                <span className={css.conversationText}>{row.last.text}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** `named`: the label is the name of what is shown, and comes first. */
function Values({ title, values, named = false, onMessage = null }: { title: string; values: readonly LabelledValue[]; named?: boolean; onMessage?: ((number: string) => void) | null }) {
  if (values.length === 0) return null;
  return (
    <Section title={title}>
      <dl className={classes(css.values, named && css.named)}>
        {values.map((one) => (
          <div key={`${one.label} ${one.value}`} className={css.value}>
            {one.label ? <dt>{one.label}</dt> : <dt className="visually-hidden">{title}</dt>}
            <dd>
              <Words text={one.value} />
              <span className={css.copy}>
                {onMessage ? <IconButton label={words.messageTitle(one.value)} icon={<MessageSquare size={14} />} onClick={() => { onMessage(one.value); }} /> : null}
                <CopyButton value={one.value} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

/** Copies one value. */
export function CopyButton({ value }: { value: string }) {
  return (
    <IconButton
      label={words.copy(value)}
      icon={<Copy size={14} />}
      onClick={() => {
        void copyText(value).then((done) => {
          if (done) tell(`${words.copied}: ${value}`);
          else tellProblem(words.cannotCopy);
        });
      }}
    />
  );
}

/** A part of a contact under its heading. */
export function Section({ title, note, titleId, children }: { title: string; note?: string; titleId?: string; children: ReactNode }) {
  return (
    <section className={css.section}>
      <h3 className={css.heading}><span id={titleId}>{title}</span>{note ? <span className={css.headingNote}>{note}</span> : null}</h3>
      <div className={css.content}>{children}</div>
    </section>
  );
}
