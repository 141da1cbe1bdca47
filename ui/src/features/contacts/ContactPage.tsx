import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Merge, MessageSquare, Pencil, Trash2, UserPlus, UsersRound } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { ask } from "../../api/queries";
import type { ContactPage as Page } from "../../api/schema.gen";
import { Avatar } from "../../components/Avatar";
import { Button, IconButton } from "../../components/Button";
import { Skeleton, Strip } from "../../components/Notice";
import { go, useRoute } from "../../lib/location";
import { withOpen, type Route } from "../../lib/routes";
import { Failure } from "../../parts/Failure";
import { useOpened } from "../../parts/useOpened";
import { FollowUpsSection } from "../../parts/followups/FollowUpsSection";
import { useActions } from "../../state/actions";
import { startFollowUp } from "../../state/followUps";
import { useKeyLabel } from "../../state/keymap";
import { tell } from "../../state/toasts";
import { ConflictPanel } from "./ConflictPanel";
import { ContactConversations, ContactTotals, ContactValues, Section } from "./ContactDetails";
import { ContactForm } from "./ContactForm";
import { ContactTimeline } from "./ContactTimeline";
import { useFace } from "./face";
import { isUnnamed } from "./form";
import { MergeDialog } from "./MergeDialog";
import { MergedContacts } from "./MergedContacts";
import { messageTo } from "./messageTo";
import { NoteEditor } from "./NoteEditor";
import { SyncState } from "./SyncState";
import { TagEditor } from "./TagEditor";
import { useChange } from "./useChange";
import { words } from "./words";
import css from "./Contacts.module.css";

/** Everything about one person. `edit`: the fields can be changed. */
export function ContactPage({ contactId, edit }: { contactId: string; edit: boolean }) {
  const route = useRoute();
  const page = useQuery(ask("contact_page", { contactId }));
  const { data } = page;
  const face = useFace(data?.card);
  useOpened(data?.card.name);
  const back = () => { go(withOpen(route, null)); };
  const open = (editing: boolean, id = contactId) => { go(withOpen(route, editing ? { kind: "contact", contactId: id, edit: true } : { kind: "contact", contactId: id }), "replace"); };
  const unnamed = data !== undefined && isUnnamed(data.fields) && data.merged.length === 0;
  const editWords = unnamed ? words.add : words.edit;
  const backKey = useKeyLabel("back");
  const opener = useRef<HTMLButtonElement>(null);
  const edited = useRef(edit);
  // The form takes the focus away with it; the browser would leave it nowhere.
  useEffect(() => {
    if (edited.current && !edit && document.activeElement === document.body) opener.current?.focus();
    edited.current = edit;
  }, [edit]);
  const [merging, setMerging] = useState(false);
  const message = (number: string | null) => { if (data) messageTo(data.card, route, number); };
  const textable = data !== undefined && !edit && data.card.phones.length > 0;
  const removing = useChange("remove_contact");
  const restoring = useChange("restore_contacts");
  const removeIt = () => {
    if (removing.isPending) return;
    removing.mutateAsync({ contactId }).then(
      ({ contactIds, name, atQuo }) => {
        back();
        tell(words.removed(name, contactIds.length, atQuo), () => {
          // This page is gone by then, so its own callbacks would not be called.
          restoring.mutateAsync({ contactIds }).then(({ contactIds: [id] }) => { if (id !== undefined) open(false, id); }, () => undefined);
        });
      },
      () => undefined,
    );
  };
  useActions([
    ...(data && !edit && !unnamed ? [{ id: "contact.delete" as const, title: words.removeTitle(data.card.name), run: removeIt }] : []),
    ...(data && !edit && !unnamed ? [{ id: "contact.merge" as const, run: () => { setMerging(true); } }] : []),
    ...(textable ? [{ id: "contact.message" as const, title: words.messageTitle(data.card.name), run: () => { message(null); } }] : []),
    // The form has its own way back.
    ...(edit ? [] : [{ id: "back" as const, run: back }]),
    // The inbox and the search have its letter for the conversation.
    ...(data && !edit ? [{ id: "followUp.make" as const, run: () => { startFollowUp({ contactId: data.card.id, about: data.card.name }); } }] : []),
    ...(data && !edit ? [{ id: "contact.edit" as const, title: unnamed ? words.add : words.editTitle(data.card.name), keyless: route.screen !== "contacts", run: () => { open(true); } }] : []),
  ]);
  return (
    <section className={css.page} aria-label={data?.card.name ?? words.contact}>
      <div className={css.bar}>
        <IconButton label={words.back} keys={backKey} icon={<ArrowLeft size={18} />} onClick={back} />
        {textable ? <Button icon={<MessageSquare size={14} />} onClick={() => { message(null); }}>{words.message}</Button> : null}
        {data && !edit ? <Button ref={opener} icon={unnamed ? <UserPlus size={14} /> : <Pencil size={14} />} onClick={() => { open(true); }}>{editWords}</Button> : null}
        {data && !edit && !unnamed ? <span className={css.barEnd}><Button look="quiet" icon={<Merge size={14} />} onClick={() => { setMerging(true); }}>{words.mergeWith}</Button><IconButton label={words.remove} icon={<Trash2 size={16} />} disabled={removing.isPending} onClick={removeIt} /></span> : null}
      </div>
      {data ? <MergeDialog key={data.card.id} open={merging} card={data.card} onClose={() => { setMerging(false); }} onMerged={(kept) => { if (kept !== contactId) open(false, kept); }} /> : null}
      {page.error && !data ? <div className={css.column}><Failure error={page.error} onRetry={() => { void page.refetch(); }} /></div> : !data ? <Skeleton lines={6} label={words.loading} /> : (
        <div className={css.column}>
          <div className={css.head}>
            <Avatar initials={face.initials} hue={face.hue} size="l" />
            <div className={css.headWords}>
              <h2 className={css.pageName}>{data.card.name}</h2>
              {unnamed ? <p className={css.sub}>{words.unknown}</p> : <Sub page={data} />}
              {!unnamed && !edit ? <SyncLine contactId={contactId} page={data} quiet /> : null}
            </div>
          </div>
          {edit ? (
            <ContactForm
              contactId={contactId} fields={data.fields} kinds={data.definitions} merged={data.merged.length > 0}
              onSaved={(saved) => { open(false, saved); }} onCancel={() => { open(false); }} onAgain={() => { open(true); }}
            />
          ) : (
            <Everything contactId={contactId} page={data} route={route} unnamed={unnamed} onMessage={message} />
          )}
        </div>
      )}
    </section>
  );
}

function Sub({ page: { card: { role, company } } }: { page: Page }) {
  const parts = [role, company].filter(Boolean).join(", ");
  return parts ? <p className={css.sub}>{parts}</p> : null;
}

/** The state beside the name while there is nothing to do about it, else a strip below. */
function SyncLine({ contactId, page: { sync, fields }, quiet }: { contactId: string; page: Page; quiet: boolean }) {
  const calm = sync.kind === "inQuo" || sync.kind === "onlyHere" || (sync.kind === "waiting" && sync.reason === null);
  return calm === quiet ? <SyncState contactId={contactId} sync={sync} fields={fields} /> : null;
}

function Everything({ contactId, page, route, unnamed, onMessage }: { contactId: string; page: Page; route: Route; unnamed: boolean; onMessage: (number: string) => void }) {
  const { card, fields, definitions, tags, note, sync, conflict, merged } = page;
  const noteId = useId();
  return (
    <>
      {sync.kind === "conflict" ? <ConflictPanel contactId={contactId} conflict={conflict} fields={fields} kinds={definitions} /> : <SyncLine contactId={contactId} page={page} quiet={false} />}
      {route.screen === "contacts" ? <AlsoAlike id={card.id} route={route} /> : null}
      {unnamed ? <p className={css.lead}>{words.unknownHint}</p> : null}
      <div className={css.wide}>
        <Section title={words.tags} note={words.onlyHere}><TagEditor contactId={contactId} tags={tags} /></Section>
        <ContactValues card={card} kinds={definitions} onMessage={card.phones.length > 1 ? onMessage : null} />
        <Section title={words.note} note={words.onlyHere} titleId={noteId}><NoteEditor contactId={contactId} note={note} labelId={noteId} /></Section>
        <FollowUpsSection contactId={card.id} about={card.name} />
        <ContactConversations rows={card.conversations} route={route} except={null} />
        <ContactTotals card={card} />
        <MergedContacts kept={card.id} merged={merged} />
      </div>
      <ContactTimeline contactId={card.id} route={route} />
    </>
  );
}

/** Says that this one may be there twice. */
function AlsoAlike({ id, route }: { id: string; route: Route }) {
  const { data } = useQuery(ask("contact_duplicates", {}));
  const others = (data?.groups ?? []).filter((group) => group.contacts.some((one) => one.id === id)).flatMap((group) => group.contacts).filter((one) => one.id !== id);
  const names = [...new Map(others.map((one) => [one.id, one.name])).values()];
  if (names.length === 0) return null;
  return (
    <div className={css.notice}>
      <Strip tone="plain" icon={<UsersRound size={16} />} action={<Button size="s" onClick={() => { go(withOpen(route, { kind: "duplicates" })); }}>{words.review}</Button>}>{words.alsoAlike(names)}</Strip>
    </div>
  );
}
