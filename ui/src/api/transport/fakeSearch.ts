import type { ConversationRow, Hit, Piece, SearchGroup, SearchGroupKind, SearchPage } from "../schema.gen";
import type { FakeConversation, FakeWorld } from "./fakeData";
import type { Req } from "./transport";

function mark(text: string, words: string[]): Piece[] {
  if (words.length === 0) return [{ text, hit: false }];
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "giu");
  return text.split(pattern).filter(Boolean).map((part) => ({ text: part, hit: words.some((word) => word.toLowerCase() === part.toLowerCase()) }));
}

const OPERATOR = /(?:^|\s)((from|with|in|has|is|before|after):("[^"]*"|\S+))/giu;

/** What the sample has of some words. */
export function searchWorld(world: FakeWorld, req: Req<"search">, row: (one: FakeConversation) => ConversationRow): SearchPage {
  const chips = [...req.query.matchAll(OPERATOR)].map((match) => ({ raw: match[1] ?? "", label: `${match[2] ?? ""} ${(match[3] ?? "").replace(/"/g, "")}` }));
  const words = req.query.replace(OPERATOR, " ").split(/\s+/).filter((word) => word.length > 0);
  const before = Date.parse(`${/(?:^|\s)before:(\d{4}-\d{2}-\d{2})/.exec(req.query)?.[1] ?? ""}T00:00`);
  const asks = words.length > 0 || !Number.isNaN(before);
  const fits = (text: string) => asks && words.every((word) => text.toLowerCase().includes(word.toLowerCase()));
  const found: Record<SearchGroupKind, Hit[]> = { people: [], messages: [], calls: [], notes: [] };
  for (const conversation of world.conversations.values()) {
    if (req.conversationId && req.conversationId !== conversation.id) continue;
    const summary = row(conversation);
    const base = {
      title: summary.title, person: conversation.people[0] ?? null, conversationId: conversation.id, itemId: null, contactId: null,
      at: summary.lastAt, outgoing: false, startMs: null, speaker: null,
    };
    const who = conversation.people[0];
    if (who && words.length > 0 && fits(`${who.name} ${who.company ?? ""} ${who.number}`)) {
      found.people.push({ ...base, id: `p-${conversation.id}`, kind: "contact", contactId: who.contactId, snippet: mark([who.company, who.number].filter(Boolean).join(" · "), words) });
    }
    for (const item of conversation.items) {
      if (item.at >= before) continue;
      const at = { ...base, itemId: item.id, at: item.at, outgoing: item.outgoing };
      const { body } = item;
      if (body.kind === "text" && fits(body.text)) found.messages.push({ ...at, id: item.id, kind: "text", snippet: mark(body.text, words) });
      if (body.kind === "note" && fits(body.text)) found.notes.push({ ...at, id: item.id, kind: "note", snippet: mark(body.text, words) });
      if (body.kind === "call") {
        const page = world.calls.get(item.id);
        if (body.voicemail?.transcript && fits(body.voicemail.transcript)) found.calls.push({ ...at, id: `v-${item.id}`, kind: "voicemail", snippet: mark(body.voicemail.transcript, words), startMs: 0 });
        for (const line of page?.summaryLines ?? []) if (fits(line)) found.calls.push({ ...at, id: `s-${item.id}-${line.length}`, kind: "summary", snippet: mark(line, words) });
        for (const segment of page?.segments ?? []) {
          if (fits(segment.text)) found.calls.push({ ...at, id: `t-${item.id}-${segment.index}`, kind: "transcript", snippet: mark(segment.text, words), startMs: segment.startMs, speaker: segment.speaker.name });
        }
      }
    }
  }
  const from = Number(req.cursor ?? 0);
  const groups: SearchGroup[] = (["people", "messages", "calls", "notes"] as const)
    .filter((kind) => req.group === null || req.group === kind)
    .map((kind) => {
      const hits = found[kind];
      if (req.order === "newest") hits.sort((a, b) => b.at - a.at);
      return { kind, total: hits.length, hits: hits.slice(from, from + req.limit), next: from + req.limit < hits.length ? String(from + req.limit) : null };
    });
  return {
    groups, chips, words, tookUs: 2310, coverage: { documents: 18_211, behind: 0, complete: true },
    notice: req.query.length > 500 ? "Only the first 512 letters were searched." : null,
  };
}
