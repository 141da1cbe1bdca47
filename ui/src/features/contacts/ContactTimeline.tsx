import { useInfiniteQuery } from "@tanstack/react-query";
import { FileText, MessageSquare, Phone, PhoneMissed, StickyNote, Voicemail } from "lucide-react";
import { useId, type ReactNode } from "react";
import { call, type CallError } from "../../api/client";
import type { PersonItem, PersonTimeline } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Skeleton } from "../../components/Notice";
import { clockTime, dayHeading, dayOf, fullTime } from "../../lib/dates";
import { go } from "../../lib/location";
import { count } from "../../lib/numbers";
import { toHash, withOpen, type Route } from "../../lib/routes";
import { Failure } from "../../parts/Failure";
import { callTitle, wasMissed } from "../../parts/words";
import { useNow } from "../../state/clock";
import { words } from "./words";
import css from "./Timeline.module.css";

const PAGE = 40;

/** Everything with one person, over all their numbers and all lines, newest first. */
export function ContactTimeline({ contactId, route }: { contactId: string; route: Route }) {
  const id = useId();
  const now = useNow();
  const pages = useInfiniteQuery<PersonTimeline, CallError, { pages: PersonTimeline[] }, readonly unknown[], string | null>({
    queryKey: ["person_timeline", { contactId }],
    queryFn: ({ pageParam, signal }) => call("person_timeline", { contactId, after: pageParam, limit: PAGE }, signal),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const days = new Map<number, PersonItem[]>();
  for (const one of items) days.set(dayOf(one.item.at), [...(days.get(dayOf(one.item.at)) ?? []), one]);
  const total = pages.data?.pages[0]?.total ?? 0;
  return (
    <section className={css.timeline} aria-labelledby={id}>
      <h3 id={id} className={css.title}>{words.everything}{total > 0 ? <span className={css.total}>{count(total)}</span> : null}</h3>
      {pages.error && !pages.data ? <Failure error={pages.error} onRetry={() => { void pages.refetch(); }} /> : !pages.data ? <Skeleton lines={4} label={words.everythingLoading} /> : items.length === 0 ? <p className={css.none}>{words.everythingNone}</p> : null}
      {[...days].map(([day, here]) => (
        <section key={day} aria-label={dayHeading(here[0]?.item.at ?? 0, now)}>
          <h4 className={css.day}>{dayHeading(here[0]?.item.at ?? 0, now)}</h4>
          <ul>{here.map((one) => <li key={one.item.id}><Item one={one} route={route} /></li>)}</ul>
        </section>
      ))}
      {pages.hasNextPage ? <Button className={css.older} disabled={pages.isFetchingNextPage} onClick={() => { void pages.fetchNextPage(); }}>{words.older}</Button> : null}
    </section>
  );
}

function Item({ one: { item, line, group, conversationId }, route }: { one: PersonItem; route: Route }) {
  const target = withOpen(route, item.body.kind === "call" ? { kind: "call", callId: item.id, startMs: null } : { kind: "thread", conversationId, itemId: item.id });
  const { icon, title, text } = shown(item);
  return (
    <a className={css.item} href={toHash(target)} data-unread={item.unread || undefined} onClick={(event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      go(target);
    }}>
      <span className={css.icon} aria-hidden="true">{icon}</span>
      <span className={css.words}>
        <span className={css.top}>
          <span className={css.who}>{item.unread ? <span className="visually-hidden">{words.unreadMark}, </span> : null}{title}</span>
          <span className={css.line}>{words.onLine(line.name)}{group === null ? "" : ` · ${group}`}</span>
        </span>
        {text ? <span className={css.text}>{text}</span> : null}
      </span>
      <time className={css.time} title={fullTime(item.at)}>{clockTime(item.at)}</time>
    </a>
  );
}

function shown({ body, outgoing, author }: PersonItem["item"]): { icon: ReactNode; title: string; text: string } {
  const who = outgoing ? (author.name || words.you) : author.name;
  switch (body.kind) {
    case "text":
      return { icon: body.text === "" ? <FileText size={16} /> : <MessageSquare size={16} />, title: who, text: body.text === "" ? words.picture : body.text };
    case "note":
      return { icon: <StickyNote size={16} />, title: who, text: body.text };
    case "call": {
      const { voicemail, summary, outcome } = body;
      const icon = voicemail || outcome === "voicemail" ? <Voicemail size={16} /> : wasMissed(outcome, outgoing) ? <PhoneMissed size={16} /> : <Phone size={16} />;
      return { icon, title: callTitle(outcome, outgoing), text: voicemail?.transcript ?? summary ?? "" };
    }
  }
}
