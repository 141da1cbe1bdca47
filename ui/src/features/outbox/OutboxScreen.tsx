import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleHelp, Clock, FilePen, SendHorizontal, TriangleAlert, Undo2 } from "lucide-react";
import { useId, useRef, useState, type ReactNode } from "react";
import { call, type Command } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { ConversationRow, DraftRow, FailedText, OutboxCounts, OutboxDesk, OutboxEntry, Resolve, ScheduledText } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { EmptyState, SkeletonRows } from "../../components/Notice";
import { Tabs } from "../../components/Tabs";
import { comingTime, fullTime, moment } from "../../lib/dates";
import { go } from "../../lib/location";
import { HOME, OUTBOX_TABS, toHash, withOpen, type OutboxTab, type Route } from "../../lib/routes";
import { useStore } from "../../lib/store";
import { useKeptFocus } from "../../lib/useKeptFocus";
import { laterWords } from "../../parts/composerWords";
import { asSentence, Failure, failureSentence } from "../../parts/Failure";
import { PersonAvatar } from "../../parts/PersonAvatar";
import { clocksThere } from "../../parts/clocks";
import { SendLater, type Planned } from "../../parts/SendLater";
import { useScheduled } from "../../parts/useScheduled";
import { textState } from "../../parts/words";
import { useActions } from "../../state/actions";
import { serverNow, useNow } from "../../state/clock";
import { draftOf, keepDraft, putBefore, putIntoDraft, showDraft, takeOut, writeIn } from "../../state/drafts";
import { sayArrived, saidArrived } from "../../state/saidArrived";
import { tell, tellProblem } from "../../state/toasts";
import { words } from "./words";
import css from "./Outbox.module.css";

/** Texts that are not out yet, or did not arrive. */
export function OutboxScreen({ route }: { route: Extract<Route, { screen: "outbox" }> }) {
  const desk = useQuery(ask("outbox_desk", {}));
  const shown = useShown(desk.data);
  const panelId = useId();
  const panel = useRef<HTMLDivElement>(null);
  // What is done with a text takes its row away; after the last one the tab has the focus.
  const kept = useKeptFocus(panel, (box) => box.parentElement?.querySelector<HTMLElement>("[role=tab][aria-selected=true]"));
  const counts = shown?.counts ?? null;
  // What was worth looking at when the screen was opened stays, also when its last row goes.
  const [opened, setOpened] = useState<OutboxTab | null>(null);
  if (opened === null && counts !== null) setOpened(bestTab(counts));
  const tab = route.tab ?? opened ?? bestTab(counts);

  const move = (by: number) => {
    const rows = [...(panel.current?.querySelectorAll<HTMLElement>("li > a") ?? [])];
    const at = rows.findIndex((row) => row.closest("li")?.contains(document.activeElement));
    rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
  };
  useActions([
    { id: "list.next", run: () => { move(1); } },
    { id: "list.previous", run: () => { move(-1); } },
  ]);

  return (
    <section className={css.screen} aria-label={words.title}>
      <header className={css.head}>
        <h1 className={css.title}>{words.title}</h1>
        <Tabs
          label={words.tabs}
          value={tab}
          panelId={panelId}
          tabs={OUTBOX_TABS.map((value) => ({ value, label: words.tab[value], count: counts?.[value] ?? null }))}
          onChoose={(next) => { go({ screen: "outbox", tab: next }, "replace"); }}
        />
      </header>
      <div ref={panel} id={panelId} role="tabpanel" aria-label={words.tab[tab]} className={css.panel} {...kept}>
        {shown ? <Panel desk={shown} tab={tab} /> : desk.error ? <div className={css.column}><Failure error={desk.error} onRetry={() => { void desk.refetch(); }} /></div> : <div className={css.column}><SkeletonRows rows={5} label={words.loading} /></div>}
      </div>
    </section>
  );
}

/** What there is to do: without the texts of which somebody has just said that they arrived. */
function useShown(desk: OutboxDesk | undefined): OutboxDesk | undefined {
  const arrived = useStore(saidArrived);
  if (!desk) return undefined;
  const undecided = desk.undecided.filter((entry) => !arrived.has(entry.id));
  return { ...desk, undecided, counts: { ...desk.counts, failed: desk.counts.failed - (desk.undecided.length - undecided.length) } };
}

/** What is most worth looking at. */
function bestTab(counts: OutboxCounts | null): OutboxTab {
  if (!counts) return "scheduled";
  const order: readonly OutboxTab[] = ["failed", "scheduled", "sending", "drafts"];
  return order.find((tab) => counts[tab] > 0) ?? "scheduled";
}

const EMPTY_ICONS: Record<OutboxTab, ReactNode> = {
  drafts: <FilePen size={28} strokeWidth={1.5} />,
  scheduled: <Clock size={28} strokeWidth={1.5} />,
  sending: <SendHorizontal size={28} strokeWidth={1.5} />,
  failed: <TriangleAlert size={28} strokeWidth={1.5} />,
};

function Panel({ desk, tab }: { desk: OutboxDesk; tab: OutboxTab }) {
  const rows = rowsOf(desk, tab);
  const all = desk.counts[tab];
  if (rows.length === 0) return <EmptyState icon={EMPTY_ICONS[tab]} title={words.emptyTitle[tab]}>{words.empty[tab]}</EmptyState>;
  return (
    <div className={css.column}>
      <ul className={css.rows} aria-label={words.tab[tab]}>{rows}</ul>
      {all > rows.length ? <p className={css.more}>{words.more(rows.length, all)}</p> : null}
    </div>
  );
}

function rowsOf(desk: OutboxDesk, tab: OutboxTab): ReactNode[] {
  switch (tab) {
    case "drafts":
      return desk.drafts.map((row) => <Draft key={row.conversation.id} row={row} />);
    case "scheduled":
      return desk.scheduled.map((row) => <Scheduled key={row.id} row={row} />);
    case "sending":
      return desk.sending.map((entry) => <Sending key={entry.id} entry={entry} />);
    case "failed":
      return [...desk.undecided.map((entry) => <Undecided key={entry.id} entry={entry} />), ...desk.failed.map((row) => <Failed key={row.itemId} row={row} />)];
  }
}

/** Runs a command, marks what it changed, and says what went wrong; gives whether nothing did. */
function useRun() {
  const client = useQueryClient();
  return (command: Command, conversationId: string, work: () => Promise<void>): Promise<boolean> =>
    work().then(() => true, (error: unknown) => { tellProblem(failureSentence(error)); return false; }).finally(() => { markOwnChange(client, command, conversationId); });
}

function toThread(conversationId: string, itemId: string | null = null): Route {
  return withOpen(HOME, { kind: "thread", conversationId, itemId });
}

/** One text: who it is for, its words, how it stands, and what can be done. */
function Line({ id, to, title, people, line, time, text, facts, tone, icon, children }: {
  id: string;
  to: Route;
  title: string;
  people: ConversationRow["people"] | null;
  line: string | null;
  time: { short: string; at: number } | null;
  text: string;
  facts: ReactNode;
  tone: "plain" | "warn" | "bad";
  icon: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className={css.row} data-kept={id}>
      <a
        href={toHash(to)}
        className={css.link}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          go(to);
        }}
      >
        {people ? <PersonAvatar people={people} /> : null}
        <span className={css.words}>
          <span className={css.top}>
            <span className={css.name}>{title}</span>
            {line === null ? null : <span className={css.line}>{words.from(line)}</span>}
            {time === null ? null : <time className={css.time} title={fullTime(time.at)}>{time.short}</time>}
          </span>
          <span className={css.text}>{text}</span>
        </span>
      </a>
      <div className={css.foot}>
        <p className={css.facts} data-tone={tone}><span className={css.icon} aria-hidden="true">{icon}</span><span>{facts}</span></p>
        <div className={css.choices}>{children}</div>
      </div>
    </li>
  );
}

function Draft({ row }: { row: DraftRow }) {
  const now = useNow();
  const run = useRun();
  const { id, title } = row.conversation;
  const drop = () => {
    run("schedule_text", id, async () => {
      await call("save_draft", { conversationId: id, text: "" });
      showDraft(id, "");
      tell(words.dropped(title), () => { run("schedule_text", id, async () => { await putIntoDraft(id, row.text); }); });
    });
  };
  return (
    <Line id={id} to={toThread(id)} title={title} people={row.conversation.people} line={row.conversation.line.name} time={null} text={row.text} tone="plain" icon={<FilePen size={14} />} facts={words.kept(moment(row.at, now, "sentence"))}>
      <Button size="s" onClick={() => { go(toThread(id)); }}>{words.write}</Button>
      <Button size="s" onClick={drop}>{words.drop}</Button>
    </Line>
  );
}

function Scheduled({ row }: { row: ScheduledText }) {
  const now = useNow();
  const actions = useScheduled();
  const client = useQueryClient();
  const [editing, setEditing] = useState(false);
  const { id, title } = row.conversation;
  const save = (plan: Planned) => {
    call("schedule_text", { id: row.id, conversationId: id, ...plan })
      .then((changed) => {
        setEditing(false);
        markOwnChange(client, "schedule_text", id);
        tell(laterWords.changed(comingTime(changed.dueAt, serverNow(), "sentence")));
      })
      .catch((error: unknown) => { tellProblem(failureSentence(error)); });
  };
  const time = comingTime(row.dueAt, now, "sentence");
  const facts = row.state === "planned"
    ? [laterWords.scheduledFor(time), clocksThere(row.zones, row.dueAt), row.unlessAnswered ? laterWords.onlyIf : null, row.inQuietHours ? laterWords.inQuietHours : null].filter(Boolean).join(", ")
    : `${row.state === "held" ? laterWords.heldSince(time) : laterWords.notSent}. ${row.reason ?? ""}`;
  return (
    <Line id={row.id} to={toThread(id)} title={title} people={row.conversation.people} line={row.conversation.line.name} time={null} text={row.text} tone={row.state === "planned" ? "plain" : "warn"} icon={row.state === "planned" ? <Clock size={14} /> : row.state === "held" ? <CircleAlert size={14} /> : <Undo2 size={14} />} facts={facts}>
      {row.state === "withdrawn" ? (
        <>
          <Button size="s" onClick={() => { actions.takeBack(row); }}>{laterWords.putBack}</Button>
          <Button size="s" onClick={() => { actions.putAway(row); }}>{laterWords.putAway}</Button>
        </>
      ) : (
        <>
          <Button size="s" onClick={() => { setEditing(true); }}>{laterWords.editOne}</Button>
          <Button size="s" onClick={() => { actions.sendNow(row); }}>{laterWords.sendNow}</Button>
          <Button size="s" onClick={() => { actions.takeBack(row); }}>{laterWords.takeBack}</Button>
        </>
      )}
      <SendLater conversationId={id} editing start={editing ? row : null} onPlan={save} onClose={() => { setEditing(false); }} />
    </Line>
  );
}

function Sending({ entry }: { entry: OutboxEntry }) {
  const now = useNow();
  const run = useRun();
  const { id, conversationId } = entry;
  const takeBack = () => {
    run("cancel_send", conversationId, async () => {
      // Once it is taken back its words are nowhere else: what they go before is known by then.
      const draft = await draftOf(conversationId);
      await call("cancel_send", { outboxId: id });
      putBefore(conversationId, entry.text, draft);
      await keepDraft(conversationId);
      tell(words.takenBack);
    });
  };
  const facts = [textState(entry.state, entry.reason), entry.reason].filter(Boolean).join(": ");
  return (
    <Line id={id} to={toThread(conversationId)} title={entry.title} people={null} line={null} time={{ short: moment(entry.createdAt, now), at: entry.createdAt }} text={entry.text} tone={entry.state === "unclear" ? "warn" : "plain"} icon={entry.state === "unclear" ? <CircleHelp size={14} /> : <Clock size={14} />} facts={asSentence(facts)}>
      {entry.state === "waiting" ? <Button size="s" onClick={takeBack}>{words.takeBack}</Button> : null}
    </Line>
  );
}

function Undecided({ entry }: { entry: OutboxEntry }) {
  const now = useNow();
  const run = useRun();
  const { id, conversationId } = entry;
  const decide = (decision: Exclude<Resolve, "itArrived">) => {
    run("resolve_send", conversationId, async () => {
      await call("resolve_send", { outboxId: id, decision });
      if (decision === "drop") tell(words.forgotten(entry.title), putWordsBack, words.putWordsBack);
      else tell(words.retried);
    });
  };
  const arrived = () => {
    sayArrived(id, words.markedArrived(entry.title), () => run("resolve_send", conversationId, async () => { await call("resolve_send", { outboxId: id, decision: "itArrived" }); }));
  };
  const putWordsBack = () => {
    run("schedule_text", conversationId, async () => {
      await putIntoDraft(conversationId, entry.text);
      tell(words.wordsBack);
    });
  };
  return (
    <Line id={id} to={toThread(conversationId)} title={entry.title} people={null} line={null} time={{ short: moment(entry.createdAt, now), at: entry.createdAt }} text={entry.text} tone="warn" icon={<CircleHelp size={14} />} facts={`${words.undecided} ${entry.reason === null ? "" : asSentence(entry.reason)}`}>
      <Button size="s" onClick={arrived}>{words.itArrived}</Button>
      <Button size="s" onClick={() => { decide("sendAgain"); }}>{words.sendAgain}</Button>
      <Button size="s" onClick={() => { decide("drop"); }}>{words.forget}</Button>
    </Line>
  );
}

function Failed({ row }: { row: FailedText }) {
  const now = useNow();
  const run = useRun();
  const { itemId, text } = row;
  const { id, title } = row.conversation;
  const settle = (settled: boolean) => call("settle_failure", { itemId, settled });
  const retry = () => {
    run("retry_text", id, async () => {
      const entry = await call("retry_text", { itemId });
      tell(words.retried, () => {
        run("cancel_send", id, async () => {
          await call("cancel_send", { outboxId: entry.id });
          await settle(false);
        });
      });
    });
  };
  const putAway = () => {
    run("settle_failure", id, async () => {
      await settle(true);
      tell(words.putAway(title), () => { run("settle_failure", id, async () => { await settle(false); }); });
    });
  };
  const putBack = () => {
    run("settle_failure", id, async () => {
      const put = await putIntoDraft(id, text);
      await settle(true);
      writeIn.set(id);
      go(toThread(id));
      tell(words.inField(title), () => {
        run("settle_failure", id, async () => {
          await settle(false);
          await takeOut(id, put);
        });
      });
    });
  };
  return (
    <Line
      id={itemId} to={toThread(id, itemId)} title={title} people={row.conversation.people} line={row.conversation.line.name} time={{ short: moment(row.at, now), at: row.at }} text={text} tone="bad" icon={<CircleAlert size={14} />}
      facts={[asSentence(row.reason), row.locked ?? row.advice].filter(Boolean).join(" ")}
    >
      {row.locked === null ? <Button size="s" onClick={retry}>{words.retry}</Button> : null}
      {row.locked === null ? <Button size="s" onClick={putBack}>{words.edit}</Button> : null}
      <Button size="s" onClick={putAway}>{words.away}</Button>
    </Line>
  );
}
