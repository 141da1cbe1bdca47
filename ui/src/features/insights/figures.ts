import type { InsightFigures } from "../../api/schema.gen";
import { percentOf } from "./words";

/** Incoming calls that a person could have taken. */
export function rated(figures: InsightFigures): number {
  return figures.answered + figures.unanswered + figures.voicemail;
}

export function answerRate(figures: InsightFigures): number | null {
  return percentOf(figures.answered, rated(figures));
}

export function recoveryRate(figures: InsightFigures): number | null {
  return percentOf(figures.recoveredWithinDay, figures.missed);
}

/** Whether nothing at all was counted. */
export function isNothing(figures: InsightFigures): boolean {
  return figures.callsIn === 0 && figures.textsIn === 0 && figures.waits === 0;
}
