import { useState, type KeyboardEvent, type ReactNode } from "react";
import { words } from "./words";

/** One thing of a chart that can be opened. */
export interface Mark {
  key: string;
  /** Spoken: what it is and its numbers. */
  name: string;
  draw: ReactNode;
  onOpen: () => void;
}

/** The marks of a chart: one stop for the Tab key, arrows go from one to the next, Enter opens what was counted. */
export function Marks({ marks, className }: { marks: readonly Mark[]; className: string | undefined }) {
  const [at, setAt] = useState(0);
  const current = Math.min(at, marks.length - 1);
  const onKeyDown = (event: KeyboardEvent<SVGGElement>) => {
    const target = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: marks.length - 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      marks[current]?.onOpen();
    }
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = Math.min(marks.length - 1, Math.max(0, target));
    setAt(next);
    const sibling = event.currentTarget.parentElement?.children[next];
    if (sibling instanceof SVGElement) sibling.focus();
  };
  return (
    <g>
      {marks.map((mark, index) => (
        <g key={mark.key} role="button" tabIndex={index === current ? 0 : -1} aria-label={words.openList(mark.name)} className={className} onClick={() => { setAt(index); mark.onOpen(); }} onKeyDown={onKeyDown}>
          <title>{mark.name}</title>
          {mark.draw}
        </g>
      ))}
    </g>
  );
}
