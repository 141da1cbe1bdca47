import { expect, test } from "./support/fixtures.ts";

test("at the first start a password is chosen, and nobody gets in without it", async ({ page, fresh }) => {
  await page.goto(fresh.origin);
  await expect(page.getByRole("heading", { name: "Choose a password" })).toBeVisible();
  await page.getByLabel("New password").fill("short");
  await page.getByLabel("The same again").fill("short");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toHaveText("At least 10 characters, please.");
  await page.getByLabel("New password").fill("gutters and ridge vents");
  await page.getByLabel("The same again").fill("gutters and ridge vents");
  await page.getByRole("button", { name: "Set the password and open Ringbook" }).click();

  await expect(page.getByRole("navigation", { name: "Main areas" })).toBeVisible();
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.reload();
  await page.getByLabel("Password").fill("gutters and ridge vents");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("navigation", { name: "Main areas" })).toBeVisible();
});
