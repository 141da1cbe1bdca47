import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import { length, lengthSpoken } from "../lib/dates";
import { classes } from "../lib/classes";
import { words } from "./words";
import css from "./Waveform.module.css";

interface Props {
  label: string;
  /** 0–100 per bar, evenly over the length; empty while unknown: a plain line is drawn. */
  peaks: readonly number[];
  positionMs: number;
  durationMs: number;
  onSeek: (positionMs: number) => void;
  disabled?: boolean;
  small?: boolean;
}

const STEP_MS = 5000;
const PAGE_MS = 30_000;

/** The shape of a sound as a slider: arrows 5 s, page keys 30 s, Home and End; the time is spoken. */
export function Waveform({ label, peaks, positionMs, durationMs, onSeek, disabled = false, small = false }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const share = durationMs > 0 ? Math.min(1, positionMs / durationMs) : 0;

  const fromPointer = (event: PointerEvent) => {
    const bounds = box.current?.getBoundingClientRect();
    if (!bounds || bounds.width === 0) return;
    onSeek(Math.min(1, Math.max(0, (event.clientX - bounds.left) / bounds.width)) * durationMs);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowLeft: positionMs - STEP_MS,
      ArrowDown: positionMs - STEP_MS,
      ArrowRight: positionMs + STEP_MS,
      ArrowUp: positionMs + STEP_MS,
      PageDown: positionMs - PAGE_MS,
      PageUp: positionMs + PAGE_MS,
      Home: 0,
      End: durationMs,
    };
    const target = moves[event.key];
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSeek(Math.min(durationMs, Math.max(0, target)));
  };

  return (
    <div
      ref={box}
      role="slider"
      tabIndex={disabled ? -1 : 0}
      aria-label={label}
      aria-disabled={disabled || undefined}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs / 1000)}
      aria-valuenow={Math.round(positionMs / 1000)}
      aria-valuetext={words.position(lengthSpoken(positionMs), lengthSpoken(durationMs))}
      title={length(durationMs)}
      className={classes(css.wave, small && css.small, disabled && css.disabled)}
      onKeyDown={disabled ? undefined : onKeyDown}
      onPointerDown={disabled ? undefined : (event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        fromPointer(event);
      }}
      onPointerMove={disabled ? undefined : (event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) fromPointer(event);
      }}
    >
      {peaks.length > 0 ? (
        <>
          <Bars peaks={peaks} className={css.rest} />
          <div className={css.past} style={{ clipPath: `inset(0 ${(1 - share) * 100}% 0 0)` }}>
            <Bars peaks={peaks} className={css.played} />
          </div>
        </>
      ) : (
        <div className={css.track}>
          <div className={css.fill} style={{ width: `${share * 100}%` }} />
        </div>
      )}
      {share > 0 ? <div className={css.head} style={{ left: `${share * 100}%` }} /> : null}
    </div>
  );
}

/** One path for all bars: 400 elements would cost more than they show. */
function Bars({ peaks, className }: { peaks: readonly number[]; className: string | undefined }) {
  const path = peaks.map((peak, bar) => {
    const half = Math.max(2, Math.min(100, peak) / 2);
    return `M${bar + 0.5} ${50 - half}V${50 + half}`;
  }).join("");
  return (
    <svg className={className} viewBox={`0 0 ${peaks.length} 100`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} stroke="currentColor" strokeWidth="0.62" fill="none" />
    </svg>
  );
}
