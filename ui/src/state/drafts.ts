import { call } from "../api/client";
import { Store } from "../lib/store";

/**
 * Words typed and not yet kept by the server. The server is the home of a draft; this holds only what is newer
 * than its answer, so that switching conversations within a second loses nothing.
 */
export const heldDrafts = new Store<ReadonlyMap<string, string>>(new Map());

const PAUSE_MS = 600;
const timers = new Map<string, number>();
const keptTexts = new Map<string, string>();

function hold(conversationId: string, text: string | null): void {
  heldDrafts.set((now) => {
    const next = new Map(now);
    if (text === null) next.delete(conversationId);
    else next.set(conversationId, text);
    return next;
  });
}

function keepIn(conversationId: string, ms: number): void {
  window.clearTimeout(timers.get(conversationId));
  timers.set(conversationId, window.setTimeout(() => { void keepDraft(conversationId); }, ms));
}

/** Takes words from the composer; they are kept at the next pause. */
export function holdDraft(conversationId: string, text: string): void {
  hold(conversationId, text);
  keepIn(conversationId, PAUSE_MS);
}

/** Keeps the words now (leaving the field, the conversation or the page). */
export async function keepDraft(conversationId: string): Promise<void> {
  const text = heldDrafts.get().get(conversationId);
  if (text === undefined || !timers.has(conversationId)) return;
  window.clearTimeout(timers.get(conversationId));
  timers.delete(conversationId);
  try {
    await call("save_draft", { conversationId, text });
    if (heldDrafts.get().get(conversationId) === text) keptTexts.set(conversationId, text);
  } catch {
    // Still held here: tried again at the next pause, and said by the strip that shows a lost connection.
    if (heldDrafts.get().get(conversationId) === text) keepIn(conversationId, PAUSE_MS * 8);
  }
}

/** Lets go of words that the server has by now, once its answer says so. */
export function forgetKept(conversationId: string, kept: string): void {
  if (keptTexts.get(conversationId) === kept && heldDrafts.get().get(conversationId) === kept) {
    hold(conversationId, null);
    keptTexts.delete(conversationId);
  }
}

/** The server says that these are the words now: a text was taken back into the draft, or put away. */
export function showDraft(conversationId: string, text: string): void {
  window.clearTimeout(timers.get(conversationId));
  timers.delete(conversationId);
  keptTexts.set(conversationId, text);
  hold(conversationId, text);
}

/** Keeps everything that is still held; for `pagehide`. */
export function keepAllDrafts(): void {
  for (const id of [...timers.keys()]) void keepDraft(id);
}

/** The conversation in which somebody is about to write: its field takes the focus once it is there. */
export const writeIn = new Store<string | null>(null);
