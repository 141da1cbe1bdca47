import { call } from "../api/client";
import { heldDrafts, holdDraft } from "../state/drafts";
import { tell } from "../state/toasts";
import { fillWords } from "./words";

/** Puts words into a conversation's draft, below what is there. Nothing is sent. */
export async function fillDraft(conversationId: string, text: string): Promise<void> {
  const { draft } = await call("conversation", { conversationId });
  const held = heldDrafts.get().get(conversationId) ?? draft;
  if (held.includes(text)) return;
  if (held.trim() !== "") tell(fillWords.kept);
  holdDraft(conversationId, held.trim() === "" ? text : `${held}\n${text}`);
}
