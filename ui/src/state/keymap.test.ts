import { beforeEach, describe, expect, it } from "vitest";
import { ACTION_IDS, ACTIONS, meet } from "./actionTable";
import { keyCaps, keyLabel, keymap, keysOf, ownerOf, pressed, resetAllKeys, resetKeys, setKeys, whyNot } from "./keymap";

const press = (key: string, more: Partial<KeyboardEvent> = {}) => pressed({ key, metaKey: false, ctrlKey: false, altKey: false, shiftKey: false, ...more });

describe("keys", () => {
  beforeEach(() => { resetAllKeys(); });

  it("are each the key of one action only, and none that the system needs", () => {
    const shared = ACTION_IDS.flatMap((id) => ACTION_IDS.filter((other) => other !== id && meet(id, other) && ACTIONS[id].keys.some((key) => ACTIONS[other].keys.includes(key))));
    expect(shared).toEqual([]);
    const all = ACTION_IDS.flatMap((id) => ACTIONS[id].keys);
    expect(all.filter((key) => whyNot(key) === "system")).toEqual([]);
    // A field keeps these to itself; outside of one they undo and select as everywhere.
    expect(all.filter((key) => whyNot(key) === "editing")).toEqual(["mod+a", "mod+z"]);
  });

  it.each([
    ["k", { ctrlKey: true }, "mod+k"],
    ["K", { metaKey: true, shiftKey: true }, "mod+shift+k"],
    ["?", { shiftKey: true }, "?"],
    [" ", {}, "space"],
    ["ArrowLeft", { shiftKey: true }, "shift+arrowleft"],
    ["É", { shiftKey: true }, "shift+é"],
    ["Control", { ctrlKey: true }, null],
    ["@", { ctrlKey: true, altKey: true, getModifierState: (name: string) => name === "AltGraph" }, null],
  ])("%s with %o is written %s", (key, more, written) => {
    expect(press(key, more as Partial<KeyboardEvent>)).toBe(written);
  });

  it("are shown as they stand on the caps", () => {
    expect(keyCaps("mod+shift+f")).toEqual(["Ctrl", "Shift", "F"]);
    expect(keyCaps("mod++")).toEqual(["Ctrl", "+"]);
    expect(keyLabel("escape")).toBe("Esc");
  });

  it("are taken from the action that had them, and given back by a reset", () => {
    expect(ownerOf("u", "conversation.done")).toBe("conversation.unread");
    setKeys("conversation.done", ["u"]);
    expect(keysOf("conversation.done")).toEqual(["u"]);
    expect(keysOf("conversation.unread")).toEqual([]);
    expect(ownerOf("e", "conversation.unread")).toBeNull();
    resetKeys("conversation.unread");
    expect(keysOf("conversation.unread")).toEqual(["u"]);
    expect(keysOf("conversation.done")).toEqual([]);
    resetKeys("conversation.done");
    expect(keymap.get()).toEqual({});
  });

  it("are shared by a contact and a conversation, which are never worked on by the same key", () => {
    expect(keysOf("contact.edit")).toEqual(keysOf("conversation.done"));
    expect(ownerOf("e", "contact.edit")).toBeNull();
    setKeys("contact.edit", ["u"]);
    expect(keysOf("conversation.unread")).toEqual(["u"]);
    expect(ownerOf("n", "contact.edit")).toBe("go.newContact");
    setKeys("list.next", ["e"]);
    expect([keysOf("contact.edit"), keysOf("conversation.done"), keysOf("list.next")]).toEqual([["u"], [], ["e"]]);
    resetKeys("contact.edit");
    expect([keysOf("contact.edit"), keysOf("list.next")]).toEqual([["e"], []]);
  });

  it("leave an action its other keys when one is taken", () => {
    setKeys("conversation.date", ["/"]);
    expect(keysOf("go.search")).toEqual(["mod+f", "mod+2"]);
  });
});
