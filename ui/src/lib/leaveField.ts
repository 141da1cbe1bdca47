/**
 * Leaves a field by key: the focus goes to what the field belongs to (the timeline, the results), so that the keys that
 * come next move there; never to nowhere, if there is such a place.
 */
export function leaveField(field: HTMLElement): void {
  const landing = field.closest("section, main")?.querySelector<HTMLElement>("[data-landing]");
  if (landing) landing.focus({ preventScroll: true });
  else field.blur();
}
