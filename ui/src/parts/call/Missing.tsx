import { CircleAlert, CircleSlash, Hourglass, Minus, Timer } from "lucide-react";
import type { ReactNode } from "react";
import type { Part } from "../../api/schema.gen";
import { words } from "./words";
import css from "./Missing.module.css";

const ICONS: Record<Exclude<Part, "here">, ReactNode> = {
  none: <Minus size={14} />,
  pending: <Hourglass size={14} />,
  notOnThisPlan: <CircleSlash size={14} />,
  tooShort: <Timer size={14} />,
  failed: <CircleAlert size={14} />,
};

/** Why a part of a call is not there, in a word and a sentence, and whether it will come. */
export function Missing({ part, of }: { part: Part; of: keyof typeof words.part }) {
  const why = part === "here" ? "none" : part;
  return (
    <p className={css.missing} data-why={why}>
      <span className={css.icon} aria-hidden="true">{ICONS[why]}</span>
      {words.why[why] ? <strong className={css.word}>{words.why[why]}</strong> : null}
      <span>{words.part[of][why]}</span>
    </p>
  );
}
