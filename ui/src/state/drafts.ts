import { call } from "../api/client";
import { fieldsOf, rememberedStore } from "../lib/remembered";
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

/** Words before those that are there already. None are lost, and lines that are there are not put there twice. */
export function joined(words: string, there: string): string {
  if (there.trim() === "") return words;
  return words.trim() === "" || `\n${there.trim()}\n`.includes(`\n${words.trim()}\n`) ? there : `${words}\n${there}`;
}

/** Puts words before those of a field. `kept` is what the server has, where nothing newer is held here. */
export function putBefore(conversationId: string, words: string, kept: string): void {
  holdDraft(conversationId, joined(words, heldDrafts.get().get(conversationId) ?? kept));
}

/** The words of a conversation as they are now, also where its field is not on the screen. */
export async function draftOf(conversationId: string): Promise<string> {
  await keepDraft(conversationId);
  const kept = keptTexts.get(conversationId);
  const { draft } = await call("conversation", { conversationId });
  const held = heldDrafts.get().get(conversationId);
  // Of what was kept before it was asked, the server knows more by now.
  return held === undefined || held === kept ? draft : held;
}

/** Puts words before a conversation's draft, also where its field is not on the screen; gives what it was and what it is. */
export async function putIntoDraft(conversationId: string, words: string): Promise<{ before: string; after: string }> {
  const before = await draftOf(conversationId);
  const after = joined(words, before);
  holdDraft(conversationId, after);
  await keepDraft(conversationId);
  return { before, after };
}

/** Takes words out of a draft again, unless somebody wrote on. */
export async function takeOut(conversationId: string, { before, after }: { before: string; after: string }): Promise<void> {
  if ((await draftOf(conversationId)) !== after) return;
  holdDraft(conversationId, before);
  await keepDraft(conversationId);
}

/** Keeps everything that is still held; for `pagehide`. */
export function keepAllDrafts(): void {
  for (const id of [...timers.keys()]) void keepDraft(id);
}

/** The conversation in which somebody is about to write: its field takes the focus once it is there. */
export const writeIn = new Store<string | null>(null);

/** Half-written notes, by conversation. The server has no place for them, so this computer remembers them until they are saved. */
export const heldNotes = rememberedStore<Readonly<Record<string, string>>>("ringbook.notes", (kept) =>
  Object.fromEntries(Object.entries(fieldsOf(kept)).filter((note): note is [string, string] => typeof note[1] === "string" && note[1] !== "")));

/** Takes a note from the composer; an empty one is forgotten. */
export function holdNote(conversationId: string, text: string): void {
  heldNotes.set((now) => {
    const others = Object.entries(now).filter(([id]) => id !== conversationId);
    return Object.fromEntries(text === "" ? others : [...others, [conversationId, text]]);
  });
}
