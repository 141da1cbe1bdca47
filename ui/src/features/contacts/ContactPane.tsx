import { useQuery } from "@tanstack/react-query";
import { Pencil, UserPlus } from "lucide-react";
import { lazy, Suspense, useId, useState } from "react";
import { ask } from "../../api/queries";
import type { ContactCard, Person } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Skeleton } from "../../components/Notice";
import { go, useRoute } from "../../lib/location";
import { CONTACTS, toHash, type Route } from "../../lib/routes";
import { PersonAvatar } from "../../parts/PersonAvatar";
import { useActions } from "../../state/actions";
import { ConflictPanel } from "./ConflictPanel";
import { ContactConversations, ContactTotals, ContactValues, CopyButton, Section } from "./ContactDetails";
import { ContactForm } from "./ContactForm";
import { NoteEditor } from "./NoteEditor";
import { SyncState } from "./SyncState";
import { TagEditor } from "./TagEditor";
import { words } from "./words";
import css from "./Contacts.module.css";

/** Comes along with the first conversation: the inbox alone has none. */
const FollowUpsSection = lazy(async () => ({ default: (await import("../../parts/followups/FollowUpsSection")).FollowUpsSection }));

/** Who is at the other end of the open conversation. */
export function ContactPane({ conversationId }: { conversationId: string }) {
  // The thread beside it asks, too, and says what is wrong.
  const { data } = useQuery({ ...ask("conversation", { conversationId }), retryOnMount: false });
  return (
    <aside className={css.side} aria-label={words.contact}>
      {!data ? <Skeleton lines={5} label={words.loading} /> : data.row.people.length > 1 ? (
        <>
          <div className={css.top}>
            <PersonAvatar people={data.row.people} size="l" />
            <h2 className={css.name}>{words.people(data.row.people.length)}</h2>
          </div>
          <ul className={css.people}>{data.row.people.map((person) => <PersonLine key={`${person.name} ${person.number}`} person={person} />)}</ul>
          <Suspense fallback={null}><FollowUpsSection conversationId={conversationId} about={data.row.title} /></Suspense>
        </>
      ) : (
        <>
          <div className={css.top}>
            <PersonAvatar people={data.row.people} size="l" />
            <h2 className={css.name}>{data.contact ? <PageLink card={data.contact} /> : data.row.title}</h2>
            <p className={css.sub}>{[data.contact?.role, data.contact?.company].filter(Boolean).join(", ") || (data.row.people[0]?.named ? null : words.unknown)}</p>
          </div>
          {data.contact ? <Known key={data.contact.id} card={data.contact} named={data.row.people[0]?.named === true} conversationId={conversationId} /> : (
            <Section title={words.phones}>
              {data.row.people[0]?.number ? <div className={css.value}><span>{data.row.people[0].number}</span><span className={css.copy}><CopyButton value={data.row.people[0].number} /></span></div> : null}
              {data.row.people[0]?.number ? null : <p className={css.faint}>{words.withheld}</p>}
            </Section>
          )}
        </>
      )}
    </aside>
  );
}

/** The name, as the way to the contact's page. */
function PageLink({ card }: { card: ContactCard }) {
  const target: Route = { ...CONTACTS, open: { kind: "contact", contactId: card.id } };
  return (
    <a className={css.nameLink} href={toHash(target)} title={words.openPage(card.name)} onClick={(event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      go(target);
    }}>{card.name}</a>
  );
}

/** A contact or a number that can become one; changed in its place. */
function Known({ card, named, conversationId }: { card: ContactCard; named: boolean; conversationId: string }) {
  const route = useRoute();
  const [editing, setEditing] = useState(false);
  const noteId = useId();
  const { data: page } = useQuery(ask("contact_page", { contactId: card.id }));
  const editWords = named ? words.edit : words.add;
  const edit = () => { setEditing(true); };
  // Its letter is the conversation's here.
  useActions(page && !editing ? [{ id: "contact.edit", title: named ? words.editTitle(card.name) : words.add, keyless: true, run: edit }] : []);
  if (editing && page) {
    return (
      <ContactForm
        contactId={card.id} fields={page.fields} kinds={page.definitions} merged={page.merged.length > 0}
        onSaved={() => { setEditing(false); }} onCancel={() => { setEditing(false); }} onAgain={edit}
      />
    );
  }
  return (
    <>
      <div className={css.paneTools}>
        <Button look={named ? "plain" : "main"} size="s" icon={named ? <Pencil size={12} /> : <UserPlus size={12} />} disabled={!page} onClick={edit}>{editWords}</Button>
      </div>
      {named ? null : <p className={css.lead}>{words.unknownHint}</p>}
      {page && page.sync.kind !== "inQuo" ? (page.sync.kind === "conflict"
        ? <ConflictPanel contactId={card.id} conflict={page.conflict} fields={page.fields} kinds={page.definitions} />
        : <div className={css.paneSync}><SyncState contactId={card.id} sync={page.sync} fields={page.fields} /></div>) : null}
      <Suspense fallback={null}><FollowUpsSection conversationId={conversationId} about={card.name} /></Suspense>
      <Section title={words.tags}>{page ? <TagEditor contactId={card.id} tags={page.tags} /> : <span className={css.reserved} />}</Section>
      <ContactValues card={card} {...(page ? { kinds: page.definitions } : {})} />
      {page ? <Section title={words.note} titleId={noteId}><NoteEditor contactId={card.id} note={page.note} labelId={noteId} /></Section> : null}
      <ContactConversations rows={card.conversations} route={route} except={conversationId} />
      <ContactTotals card={card} />
    </>
  );
}

function PersonLine({ person }: { person: Person }) {
  return (
    <li className={css.person}>
      <PersonAvatar people={[person]} size="s" />
      <span className={css.personWords}>
        <span>{person.name}</span>
        <span className={css.faint}>{[person.named ? person.number : null, person.company].filter(Boolean).join(" · ")}</span>
      </span>
    </li>
  );
}
