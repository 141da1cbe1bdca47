import { expect, test } from "./support/fixtures.ts";

test("the inbox can be worked through by keys alone", async ({ page, quo, ringbook }) => {
  for (const [number, words] of [["+17735550101", "First"], ["+17735550102", "Second"], ["+17735550103", "Third"]] as const) {
    await quo.text(number, `${words} question about the roof`);
    await quo.idle();
  }
  await ringbook.open(page);
  const list = page.getByRole("list", { name: "Open" });
  const rows = list.getByRole("link");
  await expect(rows).toHaveCount(3);

  await page.keyboard.press("j");
  await expect(rows.filter({ hasText: "Third" })).toBeFocused();
  await page.keyboard.press("j");
  await expect(rows.filter({ hasText: "Second" })).toBeFocused();
  await page.keyboard.press("k");
  await expect(rows.filter({ hasText: "Third" })).toBeFocused();
  await page.keyboard.press("Enter");
  const thread = page.getByRole("region", { name: "Messages and calls, oldest first" });
  await expect(thread).toContainText("Third question");
  await page.keyboard.press("j");
  await expect(thread).toContainText("Second question");
  await page.keyboard.press("Escape");
  await expect(thread).toHaveCount(0);

  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await expect(page.getByRole("tab", { name: "Open, 2" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Done, 1" })).toBeVisible();
  await page.keyboard.press("z");
  await expect(page.getByRole("tab", { name: "Open, 3" })).toBeVisible();

  const second = rows.filter({ hasText: "Second" });
  await second.click();
  await expect(thread).toContainText("Second question");
  await expect(second).not.toHaveAccessibleName(/unread/);
  await page.keyboard.press("u");
  await expect(second).toHaveAccessibleName(/1 unread/);
  await expect(thread).toHaveCount(0);

  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "All actions" });
  await expect(palette.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("connec");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Connection" })).toBeVisible();

  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet.getByText("Mark as done")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);

  await page.keyboard.press("Control+f");
  await expect(page.getByRole("combobox", { name: /^Search texts/ })).toBeFocused();
});
