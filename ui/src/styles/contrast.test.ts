import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** The tokens of one colour scheme: those of every page, and those of high contrast laid over them. */
function tokens(scheme: "light" | "dark", contrast: boolean): Map<string, string> {
  const css = readFileSync("src/styles/tokens.css", "utf8");
  const found = new Map<string, string>();
  const blocks = [...css.matchAll(/^(:root(?:\[data-contrast="more"\])?) \{([^}]*)\}/gm)].filter(([, selector]) => contrast || selector === ":root");
  for (const [, , body] of blocks) {
    for (const [, name, value] of (body ?? "").matchAll(/--([\w-]+):\s*([^;]+);/g)) {
      const pair = /^light-dark\((#\w{6}), (#\w{6})\)$/.exec(value ?? "");
      found.set(name ?? "", (pair ? pair[scheme === "light" ? 1 : 2] : value) ?? "");
    }
  }
  return found;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const SURFACES = ["bg", "bg-side", "bg-rail", "bg-raised", "bg-field", "bg-sunken"];
const HELD = [...SURFACES, "bg-hover", "bg-press", "bg-selected", "bg-chip", "bg-bubble-in", "bg-bubble-out", "bg-note"];
/** Words, and what they may stand on. */
const PAIRS: readonly [string, readonly string[]][] = [
  ["ink", [...HELD, "bad-bg", "warn-bg"]],
  ["ink-2", HELD],
  ["ink-3", HELD],
  ["accent", HELD],
  ["bad", [...HELD, "bad-bg"]],
  ["warn", [...HELD, "warn-bg"]],
  ["good", SURFACES],
  ["on-accent", ["accent-fill", "accent-fill-hover"]],
  ["ink-mark", ["bg-mark"]],
  ["ink-toast", ["bg-toast"]],
  ["ink-toast-accent", ["bg-toast"]],
];

describe.each(["light", "dark"] as const)("the colours of high contrast, %s", (scheme) => {
  it.each(PAIRS.flatMap(([ink, surfaces]) => surfaces.map((surface) => [ink, surface] as const)))("set %s on %s at 7:1 or more", (ink, surface) => {
    const all = tokens(scheme, true);
    expect(contrast(all.get(ink) ?? "", all.get(surface) ?? "")).toBeGreaterThanOrEqual(7);
  });
});
