import { expect, test } from "./support/fixtures.ts";

const JANE = "+17735550163";
const NO_CREDIT = "+15005550006";

test("a text is planned, changed, and sent now; an answer withdraws another", async ({ page, quo, ringbook }) => {
  await quo.contact("Jane", "Doe", JANE);
  await quo.text(JANE, "When do you come?");
  await quo.idle();
  await ringbook.open(page, "#/settings/texts");
  // Whatever time it is where the test runs.
  await page.getByRole("switch", { name: "Quiet hours" }).click();
  await expect(page.getByRole("switch", { name: "Quiet hours" })).not.toBeChecked();
  await page.getByRole("link", { name: /^Inbox/ }).click();
  await page.getByRole("list", { name: "Open" }).getByRole("link").click();
  const field = page.getByRole("textbox", { name: "Text Jane Doe" });

  await field.fill("We come tomorrow.");
  await page.keyboard.press("Control+Shift+Enter");
  const dialog = page.getByRole("dialog", { name: "Send later" });
  await dialog.getByRole("combobox", { name: "Type a time" }).fill("in 3 days at 10 am");
  await expect(dialog.getByText(/^Goes out .*10:00 am/)).toBeVisible();
  await dialog.getByRole("checkbox", { name: "Do not send it if they answer first" }).uncheck();
  await dialog.getByRole("button", { name: "Schedule" }).click();
  const strip = page.getByRole("list", { name: "Scheduled in this conversation" });
  await expect(strip).toContainText("We come tomorrow.");
  await expect(field).toHaveValue("");

  await field.fill("Did you see the estimate?");
  await page.getByRole("button", { name: "Send later" }).click();
  await dialog.getByRole("option", { name: /^In 1 hour/ }).click();
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await expect(strip.getByRole("listitem")).toHaveCount(2);
  await quo.text(JANE, "Yes, looks good!");
  await expect(strip).toContainText("They answered first.");

  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+7");
  await expect(page.getByRole("tab", { name: "Scheduled, 2" })).toHaveAttribute("aria-selected", "true");
  const list = page.getByRole("list", { name: "Scheduled" });
  const withdrawn = list.getByRole("listitem").filter({ hasText: "Did you see the estimate?" });
  await withdrawn.getByRole("button", { name: "Put back into the message box" }).click();
  await expect(page.getByRole("tab", { name: "Drafts, 1" })).toBeVisible();
  const planned = list.getByRole("listitem").filter({ hasText: "We come tomorrow." });
  await planned.getByRole("button", { name: "Change" }).click();
  const change = page.getByRole("dialog", { name: "Change the scheduled text" });
  await change.getByRole("textbox", { name: "Words" }).fill("We come on Friday.");
  await change.getByRole("button", { name: "Save" }).click();
  await list.getByRole("listitem").filter({ hasText: "We come on Friday." }).getByRole("button", { name: "Send now" }).click();
  await expect(page.getByRole("tab", { name: "Scheduled, 0" })).toBeVisible();
  await page.getByRole("tab", { name: "Drafts, 1" }).click();
  await page.getByRole("list", { name: "Drafts" }).getByRole("link").click();
  await expect(field).toHaveValue("Did you see the estimate?");
  await expect(page.getByRole("region", { name: "Messages and calls, oldest first" }).getByRole("listitem").filter({ hasText: "We come on Friday." })).toContainText("delivered");
});

test("a snippet is made, found with a slash, filled in, and cannot go out with an open place", async ({ page, quo, ringbook }) => {
  await quo.contact("Jane", "Doe", JANE);
  await quo.text(JANE, "Hello");
  await quo.idle();
  await ringbook.open(page, "#/settings/snippets");
  await page.getByRole("button", { name: "New snippet" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("On our way");
  await page.getByRole("textbox", { name: "Words" }).fill("Hi {first name|there}, we come at {time}, {date|today}.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Delete “On our way”" }).click();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByRole("list", { name: "Snippets" }).getByRole("listitem")).toHaveCount(1);
  await page.getByRole("link", { name: /^Inbox/ }).click();
  await page.getByRole("list", { name: "Open" }).getByRole("link").click();
  const field = page.getByRole("textbox", { name: "Text Jane Doe" });
  await field.click();
  await page.keyboard.type("/way");
  await expect(page.getByRole("listbox", { name: "Snippets" }).getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("Hi Jane, we come at {time}, today.");
  await expect(page.getByText("Fill in {time}.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await page.keyboard.type("noon");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("region", { name: "Messages and calls, oldest first" }).getByRole("listitem").filter({ hasText: "Hi Jane, we come at noon, today." })).toContainText("delivered");
});

test("a new message to a number; a text that fails says why and is put away", async ({ page, quo, ringbook }) => {
  // The line becomes known by what happens on it.
  await quo.text(JANE, "Hello");
  await quo.idle();
  await ringbook.open(page);
  await page.keyboard.press("n");
  await page.getByRole("combobox", { name: "To" }).fill(NO_CREDIT);
  await page.keyboard.press("Enter");
  const write = page.getByRole("button", { name: "Write" });
  const field = page.getByRole("textbox", { name: /^Text / });
  await expect(write.or(field)).toBeVisible();
  if (await write.isVisible()) await write.click();
  await expect(field).toBeFocused();
  await page.keyboard.type("Hello?");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("link", { name: "Outbox, 1 waits for you" })).toBeVisible();
  await page.getByRole("link", { name: "Outbox, 1 waits for you" }).click();
  const row = page.getByRole("list", { name: "Failed" }).getByRole("listitem");
  await expect(row).toContainText("needs a payment");
  await row.getByRole("button", { name: "Send again" }).click();
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("needs a payment");
  await row.getByRole("button", { name: "Put away" }).click();
  await expect(page.getByText("Nothing failed")).toBeVisible();
});
