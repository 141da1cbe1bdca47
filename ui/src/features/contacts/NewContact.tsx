import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { ask } from "../../api/queries";
import { IconButton } from "../../components/Button";
import { go, useRoute } from "../../lib/location";
import { withOpen } from "../../lib/routes";
import { useKeyLabel } from "../../state/keymap";
import { ContactForm } from "./ContactForm";
import { NO_FIELDS } from "./form";
import { words } from "./words";
import css from "./Contacts.module.css";

/** A contact that is written down by hand, perhaps for a number that is known already. */
export function NewContact({ phone }: { phone: string | null }) {
  const route = useRoute();
  const kinds = useQuery(ask("contact_kinds", {}));
  const backKey = useKeyLabel("back");
  const back = () => { go(withOpen(route, null)); };
  return (
    <section className={css.page} aria-label={words.newTitle}>
      <div className={css.bar}><IconButton label={words.back} keys={backKey} icon={<ArrowLeft size={18} />} onClick={back} /></div>
      <div className={css.column}>
        <h2 className={css.pageName}>{words.newTitle}</h2>
        <ContactForm
          contactId={null} fields={NO_FIELDS} phone={phone} kinds={kinds.data?.definitions ?? []}
          onSaved={(contactId) => { go(withOpen(route, { kind: "contact", contactId }), "replace"); }}
          onCancel={back} onAgain={() => { go(withOpen(route, phone === null ? { kind: "newContact" } : { kind: "newContact", phone })); }}
        />
      </div>
    </section>
  );
}
