import { call, CallError } from "../api/client";
import { Store } from "../lib/store";

/**
 * Notes about contacts that were typed and that the server may not have yet: it is their home, and this holds only what
 * is newer than its answer.
 */
export interface HeldNote {
  text: string;
  state: "typed" | "kept" | "refused";
  /** Why the server does not take it. */
  problem: CallError | null;
}

const PAUSE_MS = 600;
/** So long until the next try where the server could not be reached. */
const LATER_MS = 5000;

export const heldNotes = new Store<ReadonlyMap<string, HeldNote>>(new Map());
const timers = new Map<string, number>();

/** Takes words from the field; they are kept at the next pause. */
export function holdNote(contactId: string, text: string): void {
  put(contactId, { text, state: "typed", problem: null });
  keepIn(contactId, PAUSE_MS);
}

/** Keeps the words now: the field or the contact is left. */
export function keepNote(contactId: string): void {
  window.clearTimeout(timers.get(contactId));
  timers.delete(contactId);
  const note = heldNotes.get().get(contactId);
  if (note?.state !== "typed") return;
  const { text } = note;
  const settle = (next: HeldNote) => { if (heldNotes.get().get(contactId)?.text === text) put(contactId, next); };
  call("set_contact_note", { contactId, text }).then(
    () => { settle({ text, state: "kept", problem: null }); },
    (error: unknown) => {
      const final = error instanceof CallError && error.code !== "offline" && error.code !== "unavailable" && error.code !== "tooMany";
      if (final) settle({ text, state: "refused", problem: error });
      else if (heldNotes.get().get(contactId)?.text === text) keepIn(contactId, LATER_MS);
    },
  );
}

/** Lets go of words once the server's answer says the same. */
export function forgetNote(contactId: string, kept: string): void {
  const note = heldNotes.get().get(contactId);
  if (note?.state === "kept" && note.text.trim() === kept.trim()) put(contactId, null);
}

/** Keeps everything that is still held; for `pagehide`. */
export function keepAllNotes(): void {
  for (const contactId of timers.keys()) keepNote(contactId);
}

function keepIn(contactId: string, ms: number): void {
  window.clearTimeout(timers.get(contactId));
  timers.set(contactId, window.setTimeout(() => { keepNote(contactId); }, ms));
}

function put(contactId: string, note: HeldNote | null): void {
  heldNotes.set((now) => {
    const next = new Map(now);
    if (note) next.set(contactId, note);
    else next.delete(contactId);
    return next;
  });
}
