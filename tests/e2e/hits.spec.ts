import type { Page } from "@playwright/test";
import { expect, test, type Ringbook } from "./support/fixtures.ts";

/** Searches and opens the first hit. */
async function openHit(page: Page, demo: Ringbook, words: string): Promise<void> {
  await demo.open(page, `#/search?q=${encodeURIComponent(words)}`);
  await page.getByRole("listbox", { name: "Results" }).getByRole("option").first().click();
}

test("a hit is in view, wherever in its conversation it is, and stays there", async ({ page, demo }) => {
  for (const words of ["full roof skylight", "certificate insurance HOA", "swiss coffee eggshell", "Driftwood unanimous"]) {
    await openHit(page, demo, words);
    const timeline = page.getByRole("region", { name: "Messages and calls, oldest first" });
    const hit = timeline.locator("[data-goal]");
    const inView = async () => {
      await expect(hit, words).toBeInViewport({ ratio: 1 });
      // In the middle, but where the conversation ends or begins before that.
      const off = await timeline.evaluate((box) => {
        const found = box.querySelector("[data-goal]");
        if (!found) return 1e6;
        const [outer, inner] = [box.getBoundingClientRect(), found.getBoundingClientRect()];
        const by = inner.top + inner.height / 2 - outer.top - outer.height / 2;
        const room = by > 0 ? box.scrollHeight - box.scrollTop - box.clientHeight : box.scrollTop;
        return room < 2 ? 0 : Math.abs(by);
      });
      expect(off, words).toBeLessThan(3);
    };
    await expect(hit).toBeVisible();
    // What is measured late, or read late, moves nothing.
    await page.waitForTimeout(1_000);
    await inView();
    await page.reload();
    await expect(hit).toBeVisible();
    await page.waitForTimeout(1_000);
    await inView();
  }
});

test("three words, Enter, and the customer is heard; Escape leads back to the results", async ({ page, demo }) => {
  await demo.open(page, "#/search");
  const field = page.getByRole("combobox");
  await field.fill("half of a new roof");
  const results = page.getByRole("listbox", { name: "Results" });
  await expect(results.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: /^Pause: / }).first()).toBeVisible();
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: /^Pause: / })).toHaveCount(0);
  await expect(field).toHaveValue("half of a new roof");
  await page.keyboard.press("Escape");
  await expect(results).toBeFocused();
  await expect(field).toHaveValue("half of a new roof");
  await expect(results.getByRole("option", { selected: true })).toHaveCount(1);
  // An address that is opened again is silent.
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/call\//);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Summary" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Pause: / })).toHaveCount(0);
});

test("the results are where they were when the page is loaded anew", async ({ page, demo }) => {
  await demo.open(page, "#/search?q=the&group=messages");
  const results = page.getByRole("listbox", { name: "Results" });
  await expect(results.getByRole("option").first()).toBeVisible();
  const first = () => results.evaluate((list) => {
    const box = list.parentElement;
    const top = box?.getBoundingClientRect().top ?? 0;
    const options = [...list.querySelectorAll<HTMLElement>("[role=option]")].sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
    return options.find((one) => one.getBoundingClientRect().bottom > top + 2)?.innerText ?? null;
  });
  const begin = await first();
  await results.evaluate((list) => { if (list.parentElement) list.parentElement.scrollTop = 1_500; });
  await expect.poll(first).not.toBe(begin);
  await page.waitForTimeout(500);
  const seen = await first();
  await page.reload();
  await expect(results.getByRole("option").first()).toBeVisible();
  await expect.poll(first).toBe(seen);
});

test("a list as narrow as can be cuts no line to a letter, and playing moves nothing", async ({ page, demo }) => {
  // An empty page has no storage.
  await page.addInitScript(() => { if (location.protocol !== "about:") localStorage.setItem("ringbook.panes", JSON.stringify({ list: 260, results: 440, contact: 272 })); });
  await demo.open(page, "#/inbox/all");
  const rows = page.getByRole("list", { name: "All conversations" }).getByRole("link");
  await expect(rows.first()).toBeVisible();
  // A line is whole, has room for some letters, or is out of sight.
  const slivers = await rows.evaluateAll((all) => all.flatMap((row) => [...row.querySelectorAll<HTMLElement>("[class*=names] > :nth-child(2)")]
    .filter((line) => line.offsetTop < (line.parentElement?.offsetTop ?? 0) + line.offsetHeight && line.scrollWidth > line.clientWidth && line.clientWidth < 60)
    .map((line) => line.innerText)));
  expect(slivers).toEqual([]);

  await demo.open(page, "#/calls");
  const row = page.getByRole("list", { name: "All calls" }).getByRole("listitem").filter({ has: page.getByRole("button") }).first();
  const button = row.getByRole("button").first();
  await expect(button).toBeVisible();
  const time = row.locator("time");
  const before = await time.boundingBox();
  await button.click();
  await expect(page.getByRole("button", { name: /^Pause: / })).toBeVisible();
  await page.waitForTimeout(1_200);
  expect(await time.boundingBox()).toEqual(before);
});
