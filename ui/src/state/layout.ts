import { useLayoutEffect, useSyncExternalStore } from "react";
import { fieldsOf, rememberedStore } from "../lib/remembered";
import { Store } from "../lib/store";

/** Whether the contact is shown beside a thread; chosen by hand, remembered on this computer. */
const KEY = "ringbook.contact";

function remembered(): boolean {
  try {
    return window.localStorage.getItem(KEY) !== "hidden";
  } catch {
    return true;
  }
}

export const contactShown = new Store<boolean>(remembered());

/** In a narrow window the contact lies over the thread, and only when asked for. */
export const contactDrawer = new Store<boolean>(false);

/** As in the style sheets: a contact has no room beside a thread. */
const NARROW = "(width < 1100px)";

/** Whether the window has no room for a contact beside a thread. */
export function useNarrow(): boolean {
  return useSyncExternalStore(followWidth, () => window.matchMedia(NARROW).matches);
}

function followWidth(changed: () => void): () => void {
  const query = window.matchMedia(NARROW);
  const listener = () => {
    // What lay over the thread is beside it now, or is not wanted.
    if (!query.matches) contactDrawer.set(false);
    changed();
  };
  query.addEventListener("change", listener);
  return () => { query.removeEventListener("change", listener); };
}

/** Shows or hides the contact, as fits the window. */
export function toggleContact(): void {
  if (window.matchMedia(NARROW).matches) {
    contactDrawer.set((now) => !now);
    return;
  }
  contactShown.set((now) => !now);
  try {
    window.localStorage.setItem(KEY, contactShown.get() ? "shown" : "hidden");
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** Whether the list shows anything to choose. While it does not, it alone says so, and the pane beside it is quiet. */
export const canChoose = new Store<boolean>(false);

/** Tells the pane beside the list that is drawn whether there is anything to choose. */
export function useCanChoose(any: boolean): void {
  // The store is outside React; told before anything is seen.
  useLayoutEffect(() => {
    canChoose.set(any);
    return () => { canChoose.set(false); };
  }, [any]);
}

/** A pane whose width is chosen by hand, in CSS pixels. */
export type Pane = "list" | "results" | "contact";

export const PANES: Readonly<Record<Pane, { usual: number; least: number; most: number }>> = {
  list: { usual: 372, least: 260, most: 560 },
  results: { usual: 440, least: 320, most: 720 },
  contact: { usual: 272, least: 220, most: 460 },
};

/** The width nearest to what is wanted that the pane may have. */
export function fitPane(pane: Pane, width: number): number {
  const { least, most } = PANES[pane];
  return Math.round(Math.min(most, Math.max(least, width)));
}

function widthFrom(pane: Pane, kept: unknown): number {
  return typeof kept === "number" && Number.isFinite(kept) ? fitPane(pane, kept) : PANES[pane].usual;
}

/** How wide the panes are, remembered on this computer. */
export const paneWidths = rememberedStore<Readonly<Record<Pane, number>>>("ringbook.panes", (kept) => {
  const { list, results, contact } = fieldsOf(kept);
  return { list: widthFrom("list", list), results: widthFrom("results", results), contact: widthFrom("contact", contact) };
});

/** Makes a pane this wide, or as wide as usual. */
export function setPaneWidth(pane: Pane, width: number | null): void {
  paneWidths.set((now) => ({ ...now, [pane]: width === null ? PANES[pane].usual : fitPane(pane, width) }));
}
