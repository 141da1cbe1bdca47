import type { ConversationRow, Mark } from "../api/schema.gen";
import { seen, useTriage } from "./useTriage";

/** Marks a conversation; what hides or changes it can be undone for 8 s. */
export function useMark(): (row: Pick<ConversationRow, "id" | "lastAt" | "title">, mark: Mark) => void {
  const triage = useTriage();
  return (row, mark) => { triage([seen(row)], { kind: mark }, row.title); };
}
