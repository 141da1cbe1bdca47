import { describe, expect, it } from "vitest";
import type { Hit, SearchGroup, SearchGroupKind, SearchPage } from "../../api/schema.gen";
import { foundInAll, foundInOrder, foundWords, moreToFind } from "./findPages";

const hit = (id: string, at: number, word = "roof"): Hit => ({
  id, kind: "text", title: "", person: null, conversationId: "c", itemId: id, contactId: null, at, outgoing: false, snippet: [{ text: "a ", hit: false }, { text: word, hit: true }], startMs: null, speaker: null,
});
const group = (kind: SearchGroupKind, total: number, hits: Hit[], next: string | null = null): SearchGroup => ({ kind, total, hits, next });
const page = (...groups: SearchGroup[]): SearchPage => ({ groups, chips: [], words: [], tookUs: 1, coverage: { documents: 1, behind: 0, complete: true }, notice: null });

describe("what was found in a conversation", () => {
  it("is one list, newest first, whatever kind it is", () => {
    const pages = [page(group("people", 3, []), group("messages", 2, [hit("m2", 50), hit("m1", 10)]), group("calls", 1, [hit("c1", 30)]), group("notes", 1, [hit("n1", 60)]))];
    expect(foundInOrder(pages).map((one) => one.id)).toEqual(["n1", "m2", "c1", "m1"]);
    expect(foundInAll(pages)).toBe(4);
    expect(moreToFind(pages)).toBeNull();
  });

  it("ends where a group that goes on could still come between", () => {
    const first = page(group("messages", 4, [hit("m4", 90), hit("m3", 70)], "after-m3"), group("calls", 3, [hit("c3", 80), hit("c2", 20)], "after-c2"), group("notes", 1, [hit("n1", 40)]));
    expect(foundInOrder([first]).map((one) => one.id)).toEqual(["m4", "c3", "m3"]);
    expect(moreToFind([first])).toEqual({ group: "messages", cursor: "after-m3" });
    const second = page(group("messages", 4, [hit("m2", 60), hit("m1", 15)]));
    expect(foundInOrder([first, second]).map((one) => one.id)).toEqual(["m4", "c3", "m3", "m2", "n1", "c2"]);
    expect(moreToFind([first, second])).toEqual({ group: "calls", cursor: "after-c2" });
    expect(foundInAll([first, second])).toBe(8);
    const third = page(group("calls", 3, [hit("c1", 5)]));
    expect(foundInOrder([first, second, third]).map((one) => one.id)).toEqual(["m4", "c3", "m3", "m2", "n1", "c2", "m1", "c1"]);
    expect(moreToFind([first, second, third])).toBeNull();
  });

  it("gives the words as they were written", () => {
    expect(foundWords([hit("a", 1, "Roof"), hit("b", 2, "roofs"), hit("c", 3, "ROOF")])).toEqual(["roof", "roofs"]);
  });
});
