import { describe, expect, it } from "vitest";
import { extended, NOTHING_SELECTED, stepped, stillThere, toggled, type Selection } from "./selection";

const order = ["a", "b", "c", "d", "e"];
const ids = (selection: Selection) => [...selection.ids].sort().join("");

describe("a selection", () => {
  it("takes rows in and out, one by one", () => {
    const one = toggled(toggled(NOTHING_SELECTED, "b"), "d");
    expect(ids(one)).toBe("bd");
    expect(ids(toggled(one, "b"))).toBe("d");
  });

  it("reaches from where it was begun, or from the row that is open", () => {
    expect(ids(extended(toggled(NOTHING_SELECTED, "b"), order, null, "d"))).toBe("bcd");
    expect(ids(extended(toggled(NOTHING_SELECTED, "d"), order, null, "b"))).toBe("bcd");
    expect(ids(extended(NOTHING_SELECTED, order, "a", "c"))).toBe("abc");
    expect(ids(extended(NOTHING_SELECTED, order, null, "c"))).toBe("c");
  });

  it("grows and shrinks by steps, and keeps what was chosen apart", () => {
    let now = stepped(toggled(NOTHING_SELECTED, "e"), order, "b", "c");
    expect(ids(now)).toBe("bce");
    now = stepped({ ids: new Set(["b"]), anchor: "b" }, order, "b", "c");
    now = stepped(now, order, "c", "d");
    expect(ids(now)).toBe("bcd");
    now = stepped(now, order, "d", "c");
    expect(ids(now)).toBe("bc");
  });

  it("loses what is not in the list any more", () => {
    const now = extended(NOTHING_SELECTED, order, "a", "c");
    expect(ids(stillThere(now, (id) => id !== "b"))).toBe("ac");
    expect(stillThere(now, () => true)).toBe(now);
  });
});
