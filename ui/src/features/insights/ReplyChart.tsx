import { scaleLog, scalePoint } from "d3-scale";
import { line } from "d3-shape";
import { useRef } from "react";
import type { InsightPart } from "../../api/schema.gen";
import { shortDay } from "../../lib/dates";
import { Marks } from "./Marks";
import { useWidth } from "./useWidth";
import { waitInWords, words } from "./words";
import css from "./Chart.module.css";

const HEIGHT = 190;
const AXIS = 24;
const TOP = 14;
const LEFT = 48;
const RIGHT = 84;
const NAME_WIDTH = 56;
const MINUTE = 60_000;
/** Where lines are drawn across; as far as they are needed. */
const TICKS = [1, 5, 15, 60, 240, 1440, 10_080].map((minutes) => minutes * MINUTE);

/** Time to the first reply by day, week or month: half of the replies, and nine of ten, came within it. */
export function ReplyChart({ steps, onOpen }: { steps: readonly InsightPart[]; onOpen: (part: InsightPart) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const points = steps.flatMap((part) => (part.figures.replyMedianMs === null || part.figures.replyP90Ms === null ? [] : [{ part, half: part.figures.replyMedianMs, nine: part.figures.replyP90Ms }]));
  const longest = Math.max(5 * MINUTE, ...points.map((point) => point.nine));
  // From seconds to days: each tick is some times the one before. Anything below a minute is drawn at it.
  const y = scaleLog().domain([MINUTE, longest * 1.2]).range([HEIGHT - AXIS, TOP]).clamp(true);
  const x = scalePoint<string>().domain(steps.map((step) => step.from)).range([LEFT, width - RIGHT]).padding(0.3);
  const at = (iso: string) => x(iso) ?? 0;
  const named = Math.max(1, Math.ceil(NAME_WIDTH / Math.max(1, x.step())));
  const path = (of: "half" | "nine") => line<(typeof points)[number]>().x((point) => at(point.part.from)).y((point) => y(Math.max(MINUTE, point[of])))(points) ?? "";
  const last = points.at(-1);
  const lastHalf = last ? y(Math.max(MINUTE, last.half)) : 0;
  const lastNine = last ? y(Math.max(MINUTE, last.nine)) : 0;
  return (
    <div ref={box} className={css.box}>
      <svg width={width} height={HEIGHT} role="group" aria-label={words.replies} className={css.chart}>
        <g aria-hidden="true">
          {TICKS.filter((tick) => tick <= longest * 1.2).map((tick) => (
            <g key={tick}>
              <line x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} className={css.grid} />
              <text x={LEFT - 8} y={y(tick)} dy="0.32em" textAnchor="end" className={css.name}>{waitInWords(tick)}</text>
            </g>
          ))}
          {steps.map((step, index) => (index % named === 0 ? <text key={step.from} x={at(step.from)} y={HEIGHT - 6} textAnchor="middle" className={css.name}>{shortDay(step.from)}</text> : null))}
          <path d={path("nine")} className={css.lineNine} />
          <path d={path("half")} className={css.lineHalf} />
          {last ? (
            <>
              <text x={at(last.part.from) + 10} y={lastNine} dy="0.32em" className={css.label}>{words.p90}</text>
              <text x={at(last.part.from) + 10} y={Math.abs(lastHalf - lastNine) < 14 ? lastNine + 14 : lastHalf} dy="0.32em" className={css.label}>{words.median}</text>
            </>
          ) : null}
        </g>
        <Marks
          className={css.mark}
          marks={points.map(({ part, half, nine }) => ({
            key: part.from,
            name: words.replyStep(words.period(part.from, part.to), waitInWords(half), waitInWords(nine)),
            onOpen: () => { onOpen(part); },
            draw: (
              <>
                <rect x={at(part.from) - Math.min(12, x.step() / 2)} y={TOP} width={Math.min(24, x.step())} height={HEIGHT - AXIS - TOP} className={css.ground} />
                <rect x={at(part.from) - 3} y={y(Math.max(MINUTE, nine)) - 3} width={6} height={6} className={css.dotNine} />
                <circle cx={at(part.from)} cy={y(Math.max(MINUTE, half))} r={3.5} className={css.dotHalf} />
              </>
            ),
          }))}
        />
      </svg>
    </div>
  );
}
