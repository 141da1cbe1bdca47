import { useQuery } from "@tanstack/react-query";
import { Copy, Link2Off, Phone, SquarePen, UserRound, UserRoundPlus } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import { ask } from "../../api/queries";
import type { LinkTarget } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { EmptyState, Skeleton } from "../../components/Notice";
import { copyText } from "../../lib/clipboard";
import { go } from "../../lib/location";
import { CONTACTS, EMPTY_SEARCH, FOLLOW_UPS, HOME, withOpen, type Route } from "../../lib/routes";
import { Failure } from "../../parts/Failure";
import { fillDraft } from "../../parts/fillDraft";
import { newMessage } from "../../state/newMessage";
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

/** The number of an address that was meant to be one, as it stands there; null is another kind of address. */
function numberIn(url: string): string | null {
  const number = /^\s*(?:tel|sms|smsto):(?:\/\/)?([^?;,#]*)/i.exec(url)?.[1];
  if (number === undefined) return null;
  try {
    return decodeURIComponent(number).trim();
  } catch {
    return number.trim();
  }
}

/** Whether somebody is to be written to, not only found. */
function isForWriting(url: string, draft: string | null): boolean {
  return draft !== null || /^\s*sms(?:to)?:/i.test(url);
}

/** Opens an address that another program handed over, in place of itself. */
export function LinkScreen({ url }: { url: string }) {
  const { data, error, refetch } = useQuery({ ...ask("open_link", { url }), gcTime: 0, staleTime: 0 });
  const open = useEffectEvent((target: LinkTarget) => {
    const route = routeOf(target);
    if (route === null) return;
    const there = () => { go(route, "replace"); };
    if (target.kind === "thread" && target.draft !== null) fillDraft(target.conversationId, target.draft).then(there, there);
    else there();
  });
  // The address is outside React.
  useEffect(() => {
    if (data) open(data);
  }, [data]);
  if (error) return <div className={css.page}><Failure error={error} onRetry={() => { void refetch(); }} /></div>;
  if (data?.kind === "unknown") {
    const number = numberIn(url);
    return (
      <div className={css.page}>
        <EmptyState icon={<Link2Off size={28} strokeWidth={1.5} />} title={number === null ? words.unknown : words.noNumber}>
          {number === null ? data.reason : words.noNumberBody(number)}
        </EmptyState>
        <Button onClick={() => { go(HOME, "replace"); }}>{words.back}</Button>
      </div>
    );
  }
  if (data?.kind === "number") return <Stranger target={data} write={isForWriting(url, data.draft)} />;
  return <div className={css.page}><Skeleton lines={3} label={words.opening} /></div>;
}

/** A number without a conversation: somebody to write to at once, or to choose what to do with. */
function Stranger({ target, write }: { target: Extract<LinkTarget, { kind: "number" }>; write: boolean }) {
  const { e164, shown, draft } = target;
  const people = useQuery({ ...ask("search", { query: e164, order: "relevance", group: "people", cursor: null, limit: 1, conversationId: null }), gcTime: 0 });
  const hit = people.data?.groups.flatMap((group) => group.hits).find((one) => one.contactId !== null && one.person?.named === true);
  const name = hit?.title ?? null;
  const text = () => {
    go(HOME, "replace");
    newMessage.set({ to: { name: name ?? shown, number: shown, lineId: null }, text: draft });
  };
  const settled = !people.isPending;
  const begin = useEffectEvent(text);
  // The address is outside React; whether somebody has this number is not worth failing for.
  useEffect(() => {
    if (write && settled) begin();
  }, [write, settled]);
  if (write || !settled) return <div className={css.page}><Skeleton lines={3} label={words.opening} /></div>;
  const copy = async () => {
    if (await copyText(e164)) tell(words.copied);
    else tellProblem(words.cannotCopy);
  };
  return (
    <div className={css.page}>
      <EmptyState icon={<Phone size={28} strokeWidth={1.5} />} title={words.nobodyTitle(name ?? shown)}>
        {name === null ? words.nobody : words.nobodyKnown(name, shown)}
      </EmptyState>
      <div className={css.choices}>
        <Button look="main" icon={<SquarePen size={16} />} onClick={text}>{words.text}</Button>
        {hit?.contactId
          ? <Button icon={<UserRound size={16} />} onClick={() => { go({ ...CONTACTS, open: { kind: "contact", contactId: hit.contactId ?? "" } }, "replace"); }}>{words.contact}</Button>
          : <Button icon={<UserRoundPlus size={16} />} onClick={() => { go({ ...CONTACTS, open: { kind: "newContact", phone: shown } }, "replace"); }}>{words.make}</Button>}
        <Button icon={<Copy size={16} />} onClick={() => { void copy(); }}>{words.copy}</Button>
      </div>
    </div>
  );
}
