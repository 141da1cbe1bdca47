import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, Ringbook, test } from "./support/fixtures.ts";
import { Running, RINGBOOK } from "./support/process.ts";

const PASSWORD = "a roof over it";
const SERVE = ["serve", "--json", "--hook", "127.0.0.1:0", "--ui", "127.0.0.1:0"];

async function empty(page: Page): Promise<Ringbook> {
  const ringbook = new Ringbook(await Running.start(RINGBOOK, SERVE, { RINGBOOK_PASSWORD: PASSWORD, RINGBOOK_SIGNING_SECRETS: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }));
  await signIn(page, ringbook);
  return ringbook;
}

async function signIn(page: Page, ringbook: Ringbook): Promise<void> {
  await page.goto(ringbook.origin);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
}

test.describe("the first screen", () => {
  test("opens the sample and leaves it, and the workspace behind it stays empty", async ({ page }) => {
    const ringbook = await empty(page);
    const ways = page.getByRole("list", { name: "How to begin" });
    await expect(ways.getByRole("heading")).toHaveText(["Look around with sample data", "Connect Quo", "Restore a backup"]);
    await ways.getByRole("button", { name: "Look around" }).click();
    await expect(page.getByRole("note").filter({ hasText: "Sample data" })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole("list", { name: "Open" }).getByRole("link").first()).toBeVisible();
    // It stays the sample after a reload, and is left where it is named.
    await page.reload();
    await page.getByRole("button", { name: "Leave sample data" }).click();
    await expect(page.getByRole("heading", { name: "Welcome to Ringbook" })).toBeVisible();
    await expect(page.getByRole("note").filter({ hasText: "Sample data" })).toHaveCount(0);
    await ringbook.stop(page);
  });

  test("goes on to connecting, and back", async ({ page }) => {
    const ringbook = await empty(page);
    await page.getByRole("button", { name: "Connect Quo" }).click();
    await expect(page.getByLabel("API key")).toBeFocused();
    await page.goBack();
    await expect(page.getByRole("heading", { name: "Welcome to Ringbook" })).toBeVisible();
    await ringbook.stop(page);
  });

  test("restores what was backed up in Settings", async ({ page, quo, ringbook, complaints }) => {
    const out = await mkdtemp(join(tmpdir(), "ringbook-backups-"));
    const folder = join(out, "nightly");
    await quo.text("+17735550177", "The ridge vent came off in the storm");
    await quo.text("+17735550188", "Can you send the invoice again?");
    await quo.idle();

    await ringbook.open(page, "#/settings/backup");
    await expect(page.getByText("Never. Choose a folder")).toBeVisible();
    const field = page.getByRole("textbox", { name: "Back up every night to" });
    await field.fill("not/a/whole/path");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert").filter({ hasText: "whole path" })).toBeVisible();
    expect(complaints.splice(0)).toEqual([expect.stringContaining("400")]);
    await field.fill(folder);
    await page.keyboard.press("Enter");
    await expect(page.getByText(/read back and sound.*1 backup is in the folder/)).toBeVisible({ timeout: 30_000 });
    await page.getByRole("button", { name: "Back up now" }).click();
    await expect.poll(async () => (await readdir(join(folder, "backups"))).filter((name) => name.endsWith(".json")).length).toBe(1);
    await expect(page.getByRole("button", { name: "Back up now" })).toBeEnabled();

    const fresh = await empty(page);
    await page.getByRole("button", { name: "Restore a backup" }).click();
    await page.getByLabel("Folder of the backups").fill(out);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toContainText("There is no backup in");
    expect(complaints.splice(0)).toEqual([expect.stringContaining("409")]);
    await page.getByLabel("Folder of the backups").fill(folder);
    await page.keyboard.press("Enter");
    const backups = page.getByRole("group", { name: /Backups/ });
    await expect(backups.getByRole("radio").first()).toBeChecked();
    await page.getByRole("button", { name: "Restore this backup" }).click();
    // It starts anew with it: the session has ended.
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible({ timeout: 40_000 });
    // What was asked while it was away.
    complaints.splice(0);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("link", { name: /ridge vent/ }).first()).toBeVisible();
    await expect(page.getByRole("link", { name: /invoice/ }).first()).toBeVisible();
    await fresh.stop(page);
    await rm(out, { recursive: true, force: true });
  });

  test("names what is damaged and changes nothing", async ({ page, quo, ringbook, complaints }) => {
    const out = join(await mkdtemp(join(tmpdir(), "ringbook-backups-")), "b");
    await quo.text("+17735550177", "The ridge vent came off in the storm");
    await quo.idle();
    await ringbook.open(page);
    await ringbook.call(page, "back_up", { folder: out, media: null, keepDays: null, keepWeeks: null });
    await expect.poll(async () => ((await ringbook.call(page, "backup", {})) as { lastRun: { problem: string | null } | null }).lastRun?.problem).toBeNull();
    for (const folder of await readdir(join(out, "files"))) {
      if (folder.length !== 2) continue;
      for (const file of await readdir(join(out, "files", folder))) await writeFile(join(out, "files", folder, file), "x");
    }
    const fresh = await empty(page);
    await page.getByRole("button", { name: "Restore a backup" }).click();
    await page.getByLabel("Folder of the backups").fill(out);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Restore this backup" }).click();
    await expect(page.getByRole("heading", { name: "The backup was not restored" })).toBeVisible();
    await expect(page.getByText(/has 1 bytes and not/).first()).toBeVisible();
    await page.getByRole("button", { name: "Choose another backup" }).click();
    await page.getByRole("button", { name: "Back", exact: true }).click();
    await expect(page.getByRole("list", { name: "How to begin" })).toBeVisible();
    expect(complaints.splice(0)).toEqual([]);
    await fresh.stop(page);
  });
});
