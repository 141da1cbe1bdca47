import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import type { ContactCard, ConversationRow, LabelledValue } from "../../api/schema.gen";
import { IconButton } from "../../components/Button";
import { copyText } from "../../lib/clipboard";
import { listTime, moment } from "../../lib/dates";
import { go } from "../../lib/location";
import { count } from "../../lib/numbers";
import { toHash, withOpen, type Route } from "../../lib/routes";
import { useNow } from "../../state/clock";
import { tell, tellProblem } from "../../state/toasts";
import { words } from "./words";
import css from "./Contacts.module.css";

/** Numbers, mail, fields and totals of a contact. */
export function ContactDetails({ card }: { card: ContactCard }) {
  const now = useNow();
  return (
    <>
      <Values title={words.phones} values={card.phones} />
      <Values title={words.emails} values={card.emails} />
      <Values title={words.fields} values={card.fields} />
      <Section title={words.history}>
        <dl className={css.facts}>
          <div><dt>{words.messages}</dt><dd>{count(card.messages)}</dd></div>
          <div><dt>{words.calls}</dt><dd>{count(card.calls)}</dd></div>
          {card.since === null ? null : <div><dt>{words.since}</dt><dd>{moment(card.since, now).split(", ").slice(0, -1).join(", ")}</dd></div>}
        </dl>
      </Section>
    </>
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

function Values({ title, values }: { title: string; values: readonly LabelledValue[] }) {
  if (values.length === 0) return null;
  return (
    <Section title={title}>
      <dl className={css.values}>
        {values.map((one) => (
          <div key={`${one.label} ${one.value}`} className={css.value}>
            <dt>{one.label}</dt>
            <dd>
              {one.value}
              <span className={css.copy}><CopyButton value={one.value} /></span>
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

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css.section}>
      <h3 className={css.heading}>{title}</h3>
      {children}
    </section>
  );
}
