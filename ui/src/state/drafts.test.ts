import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setTransport } from "../api/client";
import { FakeTransport } from "../api/transport/fake";
import { heldDrafts, heldNotes, holdDraft, holdNote, joined, keepAllDrafts, putBefore, putIntoDraft, takeOut } from "./drafts";

const ID = "conv-dana";
const start = () => {
  const fake = new FakeTransport({ now: Date.now() });
  setTransport(fake);
  const saved = () => fake.asked.filter((one) => one.command === "save_draft").map((one) => (one.req as { text: string }).text);
  return { fake, saved, draft: () => fake.find(ID).draft };
};

beforeEach(() => { heldDrafts.set(new Map()); });
afterEach(() => { vi.useRealTimers(); });

describe("words that are put back", () => {
  it.each([
    ["Hello", "", "Hello"],
    ["Hello", " \n", "Hello"],
    ["Hello", "And more", "Hello\nAnd more"],
    ["Hello", "Hello\nAnd more", "Hello\nAnd more"],
    ["Hello", "Hello there", "Hello\nHello there"],
    ["", "And more", "And more"],
    ["Two\nlines", "Before\nTwo\nlines", "Before\nTwo\nlines"],
  ])("%j before %j are %j", (words, there, together) => { expect(joined(words, there)).toBe(together); });

  it("go before what the server has, and are there once however often it is asked for", async () => {
    const { fake, draft } = start();
    fake.find(ID).draft = "And more";
    await putIntoDraft(ID, "Hello");
    await putIntoDraft(ID, "Hello");
    expect(draft()).toBe("Hello\nAnd more");
  });

  it("go before what was typed and is not kept yet", async () => {
    const { draft } = start();
    holdDraft(ID, "Just typed");
    expect(await putIntoDraft(ID, "Hello")).toEqual({ before: "Just typed", after: "Hello\nJust typed" });
    expect(draft()).toBe("Hello\nJust typed");
    putBefore(ID, "First", "never mind");
    expect(heldDrafts.get().get(ID)).toBe("First\nHello\nJust typed");
  });

  it("go before what another computer made of the draft that was kept from here", async () => {
    const { fake, draft } = start();
    await putIntoDraft(ID, "From here");
    fake.find(ID).draft = "From here, and from there";
    await putIntoDraft(ID, "Hello");
    expect(draft()).toBe("Hello\nFrom here, and from there");
  });

  it("are taken out again, unless somebody wrote on", async () => {
    const { fake, draft } = start();
    fake.find(ID).draft = "And more";
    const put = await putIntoDraft(ID, "Hello");
    await takeOut(ID, put);
    expect(draft()).toBe("And more");
    const again = await putIntoDraft(ID, "Hello");
    holdDraft(ID, `${again.after}!`);
    await takeOut(ID, again);
    expect(draft()).toBe("Hello\nAnd more!");
  });
});

describe("typed words", () => {
  it("are kept at a pause, once for many letters", async () => {
    vi.useFakeTimers();
    const { saved } = start();
    for (const text of ["H", "He", "Hel"]) holdDraft(ID, text);
    await vi.advanceTimersByTimeAsync(500);
    expect(saved()).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(saved()).toEqual(["Hel"]);
  });

  it("are kept at once when the page goes", () => {
    const { saved } = start();
    holdDraft(ID, "Half a thou");
    keepAllDrafts();
    expect(saved()).toEqual(["Half a thou"]);
    keepAllDrafts();
    expect(saved()).toHaveLength(1);
  });
});

describe("half-written notes", () => {
  it("are remembered by conversation, over a reload, until they are empty", async () => {
    holdNote(ID, "Ask for the");
    holdNote("conv-5", "Other");
    holdNote("conv-5", "");
    expect(heldNotes.get()).toEqual({ [ID]: "Ask for the" });
    vi.resetModules();
    const reloaded = await import("./drafts");
    expect(reloaded.heldNotes).not.toBe(heldNotes);
    expect(reloaded.heldNotes.get()).toEqual({ [ID]: "Ask for the" });
    reloaded.holdNote(ID, "");
    expect(window.localStorage.getItem("ringbook.notes")).toBe("{}");
  });
});
