import type { Segment } from "../../api/schema.gen";

export interface TalkShare {
  name: string;
  percent: number;
}

/** How the talking was shared, by who spoke, the longest first; together 100. Nothing where only one is heard. */
export function talkShares(segments: readonly Pick<Segment, "speaker" | "startMs" | "endMs">[]): TalkShare[] {
  const talked = new Map<string, number>();
  for (const { speaker, startMs, endMs } of segments) talked.set(speaker.name, (talked.get(speaker.name) ?? 0) + Math.max(0, endMs - startMs));
  const whole = [...talked.values()].reduce((sum, ms) => sum + ms, 0);
  if (talked.size < 2 || whole === 0) return [];
  const shares = [...talked].map(([name, ms]) => ({ name, percent: Math.floor((ms / whole) * 100), rest: ((ms / whole) * 100) % 1 }));
  // What rounding down left over goes to those it took most from.
  let left = 100 - shares.reduce((sum, { percent }) => sum + percent, 0);
  for (const share of [...shares].sort((a, b) => b.rest - a.rest)) {
    if (left === 0) break;
    share.percent += 1;
    left -= 1;
  }
  return shares.sort((a, b) => b.percent - a.percent).map(({ name, percent }) => ({ name, percent }));
}
