import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await eachOfWriting(page, demo, visit);
}

interface Row { id: string; people: object[] }
interface Item { id: string; body: { kind: string; media?: { mime: string; state: string }[] } }

/** What texts are written in, wait in and are looked at in. */
async function eachOfWriting(page: Page, demo: Ringbook, visit: (screen: string) => Promise<void>): Promise<void> {
  const { rows } = (await demo.call(page, "inbox_page", { tab: "all", lineId: null, tag: null, cursor: null, limit: 100 })) as { rows: Row[] };
  const [one, other] = await open(page, demo, rows);
  if (!one || !other) throw new Error("the sample has nobody to text");
  await demo.open(page, `#/inbox/all/thread/${one.id}`);
  const field = page.getByRole("textbox", { name: /^Text / });
  await field.fill("We come tomorrow.");
  await page.keyboard.press("Control+Shift+Enter");
  const later = page.getByRole("dialog", { name: "Send later" });
  await later.getByRole("combobox", { name: "Type a time" }).fill("in 3 days at 10 am");
  await expect(later.getByText(/^Goes out .*10:00 am/)).toBeVisible();
  await visit("send later");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(field).toHaveValue("We come tomorrow.");

  await demo.call(page, "schedule_text", { id: null, conversationId: other.id, text: "Did you see the estimate?", dueAt: Date.now() + 72 * 3_600_000, unlessAnswered: true, inQuietHours: true });
  for (const tab of ["Drafts", "Scheduled", "Sending", "Failed"]) {
    await demo.open(page, `#/outbox/${tab.toLowerCase()}`);
    await expect(page.getByRole("tab", { name: new RegExp(`^${tab}, \\d`), selected: true })).toBeVisible();
    const rowsOfTab = page.getByRole("list", { name: tab, exact: true }).getByRole("listitem");
    await expect(rowsOfTab.first().or(page.getByText("Nothing is on its way"))).toBeVisible();
    await visit(`outbox, ${tab}`);
  }

  await page.keyboard.press("n");
  const message = page.getByRole("dialog", { name: "New message" });
  await expect(message.getByRole("combobox", { name: "To" })).toBeFocused();
  await visit("new message");
  await page.keyboard.type("wal");
  await expect(message.getByRole("option").first()).toBeVisible();
  await visit("new message, with people");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // Pictures are fetched one after the other once the sample is there.
  await expect.poll(() => withPicture(page, demo, rows), { timeout: 30_000 }).not.toBeNull();
  const picture = await withPicture(page, demo, rows);
  await demo.open(page, `#/inbox/all/thread/${picture?.conversationId ?? ""}?item=${picture?.itemId ?? ""}`);
  await page.getByRole("button", { name: /^Picture / }).first().click();
  await expect(page.getByRole("dialog").getByRole("img", { name: /^Picture / })).toBeVisible();
  await visit("picture");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

/** A text of the sample whose picture is here; null while there is none. */
async function withPicture(page: Page, demo: Ringbook, rows: Row[]): Promise<{ conversationId: string; itemId: string } | null> {
  for (const { id } of rows) {
    const { items } = (await demo.call(page, "timeline_page", { conversationId: id, anchor: { kind: "end" }, limit: 200 })) as { items: Item[] };
    const item = items.find(({ body }) => body.kind === "text" && body.media?.some((one) => one.mime.startsWith("image/") && one.state === "here"));
    if (item) return { conversationId: id, itemId: item.id };
  }
  return null;
}

/** The conversations of these in which a text can be sent. */
async function open(page: Page, demo: Ringbook, rows: Row[]): Promise<Row[]> {
  const locks = await Promise.all(rows.map(async ({ id }) => ((await demo.call(page, "conversation", { conversationId: id })) as { locked: object | null }).locked));
  return rows.filter((row, at) => row.people.length === 1 && locks[at] === null);
}

test("every screen can be used by all, light and dark, and says that the demo is sample data", async ({ page, demo }) => {
  // Two dozen screens in two colours, each looked at in whole.
  test.setTimeout(300_000);
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

test("the ways to begin can be used by all, light and dark", async ({ page, quo, ringbook, fresh }) => {
  test.setTimeout(120_000);
  const out = join(await mkdtemp(join(tmpdir(), "ringbook-backups-")), "b");
  await quo.text("+17735550177", "The ridge vent came off in the storm");
  await quo.idle();
  await ringbook.call(page, "back_up", { folder: out, media: null, keepDays: null, keepWeeks: null });
  await expect.poll(async () => ((await ringbook.call(page, "backup", {})) as { lastRun: { problem: string | null } | null }).lastRun?.problem).toBeNull();

  const set = await page.context().request.post(`${fresh.origin}/api/setup`, { data: { password: "gutters and ridge vents" }, headers: { origin: fresh.origin } });
  expect(set.ok()).toBe(true);
  await page.goto(fresh.origin);
  const welcome = page.getByRole("heading", { name: "Welcome to Ringbook" });
  await expect(welcome).toBeVisible();
  await canBeUsedByAll(page, "welcome");
  await page.getByRole("button", { name: "Connect Quo" }).click();
  await expect(page.getByLabel("API key")).toBeFocused();
  await canBeUsedByAll(page, "connecting");
  await page.goBack();
  await expect(welcome).toBeVisible();

  await page.getByRole("button", { name: "Restore a backup" }).click();
  await expect(page.getByLabel("Folder of the backups")).toBeFocused();
  await canBeUsedByAll(page, "restoring");
  const findBackups = async () => {
    await page.getByLabel("Folder of the backups").fill(out);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("group", { name: /Backups/ }).getByRole("radio").first()).toBeChecked();
  };
  await findBackups();
  await canBeUsedByAll(page, "restoring, with backups");
  await eachOfRestoring(page);
  await expect(welcome).toBeVisible();
  await page.getByRole("button", { name: "Restore a backup" }).click();
  await findBackups();
  for (const folder of await readdir(join(out, "files"))) {
    if (folder.length !== 2) continue;
    for (const file of await readdir(join(out, "files", folder))) await writeFile(join(out, "files", folder, file), "x");
  }
  await page.getByRole("button", { name: "Restore this backup" }).click();
  await expect(page.getByRole("heading", { name: "The backup was not restored" })).toBeVisible();
  await canBeUsedByAll(page, "not restored");
  await rm(join(out, ".."), { recursive: true, force: true });
});

/** What is seen while a backup is restored. A small one is there too soon to be looked at, so the answers say how far it is. */
async function eachOfRestoring(page: Page): Promise<void> {
  let restore: object = {};
  const stands = (stage: string, phase: string | null) => {
    const progress = phase === null ? null : { phase, done: 620_000_000, total: 1_830_000_000, perSecond: 48_000_000, leftMs: 25_000 };
    restore = { notHere: null, stage, progress, problem: null, damage: [] };
  };
  const answers = /\/api\/rpc\/(?:start_)?restore$/;
  stands("working", "checking");
  await page.route(answers, (route) => route.fulfill({ json: restore }));
  await page.getByRole("button", { name: "Restore this backup" }).click();
  await expect(page.getByRole("heading", { name: "Checking the backup" })).toBeVisible();
  for (const [phase, title] of [["checking", "Checking the backup"], ["copying", "Copying it here"]] as const) {
    stands("working", phase);
    // A reload finds what is going on.
    await page.reload();
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
    await expect(page.getByRole("progressbar", { name: title })).toBeVisible();
    await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
    await canBeUsedByAll(page, `restoring, ${phase}`);
  }
  stands("ready", null);
  await page.reload();
  await expect(page.getByRole("heading", { name: "The backup is in place" })).toBeVisible();
  await canBeUsedByAll(page, "restored");
  // It loads itself anew as soon as another workspace answers.
  await page.unroute(answers);
}
