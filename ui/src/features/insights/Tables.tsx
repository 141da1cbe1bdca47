import type { InsightFigures } from "../../api/schema.gen";
import { count } from "../../lib/numbers";
import { answerRate, rated, recoveryRate } from "./figures";
import { useEveryHour } from "./hours";
import { waitInWords, words } from "./words";
import css from "./Insights.module.css";

/** A part of the whole as a line of a table. */
export interface PartRow {
  key: string;
  name: string;
  figures: InsightFigures;
  /** Opens the calls, the replies, the missed calls, the new conversations behind its numbers. */
  open: (measure: "rated" | "answered" | "replied" | "missed" | "recoveredWithinDay" | "newConversations") => void;
}

/** The measures of each part, one a row; each number opens what was counted. */
export function PartTable({ label, head, rows }: { label: string; head: string; rows: readonly PartRow[] }) {
  return (
    <div className={css.wide} role="group" aria-label={label} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{head}</th><th scope="col">{words.answerRate}</th><th scope="col">{words.answered}</th><th scope="col">{words.calls}</th>
            <EveryHour name={words.firstReplies} /><th scope="col">{words.halfWithin}</th><th scope="col">{words.nineWithin}</th>
            <EveryHour name={words.missed} /><EveryHour name={words.recoveredShort} /><EveryHour name={words.newShort} />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, figures, open }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <Percent value={answerRate(figures)} />
              <Number name={`${name}: ${words.answered}`} value={figures.answered} onOpen={() => { open("answered"); }} />
              <Number name={`${name}: ${words.calls}`} value={rated(figures)} onOpen={() => { open("rated"); }} />
              <Number name={`${name}: ${words.firstReplies}`} value={figures.replied} onOpen={() => { open("replied"); }} />
              <Wait value={figures.replyMedianMs} />
              <Wait value={figures.replyP90Ms} />
              <Number name={`${name}: ${words.missed}`} value={figures.missed} onOpen={() => { open("missed"); }} />
              <Percent value={recoveryRate(figures)} />
              <Number name={`${name}: ${words.newConversations}`} value={figures.newConversations} onOpen={() => { open("newConversations"); }} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A person as a line: only what Quo says who did. */
export interface PersonRow {
  key: string;
  name: string;
  figures: InsightFigures;
  open: (measure: "answered" | "replied") => void;
}

export function PersonTable({ rows }: { rows: readonly PersonRow[] }) {
  return (
    <div className={css.wide} role="group" aria-label={words.byPerson} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr><th scope="col">{words.person}</th><th scope="col">{words.callsAnswered}</th><EveryHour name={words.firstReplies} /><th scope="col">{words.halfWithin}</th><th scope="col">{words.nineWithin}</th></tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, figures, open }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <Number name={`${name}: ${words.callsAnswered}`} value={figures.answered} onOpen={() => { open("answered"); }} />
              <Number name={`${name}: ${words.firstReplies}`} value={figures.replied} onOpen={() => { open("replied"); }} />
              <Wait value={figures.replyMedianMs} />
              <Wait value={figures.replyP90Ms} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The head of a column whose numbers cover all hours, and says so where only business hours were chosen. */
function EveryHour({ name }: { name: string }) {
  const note = useEveryHour();
  return <th scope="col">{name}{note === null ? null : <span className={css.headNote}> {note}</span>}</th>;
}

function Nothing() {
  return <td className={css.zero}><span aria-hidden="true">{words.none}</span><span className="visually-hidden">{words.noneSpoken}</span></td>;
}

function Number({ name, value, onOpen }: { name: string; value: number; onOpen: () => void }) {
  if (value === 0) return <Nothing />;
  return <td><button type="button" className={css.number} aria-label={words.openList(`${name}: ${count(value)}`)} onClick={onOpen}>{count(value)}</button></td>;
}

function Percent({ value }: { value: number | null }) {
  return value === null ? <Nothing /> : <td>{`${value} %`}</td>;
}

function Wait({ value }: { value: number | null }) {
  return value === null ? <Nothing /> : <td>{waitInWords(value)}</td>;
}
