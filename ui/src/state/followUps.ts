import { Store } from "../lib/store";

/** What a follow-up is to be made from, or which one is to be changed. */
export interface FollowUpDraft {
  /** The one that is changed; none is made then. */
  id: string | null;
  title: string;
  dueAt: number | null;
  conversationId: string | null;
  contactId: string | null;
  itemId: string | null;
  /** Whom it is about, for showing. */
  about: string;
}

/** What the dialog is open for, if it is. */
export const followUpDraft = new Store<FollowUpDraft | null>(null);

let opener: Element | null = null;

/** What had the focus when the dialog was opened, and has it again afterwards. */
export function followUpOpener(): HTMLElement | null {
  return opener instanceof HTMLElement && opener.isConnected && opener !== document.body ? opener : null;
}

/** Opens the dialog. */
export function startFollowUp(draft: Partial<FollowUpDraft> = {}): void {
  opener = document.activeElement;
  followUpDraft.set({ id: null, title: "", dueAt: null, conversationId: null, contactId: null, itemId: null, about: "", ...draft });
}
