import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/queries";
import type { Hit, TimelineItem } from "../../api/schema.gen";
import { words } from "./words";
import css from "./SearchPane.module.css";

interface Neighbour {
  key: string;
  who: string;
  said: string;
}

/** What was said or written just before and just after a hit that is open. */
export function HitContext({ hit, place }: { hit: Hit; place: "before" | "after" }) {
  const { itemId, conversationId } = hit;
  const spoken = hit.kind === "transcript";
  const call = useQuery({ ...ask("call_page", { callId: itemId ?? "" }), enabled: spoken && itemId !== null });
  const timeline = useQuery({
    ...ask("timeline_page", { conversationId: conversationId ?? "", anchor: { kind: "around", itemId: itemId ?? "" }, limit: 5 }),
    enabled: !spoken && itemId !== null && conversationId !== null,
    gcTime: 60_000,
  });
  let found: Neighbour | null = null;
  if (spoken) {
    const segments = call.data?.segments ?? [];
    const at = segments.findIndex((one) => one.startMs === hit.startMs);
    const one = at < 0 ? undefined : segments[place === "before" ? at - 1 : at + 1];
    if (one) found = { key: String(one.index), who: one.speaker.name, said: one.text };
  } else {
    const items = timeline.data?.items ?? [];
    const at = items.findIndex((one) => one.id === itemId);
    const one = at < 0 ? undefined : items[place === "before" ? at - 1 : at + 1];
    if (one) found = { key: one.id, who: one.outgoing ? words.you : one.author.name, said: wordsOf(one) };
  }
  if (found === null) return null;
  return <p className={css.neighbour}><span className={css.lead}>{`${found.who}: `}</span>{found.said}</p>;
}

function wordsOf({ body }: TimelineItem): string {
  switch (body.kind) {
    case "text":
      return body.text === "" ? words.picture : body.text;
    case "note":
      return body.text;
    case "call":
      return body.summary ?? body.voicemail?.transcript ?? words.call;
  }
}
