import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { ask } from "../../api/queries";
import { Button, IconButton } from "../../components/Button";
import { useRoute } from "../../lib/location";
import { startFollowUp } from "../../state/followUps";
import { useKeyLabel } from "../../state/keymap";
import { FollowUpItem } from "./FollowUpItem";
import { words } from "./words";
import css from "./FollowUps.module.css";

/** What is to be done about the people of a conversation, or about a contact. */
export function FollowUpsSection({ conversationId = null, contactId = null, about }: { conversationId?: string | null; contactId?: string | null; about: string }) {
  const route = useRoute();
  const [all, setAll] = useState(false);
  const key = useKeyLabel("followUp.make");
  const { data } = useQuery(ask("follow_ups_about", { conversationId, contactId }));
  const rows = data?.rows ?? [];
  const done = rows.filter((row) => row.doneAt !== null);
  const shown = all ? rows : rows.filter((row) => row.doneAt === null);
  return (
    <section className={css.section}>
      <div className={css.sectionHead}>
        <h3 className={css.sectionTitle}>{words.section}</h3>
        <IconButton label={words.make} keys={key} icon={<Plus size={14} />} onClick={() => { startFollowUp({ conversationId, contactId, about }); }} />
      </div>
      {data && rows.length === 0 ? <p className={css.none}>{words.sectionNone}</p> : null}
      <ul aria-label={words.list}>{shown.map((row) => <li key={row.id}><FollowUpItem row={row} route={route} narrow /></li>)}</ul>
      {done.length > 0 && !all ? <Button size="s" look="quiet" onClick={() => { setAll(true); }}>{words.showAll(done.length)}</Button> : null}
    </section>
  );
}
