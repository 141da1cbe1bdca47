import { fieldsOf, rememberedStore } from "../lib/remembered";
import { usePicked } from "../lib/store";
import { ACTION_IDS, ACTIONS, isActionId, meet, type ActionId } from "./actionTable";

/** The keys that were chosen on this computer, in place of those of the table. No key at all is a choice, too. */
export type Keymap = Readonly<Partial<Record<ActionId, readonly string[]>>>;

export const keymap = rememberedStore<Keymap>("ringbook.keys", (kept) => {
  const chosen: Partial<Record<ActionId, readonly string[]>> = {};
  for (const [id, keys] of Object.entries(fieldsOf(kept))) {
    if (isActionId(id) && Array.isArray(keys)) chosen[id] = keys.filter((key): key is string => typeof key === "string" && key !== "");
  }
  return chosen;
});

/** The keys of an action as they are now. */
export function keysOf(id: ActionId, chosen: Keymap = keymap.get()): readonly string[] {
  return chosen[id] ?? ACTIONS[id].keys;
}

/** Gives an action these keys, and takes them from every other that they could be meant for. */
export function setKeys(id: ActionId, keys: readonly string[]): void {
  keymap.set((now) => {
    const next: Partial<Record<ActionId, readonly string[]>> = {};
    for (const other of ACTION_IDS) {
      const theirs = other === id ? keys : keysOf(other, now).filter((key) => !keys.includes(key) || !meet(id, other));
      // What equals the table is no choice, so that it follows the table of a later version.
      if (theirs.join(" ") !== ACTIONS[other].keys.join(" ")) next[other] = theirs;
    }
    return next;
  });
}

/** The keys of the table again; those that another action has taken meanwhile are taken back. */
export function resetKeys(id: ActionId): void {
  setKeys(id, ACTIONS[id].keys);
}

export function resetAllKeys(): void {
  keymap.set({});
}

/** The other action that has this key and could be meant by it, if any. */
export function ownerOf(key: string, except: ActionId, chosen: Keymap = keymap.get()): ActionId | null {
  return ACTION_IDS.find((id) => id !== except && meet(id, except) && keysOf(id, chosen).includes(key)) ?? null;
}

/** Why a key cannot be had, if so: fields, browser and system need it themselves. */
export function whyNot(key: string): "editing" | "system" | null {
  if (EDITING.includes(key)) return "editing";
  return SYSTEM.includes(key) ? "system" : null;
}

/** In a field these are the field's own, whatever they mean elsewhere. */
export const EDITING: readonly string[] = [
  "mod+a", "mod+c", "mod+v", "mod+x", "mod+z", "mod+y", "mod+shift+v", "mod+backspace", "mod+delete", "mod+arrowleft", "mod+arrowright", "mod+arrowup", "mod+arrowdown",
  "mod+home", "mod+end", "mod+shift+arrowleft", "mod+shift+arrowright", "backspace", "delete",
];
const SYSTEM: readonly string[] = [
  "mod+w", "mod+t", "mod+n", "mod+q", "mod+r", "mod+l", "mod+m", "mod+h", "mod+shift+w", "mod+shift+t", "mod+shift+n", "mod+shift+r", "mod+tab", "alt+tab", "tab", "shift+tab",
  "alt+f4", "f5", "f11", "f12", "mod+space", "alt+space", "mod++", "mod+-", "mod+=", "mod+0",
];

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

const NAMES: Readonly<Record<string, string>> = {
  mod: isMac ? "⌘" : "Ctrl",
  shift: isMac ? "⇧" : "Shift",
  alt: isMac ? "⌥" : "Alt",
  enter: isMac ? "↩" : "Enter",
  escape: "Esc",
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
  space: "Space",
  home: "Home",
  end: "End",
  pageup: "PgUp",
  pagedown: "PgDn",
  insert: "Insert",
};

/** The parts of a key for showing, one for each cap: "Ctrl", "K". */
export function keyCaps(key: string): string[] {
  const modifiers: string[] = [];
  let rest = key;
  for (let part = /^(mod|alt|shift)\+(?=.)/.exec(rest); part; part = /^(mod|alt|shift)\+(?=.)/.exec(rest)) {
    modifiers.push(part[1] ?? "");
    rest = rest.slice(part[0].length);
  }
  return [...modifiers, rest].map((one) => NAMES[one] ?? one.toUpperCase());
}

/** A key for showing in a line: "⌘K", "Ctrl K", "Esc". */
export function keyLabel(key: string): string {
  return keyCaps(key).join(isMac ? "" : " ");
}

/** The first key of an action for showing, kept up to date; none if it has none. */
export function useKeyLabel(id: ActionId): string | undefined {
  return usePicked(keymap, (chosen) => {
    const key = keysOf(id, chosen)[0];
    return key === undefined ? undefined : keyLabel(key);
  });
}

const ALONE = ["control", "meta", "alt", "shift", "capslock", "altgraph", "fn", "dead", "process", "unidentified", "os", "contextmenu"];

/** What was pressed, as the table writes it; null for a modifier alone, and for letters that a keyboard makes with AltGr. */
export function pressed(event: Pick<KeyboardEvent, "key" | "metaKey" | "ctrlKey" | "altKey" | "shiftKey"> & Partial<Pick<KeyboardEvent, "getModifierState">>): string | null {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  if (ALONE.includes(key) || event.getModifierState?.("AltGraph")) return null;
  const parts: string[] = [];
  if (event.metaKey || event.ctrlKey) parts.push("mod");
  if (event.altKey) parts.push("alt");
  // "?" already is a shifted key; letters and named keys say it.
  if (event.shiftKey && (key.length > 1 || /\p{L}/u.test(key))) parts.push("shift");
  return [...parts, key].join("+");
}
