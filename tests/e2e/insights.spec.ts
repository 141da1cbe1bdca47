import AxeBuilder from "@axe-core/playwright";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";

async function canBeUsedByAll(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
    const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`).slice(0, 3).join(" | ")}`);
    expect(found, `${screen}, ${colorScheme}`).toEqual([]);
  }
}

test("all calls are found by filter, moved through by keys, and opened", async ({ page, demo }) => {
  test.setTimeout(120_000);
  await demo.open(page, "#/calls/all");
  const list = page.getByRole("list", { name: "All calls" });
  await expect(list.getByRole("link").first()).toBeVisible();
  await canBeUsedByAll(page, "calls");
  await page.getByRole("tab", { name: /^Calls with transcript, \d/ }).click();
  const talks = page.getByRole("list", { name: "Calls with transcript" }).getByRole("link");
  const tab = page.getByRole("tab", { name: /^Calls with transcript, \d/ });
  const count = Number(/\d+/.exec((await tab.getAttribute("aria-label")) ?? "")?.[0]);
  await expect(talks).toHaveCount(count);
  await page.keyboard.press("j");
  await expect(talks.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Transcript" })).toBeVisible();
  await expect(page.getByText(/^Talking: .+ \d+ %, .+ \d+ %/)).toBeVisible();
  await expect(page).toHaveURL(/#\/calls\/transcript\/call\//);

  // In a list as narrow as it gets the filters stay in one line; the rest are in a menu, the chosen one never.
  await page.getByRole("separator", { name: "Width of the list" }).focus();
  await page.keyboard.press("Home");
  await expect(tab).toBeVisible();
  const voicemail = page.getByRole("tab", { name: /^Calls with voicemail, \d/ });
  await expect(voicemail).toBeHidden();
  await page.getByRole("button", { name: /^Which calls: Voicemail/ }).click();
  await page.getByRole("menuitem", { name: /^Calls with voicemail/ }).click();
  await expect(voicemail).toBeVisible();
  await expect(tab).toBeHidden();
  await canBeUsedByAll(page, "calls in a narrow list");
});

test("each number of the insights opens just as many texts and calls, and every table is a file", async ({ page, demo }) => {
  // Two looks at a whole screen in two colours.
  test.setTimeout(300_000);
  await demo.open(page);
  await page.keyboard.press("Control+6");
  await expect(page.getByRole("button", { name: /^Answer rate: \d+ %/ })).toBeVisible();
  await canBeUsedByAll(page, "insights");

  await page.getByRole("radio", { name: "All hours" }).click();
  await expect(page.getByText(/count all hours/)).toBeVisible();
  const region = page.getByRole("region", { name: "Calls in" });
  const answered = region.getByRole("list", { name: "Calls in" }).getByRole("button", { name: /^Answered: \d+/ });
  const number = Number(/\d+/.exec((await answered.getAttribute("aria-label")) ?? "")?.[0]);
  await answered.click();
  const drawer = page.getByRole("dialog", { name: `Answered calls: ${number}` });
  await expect(drawer).toBeVisible();
  const first = drawer.getByRole("listitem").first();
  await expect(first).toHaveAttribute("aria-setsize", String(number));
  await canBeUsedByAll(page, "rows behind a number");
  await drawer.getByRole("link").first().click();
  await expect(page).toHaveURL(/#\/inbox\/all\/(call|thread)\//);
  await page.goBack();
  await expect(drawer).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await region.getByRole("radio", { name: "Table" }).click();
  await expect(region.getByRole("table")).toBeVisible();
  await page.getByRole("button", { name: "By line as CSV" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Save as a file" }).click()]);
  expect(download.suggestedFilename()).toMatch(/^insights-lines-\d{4}-\d{2}-\d{2}-to-\d{4}-\d{2}-\d{2}\.csv$/);
  const text = await readFile(await download.path(), "utf8");
  expect(text).toMatch(/^\uFEFFLine,Number,Answered,/);

  await page.setViewportSize({ width: 700, height: 800 });
  await expect(page.getByRole("grid", { name: "Busiest hours" })).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  expect(wide).toBe(false);
});
