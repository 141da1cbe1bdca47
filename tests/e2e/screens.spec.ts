import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test, type Ringbook } from "./support/fixtures.ts";

const SAMPLE = "Sample data: nothing here is real, and nothing is sent to anyone";

/** What a machine can tell about whether everybody can use the page, in both colours. */
async function canBeUsedByAll(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
    const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`).slice(0, 3).join(" | ")}`);
    expect(found, `${screen}, ${colorScheme}`).toEqual([]);
  }
}

/** Every screen of the sample workspace, one after the other. */
async function eachScreen(page: Page, demo: Ringbook, visit: (screen: string) => Promise<void>): Promise<void> {
  const rows = page.getByRole("list", { name: "Open" }).getByRole("link");
  const timeline = page.getByRole("region", { name: "Messages and calls, oldest first" });
  await demo.open(page);
  await expect(rows.first()).toBeVisible();
  await visit("inbox");

  await demo.open(page, "#/search");
  await expect(page.getByRole("heading", { name: "Find any word that was written or said" })).toBeVisible();
  await visit("search, nothing typed");
  await page.getByRole("combobox").fill("has:recording roof");
  const hit = page.getByRole("listbox", { name: "Results" }).getByRole("option").first();
  await expect(hit).toBeVisible();
  await visit("search results");
  await hit.click();
  await expect(page.getByRole("heading", { name: "Summary" })).toBeVisible();
  await visit("call");
  await page.getByRole("button", { name: "Open the conversation" }).click();
  await expect(timeline).toBeVisible();
  await expect(page.getByRole("textbox", { name: /^Text / }).or(page.getByText("They opted out", { exact: true }))).toBeVisible();
  await visit("thread");

  await demo.open(page, "#/contacts");
  const contacts = page.getByRole("list", { name: "Contacts by name" }).getByRole("link");
  await expect(contacts.first()).toBeVisible();
  await visit("contacts");
  await contacts.nth(5).click();
  await expect(page.getByRole("heading", { name: "With them", exact: true })).toBeVisible();
  await visit("contact");
  await page.getByRole("button", { name: "Edit" }).click();
  await expect(page.getByRole("textbox", { name: "First name" })).toBeFocused();
  await visit("contact, being changed");
  await demo.open(page, "#/contacts/duplicates");
  await expect(page.getByRole("heading", { name: "No contact is there twice" })).toBeVisible();
  await demo.call(page, "save_contact", {
    contactId: null, fields: { firstName: "A.", lastName: "Farouk", company: "", role: "", phones: [{ label: "", value: "(847) 555-0186" }], emails: [], fields: [] },
  });
  await expect(page.getByRole("group", { name: "Together" })).toBeVisible();
  await visit("contacts that may be the same");

  await demo.open(page, "#/ledger");
  await expect(page.getByRole("main").getByRole("heading").first()).toBeVisible();
  await visit("ledger");

  await demo.open(page, "#/connection");
  await expect(page.getByText("Listening for Quo", { exact: true })).toBeVisible();
  const delivery = page.getByRole("row").nth(1).getByRole("button").first();
  await expect(delivery).toBeVisible();
  await visit("connection");
  await delivery.click();
  await expect(page.getByRole("dialog").getByRole("heading", { name: "Payload" })).toBeVisible();
  await visit("delivery");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await demo.open(page, "#/settings");
  await expect(page.getByText("Time to take a text back")).toBeVisible();
  await visit("settings");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "All actions" })).toBeVisible();
  await visit("palette");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await visit("shortcuts");
}

test("every screen can be used by all, light and dark, and says that the demo is sample data", async ({ page, demo }) => {
  // Fifteen screens in two colours, each looked at in whole.
  test.setTimeout(180_000);
  await eachScreen(page, demo, async (screen) => {
    await expect(page.getByText(SAMPLE), screen).toBeVisible();
    await canBeUsedByAll(page, screen);
  });
});

test("the door can be used by all, light and dark", async ({ page, fresh }) => {
  await page.goto(fresh.origin);
  await expect(page.getByRole("heading", { name: "Choose a password" })).toBeVisible();
  await canBeUsedByAll(page, "first start");
  const set = await page.context().request.post(`${fresh.origin}/api/setup`, { data: { password: "gutters and ridge vents" }, headers: { origin: fresh.origin } });
  expect(set.ok()).toBe(true);
  await page.context().clearCookies();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await canBeUsedByAll(page, "sign in");
});
