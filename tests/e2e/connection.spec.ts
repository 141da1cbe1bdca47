import { expect, test } from "./support/fixtures.ts";

test("what cannot be read is kept with its reason and its payload, and trying again says what happened", async ({ page, quo, ringbook }) => {
  const broken = '{ "type": "message.received", "data": ';
  await ringbook.open(page, "#/connection");
  await expect(page.getByText("Listening for Quo", { exact: true })).toBeVisible();
  await quo.body(broken);

  await page.getByRole("radio", { name: /^Dead letters/ }).click();
  const row = page.getByRole("row").filter({ hasText: "dead letter" });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("could not be read; it is kept");
  await row.getByRole("button").first().click();
  const drawer = page.getByRole("dialog", { name: /^Delivery / });
  await expect(drawer.getByText(broken, { exact: true })).toBeVisible();
  await expect(drawer.getByRole("alert")).toContainText("Nothing is lost");
  const reason = drawer.getByText(/^the body is not JSON: /);
  await expect(reason).toBeHidden();
  await drawer.getByText("Details", { exact: true }).click();
  await expect(reason).toBeVisible();
  await expect(drawer.getByRole("button", { name: "Copy the reason" })).toBeVisible();
  await drawer.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("status").getByText("Still not possible: 1")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await expect(row).toHaveCount(1);
});
