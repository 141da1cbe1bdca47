/**
 * Which of some things in a row have no room in it, by their places. The rest is behind a button as wide as `more`; the
 * chosen one always keeps its place.
 */
export function withoutRoom(widths: readonly number[], room: number, more: number, chosen: number): number[] {
  const all = widths.reduce((sum, width) => sum + width, 0);
  if (all <= room) return [];
  let left = room - more - (widths[chosen] ?? 0);
  const out: number[] = [];
  widths.forEach((width, at) => {
    if (at === chosen) return;
    // What comes after one without room has none either: their order stays.
    if (out.length > 0 || width > left) out.push(at);
    else left -= width;
  });
  return out;
}
