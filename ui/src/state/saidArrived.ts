import { Store } from "../lib/store";
import { tellBefore } from "./toasts";

/** Texts of unknown fate of which somebody has just said that they arrived. */
export const saidArrived = new Store<ReadonlySet<string>>(new Set());

/**
 * Says of a text that it arrived. No way leads back from there, so the core is told (`settle`) once Undo is not offered any
 * more, and gives whether that could be done. Where the page goes before, the text is asked about again.
 */
export function sayArrived(outboxId: string, said: string, settle: () => Promise<boolean>): void {
  const hold = (on: boolean) => {
    saidArrived.set((now) => new Set(on ? [...now, outboxId] : [...now].filter((one) => one !== outboxId)));
  };
  hold(true);
  tellBefore(said, () => { hold(false); }, () => { void settle().then((done) => { if (!done) hold(false); }); });
}
