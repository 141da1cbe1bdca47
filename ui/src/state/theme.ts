import type { Theme } from "../api/schema.gen";

/** Puts the chosen appearance on the page; "system" leaves it to the computer. */
export function showTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
