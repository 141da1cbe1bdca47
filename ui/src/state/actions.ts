import { useEffect, useEffectEvent } from "react";
import { Store } from "../lib/store";

/** One thing a person can do: its name, its key and its place in the palette, defined once. */
export interface Action {
  id: string;
  title: string;
  section: "Go to" | "Conversation" | "Contact" | "List" | "Text" | "Recording" | "Ringbook";
  /** Like "mod+k", "e", "shift+?", "escape". "mod" is ⌘ on a Mac and Ctrl elsewhere. */
  keys: readonly string[];
  /** Not in the palette (arrows, Escape). */
  hidden?: boolean;
  /** Works in a text field too; keys with "mod" always do. */
  whileTyping?: boolean;
  run: () => void;
}

/** The actions of what is on screen now; later ones win a key. */
export const actions = new Store<readonly Action[]>([]);

/** Adds actions while the component is on screen: an effect, as the registry lives outside React. */
export function useActions(list: readonly Action[]): void {
  const run = useEffectEvent((id: string) => {
    list.find((action) => action.id === id)?.run();
  });
  const signature = list.map((action) => `${action.id}|${action.title}|${action.keys.join(",")}`).join("\n");
  const current = useEffectEvent(() => list);
  useEffect(() => {
    const mine = current().map((action) => ({ ...action, run: () => { run(action.id); } }));
    actions.set((now) => [...now, ...mine]);
    return () => {
      actions.set((now) => now.filter((action) => !mine.includes(action)));
    };
  }, [signature]);
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** A key for showing: "⌘K", "Ctrl K", "Esc". */
export function keyLabel(keys: string): string {
  const names: Record<string, string> = {
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
  };
  return keys
    .split("+")
    .map((key) => names[key] ?? key.toUpperCase())
    .join(isMac ? "" : " ");
}

function pressed(event: KeyboardEvent): string {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const parts: string[] = [];
  if (event.metaKey || event.ctrlKey) parts.push("mod");
  if (event.altKey) parts.push("alt");
  // "?" already is a shifted key; letters and named keys say it.
  if (event.shiftKey && (key.length > 1 || /\p{L}/u.test(key))) parts.push("shift");
  return [...parts, key].join("+");
}

/** Whether letters typed now belong to a field. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=range], [type=button])"))
  );
}

/** Runs the action of a key; true if there was one. */
export function handleKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  // A dialog or menu that is open keeps its keys.
  if (document.querySelector("[role=dialog], [role=menu], [role=listbox][data-open]") && event.key !== "Escape") {
    if (!(event.target instanceof Element) || !event.target.closest("[data-keys=through]")) {
      if (!(event.metaKey || event.ctrlKey)) return false;
    }
  }
  const keys = pressed(event);
  const typing = isTyping(event.target);
  const action = actions
    .get()
    .findLast((one) => one.keys.includes(keys) && (!typing || keys.includes("mod+") || one.whileTyping === true));
  if (!action) return false;
  // Enter and Space on a focused control are that control's own.
  if ((keys === "enter" || keys === "space") && event.target instanceof Element && event.target.closest("button, a, [role=slider], summary, label")) {
    return false;
  }
  event.preventDefault();
  action.run();
  return true;
}

/** Listens for keys; the returned function stops. */
export function listenForKeys(): () => void {
  const listener = (event: KeyboardEvent) => {
    handleKey(event);
  };
  window.addEventListener("keydown", listener);
  return () => {
    window.removeEventListener("keydown", listener);
  };
}
