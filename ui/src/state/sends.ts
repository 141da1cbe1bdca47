import { call, CallError } from "../api/client";
import { Store } from "../lib/store";

/** A text on its way to the core: shown at once, until the timeline has it. */
export interface PendingSend {
  /** Made for this intent; sent again after a lost answer, it can't become a second text. */
  token: string;
  conversationId: string;
  text: string;
  at: number;
  /** The outbox entry, once the core has taken it. */
  outboxId: string | null;
  problem: string | null;
}

export const sends = new Store<readonly PendingSend[]>([]);

function change(token: string, more: Partial<PendingSend>): void {
  sends.set((now) => now.map((send) => (send.token === token ? { ...send, ...more } : send)));
}

/** Hands a text to the core. A refusal is thrown, and nothing stays behind; a lost answer stays as a problem to retry. */
export async function sendText(conversationId: string, text: string, at: number): Promise<void> {
  const send: PendingSend = { token: crypto.randomUUID?.() ?? fallbackToken(), conversationId, text, at, outboxId: null, problem: null };
  sends.set((now) => [...now, send]);
  await hand(send);
}

/** Hands the same intent over again. */
export async function retrySend(token: string): Promise<void> {
  const send = sends.get().find((one) => one.token === token);
  if (!send) return;
  change(token, { problem: null });
  await hand(send);
}

async function hand(send: PendingSend): Promise<void> {
  try {
    const entry = await call("send_text", { conversationId: send.conversationId, text: send.text, token: send.token });
    change(send.token, { outboxId: entry.id });
  } catch (error) {
    if (error instanceof CallError && (error.code === "refused" || error.code === "badInput" || error.code === "notFound")) {
      forgetSend(send.token);
      throw error;
    }
    change(send.token, { problem: error instanceof CallError ? error.message : "the answer could not be read" });
  }
}

/** The timeline shows it now, or the person gave it up. */
export function forgetSend(token: string): void {
  sends.set((now) => now.filter((send) => send.token !== token));
}

/** `crypto.randomUUID` exists on secure origins only; a server on plain http is not one. */
function fallbackToken(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
