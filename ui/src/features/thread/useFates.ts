import { useEffect, useEffectEvent, useRef } from "react";
import type { TextState, TimelineItem } from "../../api/schema.gen";
import { textState } from "../../parts/words";
import { announce } from "../../state/announcer";
import { serverNow } from "../../state/clock";
import { words } from "./words";

/** Of these the person has heard already: they came, or were taken back by hand. */
const HEARD: readonly TextState[] = ["received", "sending", "cancelled"];

/** The clocks of two computers may differ by as much. */
const CLOCKS_MS = 5000;

/** Says to a screen reader what becomes of the texts of a conversation: nothing else on the screen moves then. */
export function useFates(items: readonly TimelineItem[] | null, name: string): void {
  const opening = useRef<{ at: number; known: Map<string, TextState> } | null>(null);
  const told = useEffectEvent((state: TextState, reason: string | null) => {
    announce(words.fate(name, textState(state, reason), reason));
  });
  // The announcer is outside React; what was so when the conversation was opened, or is read while scrolling, is no news.
  useEffect(() => {
    if (items === null) return;
    const first = opening.current === null;
    opening.current ??= { at: serverNow() - CLOCKS_MS, known: new Map() };
    const { at: since, known } = opening.current;
    for (const { id, at, outgoing, body } of items) {
      if (!outgoing || body.kind !== "text" || known.get(id) === body.state) continue;
      const onItsWay = body.state === "waiting" && body.reason === null;
      const isNews = !first && (known.has(id) || at >= since) && !onItsWay && !HEARD.includes(body.state);
      known.set(id, body.state);
      if (isNews) told(body.state, body.reason);
    }
  }, [items]);
}
