import { Store } from "../lib/store";
import { announce } from "./announcer";
import { words } from "./words";

/** One thing that was done, with the way back. */
export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "bad";
  action: { label: string; run: () => void } | null;
  /** Runs once the toast is gone and its action was not taken. */
  otherwise: (() => void) | null;
}

const UNDO = "Undo";

/** How long Undo is offered. */
export const TOAST_MS = 8000;

export const toasts = new Store<readonly Toast[]>([]);
const timers = new Map<number, number>();
let nextId = 1;

/** So many are shown at once, unless more of them offer a way back. */
export const MOST = 3;

/** Says what was done; `undo` brings it back for 8 s. Where it brings back only a part, `label` says which. */
export function tell(text: string, undo?: () => void, label = UNDO): void {
  add({ text, tone: "plain", action: undo ? { label, run: undo } : null, otherwise: null });
}

/** Says what is about to be done for good: `otherwise` does it once `undo` is not offered any more. */
export function tellBefore(text: string, undo: () => void, otherwise: () => void): void {
  add({ text, tone: "plain", action: { label: UNDO, run: undo }, otherwise });
}

/** Says what went wrong, with the next step if there is one. */
export function tellProblem(text: string, action: Toast["action"] = null): void {
  add({ text, tone: "bad", action, otherwise: null });
}

function add(toast: Omit<Toast, "id">): void {
  const id = nextId++;
  // A way back keeps its time; what offers none, and is not held, makes room for the newest.
  const spare = toasts.get().length - MOST + 1;
  for (const pushedOut of toasts.get().filter((one) => one.action === null && timers.has(one.id)).slice(0, Math.max(0, spare))) dismiss(pushedOut.id);
  toasts.set((now) => [...now, { ...toast, id }]);
  announce(toast.text);
  resume(id);
}

/** Takes a toast away. */
export function dismiss(id: number): void {
  remove(id)?.otherwise?.();
}

/** Runs a toast's action instead of letting it go. */
export function act(id: number): void {
  const { action, text } = remove(id) ?? {};
  if (!action) return;
  if (action.label === UNDO) announce(words.undone(text ?? ""));
  action.run();
}

function remove(id: number): Toast | undefined {
  const gone = toasts.get().find((toast) => toast.id === id);
  pause(id);
  toasts.set((now) => now.filter((toast) => toast.id !== id));
  return gone;
}

/** Holds a toast while the pointer or the focus is on it. */
export function pause(id: number): void {
  window.clearTimeout(timers.get(id));
  timers.delete(id);
}

/** Lets a held toast go after its time. */
export function resume(id: number): void {
  pause(id);
  timers.set(id, window.setTimeout(() => { dismiss(id); }, TOAST_MS));
}

/** Runs the newest toast's action, if any (Ctrl/⌘Z outside a field). */
export function undoNewest(): boolean {
  const toast = toasts.get().findLast((one) => one.action !== null);
  if (!toast) return false;
  act(toast.id);
  return true;
}
