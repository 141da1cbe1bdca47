import { useEffect, useState } from "react";
import { Store, useStore } from "../lib/store";

/** Longer than this, what stands beside a conversation does not wait for it. */
const AT_MOST_MS = 150;

/** The conversation that is on the screen: opened, read and painted. */
const drawn = new Store<string | null>(null);

/** Tells what stands beside a conversation that this one is drawn. */
export function useDrawn(conversationId: string, ready: boolean): void {
  // Painting is outside React: the frame after the next one begins once this is on the screen.
  useEffect(() => {
    if (!ready) return undefined;
    let timer: number | undefined;
    const frame = requestAnimationFrame(() => { timer = window.setTimeout(() => { drawn.set(conversationId); }); });
    return () => {
      cancelAnimationFrame(frame);
      window.clearTimeout(timer);
      drawn.set((now) => (now === conversationId ? null : now));
    };
  }, [conversationId, ready]);
}

/**
 * The conversation that what stands beside it is about. Another one is followed once it is drawn, so that the words come
 * first and who they are with after them; of one that takes long, without waiting for it.
 */
export function useBeside(conversationId: string | null): string | null {
  const isDrawn = useStore(drawn) === conversationId;
  const [beside, setBeside] = useState<string | null>(null);
  const waits = beside !== conversationId && conversationId !== null && !isDrawn;
  if (beside !== conversationId && !waits) setBeside(conversationId);
  useEffect(() => {
    if (!waits) return undefined;
    const timer = window.setTimeout(() => { setBeside(conversationId); }, AT_MOST_MS);
    return () => { window.clearTimeout(timer); };
  }, [waits, conversationId]);
  return beside;
}
