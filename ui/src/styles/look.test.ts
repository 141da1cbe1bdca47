import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** Every file of the interface that has one of these endings, with its words; comments are left out. */
function files(...endings: string[]): [path: string, words: string][] {
  return readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((path) => endings.some((one) => path.endsWith(one)) && !/\.test\.tsx?$|^testing|^api/.test(path))
    .map((path): [string, string] => [path, readFileSync(join("src", path), "utf8").replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " ")).replace(/(^|\s)\/\/.*$/gm, "$1")])
    .sort(([a], [b]) => a.localeCompare(b));
}

const TOKENS = "styles/tokens.css";
const sheets = files(".css").filter(([path]) => path !== TOKENS);
const sources = files(".ts", ".tsx");
const [[, tokens] = ["", ""]] = files(TOKENS);

/** Every declaration of the style sheets, as "file: property: value". */
const declarations = sheets.flatMap(([path, words]) =>
  [...words.matchAll(/(?:^|[;{])\s*([a-z-]+):\s*([^;{}]+)(?=[;}])/g)].map(([, property = "", value = ""]) => ({ path, property, value: value.replace(/\s+/g, " ").trim() })));

function found(wrong: (one: (typeof declarations)[number]) => boolean): string[] {
  return declarations.filter(wrong).map(({ path, property, value }) => `${path}: ${property}: ${value}`);
}

/** All values of a token, of every scheme and density. */
function token(name: string): string[] {
  return [...tokens.matchAll(new RegExp(`--${name}:\\s*([^;]+);`, "g"))].map(([, value = ""]) => value.replace(/\s+/g, " "));
}

const PAPER = "features/thread/PrintSheet.module.css";

describe("the look", () => {
  it("reads all style sheets and screens", () => {
    expect(sheets.length).toBeGreaterThan(40);
    expect(sources.length).toBeGreaterThan(150);
    expect(declarations.length).toBeGreaterThan(1500);
    expect(tokens).toContain("--accent");
  });

  it("has its colours in the tokens only, and no gradient", () => {
    // The colours of a computer's own contrast scheme (Highlight, CanvasText) are names that the computer fills in.
    const colour = /#[\da-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|oklch|oklab|lab|lch|color|device-cmyk)\(|gradient\(/i;
    const named = /\b(?:white|black|gr[ae]y|silver|red|maroon|orange|yellow|gold|olive|lime|green|teal|aqua|cyan|blue|navy|purple|violet|magenta|fuchsia|pink|brown)\b/i;
    expect(found(({ value }) => colour.test(value))).toEqual([]);
    expect(found(({ property, value }) => /color|background|border|outline|shadow|fill|stroke/.test(property) && named.test(value.replace(/var\([^)]*\)/g, "")))).toEqual([]);
    expect(tokens).not.toMatch(/gradient\(/);
    const drawn = sources.filter(([path]) => path.endsWith(".tsx")).flatMap(([path, words]) =>
      [...words.matchAll(/["'`](?:#[\da-f]{3}|#[\da-f]{6}|(?:rgba?|hsla?|oklch)\([^"'`]*|[^"'`]*gradient\([^"'`]*)["'`]/gi)].map(([what]) => `${path}: ${what}`));
    expect(drawn).toEqual([]);
    // A mix of two tokens is no colour of its own.
    expect(found(({ value }) => value.includes("color-mix(") && !/^color-mix\(in srgb, var\(--[\w-]+\) var\(--[\w-]+\), var\(--[\w-]+\)\)$/.test(value))).toEqual([]);
  });

  it("has its fonts in the tokens only: those of the system, of one size, with figures of one width", () => {
    const [stack = ""] = token("font");
    expect(stack).toMatch(/^-apple-system, BlinkMacSystemFont, "Segoe UI/);
    expect(stack).toContain("system-ui, sans-serif");
    // None is brought along.
    expect([tokens, ...sheets.map(([, words]) => words)].join("\n")).not.toMatch(/@font-face|@import|url\(/);
    expect(sources.filter(([, words]) => /@fontsource|\bFontFace\b/.test(words))).toEqual([]);
    expect(found(({ property, value }) => property === "font-family" && !/^var\(--font(-mono)?\)$/.test(value))).toEqual([]);
    // Paper is measured in points.
    expect(found(({ path, property, value }) => path !== PAPER && property === "font-size" && !/^(var\(--t-[a-z]+\)|inherit)$/.test(value))).toEqual([]);
    expect(found(({ property, value }) => property === "font-weight" && !/^var\(--w-[a-z]+\)$/.test(value))).toEqual([]);
    const [base = ""] = token("t-base");
    expect(base).toMatch(/rem$/);
    const px = parseFloat(base) * 16;
    expect(px).toBeGreaterThanOrEqual(13);
    expect(px).toBeLessThanOrEqual(14);
    expect(found(({ path, property, value }) => path === "styles/reset.css" && property === "font-size" && value === "var(--t-base)")).toHaveLength(1);

    // Set for everything, and by nothing taken back: "font" in one word would do that, too.
    expect(found(({ path, property, value }) => path === "styles/reset.css" && property === "font-variant-numeric" && value === "tabular-nums")).toHaveLength(1);
    expect(found(({ property, value }) => property.startsWith("font-variant") && value !== "tabular-nums")).toEqual([]);
    expect(found(({ property, value }) => property === "font-feature-settings" || (property === "font" && value !== "inherit"))).toEqual([]);
  });

  it("has its shadows and durations in the tokens only", () => {
    // Rings and edges without blur are lines that take no room.
    const line = /^(?:inset )?-?\w+ -?\w+ 0 (?:\d+px|var\(--[\w-]+\)) var\(--[\w-]+\)$|^inset -?\d+px 0 0 var\(--[\w-]+\)$/;
    const shadow = (value: string) => value.split(/, (?![^(]*\))/).every((one) => one === "none" || /^var\(--shadow-[a-z]+\)$/.test(one) || line.test(one));
    expect(found(({ property, value }) => property === "box-shadow" && !shadow(value))).toEqual([]);
    expect(found(({ property }) => property === "text-shadow" || property === "filter" || property === "backdrop-filter")).toEqual([]);
    expect(found(({ property, value }) => /^(transition|animation)/.test(property) && /\b(?!0s)[\d.]+m?s\b|cubic-bezier/.test(value))).toEqual([]);
    expect(sources.filter(([, words]) => /\.animate\(|transitionDuration|animationDuration/.test(words)).map(([path]) => path)).toEqual([]);
  });

  it("stands still while it waits, but for the mark of a step that is being done", () => {
    // What moves without end is drawn without end, and takes a start's time from what is waited for.
    const endless = found(({ property, value }) => /^animation(-iteration-count)?$/.test(property) && value.includes("infinite"));
    expect(endless.map((one) => one.split(": ")[0])).toEqual(["features/connection/StepList.module.css"]);
  });

  it("keeps to a grid of 4 px", () => {
    const steps = [...tokens.matchAll(/--(s-\d+|rail-width|header-height|row-height|control(?:-l)?|touch|avatar-[ml]|bubble-pad|grip|reply-gap|list-gap|[\w-]*-width|[\w-]*-max|pane-least|drawer-[a-z]+):\s*(\d+)px/g)].map(([, name = "", px]) => [name, Number(px)] as const);
    expect(steps.length).toBeGreaterThan(35);
    // A line is no space. Half a step keeps apart what belongs together, and a compact control is as high as its line and a pixel on each side.
    const fine = new Set(["focus-width 2", "focus-width 3", "s-0 2", "control 26"]);
    expect(steps.filter(([name, px]) => px % 4 !== 0 && !fine.has(`${name} ${px}`))).toEqual([]);
    // Elsewhere, spaces are on the grid, too; up to 3 px set a sign beside its word, and one step and a half keeps rows of a table apart.
    const space = /^(?:(?:row-|column-)?gap|(?:padding|margin)(?:-[a-z-]+)?)$/;
    const off = found(({ property, value }) => space.test(property) && [...value.matchAll(/(?<![\w.-])-?([\d.]+)px/g)].some(([, px]) => Number(px) > 3 && Number(px) % 4 !== 0 && Number(px) !== 6));
    // As wide as the chevron before a month, so that its lines stand under its name.
    expect(off.filter((one) => one !== "features/ledger/Ledger.module.css: padding-left: 14px")).toEqual([]);
  });

  it("leaves room for a toast at the end of every list under one", () => {
    const room = Number.parseInt(token("toast-room")[0] ?? "", 10);
    const lists = ["components/RowList", "features/followups/FollowUpsPane", "features/outbox/Outbox", "features/search/SearchPane"];
    expect(lists.filter((path) => found((one) => one.path === `${path}.module.css` && one.property.startsWith("padding") && one.value.includes("var(--toast-room)")).length === 0)).toEqual([]);
    // A toast of two lines, and as much below it as it stands above the edge.
    expect(room).toBeGreaterThanOrEqual(16 + 2 * 20 + 8);
  });

  it("draws the box of a row or its avatar, never both", () => {
    const drawn = found(({ path, property }) => path === "features/inbox/InboxRow.module.css" && /^(?:opacity|visibility)$/.test(property));
    expect(drawn.map((one) => one.split(": ").at(-1)).sort()).toEqual(["calc(1 - var(--boxed))", "var(--boxed)"]);
  });

  it("has its icons from one set", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };
    expect(Object.keys(dependencies).filter((name) => /icon|lucide|feather|fontawesome|phosphor/i.test(name))).toEqual(["lucide-react"]);
    // What is drawn here is data: two charts and a waveform.
    expect(sources.filter(([, words]) => words.includes("<svg")).map(([path]) => path)).toEqual(["components/Waveform.tsx", "features/insights/CallsChart.tsx", "features/insights/ReplyChart.tsx"]);
    expect(sources.filter(([, words]) => /from "[^"]*\.(?:svg|png|gif|jpe?g|webp)(?:\?[a-z]+)?"/.test(words)).map(([path]) => path)).toEqual([]);
  });
});
