import { expect, test } from "./support/fixtures.ts";

const JUNE = "+17735550163";

test("a contact is found, changed, tagged and noted, and Quo has the change", async ({ page, quo, ringbook }) => {
  await quo.contact("June", "Doe", JUNE);
  await quo.contact("Walter", "Brandt", "+17735550164");
  await quo.idle();
  await ringbook.open(page);
  await page.getByRole("link", { name: "Contacts", exact: true }).click();
  const list = page.getByRole("list", { name: "Contacts by name" });
  await expect(list.getByRole("link", { name: /^June Doe, \(773\) 555-0163/ })).toBeVisible();
  const filter = page.getByRole("textbox", { name: "Filter by name, company or number" });
  await filter.fill("brandt");
  await expect(list.getByRole("link")).toHaveCount(1);
  await expect(list.getByRole("link", { name: /^Walter Brandt/ })).toBeVisible();
  await filter.fill("june");
  await expect(list.getByRole("link", { name: /^June Doe/ })).toBeVisible();
  await expect(list.getByRole("link")).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await expect(list.getByRole("link", { name: /^June Doe/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "June Doe" })).toBeVisible();
  await expect(page.getByText("The same in Quo")).toBeVisible();

  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "Company", exact: true }).fill("Doe & Daughters");
  await page.getByRole("textbox", { name: "Role" }).fill("Owner");
  await page.getByRole("button", { name: "Add number" }).click();
  await page.getByRole("textbox", { name: "Number 2", exact: true }).fill("12");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("This is not a phone number")).toBeVisible();
  await page.getByRole("textbox", { name: "Number 2", exact: true }).fill("773 555 0155");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("listitem").filter({ hasText: "Saved: June Doe" })).toBeVisible();
  await expect(page.getByText("Owner, Doe & Daughters", { exact: true })).toBeVisible();
  await expect(page.getByText("The same in Quo")).toBeVisible();
  await expect.poll(() => quo.contactNamed("June")).toMatchObject({ company: "Doe & Daughters", role: "Owner", numbers: [JUNE, "+17735550155"] });

  await page.getByRole("button", { name: "Add tag" }).click();
  await page.keyboard.type("Warranty");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(list.getByRole("link", { name: /^June Doe.*Tags: Warranty/ })).toBeVisible();
  await page.getByRole("textbox", { name: "Note" }).fill("The dog is called Biscuit.");
  await expect(page.getByText("Kept", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Note" })).toHaveValue("The dog is called Biscuit.");
  await page.getByTitle("Contacts with the tag Warranty").click();
  await expect(list.getByRole("link")).toHaveCount(1);
});

test("a number gets its name beside the thread; two of the same are merged, and taken apart again", async ({ page, quo, ringbook }) => {
  await quo.contact("June", "Doe", JUNE);
  await quo.contact("J.", "Doe", JUNE);
  await quo.text("+17735550177", "Do you do copper gutters?");
  await quo.idle();
  await ringbook.open(page);
  await page.getByRole("list", { name: "Open" }).getByRole("link").click();
  const pane = page.getByRole("complementary", { name: "Contact" });
  await pane.getByRole("button", { name: "Add to contacts" }).click();
  await pane.getByRole("textbox", { name: "First name" }).fill("Gus");
  await pane.getByRole("textbox", { name: "Last name" }).fill("Hanley");
  await pane.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("list", { name: "Open" }).getByRole("link", { name: /^Gus Hanley/ })).toBeVisible();
  await expect.poll(() => quo.contactNamed("Gus")).toMatchObject({ lastName: "Hanley", numbers: ["+17735550177"] });

  await page.keyboard.press("Control+3");
  await page.getByRole("link", { name: "Some contacts may be the same" }).click();
  const group = page.getByRole("listitem", { name: "The same number, (773) 555-0163" });
  await group.getByRole("radio", { name: /^June Doe/ }).check();
  await expect(group.getByRole("group", { name: "Together" })).toContainText("June Doe");
  await group.getByRole("button", { name: "Merge June Doe and J. Doe" }).click();
  const list = page.getByRole("list", { name: "Contacts by name" });
  await expect(list.getByRole("link", { name: /^J. Doe/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(list.getByRole("link", { name: /^J. Doe/ })).toBeVisible();

  await group.getByRole("radio", { name: /^June Doe/ }).check();
  await group.getByRole("button", { name: "Merge June Doe and J. Doe" }).click();
  await expect(list.getByRole("link", { name: /^J. Doe/ })).toHaveCount(0);
  await list.getByRole("link", { name: /^June Doe/ }).click();
  await page.getByRole("button", { name: "Undo the merge of J. Doe" }).click();
  await expect(list.getByRole("link", { name: /^J. Doe/ })).toBeVisible();
  await expect(page.getByText("May be the same as J. Doe.")).toBeVisible();
});
