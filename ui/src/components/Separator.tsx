import { useRef } from "react";
import { words } from "./words";
import css from "./Separator.module.css";

const STEP = 16;
const LEAP = 64;

/**
 * The edge between two panes, which can be moved: by dragging, by arrows (with Shift farther), Home and End; a double
 * click or Enter puts it back to where it usually is.
 */
export function Separator({ label, controls, width, least, most, side, onMove, onReset }: {
  label: string;
  /** The id of the pane whose width it is. */
  controls: string;
  width: number;
  least: number;
  most: number;
  /** The side of its pane that it stands on: a pane at the left grows to the right. */
  side: "right" | "left";
  onMove: (width: number) => void;
  onReset: () => void;
}) {
  const drag = useRef<{ x: number; width: number } | null>(null);
  const grow = side === "right" ? 1 : -1;
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-controls={controls}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuetext={words.pixels(width)}
      className={css.separator}
      data-side={side}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        // What is drawn may be narrower than what was chosen, where the window leaves less room.
        const drawn = document.getElementById(controls)?.getBoundingClientRect().width;
        drag.current = { x: event.clientX, width: drawn ? Math.round(drawn) : width };
      }}
      onPointerMove={(event) => {
        if (drag.current) onMove(drag.current.width + grow * (event.clientX - drag.current.x));
      }}
      onPointerUp={() => { drag.current = null; }}
      onPointerCancel={() => { drag.current = null; }}
      onDoubleClick={onReset}
      onKeyDown={(event) => {
        const by = event.shiftKey ? LEAP : STEP;
        const widths: Record<string, number> = { ArrowRight: width + grow * by, ArrowLeft: width - grow * by, Home: least, End: most };
        const next = widths[event.key];
        if (next === undefined && event.key !== "Enter") return;
        event.preventDefault();
        event.stopPropagation();
        if (next === undefined) onReset();
        else onMove(next);
      }}
    />
  );
}
