import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./support/fixtures.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const PEOPLE = [["Ana", "+17735550171"], ["Ben", "+17735550172"], ["Cleo", "+17735550173"]] as const;

test("conversations are pinned, snoozed, cleared by the dozen, and come back", async ({ page, quo, ringbook }) => {
  for (const [name, number] of PEOPLE) {
    await quo.contact(name, "Bell", number);
    await quo.text(number, `This is ${name}. When can you come?`);
  }
  await quo.idle();
  await ringbook.open(page);
  const list = page.getByRole("list", { name: "Open" });
  await expect(list.getByRole("link")).toHaveCount(3);
  await expect(page.getByRole("tab", { name: "Waiting on me, 3" })).toBeVisible();

  // Pinned stays on top.
  const first = await list.getByRole("link").nth(2).getAttribute("aria-label");
  const name = first?.split(" ")[0] ?? "";
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("p");
  await expect(list.getByRole("link").first()).toHaveAccessibleName(new RegExp(`^${name} Bell.*pinned`));

  // Snoozed until a typed moment: off the desk, out of the counts.
  await page.keyboard.press("h");
  const dialog = page.getByRole("dialog", { name: `Snooze: ${name} Bell` });
  await expect(dialog).toBeVisible();
  expect((await new AxeBuilder({ page }).withTags(RULES).analyze()).violations).toEqual([]);
  await page.keyboard.type("next tuesday 3pm");
  await expect(dialog.getByRole("option", { name: /^As typed.*3:00 pm/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tab", { name: "Snoozed, 1" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Waiting on me, 2" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Unread, 2" })).toBeVisible();
  await page.getByRole("tab", { name: "Snoozed, 1" }).click();
  await expect(page.getByRole("link", { name: new RegExp(`^${name} Bell.*snoozed until .*3:00 pm`) })).toBeVisible();

  // They write: it is back by itself.
  const number = PEOPLE.find(([who]) => who === name)?.[1] ?? "";
  await quo.text(number, "Hello again?");
  await expect(page.getByRole("tab", { name: "Snoozed, 0" })).toBeVisible();
  await expect(page.getByText("Nothing is snoozed")).toBeVisible();
  await page.getByRole("tab", { name: /^Open, 3/ }).click();

  // All of them by one command, and back by one Undo.
  await expect(list.getByRole("link")).toHaveCount(3);
  await page.keyboard.press("Control+a");
  await expect(page.getByText("3 selected")).toBeVisible();
  expect((await new AxeBuilder({ page }).withTags(RULES).analyze()).violations).toEqual([]);
  await page.keyboard.press("e");
  await expect(page.getByRole("tab", { name: "Done, 3" })).toBeVisible();
  await expect(page.getByText("Nothing is open")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("tab", { name: "Open, 3" })).toBeVisible();
  await expect(list.getByRole("link").first()).toHaveAccessibleName(/pinned/);
});

test("a snooze that is over brings the conversation back on top by itself", async ({ page, quo, ringbook }) => {
  const [[ana, anasNumber], [ben, bensNumber]] = PEOPLE;
  await quo.contact(ana, "Bell", anasNumber);
  await quo.contact(ben, "Bell", bensNumber);
  await quo.text(anasNumber, "When can you come?");
  await quo.idle();
  await quo.text(bensNumber, "And how much is it?");
  await quo.idle();
  await ringbook.open(page);
  const rows = page.getByRole("list", { name: "Open" }).getByRole("link");
  await expect(rows).toHaveCount(2);
  const { conversations } = (await ringbook.call(page, "inbox_ids", { tab: "all", lineId: null, tag: null })) as { conversations: { conversationId: string }[] };
  // Real time, and little of it: nobody types moments this near.
  const until = Date.now() + 2_500;
  const older = conversations.at(-1);
  await ringbook.call(page, "change_inbox", { conversations: [{ conversationId: older?.conversationId, lastAt: null }], change: { kind: "snooze", until, wakeEarly: true } });
  await expect(page.getByRole("tab", { name: "Snoozed, 1" })).toBeVisible();
  await expect(rows).toHaveCount(1);
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toHaveAccessibleName(/^Ana Bell.*Back from a snooze/);
});

test("at a height of 800 px the list shows twelve conversations or more, each of them whole", async ({ page, quo, ringbook }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  for (let n = 1; n <= 20; n += 1) await quo.text(`+1773555${String(1000 + n)}`, `Estimate number ${n} for the flashing, please, and for the gutter over the back door as well`);
  await quo.idle();
  await ringbook.open(page);
  await expect(page.getByRole("tab", { name: "Open, 20" })).toBeVisible();
  const list = page.getByRole("list", { name: "Open" });
  await expect(list.getByRole("link").first()).toBeVisible();
  const whole = () => list.evaluate((rows) => {
    let box: Element = rows;
    while (box.parentElement && !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement;
    const room = box.getBoundingClientRect();
    // Edges may lie between two pixels.
    const seen = (row: Element) => row.getBoundingClientRect().top >= room.top - 0.5 && row.getBoundingClientRect().bottom <= Math.min(room.bottom, innerHeight) + 0.5;
    return [...rows.querySelectorAll("li")].filter(seen).length;
  });
  // The line about history goes when all of it is read.
  await expect.poll(whole).toBeGreaterThanOrEqual(12);
  await ringbook.open(page, "#/settings");
  await page.getByRole("radio", { name: "Compact" }).click();
  await ringbook.open(page, "#/inbox/open");
  await expect.poll(whole).toBeGreaterThanOrEqual(15);
});
