import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";

const DANA = "+17735550118";

async function canBeUsedByAll(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
    expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")}`), `${screen}, ${colorScheme}`).toEqual([]);
  }
}

test("what was promised on a call is followed up on, opened at its second, put off, ticked, and undone", async ({ page, quo, ringbook }) => {
  await quo.call({
    from: DANA,
    durationS: 40,
    recording: true,
    summary: ["Customer asked for a revised quote."],
    nextSteps: ["Email the revised quote by Thursday.", "Order the drip edge."],
    transcript: [
      { who: "us", content: "Lakeview Roofing, this is Sam.", start: 0.5, end: 3 },
      { who: "us", content: "I will email the revised quote by Thursday.", start: 21, end: 25 },
    ],
  });
  await ringbook.open(page);
  await page.getByRole("list", { name: "Open" }).getByRole("link").click();
  await page.getByRole("link", { name: "Open the call" }).click();
  await expect(page.getByRole("link", { name: "Hear it at 0:21" })).toBeVisible();
  await expect(page.getByText("Not found in the transcript")).toHaveCount(1);
  await page.getByRole("button", { name: "Follow up on all" }).click();
  const made = page.getByRole("listitem").filter({ hasText: "2 follow-ups made" });
  await made.getByRole("button", { name: "Dismiss" }).click();

  await page.keyboard.press("Control+4");
  const upcoming = page.getByRole("list", { name: "Upcoming" });
  await expect(upcoming.getByRole("link")).toHaveCount(2);
  await upcoming.getByRole("link", { name: "Email the revised quote by Thursday." }).click();
  await expect(page).toHaveURL(/#\/follow-ups\/due\/call\/[^?]+\?t=21000$/);
  await expect(page.getByRole("heading", { name: "Transcript" })).toBeVisible();

  const row = upcoming.getByRole("listitem").filter({ hasText: "Email the revised quote" });
  await row.getByRole("button", { name: /^When is it due/ }).click();
  await page.getByRole("menuitem", { name: /^No date/ }).click();
  await expect(page.getByRole("list", { name: "No date" }).getByRole("link", { name: /^Email/ })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(upcoming.getByRole("link")).toHaveCount(2);

  await row.getByRole("checkbox").check();
  await expect(upcoming.getByRole("link")).toHaveCount(1);
  await expect(page.getByRole("main").getByRole("checkbox", { name: "Email the revised quote by Thursday." })).toBeChecked();
  await page.reload();
  await expect(upcoming.getByRole("link")).toHaveCount(1);
  await expect(page.getByRole("tab", { name: "Done, 1" })).toBeVisible();
});

test("a search is narrowed with keys alone, saved, and counted live in the rail", async ({ page, quo, ringbook }) => {
  await quo.text(DANA, "The leak is back over the kitchen");
  await ringbook.open(page);
  await page.keyboard.press("Control+f");
  await page.keyboard.type("in:te");
  await expect(page.getByRole("option", { name: "texts" })).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.type("leak");
  const chips = page.getByRole("list", { name: "Narrowed by" });
  await expect(chips.getByText("in texts")).toBeVisible();
  await expect(page.getByText("1 found")).toBeVisible();
  await page.getByRole("button", { name: "Save this search" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Leaks");
  await page.keyboard.press("Enter");
  const rail = page.getByRole("list", { name: "Saved searches" });
  await expect(rail.getByRole("link", { name: "Leaks, 1 found" })).toBeVisible();
  await quo.text("+17735550177", "We have a leak, too");
  await expect(rail.getByRole("link", { name: "Leaks, 2 found" })).toBeVisible();

  await page.getByRole("combobox").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Backspace");
  await expect(chips).toHaveCount(0);
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Messages and calls, oldest first" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("combobox")).toHaveValue("leak");
});

test("a link from outside opens the conversation with its words as a draft, and sends nothing", async ({ page, quo, ringbook }) => {
  await quo.text(DANA, "When can you come?");
  await ringbook.open(page);
  await expect(page.getByRole("list", { name: "Open" }).getByRole("link")).toBeVisible();
  await ringbook.open(page, `#/link?url=${encodeURIComponent("sms:(773)%20555-0118?body=On%20our%20way")}`);
  await expect(page.getByRole("textbox", { name: /^Text / })).toHaveValue("On our way");
  await ringbook.open(page, `#/link?url=${encodeURIComponent("tel:+17735550999")}`);
  await expect(page.getByRole("heading", { name: "No conversation with (773) 555-0999 yet" })).toBeVisible();
  // A number without a conversation: to whom and what are filled in, and the rest is asked.
  await page.evaluate((hash) => { window.location.hash = hash; }, `#/link?url=${encodeURIComponent("sms:+17735550999?body=Are%20you%20home%3F")}`);
  const dialog = page.getByRole("dialog", { name: "New message" });
  await expect(dialog.getByText("(773) 555-0999")).toBeVisible();
  await dialog.getByRole("button", { name: "Write" }).click();
  await expect(page.getByRole("textbox", { name: /^Text / })).toHaveValue("Are you home?");
});

test("the follow-ups of the sample can be used by all", async ({ page, demo }) => {
  await demo.open(page, "#/follow-ups/due");
  await expect(page.getByRole("list", { name: "Overdue" })).toBeVisible();
  await canBeUsedByAll(page, "follow-ups");
  await page.getByRole("list", { name: "Overdue" }).getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "Summary" })).toBeVisible();
  await canBeUsedByAll(page, "a follow-up beside its call");
  await page.keyboard.press("f");
  await expect(page.getByRole("dialog")).toBeVisible();
  await canBeUsedByAll(page, "making a follow-up");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await demo.open(page, "#/search?q=in%3Acalls%20leak");
  await expect(page.getByRole("list", { name: "Narrowed by" })).toBeVisible();
  await canBeUsedByAll(page, "a narrowed search");
});
