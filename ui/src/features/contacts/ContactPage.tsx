import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { ask } from "../../api/queries";
import { Avatar } from "../../components/Avatar";
import { IconButton } from "../../components/Button";
import { Skeleton } from "../../components/Notice";
import { go, useRoute } from "../../lib/location";
import { withOpen } from "../../lib/routes";
import { Failure } from "../../parts/Failure";
import { useActions } from "../../state/actions";
import { ContactConversations, ContactDetails } from "./ContactDetails";
import { words } from "./words";
import css from "./Contacts.module.css";

/** A contact by itself, as found by a search. */
export function ContactPage({ contactId }: { contactId: string }) {
  const route = useRoute();
  const card = useQuery(ask("contact_card", { contactId }));
  const { data } = card;
  const back = () => { go(withOpen(route, null)); };
  useActions([{ id: "contact.back", title: words.back, section: "Go to", keys: ["escape"], hidden: true, run: back }]);
  const first = data?.conversations[0]?.people.find((person) => person.contactId === contactId);
  return (
    <section className={css.page} aria-label={data?.name ?? words.contact}>
      <div className={css.pageBack}><IconButton label={words.back} keys="Esc" icon={<ArrowLeft size={18} />} onClick={back} /></div>
      {card.error && !data ? <Failure error={card.error} onRetry={() => { void card.refetch(); }} /> : !data ? <Skeleton lines={6} label={words.loading} /> : (
        <div className={css.column}>
          <div className={css.top}>
            <Avatar initials={first?.initials ?? ""} hue={first?.hue ?? 0} size="l" />
            <h2 className={css.name}>{data.name}</h2>
            <p className={css.sub}>{[data.role, data.company].filter(Boolean).join(", ")}</p>
          </div>
          <ContactConversations rows={data.conversations} route={route} except={null} />
          <ContactDetails card={data} />
        </div>
      )}
    </section>
  );
}
