/** What lies over the screen for a while, and is gone when the focus is to go back. */
const OVER = "[role=dialog], [role=menu], [role=listbox][data-open]";

let last: HTMLElement | null = null;

document.addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLElement && target.closest(OVER) === null) last = target;
});
// A window that goes behind others keeps its focus; who clicks beside everything has left it.
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  if (target === last && relatedTarget === null && document.hasFocus() && last?.isConnected === true) last = null;
});

/** What on the screen itself had the focus last, if it still could have it: neither a dialog nor a menu over it. */
export function lastFocus(): HTMLElement | null {
  return last?.isConnected === true ? last : null;
}
