import { useQuery } from "@tanstack/react-query";
import { Link2Off, Phone } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import { call } from "../../api/client";
import { ask } from "../../api/queries";
import type { LinkTarget } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { EmptyState, Skeleton } from "../../components/Notice";
import { copyText } from "../../lib/clipboard";
import { go } from "../../lib/location";
import { CONTACTS, EMPTY_SEARCH, FOLLOW_UPS, HOME, withOpen, type Route } from "../../lib/routes";
import { Failure } from "../../parts/Failure";
import { heldDrafts, holdDraft } from "../../state/drafts";
import { tell, tellProblem } from "../../state/toasts";
import { words } from "./words";
import css from "./LinkScreen.module.css";

/** The place that a link leads to, if it is one. */
function routeOf(target: LinkTarget): Route | null {
  switch (target.kind) {
    case "thread":
      return withOpen(HOME, { kind: "thread", conversationId: target.conversationId, itemId: target.itemId });
    case "call":
      return withOpen(HOME, { kind: "call", callId: target.callId, startMs: target.startMs });
    case "contact":
      return { ...CONTACTS, open: { kind: "contact", contactId: target.contactId } };
    case "search":
      return { ...EMPTY_SEARCH, query: target.query };
    case "followUps":
      return FOLLOW_UPS;
    case "number":
    case "unknown":
      return null;
  }
}

/** Puts words into a conversation's draft, below what is there. Nothing is sent. */
async function fill(conversationId: string, text: string): Promise<void> {
  const { draft } = await call("conversation", { conversationId });
  const held = heldDrafts.get().get(conversationId) ?? draft;
  if (held.includes(text)) return;
  if (held.trim() !== "") tell(words.kept);
  holdDraft(conversationId, held.trim() === "" ? text : `${held}\n${text}`);
}

/** Opens an address that another program handed over, in place of itself. */
export function LinkScreen({ url }: { url: string }) {
  const { data, error, refetch } = useQuery({ ...ask("open_link", { url }), gcTime: 0, staleTime: 0 });
  const open = useEffectEvent((target: LinkTarget) => {
    const route = routeOf(target);
    if (route === null) return;
    const there = () => { go(route, "replace"); };
    if (target.kind === "thread" && target.draft !== null) fill(target.conversationId, target.draft).then(there, there);
    else there();
  });
  // The address is outside React.
  useEffect(() => {
    if (data) open(data);
  }, [data]);
  if (error) return <div className={css.page}><Failure error={error} onRetry={() => { void refetch(); }} /></div>;
  if (data?.kind === "unknown") {
    return (
      <div className={css.page}>
        <EmptyState icon={<Link2Off size={28} strokeWidth={1.5} />} title={words.unknown}>{data.reason}</EmptyState>
        <Button onClick={() => { go(HOME, "replace"); }}>{words.back}</Button>
      </div>
    );
  }
  if (data?.kind === "number") return <Nobody target={data} />;
  return <div className={css.page}><Skeleton lines={3} label={words.opening} /></div>;
}

function Nobody({ target }: { target: Extract<LinkTarget, { kind: "number" }> }) {
  const { e164, shown, draft } = target;
  return (
    <div className={css.page}>
      <EmptyState icon={<Phone size={28} strokeWidth={1.5} />} title={words.nobodyTitle(shown)}>{words.nobody}</EmptyState>
      {draft === null ? null : (
        <figure className={css.draft}>
          <figcaption className={css.caption}>{words.draft}</figcaption>
          <blockquote className={css.words}>{draft}</blockquote>
        </figure>
      )}
      <div className={css.choices}>
        {draft === null ? null : <Button onClick={() => { void copyText(draft).then((done) => { if (done) tell(words.copied); else tellProblem(words.cannotCopy); }); }}>{words.copy}</Button>}
        <Button look="main" onClick={() => { go({ ...EMPTY_SEARCH, query: e164 }, "replace"); }}>{words.search}</Button>
      </div>
    </div>
  );
}
