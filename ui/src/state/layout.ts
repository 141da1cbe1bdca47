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

/** Shows or hides the contact, as fits the window. */
export function toggleContact(): void {
  if (window.matchMedia("(width < 1100px)").matches) {
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
