import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { ask } from "../../api/queries";
import type { Person } from "../../api/schema.gen";
import { IconButton } from "../../components/Button";
import { Skeleton } from "../../components/Notice";
import { useRoute } from "../../lib/location";
import { PersonAvatar } from "../../parts/PersonAvatar";
import { ContactConversations, ContactDetails, CopyButton, Section } from "./ContactDetails";
import { words } from "./words";
import css from "./Contacts.module.css";

/** Who is at the other end of the open conversation. */
export function ContactPane({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const route = useRoute();
  const { data } = useQuery(ask("conversation", { conversationId }));
  return (
    <aside className={css.side} aria-label={words.contact}>
      <div className={css.close}><IconButton label={words.close} keys="I" icon={<X size={16} />} onClick={onClose} /></div>
      {!data ? <Skeleton lines={5} label={words.loading} /> : data.row.people.length > 1 ? (
        <>
          <div className={css.top}>
            <PersonAvatar people={data.row.people} size="l" />
            <h2 className={css.name}>{words.people(data.row.people.length)}</h2>
          </div>
          <ul className={css.people}>{data.row.people.map((person) => <PersonLine key={`${person.name} ${person.number}`} person={person} />)}</ul>
        </>
      ) : (
        <>
          <div className={css.top}>
            <PersonAvatar people={data.row.people} size="l" />
            <h2 className={css.name}>{data.contact?.name ?? data.row.title}</h2>
            <p className={css.sub}>{[data.contact?.role, data.contact?.company].filter(Boolean).join(", ") || (data.contact ? null : words.unknown)}</p>
          </div>
          {data.contact ? (
            <>
              <ContactDetails card={data.contact} />
              <ContactConversations rows={data.contact.conversations} route={route} except={conversationId} />
            </>
          ) : (
            <Section title={words.phones}>
              {data.row.people[0]?.number ? <div className={css.value}><span>{data.row.people[0].number}</span><span className={css.copy}><CopyButton value={data.row.people[0].number} /></span></div> : null}
              <p className={css.faint}>{data.row.people[0]?.number ? words.unknownHint : words.withheld}</p>
            </Section>
          )}
        </>
      )}
    </aside>
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
