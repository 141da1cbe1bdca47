import { useEffect, type RefObject } from "react";

/**
 * Leaves a field by key: the focus goes to what the field belongs to (the timeline, the results), so that the keys that
 * come next move there; never to nowhere, if there is such a place.
 */
export function leaveField(field: HTMLElement): void {
  const landing = field.closest("section, main")?.querySelector<HTMLElement>("[data-landing]");
  if (landing) landing.focus({ preventScroll: true });
  else field.blur();
}

/**
 * What was opened by key takes the focus once it is drawn, so that its keys work: its landing place, or the pane itself
 * until that is there.
 */
export function enterPane(): void {
  requestAnimationFrame(() => {
    const pane = document.querySelector<HTMLElement>("main");
    if (!pane) return;
    const landing = pane.querySelector<HTMLElement>("[data-landing]");
    if (landing === null) {
      pane.tabIndex = -1;
      pane.addEventListener("blur", () => { pane.removeAttribute("tabindex"); }, { once: true });
    }
    takeFocus(landing ?? pane, { preventScroll: true });
  });
}

/** Where keys are of use when nothing has the focus: what is open, else the list and its row that Tab leads to. */
export function landingPlace(): HTMLElement | null {
  return document.querySelector<HTMLElement>("main [data-landing]") ?? document.querySelector<HTMLElement>("[data-key] a[tabindex='0'], [data-kept] a");
}

/**
 * Gives the focus to what was to have it a frame ago, unless a dialog has opened over it meanwhile: the keys are the
 * dialog's then, however soon after another they were pressed.
 */
export function takeFocus(element: HTMLElement | null | undefined, options?: FocusOptions): void {
  if (element && element.closest("[aria-hidden=true], [inert]") === null) element.focus(options);
}

/** Whether the focus is on nothing in particular. */
export function focusIsNowhere(): boolean {
  return document.activeElement === null || document.activeElement.matches("body, main");
}

/** A landing place that is drawn later than its pane takes the focus over from it. */
export function useLanding(place: RefObject<HTMLElement | null>): void {
  // The focus is the browser's.
  useEffect(() => {
    if (document.activeElement?.matches("main") === true) place.current?.focus({ preventScroll: true });
  }, [place]);
}
