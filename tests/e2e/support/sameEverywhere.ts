import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";

const PACKAGES = resolve(__dirname, "../../../ui/node_modules/@fontsource-variable");
const SHEET = `
  html:root { --font: "Inter Variable", sans-serif; --font-mono: "JetBrains Mono Variable", monospace; }
  * { caret-color: transparent !important; }
`;

/** Makes `page` look the same on every computer: it writes in fonts that are always there, and its time stands still. */
export async function lookSameEverywhere(page: Page, now: Date): Promise<void> {
  await page.clock.setFixedTime(now);
  await page.route("**/same-everywhere/**", async (route) => {
    const path = new URL(route.request().url()).pathname.split("/same-everywhere/")[1] ?? "";
    if (path === "sheet.css") await route.fulfill({ contentType: "text/css", body: SHEET });
    else await route.fulfill({ contentType: path.endsWith(".css") ? "text/css" : "font/woff2", body: await readFile(join(PACKAGES, path)) });
  });
  await page.addInitScript(() => {
    document.addEventListener("DOMContentLoaded", () => {
      for (const path of ["inter/index.css", "jetbrains-mono/index.css", "sheet.css"]) {
        const link = document.createElement("link");
        link.rel = "stylesheet";
        link.href = `/same-everywhere/${path}`;
        document.head.append(link);
      }
    });
  });
}
