import { scaleBand, scaleLinear } from "d3-scale";
import { useId, useRef } from "react";
import type { InsightPart } from "../../api/schema.gen";
import { shortDay } from "../../lib/dates";
import { count } from "../../lib/numbers";
import { rated } from "./figures";
import { Marks } from "./Marks";
import { useWidth } from "./useWidth";
import { words } from "./words";
import css from "./Chart.module.css";

const HEIGHT = 200;
const AXIS = 24;
const TOP = 18;
/** Narrower bars have no number over them. */
const LEAST_LABELLED = 20;
/** As much room a day's name takes. */
const NAME_WIDTH = 56;

/** Calls in by day, week or month: answered ones below, the others hatched above them. */
export function CallsChart({ steps, onOpen }: { steps: readonly InsightPart[]; onOpen: (part: InsightPart) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const hatch = useId();
  const most = Math.max(1, ...steps.map((step) => rated(step.figures)));
  const x = scaleBand<string>().domain(steps.map((step) => step.from)).range([0, width]).paddingInner(0.25).paddingOuter(0.1);
  const y = scaleLinear().domain([0, most]).nice(4).range([HEIGHT - AXIS, TOP]);
  const base = HEIGHT - AXIS;
  const named = Math.max(1, Math.ceil(NAME_WIDTH / Math.max(1, x.step())));
  const ticks = y.ticks(3).filter((tick) => Number.isInteger(tick) && tick > 0);
  return (
    <div ref={box} className={css.box}>
      <svg width={width} height={HEIGHT} role="group" aria-label={words.calls} className={css.chart}>
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="5" height="5" className={css.hatchGround} />
            <line x1="0" y1="0" x2="0" y2="5" className={css.hatchLine} />
          </pattern>
        </defs>
        <g aria-hidden="true">
          {ticks.map((tick) => <line key={tick} x1={0} x2={width} y1={y(tick)} y2={y(tick)} className={css.grid} />)}
          <line x1={0} x2={width} y1={base} y2={base} className={css.axis} />
          {steps.map((step, index) => (index % named === 0 ? <text key={step.from} x={(x(step.from) ?? 0) + x.bandwidth() / 2} y={HEIGHT - 6} textAnchor="middle" className={css.name}>{shortDay(step.from)}</text> : null))}
        </g>
        <Marks
          className={css.mark}
          marks={steps.map((step) => {
            const { answered } = step.figures;
            const all = rated(step.figures);
            const left = x(step.from) ?? 0;
            return {
              key: step.from,
              name: words.step(words.period(step.from, step.to), answered, all - answered),
              onOpen: () => { onOpen(step); },
              draw: (
                <>
                  <rect x={left - 1} y={TOP - 14} width={x.bandwidth() + 2} height={base - TOP + 14} className={css.ground} />
                  <rect x={left} y={y(answered)} width={x.bandwidth()} height={base - y(answered)} className={css.answered} />
                  {all > answered ? <rect x={left} y={y(all)} width={x.bandwidth()} height={y(answered) - y(all)} fill={`url(#${hatch})`} className={css.rest} /> : null}
                  {all > 0 && x.bandwidth() >= LEAST_LABELLED ? <text x={left + x.bandwidth() / 2} y={y(all) - 5} textAnchor="middle" className={css.number}>{count(all)}</text> : null}
                </>
              ),
            };
          })}
        />
      </svg>
      <ul className={css.legend} aria-label={words.legend}>
        <li><svg width="12" height="12" aria-hidden="true"><rect width="12" height="12" className={css.answered} /></svg>{words.answered}</li>
        <li><svg width="12" height="12" aria-hidden="true"><rect x="0.5" y="0.5" width="11" height="11" fill={`url(#${hatch})`} className={css.rest} /></svg>{words.notAnswered}</li>
      </ul>
    </div>
  );
}
