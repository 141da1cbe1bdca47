import { useEffect, useEffectEvent } from "react";
import { Store } from "../lib/store";
import { ACTIONS, isActionId, type ActionId, type Section } from "./actionTable";
import { EDITING, keysOf, pressed } from "./keymap";

export { keyLabel } from "./keymap";

/** One thing that can be done now. Its keys are those of the table, or the chosen ones, if it is in the table. */
export interface Action {
  id: string;
  title: string;
  section: Section;
  /** Like "mod+k", "e", "shift+enter", "escape". */
  keys: readonly string[];
  /** Not in the palette (arrows, Escape). */
  hidden?: boolean;
  /** Works in a text field too; keys with "mod" always do. */
  whileTyping?: boolean;
  /** Its keys are another's here. */
  keyless?: boolean;
  run: () => void;
}

/** An action of the table, perhaps with a title that fits what it would do just now. */
export interface TableAction {
  id: ActionId;
  title?: string;
  /** Already in the palette under another name, or of no use there just now. */
  hidden?: boolean;
  /** Its keys are another's here. */
  keyless?: boolean;
  run: () => void;
}

/** The actions of what is on screen now; later ones win a key. */
export const actions = new Store<readonly Action[]>([]);

function whole(action: TableAction | Action): Action {
  if (!isActionId(action.id)) return action as Action;
  const entry = ACTIONS[action.id];
  return { ...entry, ...action, keys: entry.keys, section: entry.section, title: action.title ?? entry.title };
}

/** The keys of a registered action as they are now. */
export function keysOfAction(action: Action): readonly string[] {
  if (action.keyless === true) return [];
  return isActionId(action.id) ? keysOf(action.id) : action.keys;
}

/** Adds actions while the component is on screen: an effect, as the registry lives outside React. */
export function useActions(list: readonly (TableAction | Action)[]): void {
  const run = useEffectEvent((id: string) => {
    list.find((action) => action.id === id)?.run();
  });
  const signature = list.map((action) => `${action.id}|${action.title ?? ""}|${String(action.hidden)}|${String(action.keyless)}|${"keys" in action ? action.keys.join(",") : ""}`).join("\n");
  const current = useEffectEvent(() => list);
  useEffect(() => {
    const mine = current().map((action) => ({ ...whole(action), run: () => { run(action.id); } }));
    actions.set((now) => [...now, ...mine]);
    return () => {
      actions.set((now) => now.filter((action) => !mine.includes(action)));
    };
  }, [signature]);
}

/** Whether letters typed now belong to a field. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=range], [type=button])"))
  );
}

/** What a focused control needs itself: a box to tick has no use for Enter, but to send its form. */
const OF_CONTROLS: Readonly<Record<string, string>> = {
  enter: "button, a, [role=slider], summary, label, input:not([type=checkbox]), form input",
  space: "button, a, [role=slider], summary, label, input",
};
const OF_SLIDERS = ["arrowleft", "arrowright", "arrowup", "arrowdown", "home", "end", "pageup", "pagedown"];

/** Runs the action of a key; true if there was one. */
export function handleKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  const keys = pressed(event);
  if (keys === null) return false;
  const typing = isTyping(event.target);
  if (typing && EDITING.includes(keys)) return false;
  const action = actions
    .get()
    .findLast((one) => keysOfAction(one).includes(keys) && (!typing || keys.startsWith("mod+") || one.whileTyping === true));
  if (!action) return false;
  // A dialog or menu that is open keeps its keys. It is looked for only now: most keys are words being typed.
  if (document.querySelector("[role=dialog], [role=menu], [role=listbox][data-open]") && keys !== "escape") {
    const through = event.target instanceof Element && event.target.closest(`[data-keys="${action.id}"]`) !== null;
    if (!through && !(event.metaKey || event.ctrlKey)) return false;
  }
  // Enter and Space on a focused control are that control's own, and so are the arrows of what moves by them.
  if (event.target instanceof Element) {
    const own = OF_CONTROLS[keys];
    if (own !== undefined && event.target.closest(own)) return false;
    if (OF_SLIDERS.includes(keys) && event.target.closest("[role=slider], [role=radio], [role=tab], [role=grid], [role=separator], input[type=radio], select")) return false;
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
