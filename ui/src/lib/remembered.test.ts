import { beforeEach, describe, expect, it } from "vitest";
import { fieldsOf, oneOf, rememberedStore } from "./remembered";

const KEY = "test.colour";
const COLOURS = ["red", "blue"] as const;
const colour = () => rememberedStore(KEY, (kept) => ({ name: oneOf(COLOURS, fieldsOf(kept).name, "red") }));

describe("what is remembered on this computer", () => {
  beforeEach(() => { window.localStorage.clear(); });

  it("is there again for the next page", () => {
    colour().set({ name: "blue" });
    expect(colour().get()).toEqual({ name: "blue" });
  });

  it("is the usual where nothing, or nothing sound, was kept", () => {
    expect(colour().get()).toEqual({ name: "red" });
    for (const kept of ["{", "7", "[]", "null", '{"name":"green"}']) {
      window.localStorage.setItem(KEY, kept);
      expect(colour().get()).toEqual({ name: "red" });
    }
  });

  it("follows what another window changes", () => {
    const here = colour();
    window.dispatchEvent(new StorageEvent("storage", { key: KEY, newValue: '{"name":"blue"}' }));
    expect(here.get()).toEqual({ name: "blue" });
  });
});
