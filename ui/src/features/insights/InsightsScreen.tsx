import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, ChartNoAxesColumn, ChevronDown } from "lucide-react";
import { use, useState, type CSSProperties, type ReactNode } from "react";
import { ask } from "../../api/queries";
import type { InsightFigures, InsightMeasure, InsightPart, Insights, InsightsReq, InsightTable } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { Choice, TextField } from "../../components/Fields";
import { Menu, MenuChoice } from "../../components/Menu";
import { EmptyState, Skeleton } from "../../components/Notice";
import { classes } from "../../lib/classes";
import { dayOf, dayOfIso, monthName, zoneName } from "../../lib/dates";
import { go } from "../../lib/location";
import { count } from "../../lib/numbers";
import { PRESETS, toHash, type Behind, type Range, type Route } from "../../lib/routes";
import { Failure } from "../../parts/Failure";
import { useNow } from "../../state/clock";
import { BehindDrawer } from "./BehindDrawer";
import { CallsChart } from "./CallsChart";
import { Csv } from "./Csv";
import { answerRate, isNothing, rated, recoveryRate } from "./figures";
import { BusinessHoursOnly, useEveryHour, withNote } from "./hours";
import { HOURS_MEASURE, HoursTable, type HoursOf } from "./HoursTable";
import { daysOf, requestOf } from "./range";
import { ReplyChart } from "./ReplyChart";
import { PartTable, PersonTable } from "./Tables";
import { hoursInWords, waitInWords, words } from "./words";
import css from "./Insights.module.css";

type InsightsRoute = Extract<Route, { screen: "insights" }>;
type Open = (measure: InsightMeasure, part?: Omit<Behind, "measure">) => void;

/** What was counted is looked at again so often while it is looked at; a text that arrives changes little. */
const AGAIN_MS = 60_000;
const EVERY_LINE = "every";

/** How the business answers. */
export function InsightsScreen({ route }: { route: InsightsRoute }) {
  const today = dayOf(useNow());
  const of = requestOf(route, today);
  const insights = useQuery({ ...ask("insights", of), placeholderData: keepPreviousData, refetchInterval: AGAIN_MS, gcTime: 5 * 60_000 });
  const lines = useQuery(ask("calls_page", { filter: "all", lineId: null, outgoing: null, cursor: null, limit: 1 }));
  const { data } = insights;
  const open: Open = (measure, part = {}) => { go({ ...route, behind: { measure, ...part } }); };
  return (
    <section className={css.screen} aria-label={words.title}>
      <header className={css.head}>
        <h1 className={css.title}>{words.title}</h1>
        <Controls route={route} today={today} lines={lines.data?.lines ?? []} />
      </header>
      <div className={css.body}>
        {insights.error && !data ? (
          <div className={css.column}><Failure error={insights.error} onRetry={() => { void insights.refetch(); }} /></div>
        ) : !data ? (
          <div className={css.column}><Skeleton lines={9} label={words.loading} /></div>
        ) : isNothing(data.figures) ? (
          <EmptyState icon={<ChartNoAxesColumn size={28} strokeWidth={1.5} />} title={words.emptyTitle}>{words.emptyBody}</EmptyState>
        ) : (
          <div className={css.column} data-before={insights.isPlaceholderData || undefined}>
            <div className={css.aboutRow}>
              <About insights={data} allHours={route.allHours} />
              <Csv name={words.title} of={of} table="summary" />
            </div>
            <BusinessHoursOnly value={!route.allHours}>
              <Headline insights={data} open={open} />
              <Calls insights={data} of={of} open={open} />
              <Replies insights={data} of={of} open={open} />
              <Hours insights={data} of={of} open={open} />
              <Parts insights={data} of={of} open={open} />
            </BusinessHoursOnly>
          </div>
        )}
      </div>
      <BehindDrawer behind={route.behind} of={of} onClose={() => { go({ ...route, behind: null }, "replace"); }} />
    </section>
  );
}

function Controls({ route, today, lines }: { route: InsightsRoute; today: number; lines: readonly { id: string; name: string }[] }) {
  const [choosing, setChoosing] = useState(false);
  const { from, to } = daysOf(route.range, today);
  const rangeName = typeof route.range === "string" ? words.presets[route.range] : words.period(from, to);
  const lineName = lines.find((line) => line.id === route.lineId)?.name ?? words.allLines;
  const set = (change: Partial<InsightsRoute>) => { go({ ...route, behind: null, ...change }); };
  return (
    <div className={css.controls}>
      <Choice
        small
        label={words.hours}
        value={route.allHours ? "all" : "business"}
        choices={[{ value: "business", label: words.businessHours }, { value: "all", label: words.allHours }]}
        onChoose={(value) => { set({ allHours: value === "all" }); }}
      />
      {lines.length > 1 || route.lineId ? (
        <Menu trigger={<button type="button" className={css.choice} aria-label={`${words.line}: ${lineName}`}><span>{lineName}</span><ChevronDown size={14} /></button>}>
          <MenuChoice
            value={route.lineId ?? EVERY_LINE}
            choices={[{ value: EVERY_LINE, label: words.allLines }, ...lines.map((line) => ({ value: line.id, label: line.name }))]}
            onChoose={(value) => { set({ lineId: value === EVERY_LINE ? null : value }); }}
          />
        </Menu>
      ) : null}
      <Menu trigger={<button type="button" className={css.choice} aria-label={`${words.range}: ${rangeName}`}><span>{rangeName}</span><ChevronDown size={14} /></button>}>
        <MenuChoice
          value={typeof route.range === "string" ? route.range : "custom"}
          choices={[...PRESETS.map((preset) => ({ value: preset as string, label: words.presets[preset] })), { value: "custom", label: words.custom }]}
          onChoose={(value) => {
            const preset = PRESETS.find((known) => known === value);
            if (preset) set({ range: preset });
            else setChoosing(true);
          }}
        />
      </Menu>
      <Dialog open={choosing} onClose={() => { setChoosing(false); }} title={words.customTitle}>
        <CustomDays from={from} to={to} onChoose={(range) => { setChoosing(false); set({ range }); }} onCancel={() => { setChoosing(false); }} />
      </Dialog>
    </div>
  );
}

const TEN_YEARS = 3_699;

function CustomDays({ from, to, onChoose, onCancel }: { from: string; to: string; onChoose: (range: Range) => void; onCancel: () => void }) {
  const [first, setFirst] = useState(from);
  const [last, setLast] = useState(to);
  const days = dayOfIso(last) - dayOfIso(first);
  const fine = days >= 0 && days <= TEN_YEARS;
  return (
    <form className={css.custom} onSubmit={(event) => { event.preventDefault(); if (fine) onChoose({ from: first, to: last }); }}>
      <TextField label={words.first} type="date" required value={first} onChange={(event) => { setFirst(event.target.value); }} />
      <TextField label={words.last} type="date" required value={last} problem={fine ? null : words.badDays} onChange={(event) => { setLast(event.target.value); }} />
      <div className={css.customButtons}>
        <Button onClick={onCancel}>{words.cancel}</Button>
        <Button look="main" type="submit" disabled={!fine}>{words.show}</Button>
      </div>
    </form>
  );
}

/** Which days, what they are compared with, which hours count and where. */
function About({ insights, allHours }: { insights: Insights; allHours: boolean }) {
  const { from, to, before, businessHours } = insights;
  const zone = zoneName(dayOfIso(to) * 86_400_000 + 43_200_000);
  const hours = allHours ? words.countedAlways : words.countedIn(hoursInWords(businessHours));
  return (
    <p className={css.about}>
      {words.about(words.period(from, to), words.period(before.from, before.to), hours, zone)}
      {allHours ? null : <> <a href={toHash({ screen: "settings", section: "business" })}>{words.changeHours}</a></>}
    </p>
  );
}

/** The four answers, each with what it was before. */
function Headline({ insights: { figures, before }, open }: { insights: Insights; open: Open }) {
  const was = before.figures;
  const everyHour = useEveryHour();
  const percent = (value: number | null) => (value === null ? null : `${value} %`);
  const wait = (value: number | null) => (value === null ? null : waitInWords(value));
  return (
    <section aria-label={words.title} className={css.headline}>
      <Answer
        name={words.answerRate} hint={words.answerRateHint} value={percent(answerRate(figures))} detail={words.ofCalls(figures.answered, rated(figures))}
        before={percent(answerRate(was))} change={changeOf(answerRate(figures), answerRate(was), true)} onOpen={() => { open("rated"); }}
      />
      <Answer
        name={words.firstReply} hint={words.firstReplyHint} value={wait(figures.replyMedianMs)} detail={figures.replyP90Ms === null ? null : words.ninety(waitInWords(figures.replyP90Ms))}
        before={wait(was.replyMedianMs)} change={changeOf(figures.replyMedianMs, was.replyMedianMs, false)} onOpen={() => { open("replied"); }}
      />
      <Answer
        name={words.recovered} hint={words.recoveredHint} value={percent(recoveryRate(figures))} detail={withNote(`${words.ofMissed(figures.recoveredWithinDay, figures.missed)}, ${words.sameDay(figures.recoveredSameDay)}`, everyHour)}
        before={percent(recoveryRate(was))} change={changeOf(recoveryRate(figures), recoveryRate(was), true)} onOpen={() => { open("missed"); }}
      />
      <Answer
        name={words.newConversations} hint={words.newConversationsHint} value={count(figures.newConversations)} detail={withNote(words.in(figures.textsIn, figures.callsIn), everyHour)}
        before={isNothing(was) ? null : count(was.newConversations)} change={isNothing(was) ? null : { up: figures.newConversations > was.newConversations, word: figures.newConversations === was.newConversations ? words.same : figures.newConversations > was.newConversations ? words.more : words.fewer }} onOpen={() => { open("newConversations"); }}
      />
    </section>
  );
}

interface Change {
  up: boolean;
  word: string;
}

function changeOf(now: number | null, before: number | null, moreIsBetter: boolean): Change | null {
  if (now === null || before === null) return null;
  return { up: now > before, word: now === before ? words.same : now > before === moreIsBetter ? words.better : words.worse };
}

function Answer({ name, hint, value, detail, before, change, onOpen }: { name: string; hint: string; value: string | null; detail: string | null; before: string | null; change: Change | null; onOpen: () => void }) {
  // Five minutes are no worse than five minutes, whatever their seconds are.
  const same = value === before;
  return (
    <div className={css.answer}>
      <h2 className={css.answerName} title={hint}>{name}</h2>
      {value === null ? <p className={css.answerValue}>{words.none}</p> : <button type="button" className={css.answerValue} aria-label={words.openList(`${name}: ${value}`)} onClick={onOpen}>{value}</button>}
      {detail === null ? null : <p className={css.answerDetail}>{detail}</p>}
      <p className={css.answerBefore}>
        {change && !same ? change.up ? <ArrowUp size={12} aria-hidden="true" /> : <ArrowDown size={12} aria-hidden="true" /> : null}
        {before === null ? words.noneBefore : same ? words.same : `${change ? `${change.word}, ` : ""}${words.before(before)}`}
      </p>
      <p className="visually-hidden">{hint}</p>
    </div>
  );
}

/** A chart with its table behind it. */
function Chart({ title, hint, of, table, chart, rows, extra }: { title: string; hint: string; of: InsightsReq; table: InsightTable; chart: ReactNode; rows: ReactNode; extra?: ReactNode }) {
  const [view, setView] = useState<"chart" | "table">("chart");
  return (
    <section className={css.section} aria-label={title}>
      <div className={css.sectionHead}>
        <h2 className={css.heading}>{title}</h2>
        <span className={css.tools}>
          {extra}
          {rows === null ? null : (
            <Choice small label={words.view(title)} value={view} choices={[{ value: "chart", label: words.chart }, { value: "table", label: words.table }]} onChoose={setView} />
          )}
          <Csv name={title} of={of} table={table} />
        </span>
      </div>
      <p className={css.hint}>{hint}</p>
      {view === "chart" || rows === null ? chart : rows}
    </section>
  );
}

function stepRows(insights: Insights, open: Open) {
  return insights.steps.map((part) => ({
    key: part.from, name: words.period(part.from, part.to), figures: part.figures,
    open: (measure: InsightMeasure) => { open(measure, days(part)); },
  }));
}

function days({ from, to }: InsightPart): Pick<Behind, "from" | "to"> {
  return { from, to };
}

function Calls({ insights, of, open }: { insights: Insights; of: InsightsReq; open: Open }) {
  const { figures, steps } = insights;
  const only = use(BusinessHoursOnly);
  const beside: { measure: InsightMeasure; label: string; value: number }[] = [
    { measure: "answered", label: words.answered, value: figures.answered },
    { measure: "unanswered", label: words.unanswered, value: figures.unanswered },
    { measure: "voicemail", label: words.voicemail, value: figures.voicemail },
    { measure: "byAgent", label: words.byAgent, value: figures.byAgent },
    { measure: "inMenu", label: words.inMenu, value: figures.inMenu },
    { measure: "elsewhere", label: words.elsewhere, value: figures.elsewhere },
  ];
  return (
    <Chart
      title={words.calls} hint={only ? `${words.callsHint} ${words.inBusinessHours}` : words.callsHint} of={of} table="steps"
      chart={(
        <>
          <CallsChart steps={steps} onOpen={(part) => { open("rated", days(part)); }} />
          <ul className={css.beside} aria-label={words.calls}>
            {beside.filter(({ value }) => value > 0).map(({ measure, label, value }) => (
              <li key={measure}><button type="button" className={css.number} aria-label={words.openList(`${label}: ${count(value)}`)} onClick={() => { open(measure); }}>{count(value)}</button> {label}</li>
            ))}
          </ul>
        </>
      )}
      rows={<PartTable label={words.calls} head={words.days} rows={stepRows(insights, open)} />}
    />
  );
}

function Replies({ insights, of, open }: { insights: Insights; of: InsightsReq; open: Open }) {
  const { figures, steps } = insights;
  const only = use(BusinessHoursOnly);
  return (
    <>
      <Chart
        title={words.replies} hint={only ? `${words.repliesHint} ${words.timesInBusinessHours}` : words.repliesHint} of={of} table="steps"
        chart={<ReplyChart steps={steps} onOpen={(part) => { open("replied", days(part)); }} />}
        rows={<PartTable label={words.replies} head={words.days} rows={stepRows(insights, open)} />}
      />
      <Classes figures={figures} of={of} open={open} />
    </>
  );
}

/** How long people waited, as bars with their numbers: a list is its own table. */
function Classes({ figures, of, open }: { figures: InsightFigures; of: InsightsReq; open: Open }) {
  const bars = [
    ...figures.replyClasses.map((value, at) => ({ name: words.classNames[at] ?? "", value, onOpen: () => { open("replied", { replyClass: at }); } })),
    { name: words.unreplied, value: figures.waits - figures.replied, onOpen: () => { open("unreplied"); } },
  ];
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const only = use(BusinessHoursOnly);
  return (
    <Chart
      title={words.classes} hint={only ? `${words.firstReplyHint} ${words.timesInBusinessHours}` : words.firstReplyHint} of={of} table="replyTimes" rows={null}
      chart={(
        <ul className={css.bars} aria-label={words.classes}>
          {bars.map((bar, at) => (
            <li key={bar.name} className={css.bar}>
              <span className={css.barName}>{bar.name}</span>
              <button type="button" className={css.barButton} disabled={bar.value === 0} aria-label={words.openList(`${bar.name}: ${count(bar.value)}`)} onClick={bar.onOpen}>
                <span className={classes(css.barFill, at === bars.length - 1 && css.barRest)} style={{ "--share": `${(bar.value / most) * 100}%` } as CSSProperties} aria-hidden="true" />
                <span className={css.barValue}>{count(bar.value)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    />
  );
}

function Hours({ insights, of, open }: { insights: Insights; of: InsightsReq; open: Open }) {
  const [what, setWhat] = useState<HoursOf>("contacts");
  const only = use(BusinessHoursOnly);
  return (
    <Chart
      title={words.busiest} hint={only ? `${words.busiestHint} ${words.hoursAll}` : words.busiestHint} of={of} table="hours" rows={null}
      extra={<Choice small label={words.busiestOf} value={what} choices={[{ value: "contacts", label: words.contacts }, { value: "calls", label: words.callsOnly }, { value: "missed", label: words.missedOnly }]} onChoose={setWhat} />}
      chart={<HoursTable hours={insights.hours} of={what} onOpen={(hour) => { open(HOURS_MEASURE[what], { hour }); }} />}
    />
  );
}

function Parts({ insights: { lines, months, people }, of, open }: { insights: Insights; of: InsightsReq; open: Open }) {
  return (
    <>
      <Plain title={words.byLine} of={of} table="lines">
        <PartTable
          label={words.byLine} head={words.line}
          rows={lines.map(({ line, figures }) => ({ key: line.id, name: line.name, figures, open: (measure) => { open(measure, { lineId: line.id }); } }))}
        />
      </Plain>
      <Plain title={words.byMonth} of={of} table="months">
        <PartTable
          label={words.byMonth} head={words.month}
          rows={months.map((part) => ({ key: part.from, name: monthName(part.from.slice(0, 7)), figures: part.figures, open: (measure) => { open(measure, days(part)); } }))}
        />
      </Plain>
      {people.length === 0 ? null : (
        <Plain title={words.byPerson} hint={words.byPersonHint} of={of} table="people">
          <PersonTable
            rows={people.map(({ personId, author, figures }) => ({ key: personId ?? "", name: author?.name ?? words.nobody, figures, open: (measure) => { open(measure, { personId: personId ?? "" }); } }))}
          />
        </Plain>
      )}
    </>
  );
}

function Plain({ title, hint, of, table, children }: { title: string; hint?: string; of: InsightsReq; table: InsightTable; children: ReactNode }) {
  return (
    <section className={css.section} aria-label={title}>
      <div className={css.sectionHead}>
        <h2 className={css.heading}>{title}</h2>
        <span className={css.tools}><Csv name={title} of={of} table={table} /></span>
      </div>
      {hint ? <p className={css.hint}>{hint}</p> : null}
      {children}
    </section>
  );
}
