import type { BackupProgress } from "../api/schema.gen";
import { bytes, lengthLeft } from "../lib/numbers";

export const words = {
  rate: (perSecond: number) => `${bytes(perSecond)} a second`,
  left: (ms: number) => `about ${lengthLeft(ms)} left`,
  of: (done: number, total: number) => `${bytes(done)} of ${bytes(total)}`,
};

/** How far it is, in numbers: what is done of what, how fast, how long still. */
export function progressFacts({ done, total, perSecond, leftMs }: BackupProgress): string {
  const known = leftMs === null ? [] : [words.rate(perSecond), words.left(leftMs)];
  return [words.of(done, total), ...known].join(" · ");
}
