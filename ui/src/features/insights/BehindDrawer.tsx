import { useInfiniteQuery } from "@tanstack/react-query";
import { MessageSquare, PhoneIncoming, PhoneMissed, PhoneOutgoing, Voicemail } from "lucide-react";
import { call, type CallError } from "../../api/client";
import type { InsightMeasure, InsightRow, InsightRows, InsightSlice, InsightsReq } from "../../api/schema.gen";
import { Dialog } from "../../components/Dialog";
import { Skeleton } from "../../components/Notice";
import { RowList } from "../../components/RowList";
import { fullTime, moment } from "../../lib/dates";
import { go } from "../../lib/location";
import { toHash, type Behind, type Route } from "../../lib/routes";
import { Failure } from "../../parts/Failure";
import { PersonAvatar } from "../../parts/PersonAvatar";
import { callTitle, wasMissed } from "../../parts/words";
import { useRowHeight } from "../../state/appearance";
import { useNow } from "../../state/clock";
import { Csv } from "./Csv";
import { isMeasure, MEASURES, waitInWords, words } from "./words";
import css from "./Behind.module.css";

const PAGE = 100;

/** The very texts and calls that were counted for a number. */
export function BehindDrawer({ behind, of, onClose }: { behind: Behind | null; of: InsightsReq; onClose: () => void }) {
  if (behind === null || !isMeasure(behind.measure)) return null;
  const { measure, from = of.from, to = of.to, lineId = of.lineId, personId = null, hour = null, replyClass = null } = behind;
  return <Drawer measure={measure} of={{ ...of, from, to, lineId }} slice={{ personId, hour, replyClass }} onClose={onClose} />;
}

function Drawer({ measure, of, slice, onClose }: { measure: InsightMeasure; of: InsightsReq; slice: InsightSlice; onClose: () => void }) {
  const pages = useInfiniteQuery<InsightRows, CallError, { pages: InsightRows[] }, readonly unknown[], string | null>({
    queryKey: ["insight_rows", { of, measure, slice }],
    queryFn: ({ pageParam, signal }) => call("insight_rows", { of, measure, slice, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    // A list that was opened is that of its moment: rows do not move under the hand.
    staleTime: 60_000,
    gcTime: 60_000,
  });
  const rowHeight = useRowHeight();
  const rows = new Map((pages.data?.pages ?? []).flatMap((page) => page.rows).map((row) => [row.itemId, row]));
  const total = pages.data?.pages[0]?.total;
  const title = total === undefined ? MEASURES[measure] : words.behind(MEASURES[measure], total);
  return (
    <Dialog open onClose={onClose} title={title} place="right" closeLabel={words.close}>
      <div className={css.under}>
        <span>{words.period(of.from, of.to)}</span>
        <Csv name={MEASURES[measure]} of={of} table="rows" measure={measure} slice={slice} />
      </div>
      {pages.error && !pages.data ? (
        <div className={css.failure}><Failure error={pages.error} onRetry={() => { void pages.refetch(); }} /></div>
      ) : !pages.data ? (
        <div className={css.failure}><Skeleton lines={6} label={words.behindLoading} /></div>
      ) : rows.size === 0 ? (
        <p className={css.none}>{words.behindNone}</p>
      ) : (
        <RowList
          label={words.behindList}
          keys={[...rows.keys()]}
          rowHeight={rowHeight}
          active={null}
          total={total ?? rows.size}
          className={css.list}
          onNearEnd={() => { if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage(); }}
          render={(id) => {
            const row = rows.get(id);
            return row ? <Row row={row} measure={measure} /> : null;
          }}
        />
      )}
    </Dialog>
  );
}

/** Measures about waiting say how long it took. */
const WAITED: readonly InsightMeasure[] = ["waits", "replied", "unreplied", "missed", "recoveredWithinDay", "notRecovered", "recoveredSameDay"];

function Row({ row, measure }: { row: InsightRow; measure: InsightMeasure }) {
  const now = useNow();
  const { outcome } = row;
  const target: Route = {
    screen: "inbox", tab: "all", lineId: null,
    open: outcome === null || outcome === "missed" ? { kind: "thread", conversationId: row.conversationId, itemId: row.itemId } : { kind: "call", callId: row.itemId, startMs: null },
  };
  const what = outcome === null ? row.text || words.text : callTitle(outcome, false);
  const more = WAITED.includes(measure)
    ? row.replyMs === null ? words.noReply : words.repliedAfter(waitInWords(row.replyMs), row.by?.name ?? null)
    : row.by ? words.answeredBy(row.by.name) : null;
  return (
    <a
      href={toHash(target)}
      className={css.row}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go(target);
      }}
    >
      <PersonAvatar people={row.people} />
      <span className={css.words}>
        <span className={css.top}>
          <span className={css.title}>{row.title}</span>
          <time className={css.time} title={fullTime(row.at)}>{moment(row.at, now)}</time>
        </span>
        <span className={css.bottom}>
          <span className={css.icon} aria-hidden="true">{iconOf(outcome)}</span>
          <span className={css.text}>{what}</span>
          {more === null ? null : <span className={css.more}>{more}</span>}
        </span>
      </span>
    </a>
  );
}

function iconOf(outcome: InsightRow["outcome"]) {
  if (outcome === null) return <MessageSquare size={14} />;
  if (outcome === "voicemail") return <Voicemail size={14} />;
  if (outcome === "noAnswer") return <PhoneOutgoing size={14} />;
  return wasMissed(outcome, false) ? <PhoneMissed size={14} /> : <PhoneIncoming size={14} />;
}
