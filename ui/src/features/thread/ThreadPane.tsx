import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { AlarmClock, ArrowLeft, Ban, CalendarSearch, Check, Copy, Ellipsis, ExternalLink, MailOpen, MessageCircleOff, MessageCircle, PanelRight, Pin, PinOff, Printer, RotateCcw, Search, Link, ListPlus } from "lucide-react";
import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from "react";
import { call } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { Conversation } from "../../api/schema.gen";
import { Button, IconButton } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { Menu, MenuItem, MenuLine, MenuLink } from "../../components/Menu";
import { EmptyState, Skeleton } from "../../components/Notice";
import { copyText } from "../../lib/clipboard";
import { comingTime } from "../../lib/dates";
import { linkTo } from "../../lib/appLinks";
import { go, goBack, useRoute } from "../../lib/location";
import { withOpen } from "../../lib/routes";
import { Failure, failureSentence, isNotHere } from "../../parts/Failure";
import { PersonAvatar } from "../../parts/PersonAvatar";
import { useMark } from "../../parts/useMark";
import { useOpened } from "../../parts/useOpened";
import { seen, useTriage } from "../../parts/useTriage";
import { LookedFor } from "../../parts/Words";
import { useActions } from "../../state/actions";
import { useDrawn } from "../../state/beside";
import { useNow } from "../../state/clock";
import { startFollowUp } from "../../state/followUps";
import { useKeyLabel } from "../../state/keymap";
import { toggleContact } from "../../state/layout";
import { snoozing } from "../../state/snoozing";
import { tell, tellProblem } from "../../state/toasts";
import { Composer, type ComposerHandle } from "./Composer";
import { FindBar, type FindBarHandle, type Found } from "./FindBar";
import { picturesOf, ShowPicture } from "./pictures";
import { PrintSheet } from "./PrintSheet";
import { firstUnread, makeRows } from "./rows";
import { ScheduledStrip } from "./ScheduledStrip";
import { ThreadList } from "./ThreadList";
import { useFates } from "./useFates";
import { usePrinting } from "./usePrinting";
import { useTimeline } from "./useTimeline";
import { words } from "./words";
import css from "./ThreadPane.module.css";

const JumpDialog = lazy(async () => ({ default: (await import("./dialogs")).JumpDialog }));
const PhotoViewer = lazy(async () => ({ default: (await import("./dialogs")).PhotoViewer }));
const PrintDialog = lazy(async () => ({ default: (await import("./dialogs")).PrintDialog }));

const NOTHING_FOUND: Found = { itemId: null, words: [] };

/** One conversation: its timeline and the way to answer. Mounted anew for each conversation. */
export function ThreadPane({ conversationId, itemId }: { conversationId: string; itemId: string | null }) {
  const { feed, state } = useTimeline(conversationId, itemId);
  const conversation = useQuery(ask("conversation", { conversationId }));
  const composer = useRef<ComposerHandle>(null);
  const [atEnd, setAtEnd] = useState(itemId === null);
  const setOptOut = useOptOut(conversationId);
  const [finding, setFinding] = useState(false);
  const [found, setFound] = useState(NOTHING_FOUND);
  const findBar = useRef<FindBarHandle>(null);
  const [over, setOver] = useState<"jump" | "print" | null>(null);
  const [picture, setPicture] = useState<string | null>(null);
  // A dialog that was open once stays, so that it can close as it opened.
  const [asked, setAsked] = useState(false);
  if (!asked && (over !== null || picture !== null)) setAsked(true);
  const [lookedAt, setLookedAt] = useState<number | null>(null);
  const { items, offset, total } = state.window;
  const { paper, print } = usePrinting({ items, offset, total });
  const now = useNow();

  const find = () => {
    setFinding(true);
    findBar.current?.focus();
  };
  const endFind = () => {
    setFinding(false);
    setFound(NOTHING_FOUND);
  };
  const showFound = (next: Found) => {
    setFound(next);
    if (next.itemId !== null && next.itemId !== found.itemId) void feed.open({ kind: "item", itemId: next.itemId });
  };

  // The address may name another item of the conversation that is open already.
  const show = useEffectEvent((target: string) => {
    if (state.goal.kind !== "item" || state.goal.itemId !== target) void feed.open({ kind: "item", itemId: target });
  });
  useEffect(() => {
    if (itemId !== null) show(itemId);
  }, [itemId]);

  const { data } = conversation;
  // What was new when it was opened stays marked as new while it is open.
  const [readThrough, setReadThrough] = useState<number | null>(null);
  if (data && readThrough === null) setReadThrough(data.readThrough);
  useDrawn(conversationId, (data !== undefined && state.phase !== "loading") || conversation.error !== null);
  useMarkRead(data, state.phase === "ready" && atEnd);
  useOpened(state.phase === "ready" ? data?.row.title : undefined);
  useFates(state.phase === "ready" ? items : null, data?.row.title ?? "");

  // What is wrong stays on screen while it is asked for again.
  const [problem, setProblem] = useState<unknown>(null);
  if (conversation.error !== null && conversation.error !== problem) setProblem(conversation.error);

  if (problem !== null && !data) {
    return (
      <section className={css.pane} aria-label={words.thread}>
        <Header data={undefined} onBack={null} onOptOut={setOptOut} onFind={find} onJump={() => undefined} onPrint={() => undefined} />
        {isNotHere(problem)
          ? <div className={css.loading}><EmptyState icon={<MessageCircle size={28} strokeWidth={1.5} />} title={words.notHereTitle}><p>{words.notHere}</p><Button onClick={() => { go({ screen: "inbox", tab: "all", lineId: null, open: null }); }}>{words.toAll}</Button></EmptyState></div>
          : <div className={css.failure}><Failure error={problem} onRetry={() => { void conversation.refetch(); }} /></div>}
      </section>
    );
  }
  const rows = makeRows(items, state.pending, {
    atBeginning: state.window.before === null,
    unreadFrom: readThrough === null ? null : firstUnread(items, readThrough),
    group: (data?.row.people.length ?? 0) > 1,
  });
  return (
    <section className={css.pane} aria-label={data?.row.title ?? words.thread}>
      <Header data={data} onBack={finding ? endFind : null} onOptOut={setOptOut} onFind={find} onJump={() => { setOver("jump"); }} onPrint={() => { setOver("print"); }} />
      {finding ? <FindBar ref={findBar} conversationId={conversationId} onFound={showFound} onClose={endFind} /> : null}
      {state.phase === "loading" || !data ? (
        <div className={css.loading}><Skeleton lines={6} label={words.loading} /></div>
      ) : state.phase === "failed" ? (
        <div className={css.failed}><Failure error={state.error} onRetry={() => { void feed.open(state.goal); }} /></div>
      ) : rows.length === 0 ? (
        <div className={css.loading}><EmptyState icon={<MessageCircle size={28} strokeWidth={1.5} />} title={words.emptyTitle}>{words.empty}</EmptyState></div>
      ) : (
        <LookedFor value={found.words}>
          <ShowPicture value={setPicture}>
            <ThreadList conversationId={conversationId} feed={feed} state={state} rows={rows} foundId={found.itemId} onAtEnd={setAtEnd} onLook={setLookedAt} onStopTexts={() => { setOptOut(true); }} onPutBack={(text) => { composer.current?.putBack(text); }} />
          </ShowPicture>
        </LookedFor>
      )}
      {state.phase === "ready" && state.error ? <div className={css.failure}><Failure error={state.error} /></div> : null}
      {data && state.phase !== "loading" ? <ScheduledStrip conversationId={conversationId} /> : null}
      {data ? <Composer ref={composer} conversation={data} onShowItem={(target) => { void feed.open({ kind: "item", itemId: target }); }} /> : null}
      {asked ? (
        <Suspense fallback={null}>
          <JumpDialog
            open={over === "jump"}
            conversationId={conversationId}
            startAt={lookedAt ?? items.at(-1)?.at ?? null}
            onClose={() => { setOver(null); }}
            onPlace={(place) => { void feed.open(place.kind === "item" ? { kind: "item", itemId: place.itemId, place: "top" } : place); }}
          />
          <PrintDialog open={over === "print"} conversationId={conversationId} total={total} onClose={() => { setOver(null); }} onPrint={print} />
          <PhotoViewer pictures={picture === null ? [] : picturesOf(items)} shown={picture} onMove={setPicture} />
        </Suspense>
      ) : null}
      {paper && data ? <PrintSheet conversation={data} printed={paper.printed} notes={paper.notes} now={now} /> : null}
    </section>
  );
}

/** Reading is: the end of the conversation is on a screen that somebody looks at. */
function useMarkRead(data: Conversation | undefined, endInView: boolean): void {
  const client = useQueryClient();
  const id = data?.row.id;
  const unread = data?.row.unread ?? 0;
  const { mutate } = useMutation({
    mutationFn: (conversationId: string) => call("mark", { conversationId, mark: "read" }),
    onSuccess: (_, conversationId) => { markOwnChange(client, "mark", conversationId); },
  });
  // The visibility of the page is outside React.
  useEffect(() => {
    if (id === undefined || unread === 0 || !endInView) return undefined;
    const read = () => {
      if (document.visibilityState === "visible") mutate(id);
    };
    const timer = window.setTimeout(read, 400);
    document.addEventListener("visibilitychange", read);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", read);
    };
  }, [id, unread, endInView, mutate]);
}

function useOptOut(conversationId: string): (optedOut: boolean) => void {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (optedOut: boolean) => call("set_opt_out", { conversationId, optedOut }),
    onSuccess: (_, optedOut) => {
      markOwnChange(client, "set_opt_out", conversationId);
      tell(optedOut ? words.stopped : words.allowed, () => { mutate(!optedOut); });
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  return mutate;
}

function Header({ data, onBack, onOptOut, onFind, onJump, onPrint }: {
  data: Conversation | undefined;
  /** What Back ends first, if anything. */
  onBack: (() => void) | null;
  onOptOut: (optedOut: boolean) => void;
  onFind: () => void;
  onJump: () => void;
  onPrint: () => void;
}) {
  const route = useRoute();
  const mark = useMark();
  const [asking, setAsking] = useState(false);
  const row = data?.row;
  const close = () => { goBack(withOpen(route, null)); };
  const triage = useTriage();
  const toggleDone = () => { if (row) mark(row, row.done ? "open" : "done"); };
  const snooze = () => {
    if (row) snoozing.set({ conversations: [seen(row)], title: row.title, asleep: row.snoozedUntil !== null });
  };
  const togglePin = () => { if (row) triage([seen(row)], { kind: row.pinned ? "unpin" : "pin" }, row.title); };
  const number = row?.people.length === 1 ? row.people[0]?.number : undefined;
  const followUp = () => { if (row) startFollowUp({ conversationId: row.id, about: row.title }); };
  const copyLink = () => {
    if (!row) return;
    void copyText(linkTo(route, { kind: "thread", conversationId: row.id, itemId: null })).then((done) => {
      if (done) tell(words.linkCopied);
      else tellProblem(words.cannotCopy);
    });
  };
  const quoUrl = data?.quoUrl ?? null;
  const unread = () => {
    if (!row) return;
    mark(row, "unread");
    go(withOpen(route, null));
  };
  const copyNumber = () => {
    if (number) void copyText(number).then((done) => { if (done) tell(`${words.copied}: ${number}`); });
  };
  useActions(
    row
      ? [
          { id: "conversation.done", title: row.done ? words.reopen : words.done, run: toggleDone },
          { id: "conversation.unread", run: unread },
          { id: "conversation.snooze", run: snooze },
          { id: "conversation.pin", title: row.pinned ? words.unpin : words.pin, run: togglePin },
          { id: "followUp.make", run: followUp },
          { id: "conversation.copyLink", run: copyLink },
          { id: "conversation.find", run: onFind },
          { id: "conversation.date", run: onJump },
          { id: "conversation.print", run: onPrint },
          { id: "conversation.contact", run: toggleContact },
          ...(number ? [{ id: "conversation.copyNumber" as const, run: copyNumber }] : []),
          ...(quoUrl === null ? [] : [{ id: "conversation.quo" as const, run: () => { window.open(quoUrl, "_blank", "noreferrer,noopener"); } }]),
          row.optedOut ? { id: "conversation.allowTexts", run: () => { setAsking(true); } } : { id: "conversation.stopTexts", run: () => { onOptOut(true); } },
          { id: "back", run: onBack ?? (() => { go(withOpen(route, null)); }) },
        ]
      : [{ id: "back", run: () => { go(withOpen(route, null)); } }],
  );
  const keys = {
    back: useKeyLabel("back"),
    done: useKeyLabel("conversation.done"),
    unread: useKeyLabel("conversation.unread"),
    snooze: useKeyLabel("conversation.snooze"),
    pin: useKeyLabel("conversation.pin"),
    find: useKeyLabel("conversation.find"),
    date: useKeyLabel("conversation.date"),
    print: useKeyLabel("conversation.print"),
    contact: useKeyLabel("conversation.contact"),
    followUp: useKeyLabel("followUp.make"),
  };
  const now = useNow();
  const subtitle = row ? [row.snoozedUntil === null ? null : words.snoozedUntil(comingTime(row.snoozedUntil, now, "sentence")), row.people.length > 1 ? null : row.people[0]?.named ? number : null, row.people.length === 1 ? row.people[0]?.company : null, row.line.name].filter(Boolean).join(" · ") : "";
  return (
    <header className={css.head}>
      <div className={css.back}><IconButton label={words.back} keys={keys.back} icon={<ArrowLeft size={18} />} onClick={close} /></div>
      {row ? (
        <>
          <PersonAvatar people={row.people} />
          <div className={css.names}>
            <h2 className={css.title}>{row.title}</h2>
            <p className={css.subtitle}>{subtitle}</p>
          </div>
          <div className={css.tools}>
            <IconButton label={row.done ? words.reopen : words.done} keys={keys.done} aria-pressed={row.done} icon={row.done ? <RotateCcw size={16} /> : <Check size={16} />} onClick={toggleDone} />
            <IconButton label={words.snooze} keys={keys.snooze} aria-pressed={row.snoozedUntil !== null} icon={<AlarmClock size={16} />} onClick={snooze} />
            <IconButton label={words.findHere} keys={keys.find} icon={<Search size={16} />} onClick={onFind} />
            <Menu trigger={<button type="button" className={css.more} aria-label={words.more}><Ellipsis size={16} /></button>}>
              <MenuItem icon={<MailOpen size={14} />} keys={keys.unread} onSelect={unread}>{words.markUnread}</MenuItem>
              <MenuItem icon={row.pinned ? <PinOff size={14} /> : <Pin size={14} />} keys={keys.pin} onSelect={togglePin}>{row.pinned ? words.unpin : words.pin}</MenuItem>
              <MenuItem icon={<CalendarSearch size={14} />} keys={keys.date} onSelect={onJump}>{words.jump}</MenuItem>
              <MenuItem icon={<Printer size={14} />} keys={keys.print} onSelect={onPrint}>{words.print}</MenuItem>
              <MenuItem icon={<ListPlus size={14} />} keys={keys.followUp} onSelect={followUp}>{words.followUp}</MenuItem>
              <MenuItem icon={<Link size={14} />} onSelect={copyLink}>{words.copyLink}</MenuItem>
              {number ? <MenuItem icon={<Copy size={14} />} onSelect={copyNumber}>{words.copyNumber}</MenuItem> : null}
              {data.quoUrl ? <MenuLink icon={<ExternalLink size={14} />} href={data.quoUrl}>{words.openInQuo}</MenuLink> : null}
              <MenuLine />
              {row.optedOut
                ? <MenuItem icon={<MessageCircle size={14} />} onSelect={() => { setAsking(true); }}>{words.allowTexts}</MenuItem>
                : <MenuItem icon={<MessageCircleOff size={14} />} onSelect={() => { onOptOut(true); }}>{words.stopTexts}</MenuItem>}
            </Menu>
            <IconButton label={words.details} keys={keys.contact} icon={<PanelRight size={16} />} onClick={toggleContact} />
          </div>
          <Dialog open={asking} onClose={() => { setAsking(false); }} title={words.allowTitle}>
            <div className={css.asking}>
              <p><Ban size={14} aria-hidden="true" className={css.askingIcon} />{words.allowBody}</p>
              <div className={css.askingChoices}>
                <Button onClick={() => { setAsking(false); }}>{words.cancel}</Button>
                <Button look="main" onClick={() => { setAsking(false); onOptOut(false); }}>{words.allowConfirm}</Button>
              </div>
            </div>
          </Dialog>
        </>
      ) : null}
    </header>
  );
}
