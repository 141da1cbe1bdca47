import { CircleCheck, CirclePause, History, Pause, Play, RotateCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { session } from "../../api/client";
import type { SyncProgress } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Skeleton } from "../../components/Notice";
import { ProgressBar } from "../../components/ProgressBar";
import { classes } from "../../lib/classes";
import { comingTime, moment, monthYear } from "../../lib/dates";
import { lengthLeft } from "../../lib/numbers";
import { toHash } from "../../lib/routes";
import { useStore } from "../../lib/store";
import { asSentence, Failure } from "../../parts/Failure";
import { useNow } from "../../state/clock";
import { useHistory, type HistoryWish } from "../../parts/useHistory";
import { words } from "../../parts/historyWords";
import css from "./History.module.css";

/** How much of Quo's history is here, what is being read, and a hand on it. */
export function HistoryPanel() {
  const { progress, wish } = useHistory();
  const { data } = progress;
  return (
    <section aria-label={words.title} className={css.panel}>
      <div className={css.head}>
        <h2 className={css.title}>{words.title}</h2>
        <a className={css.link} href={toHash({ screen: "ledger" })}>{words.isMissing}</a>
      </div>
      {data ? <State data={data} busy={wish.isPending} onWish={wish.mutate} /> : progress.error ? <Failure error={progress.error} onRetry={() => { void progress.refetch(); }} /> : <Skeleton lines={2} label={words.loading} />}
    </section>
  );
}

function State({ data, busy, onWish }: { data: SyncProgress; busy: boolean; onWish: (wish: HistoryWish) => void }) {
  const now = useNow();
  const demo = useStore(session)?.demo ?? false;
  const press = (wish: HistoryWish, label: string, icon: ReactNode) => <Button size="s" icon={icon} disabled={busy} onClick={() => { onWish(wish); }}>{label}</Button>;
  const soon = data.nextAt !== null && data.nextAt > now ? comingTime(data.nextAt, now, "sentence") : null;
  switch (data.state) {
    case "off":
      return demo ? <Line icon={<History size={16} />} title={words.sample}>{words.sampleBody}</Line> : <Line icon={<History size={16} />} title={words.off}>{words.offBody}</Line>;
    case "reading": {
      const title = data.auditing ? words.auditing : readingTitle(data);
      return (
        <Line icon={<History size={16} />} title={title} bar={data.historyRead ? null : <ProgressBar label={words.progress} done={data.items} total={data.itemsEstimate} />} action={press("pause", words.pause, <Pause size={12} />)}>
          <Facts data={data} />
        </Line>
      );
    }
    case "paused":
      return (
        <Line icon={<CirclePause size={16} />} title={data.historyRead ? words.paused : `${words.paused}: ${words.ofAbout(data.items, data.itemsEstimate)}`} action={press("resume", words.resume, <Play size={12} />)}>
          {words.pausedBody}
        </Line>
      );
    case "waiting":
      return (
        <Line tone="warn" icon={<TriangleAlert size={16} />} title={words.waiting} action={press("checkNew", words.tryNow, <RotateCw size={12} />)}>
          {data.problem ? `${asSentence(data.problem)} ` : null}{soon ? words.triedAgain(soon) : words.triedSoon}
        </Line>
      );
    case "upToDate":
      return (
        <Line
          tone={data.historyRead ? "good" : undefined}
          icon={data.historyRead ? <CircleCheck size={16} /> : <History size={16} />}
          title={data.historyRead && data.caughtUpAt !== null ? `${words.upToDate}, ${words.upTo(moment(data.caughtUpAt, now, "sentence"))}` : words.notYet}
          action={press("checkNew", words.checkNew, <RotateCw size={12} />)}
        >
          <Facts data={data} extra={soon ? words.again(soon) : null} />
        </Line>
      );
  }
}

/** What is being read, in words. */
function readingTitle({ what, whatAt, historyRead }: SyncProgress): string {
  if (what === null) return words.checking;
  return historyRead && what === "beginning" ? words.checking : words.what(what, whatAt === null ? null : monthYear(whatAt));
}

function Facts({ data, extra = null }: { data: SyncProgress; extra?: string | null }) {
  const reading = data.state === "reading";
  const facts = [
    data.items > 0 ? words.ofAbout(data.items, reading ? data.itemsEstimate : data.items) : null,
    reading && data.perMinute > 0 ? words.perMinute(data.perMinute) : null,
    reading && data.leftMs !== null ? words.left(lengthLeft(data.leftMs)) : null,
    extra,
  ].filter(Boolean);
  return (
    <>
      {facts.length > 0 ? <p>{facts.join(" · ")}</p> : null}
      {reading && data.partsLeft > 0 ? <p>{words.parts(data.partsLeft)}</p> : null}
      {data.deliveries > 0 ? <p>{words.deliveries(data.deliveries)}</p> : null}
      {data.oneByOne ? <p>{words.oneByOne}</p> : null}
    </>
  );
}

function Line({ icon, title, tone, bar = null, action = null, children }: { icon: ReactNode; title: string; tone?: "good" | "warn" | undefined; bar?: ReactNode; action?: ReactNode; children: ReactNode }) {
  return (
    <div className={css.line}>
      <span className={classes(css.icon, tone && css[tone])} aria-hidden="true">{icon}</span>
      <div className={css.words}>
        <p className={css.state}>{title}</p>
        {bar}
        <div className={css.facts}>{children}</div>
      </div>
      {action}
    </div>
  );
}
