import type { Theme } from "../api/schema.gen";
import { showTimesIn } from "../lib/dates";
import { fieldsOf, oneOf, rememberedStore } from "../lib/remembered";
import { Store, usePicked } from "../lib/store";

/** How Ringbook looks on this computer. Several people may share one Ringbook, so nobody's choice changes another's. */
export interface Appearance {
  /** Null: as the workspace has it, which is "system" unless somebody said otherwise. */
  theme: Theme | null;
  /** "system": high contrast if the computer asks for it. */
  contrast: Contrast;
  density: Density;
  /** An IANA name, or null for the computer's own zone. */
  zone: string | null;
  /** The first day of a week in a calendar. */
  weekStart: WeekStart;
}

export type Contrast = "system" | "more";
export type Density = "comfortable" | "compact";
export type WeekStart = "system" | "saturday" | "sunday" | "monday";

export const THEMES: readonly Theme[] = ["system", "light", "dark"];
export const CONTRASTS: readonly Contrast[] = ["system", "more"];
export const DENSITIES: readonly Density[] = ["comfortable", "compact"];
export const WEEK_STARTS: readonly WeekStart[] = ["system", "sunday", "monday", "saturday"];

export const appearance = rememberedStore<Appearance>("ringbook.appearance", (kept) => {
  const { theme, contrast, density, zone, weekStart } = fieldsOf(kept);
  return {
    theme: oneOf<Theme | null>(THEMES, theme, null),
    contrast: oneOf(CONTRASTS, contrast, "system"),
    density: oneOf(DENSITIES, density, "comfortable"),
    zone: typeof zone === "string" ? zone : null,
    weekStart: oneOf(WEEK_STARTS, weekStart, "system"),
  };
});

const workspaceTheme = new Store<Theme>("system");

/** Changes what was chosen. */
export function setAppearance(change: Partial<Appearance>): void {
  appearance.set((now) => ({ ...now, ...change }));
}

/** Takes over the workspace's theme, for a computer on which none was chosen. */
export function setWorkspaceTheme(theme: Theme): void {
  workspaceTheme.set(theme);
}

/** The theme that is in force. */
export function useTheme(): Theme {
  const chosen = usePicked(appearance, (now) => now.theme);
  const otherwise = usePicked(workspaceTheme, (now) => now);
  return chosen ?? otherwise;
}

export function useDensity(): Density {
  return usePicked(appearance, (now) => now.density);
}

/** As the tokens have it: places are reckoned without asking the browser. */
const ROW_HEIGHT: Record<Density, number> = { comfortable: 56, compact: 44 };

/** How high a row of a list is, in CSS pixels. */
export function useRowHeight(): number {
  return ROW_HEIGHT[useDensity()];
}

/** Puts the appearance on the page and follows it, and the computer's wish for more contrast; the returned function stops. */
export function followAppearance(): () => void {
  const wish = window.matchMedia("(prefers-contrast: more)");
  const show = () => {
    const { theme, contrast, density, zone } = appearance.get();
    const { dataset } = document.documentElement;
    const shown = theme ?? workspaceTheme.get();
    if (shown === "system") delete dataset.theme;
    else dataset.theme = shown;
    if (contrast === "more" || wish.matches) dataset.contrast = "more";
    else delete dataset.contrast;
    if (density === "compact") dataset.density = "compact";
    else delete dataset.density;
    showTimesIn(zone);
  };
  show();
  const stops = [appearance.subscribe(show), workspaceTheme.subscribe(show)];
  wish.addEventListener("change", show);
  return () => {
    for (const stop of stops) stop();
    wish.removeEventListener("change", show);
  };
}

const FIRST_DAYS: Record<Exclude<WeekStart, "system">, number> = { sunday: 0, monday: 1, saturday: 6 };

interface WeekInfo { firstDay: number }

/** The first day of a week, 0 is Sunday: as chosen, else as the computer's region has it. */
export function firstWeekday(weekStart: WeekStart): number {
  if (weekStart !== "system") return FIRST_DAYS[weekStart];
  try {
    // Chromium and WebKit offer it as a method, older ones as a property; it counts Sunday as 7.
    const locale = new Intl.Locale(navigator.language) as Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo };
    return ((locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 7) % 7;
  } catch {
    return 0;
  }
}

export function useFirstWeekday(): number {
  return firstWeekday(usePicked(appearance, (now) => now.weekStart));
}
