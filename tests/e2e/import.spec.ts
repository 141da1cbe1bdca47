import { readFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./support/fixtures.ts";

/** The export of another firm; its number is nobody's whom Quo's stand-in knows already. */
const table = readFileSync(join(__dirname, "../fixtures/contacts/quo.csv"), "utf16le").replace("+17735550118", "+17735550158");

test("a file is looked at, imported, undone later, and what is here is exported", async ({ page, quo, ringbook }) => {
  await quo.contact("Dana", "Whitfield", "+17735550158");
  await quo.idle();
  await ringbook.open(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("import contacts");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Import contacts" })).toBeVisible();

  // What is no table says where.
  await page.getByLabel("Choose a file…").first().setInputFiles({ name: "broken.csv", mimeType: "text/csv", buffer: Buffer.from('Name,Phone\nDana,"773\nOmar,1\n') });
  await expect(page.getByRole("alert")).toContainText("Row 2, Phone: a quote is opened and never closed. Nothing was changed.");

  await page.getByLabel("Choose another file…").first().setInputFiles({ name: "quo.csv", mimeType: "text/csv", buffer: Buffer.from(table, "utf16le") });
  const what = page.getByRole("tabpanel", { name: "What the import would do" });
  await expect(what.getByRole("listitem")).toHaveCount(2);
  await expect(what).toContainText("Company: Whitfield & Sons");
  await expect(page.getByRole("combobox", { name: "Phone number is the contact’s" })).toHaveValue("phone");
  expect((await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze()).violations).toEqual([]);
  const list = page.getByRole("list", { name: "Contacts by name" });
  await expect(list.getByRole("link", { name: /^Omar Reyes/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Import 1 new and 1 changed" }).click();
  await expect(list.getByRole("link", { name: /^Omar Reyes, \(773\) 555-0122/ })).toBeVisible();
  await expect(list.getByRole("link", { name: /^Dana Whitfield, Owner, Whitfield & Sons/ })).toBeVisible();

  // Any word, any spelling of a number.
  const filter = page.getByRole("textbox", { name: "Filter by name, company or number" });
  await filter.fill("sons");
  await expect(list.getByRole("link")).toHaveCount(1);
  await filter.fill("773.555.0123");
  await expect(list.getByRole("link", { name: /^Omar Reyes/ })).toBeVisible();
  await filter.fill("");

  await page.getByRole("button", { name: "More for contacts" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Export as a table (CSV)" }).click();
  expect((await download).suggestedFilename()).toBe("Contacts.csv");

  await page.reload();
  await page.getByRole("button", { name: "Undo the import of quo.csv" }).click();
  await expect(page.getByText("The import of quo.csv is being undone").first()).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(list.getByRole("link", { name: /^Omar Reyes/ })).toHaveCount(0);
  await expect(page.getByText("Undone", { exact: true })).toBeVisible();
});

test("a contact is deleted with Undo, and a tag is renamed everywhere", async ({ page, quo, ringbook }) => {
  await quo.contact("June", "Doe", "+17735550163");
  await quo.text("+17735550163", "Do you do copper gutters?");
  await quo.idle();
  await ringbook.open(page);
  await page.keyboard.press("Control+3");
  const list = page.getByRole("list", { name: "Contacts by name" });
  await list.getByRole("link", { name: /^June Doe/ }).click();
  await expect(page.getByRole("region", { name: /^Everything with them/ })).toContainText("Do you do copper gutters?");
  await page.getByRole("button", { name: "Add tag" }).click();
  await page.keyboard.type("Warranty");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(list.getByRole("link", { name: /^June Doe.*Tags: Warranty/ })).toBeVisible();
  await page.getByRole("button", { name: "Delete the contact" }).click();
  await expect(list.getByRole("link", { name: /^June Doe/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(list.getByRole("link", { name: /^June Doe.*Tags: Warranty/ })).toBeVisible();

  await page.getByRole("button", { name: "More for contacts" }).click();
  await page.getByRole("menuitem", { name: "Tags" }).click();
  await page.getByRole("button", { name: "Rename the tag Warranty" }).click();
  await page.getByRole("textbox", { name: "New name of Warranty" }).fill("Guarantee");
  await page.keyboard.press("Enter");
  await expect(list.getByRole("link", { name: /^June Doe.*Tags: Guarantee/ })).toBeVisible();
});
