import { call } from "../api/client";

/**
 * Words typed and not yet kept by the server. The server is the home of a draft; this holds only what is newer
 * than its answer, so that switching conversations within a second loses nothing.
 */
interface Held {
  text: string;
  timer: number | undefined;
}

const PAUSE_MS = 600;
const held = new Map<string, Held>();

/** The newest words for a conversation: typed here, else as kept by the server. */
export function draftOf(conversationId: string, kept: string): string {
  return held.get(conversationId)?.text ?? kept;
}

/** Takes words from the composer; they are kept at the next pause. */
export function holdDraft(conversationId: string, text: string): void {
  window.clearTimeout(held.get(conversationId)?.timer);
  held.set(conversationId, {
    text,
    timer: window.setTimeout(() => { void keepDraft(conversationId); }, PAUSE_MS),
  });
}

/** Keeps the words now (leaving the field, the conversation or the page). */
export async function keepDraft(conversationId: string): Promise<void> {
  const draft = held.get(conversationId);
  if (!draft) return;
  window.clearTimeout(draft.timer);
  draft.timer = undefined;
  try {
    await call("save_draft", { conversationId, text: draft.text });
    if (held.get(conversationId)?.text === draft.text) keptTexts.set(conversationId, draft.text);
  } catch {
    // Still held here: tried again at the next pause, and said by the strip that shows a lost connection.
    if (held.get(conversationId) === draft) {
      draft.timer = window.setTimeout(() => { void keepDraft(conversationId); }, PAUSE_MS * 8);
    }
  }
}

const keptTexts = new Map<string, string>();

/** Lets go of words that the server has by now, once its answer says so. */
export function forgetKept(conversationId: string, kept: string): void {
  if (keptTexts.get(conversationId) === kept && held.get(conversationId)?.text === kept) {
    held.delete(conversationId);
    keptTexts.delete(conversationId);
  }
}

/** The words were sent: nothing is left to keep. */
export function dropDraft(conversationId: string): void {
  window.clearTimeout(held.get(conversationId)?.timer);
  held.set(conversationId, { text: "", timer: undefined });
  keptTexts.set(conversationId, "");
}

/** Keeps everything that is still held; for `pagehide`. */
export function keepAllDrafts(): void {
  for (const [id, draft] of held) if (draft.timer !== undefined) void keepDraft(id);
}
