import { lastFocus } from "../lib/lastFocus";
import { landingPlace } from "../lib/focus";
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

let openers: readonly (Element | null)[] = [];

/**
 * What had the focus when the dialog was opened, and has it again afterwards. The palette or menu that it was opened from
 * is gone by then: what had the focus before that has it, and if that was nothing, what is open.
 */
export function followUpOpener(): HTMLElement | null {
  const there = openers.find((one): one is HTMLElement => one instanceof HTMLElement && one.isConnected && !one.matches("body, main"));
  return there ?? landingPlace();
}

/** Opens the dialog. */
export function startFollowUp(draft: Partial<FollowUpDraft> = {}): void {
  openers = [document.activeElement, lastFocus()];
  followUpDraft.set({ id: null, title: "", dueAt: null, conversationId: null, contactId: null, itemId: null, about: "", ...draft });
}
