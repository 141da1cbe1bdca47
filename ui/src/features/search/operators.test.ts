import { describe, expect, it } from "vitest";
import { begun, beingTyped, chipLabel, finished, splitTyped, splitWhole, wholeOf } from "./operators";

describe("operators", () => {
  it.each([
    ["from:dana ", ["from:dana"], ""],
    ["from:dana", [], "from:dana"],
    ["roof from:dana leak", ["from:dana"], "roof leak"],
    ["from:\"Dana Ruiz\" leak", ["from:\"Dana Ruiz\""], "leak"],
    ["from:\"Dana Ru", [], "from:\"Dana Ru"],
    ["-in:calls is:missed x", ["-in:calls", "is:missed"], "x"],
    ["before:last week x", ["before:\"last week\""], "x"],
    ["before:last we", [], "before:last we"],
    ["http://a.example x", [], "http://a.example x"],
    ["from: dana ", [], "from: dana "],
    ["roof  leak ", [], "roof  leak "],
  ])("%j is %j and %j", (text, chips, rest) => {
    expect(splitTyped(text)).toEqual({ chips, rest });
  });

  it("an address has nothing that is still being typed, and comes back as it was", () => {
    for (const query of ["from:dana leak", "roof", "in:calls", ""]) {
      expect(wholeOf(splitWhole(query))).toBe(query);
    }
    expect(splitWhole("leak from:dana")).toEqual({ chips: ["from:dana"], rest: "leak" });
  });

  it("knows the operator at the end, and finishes it", () => {
    expect(beingTyped("roof from:da")).toEqual({ operator: "from", value: "da", negated: false });
    expect(beingTyped("-in:")).toEqual({ operator: "in", value: "", negated: true });
    expect(beingTyped("from:dana leak")).toBeNull();
    expect(beingTyped("roof")).toBeNull();
    expect(begun("roof fr")).toEqual(["from"]);
    expect(begun("b")).toEqual([]);
    expect(finished("roof fr", "from", null)).toBe("roof from:");
    expect(finished("roof from:da", "from", "Dana Ruiz")).toBe("roof from:\"Dana Ruiz\" ");
    expect(finished("-in:ca", "in", "calls")).toBe("-in:calls ");
    expect(splitTyped(finished("from:da", "from", "Dana Ruiz"))).toEqual({ chips: ["from:\"Dana Ruiz\""], rest: "" });
    expect(chipLabel("-from:\"Dana Ruiz\"")).toBe("not from Dana Ruiz");
  });
});
