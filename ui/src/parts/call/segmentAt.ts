import type { Segment } from "../../api/schema.gen";

/** The segment that is heard at a time: the last that has begun, −1 before the first. Segments are in order of start. */
export function segmentAt(segments: readonly Pick<Segment, "startMs">[], at: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.startMs ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
