import { describe, expect, it } from "vitest";
import type { TimelineItem } from "../../api/schema.gen";
import { firstUnread, makeRows } from "./rows";

const item = (id: string, at: number, outgoing = false): TimelineItem => ({
  id, at, outgoing, unread: false,
  author: { name: outgoing ? "Sam" : "Dana", initials: "", hue: 0, ai: false, ours: outgoing },
  body: { kind: "text", text: id, textTruncated: false, state: outgoing ? "delivered" : "received", media: [], outboxId: null, reason: null, undoUntil: null, opt: null },
});
const items = [item("a", 1000), item("b", 2000), item("mine", 3000, true), item("c", 4000), item("d", 5000)];

describe("the unread line", () => {
  it.each([
    ["stands above the first that came after what was read", 2000, "c"],
    ["does not stand above one of our own", 2500, "c"],
    ["stands at the beginning where nothing was read", 0, "a"],
    ["stands nowhere where all was read", 5000, null],
  ])("%s", (_, readThrough, wanted) => {
    expect(firstUnread(items, readThrough)).toBe(wanted);
  });

  it("stands nowhere in an empty conversation, nor where only we went on writing", () => {
    expect(firstUnread([], 0)).toBeNull();
    expect(firstUnread([item("a", 1000), item("mine", 2000, true)], 1000)).toBeNull();
  });

  it("stands once, and parts what would be drawn together", () => {
    const rows = makeRows(items, [], { atBeginning: true, unreadFrom: "b", group: false }).flatMap((row) => (row.kind === "item" ? [row] : []));
    expect(rows.filter((row) => row.unreadLine).map((row) => row.key)).toEqual(["b"]);
    expect(rows.map((row) => [row.key, row.joined, row.joinedBelow])).toEqual([
      ["a", false, false], ["b", false, false], ["mine", false, false], ["c", false, true], ["d", true, false],
    ]);
  });
});
