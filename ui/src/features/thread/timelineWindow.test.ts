import { describe, expect, it } from "vitest";
import type { TimelineItem, TimelinePage } from "../../api/schema.gen";
import { textBody } from "../../api/transport/fakeData";
import { refreshed, windowOf, withNewer, withOlder } from "./timelineWindow";

const item = (n: number, text = `text ${n}`): TimelineItem => ({
  id: `i${n}`, at: n * 1000, outgoing: false, unread: false, author: { name: "Dana", initials: "D", hue: 1, ai: false, ours: false }, body: textBody(text),
});
/** Items `from`…`to` of a conversation of 100. */
const page = (from: number, to: number, change: (n: number) => TimelineItem = (n) => item(n)): TimelinePage => ({
  items: Array.from({ length: to - from + 1 }, (_, n) => change(from + n)),
  before: from > 0 ? `b${from}` : null, after: to < 99 ? `a${to}` : null, total: 100, offset: from,
});
const ids = (window: { items: readonly TimelineItem[] }) => window.items.map((one) => Number(one.id.slice(1)));
const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

describe("the loaded part of a timeline", () => {
  it("grows at both ends without a hole or a double", () => {
    const middle = windowOf(page(40, 60));
    const grown = withNewer(withOlder(middle, page(20, 40)), page(60, 80));
    expect(ids(grown)).toEqual(run(20, 80));
    expect(grown).toMatchObject({ before: "b20", after: "a80", offset: 20 });
  });

  it("takes changed items from the page read anew, and keeps what lies outside it", () => {
    const window = withOlder(windowOf(page(50, 99)), page(0, 49));
    const next = refreshed(window, page(60, 99, (n) => item(n, "changed")));
    expect(next && ids(next)).toEqual(run(0, 99));
    expect(next?.items[59]?.body).toMatchObject({ text: "text 59" });
    expect(next?.items[60]?.body).toMatchObject({ text: "changed" });
    expect(next).toMatchObject({ before: null, after: null, offset: 0 });
  });

  it("appends what arrived at the end", () => {
    const next = refreshed({ ...windowOf(page(50, 80)), after: null }, { ...page(60, 83), after: null });
    expect(next && ids(next)).toEqual(run(50, 83));
  });

  it("keeps a text of ours unsigned that stood there unsigned, so that nothing moves when Quo tells who wrote it", () => {
    const mine = (id: string, name: string): TimelineItem => ({ ...item(99, "We come at noon."), id, outgoing: true, author: { name, initials: "", hue: 0, ai: false, ours: true } });
    const at = (one: TimelineItem): TimelinePage => ({ ...page(60, 98), items: [...page(60, 98).items, one], after: null });
    const authors = (window: { items: readonly TimelineItem[] } | null) => window?.items.slice(-1).map((one) => [one.id, one.author.name]);
    const waiting = windowOf(at(mine("out:1", "You")));
    const sending = refreshed(waiting, at(mine("AC1", "You")));
    expect(authors(sending)).toEqual([["AC1", "You"]]);
    expect(authors(sending && refreshed(sending, at(mine("AC1", "Dana Whitlock"))))).toEqual([["AC1", "You"]]);
    // It may be delivered before anybody has seen it being sent.
    expect(authors(refreshed(waiting, at(mine("AC1", "Dana Whitlock"))))).toEqual([["AC1", "You"]]);
    // What somebody else wrote meanwhile is signed.
    expect(authors(refreshed(waiting, at({ ...mine("AC2", "Dana Whitlock"), body: textBody("Another one") })))).toEqual([["AC2", "Dana Whitlock"]]);
  });

  it("drops items that are gone from the page", () => {
    const shorter = page(60, 99);
    shorter.items.splice(5, 1);
    const next = refreshed(windowOf(page(50, 99)), shorter);
    expect(next && ids(next)).toEqual(run(50, 99).filter((n) => n !== 65));
  });

  it("does not join what does not touch", () => {
    expect(refreshed(windowOf(page(0, 20)), page(50, 99))).toBeNull();
  });
});
