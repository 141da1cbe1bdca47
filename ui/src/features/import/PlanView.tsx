import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { CircleAlert, FilePlus2, FileX2, Link2, Minus, PenLine } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { call, type CallError } from "../../api/client";
import type { ImportApplied, ImportOutcome, ImportPlan, ImportRow, ImportSettings, ImportShown } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Choice, SettingRow, Switch } from "../../components/Fields";
import { Skeleton, Strip } from "../../components/Notice";
import { Tabs } from "../../components/Tabs";
import { count } from "../../lib/numbers";
import { asSentence, Failure } from "../../parts/Failure";
import { choicesOf, countriesWith, valueOf } from "./columns";
import { words } from "./words";
import css from "./Import.module.css";

const PAGE = 100;
const EVERY = "all";
type Filter = ImportShown | typeof EVERY;
const FILTERS: readonly ImportShown[] = ["created", "changed", "joined", "same", "refused", "different", "leftOut"];

const ICONS: Record<ImportOutcome, ReactNode> = {
  created: <FilePlus2 size={16} />,
  changed: <PenLine size={16} />,
  joined: <Link2 size={16} />,
  same: <Minus size={16} />,
  refused: <CircleAlert size={16} />,
};

/** What an import would do, how the file is read, and the button that does it. */
export function PlanView({ importId, chooser, onCancel, onApplied }: {
  importId: string;
  chooser: ReactNode;
  onCancel: () => void;
  onApplied: (applied: ImportApplied, name: string) => void;
}) {
  const panelId = useId();
  const [settings, setSettings] = useState<ImportSettings | null>(null);
  const [filter, setFilter] = useState<Filter>(EVERY);
  const [applying, setApplying] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const only = filter === EVERY ? null : filter;
  const pages = useInfiniteQuery<ImportPlan, CallError, { pages: ImportPlan[] }, readonly unknown[], number>({
    queryKey: ["import_plan", { importId, settings, only }],
    queryFn: ({ pageParam, signal }) => call("import_plan", { importId, settings, only, offset: pageParam, limit: PAGE }, signal),
    initialPageParam: 0,
    getNextPageParam: (page, all) => {
      const here = all.reduce((sum, one) => sum + one.rows.length, 0);
      return here < page.total && page.rows.length > 0 ? here : null;
    },
    placeholderData: keepPreviousData,
    // What arrives of it makes the plan stale before the import has answered, and by then the file is taken.
    enabled: !applying,
    gcTime: 0,
  });
  const plan = pages.data?.pages[0];
  if (pages.error && !plan) return <Failure error={pages.error} onRetry={() => { void pages.refetch(); }} />;
  if (!plan) return <Skeleton lines={6} label={words.working} />;
  const cards = plan.format === "vcard";
  if (plan.problem) {
    const { row, column, sentence } = plan.problem;
    const place = words.place(row, column, cards);
    return (
      <div className={css.stack}>
        <Strip tone="bad" icon={<FileX2 size={16} />}>
          <p><strong>{words.notRead(plan.name)}</strong></p>
          <p>{place === "" ? "" : `${place}: `}{place === "" ? asSentence(sentence) : `${sentence}.`} {words.nothingChanged}</p>
        </Strip>
        <div>{chooser}</div>
      </div>
    );
  }
  const { counts } = plan;
  const change = (part: Partial<ImportSettings>) => {
    setFailure(null);
    setSettings({ ...plan.settings, ...part });
  };
  const every = counts.created + counts.changed + counts.joined + counts.same + counts.refused;
  const tabs = [
    { value: EVERY as Filter, label: words.all, count: every },
    ...FILTERS.filter((one) => counts[one] > 0 || one === filter).map((one) => ({ value: one as Filter, label: words.shown[one], count: counts[one] })),
  ];
  const does = counts.created + counts.changed + counts.joined > 0;
  const stale = pages.isPlaceholderData;
  const apply = () => {
    if (applying) return;
    setApplying(true);
    setFailure(null);
    call("apply_import", { importId, settings: plan.settings, expected: counts }).then(
      (applied) => { onApplied(applied, plan.name); },
      (error: unknown) => {
        setFailure(error);
        setApplying(false);
        void pages.refetch();
      },
    );
  };
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <div className={css.stack}>
      <div className={css.file}>
        <span className={css.importWords}>
          <span className={css.importName}>{plan.name}</span>
          <span className={css.faint}>{words.file(plan.format, plan.encoding)}</span>
        </span>
        {chooser}
      </div>
      {plan.columns.length > 0 ? <Columns plan={plan} onChange={change} /> : null}
      <HowSettings plan={plan} onChange={change} />
      {plan.ignored.length > 0 ? <p className={css.faint}>{words.ignored(plan.ignored.map((one) => `${count(one.count)} ${one.what}`).join(", "))}</p> : null}
      <section aria-label={words.what} aria-busy={stale || undefined}>
        <h3 className={css.heading}>{words.what}</h3>
        <Tabs label={words.rows} value={filter} tabs={tabs} onChoose={setFilter} panelId={panelId} />
        <div id={panelId} role="tabpanel" aria-label={words.what}>
          <ul className={css.rows} data-stale={stale || undefined}>
            {rows.map((row) => <Row key={row.row} row={row} cards={cards} taken={plan.settings.takeFile} />)}
          </ul>
        </div>
        {pages.hasNextPage ? <Button disabled={pages.isFetchingNextPage} onClick={() => { void pages.fetchNextPage(); }}>{words.more}</Button> : null}
      </section>
      <div className={css.foot}>
        {failure ? <Failure error={failure} /> : null}
        <p className={css.faint}>{does ? `${words.allOrNothing} ${plan.settings.onlyHere ? words.onlyHereHint : plan.connected ? words.toQuo : words.toQuoLater}` : words.nothing}</p>
        <div className={css.ways}>
          {does ? <Button look="main" size="l" disabled={applying || stale} onClick={apply}>{applying ? words.applying : words.apply(counts.created, counts.changed)}</Button> : null}
          <Button size="l" disabled={applying} onClick={onCancel}>{words.cancel}</Button>
        </div>
      </div>
    </div>
  );
}

function Columns({ plan: { columns, settings, fields }, onChange }: { plan: ImportPlan; onChange: (part: Partial<ImportSettings>) => void }) {
  return (
    <section aria-label={words.columns}>
      <h3 className={css.heading}>{words.columns}</h3>
      <p className={css.faint}>{words.columnsLead}</p>
      <div className={css.wide} role="group" aria-label={words.columns} tabIndex={0}>
        <table className={css.table}>
          <thead><tr><th scope="col">{words.column}</th><th scope="col">{words.samples}</th><th scope="col">{words.is}</th></tr></thead>
          <tbody>
            {columns.map((column, at) => {
              const use = settings.columns[at] ?? { kind: "skip" };
              const choices = choicesOf(column.name, use, fields, settings.onlyHere);
              return (
                <tr key={at} data-skip={use.kind === "skip" || undefined}>
                  <th scope="row">{column.name}</th>
                  <td className={css.samples}>{column.samples.join(" · ")}</td>
                  <td>
                    <select
                      className={css.select} aria-label={words.useOf(column.name)} value={valueOf(use)}
                      onChange={(event) => {
                        const chosen = choices.find((one) => one.value === event.target.value);
                        if (chosen) onChange({ columns: settings.columns.map((one, place) => (place === at ? chosen.use : one)) });
                      }}
                    >
                      {choices.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}
                    </select>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function HowSettings({ plan: { settings, counts }, onChange }: { plan: ImportPlan; onChange: (part: Partial<ImportSettings>) => void }) {
  return (
    <section aria-label={words.settings}>
      <h3 className={css.heading}>{words.settings}</h3>
      <SettingRow title={words.country} hint={words.countryHint}>
        {({ labelId, hintId }) => (
          <select className={css.select} aria-labelledby={labelId} aria-describedby={hintId} value={settings.country} onChange={(event) => { onChange({ country: event.target.value }); }}>
            {countriesWith(settings.country).map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
          </select>
        )}
      </SettingRow>
      <SettingRow title={words.differences} hint={words.differencesHint(counts.different)}>
        {({ labelId }) => (
          <Choice
            labelId={labelId} value={settings.takeFile ? "file" : "mine"} onChoose={(value) => { onChange({ takeFile: value === "file" }); }}
            choices={[{ value: "mine", label: words.keepMine }, { value: "file", label: words.takeFile }]}
          />
        )}
      </SettingRow>
      <SettingRow title={words.onlyHere} hint={words.onlyHereHint}>
        {({ labelId, hintId }) => <Switch labelId={labelId} hintId={hintId} on={settings.onlyHere} onChange={(onlyHere) => { onChange({ onlyHere }); }} />}
      </SettingRow>
    </section>
  );
}

function Row({ row, cards, taken }: { row: ImportRow; cards: boolean; taken: boolean }) {
  const { outcome } = row;
  const name = row.name === "" ? words.nameless : row.name;
  const towards = row.joined !== null ? words.joinedTo(row.joined) : row.onto !== null && row.onto !== name ? words.onto(row.onto) : null;
  return (
    <li className={css.row} data-outcome={outcome}>
      <span className={css.icon} aria-hidden="true">{ICONS[outcome]}</span>
      <span className={css.rowWords}>
        <span className={css.rowTop}>
          <span className={css.importName}>{name}</span>
          <span className={css.faint}>{[words.outcome[outcome], towards, words.row(row.row, cards)].filter(Boolean).join(" · ")}</span>
        </span>
        {row.reason === null ? null : <span className={css.bad}>{asSentence(row.reason)}</span>}
        {row.adds.length > 0 && outcome !== "refused" ? <span className={css.faint}>{row.adds.map((add) => `${words.adds(add.label)}: ${add.value}`).join(" · ")}</span> : null}
        {row.differences.map((one) => <span key={one.name} className={css.warn}>{words.differs(words.adds(one.name), one.mine, one.file, taken)}</span>)}
        {row.leftOut.map((sentence) => <span key={sentence} className={css.warn}>{words.leftOut(sentence)}</span>)}
      </span>
    </li>
  );
}
