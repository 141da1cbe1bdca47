import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { BackupSettings } from "../../api/schema.gen";
import { renderApp } from "../../testing/renderApp";

const REAL = { signedIn: true, demo: false, setUp: true };
const FOLDER = "/media/usb/ringbook";

describe("the settings of backups", () => {
  it("keep a folder once it is one, and say beside the field why it is none", async () => {
    const { fake, user } = renderApp("#/settings/backup", { session: REAL });
    const field = await screen.findByRole("textbox", { name: "Back up every night to" });
    expect(screen.getByText(/^Never\./)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Back up now" }).hasAttribute("disabled")).toBe(true);
    await user.click(field);
    await user.paste("/etc");
    await user.keyboard("{Enter}");
    expect((await screen.findByRole("alert")).textContent).toMatch(/other things in it/);
    expect((field as HTMLInputElement).value).toBe("/etc");
    await user.clear(field);
    await user.click(field);
    await user.paste(FOLDER);
    await user.keyboard("{Enter}");
    await waitFor(() => { expect(screen.getByRole("button", { name: "Back up now" }).hasAttribute("disabled")).toBe(false); });
    expect(screen.queryByRole("alert")).toBeNull();
    await user.selectOptions(screen.getByRole("combobox", { name: "Days that are kept" }), "14 days");
    await user.click(screen.getByRole("switch", { name: "With recordings, pictures and files" }));
    const saved = () => fake.asked.filter((one) => one.command === "save_backup").at(-1)?.req as BackupSettings;
    await waitFor(() => { expect(saved()).toEqual({ folder: FOLDER, atMinute: 180, keepDays: 14, keepWeeks: 4, media: false }); });
  });

  it("show how far a backup is, what came of it, and why it failed", async () => {
    const { fake, user } = renderApp("#/settings/backup", { session: REAL });
    act(() => { fake.backup.stands("ok"); fake.announce(["backup"], null); });
    expect(await screen.findByText(/12,480 records and 412 files, 1\.8 GB, read back and sound.*11 backups are in the folder/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Back up now" }));
    const bar = await screen.findByRole("progressbar", { name: "Copying" });
    expect(bar.parentElement?.textContent).toBe("620 MB of 1.8 GB · 48.0 MB a second · about 25 s left");
    await user.click(screen.getByRole("button", { name: "Stop" }));
    await waitFor(() => { expect(screen.queryByRole("progressbar", { name: "Copying" })).toBeNull(); });
    act(() => { fake.backup.stands("failed"); fake.announce(["backup"], null); });
    const trouble = await screen.findByRole("alert");
    expect(trouble.textContent).toMatch(/it failed\. \/media\/usb\/ringbook has 12 MiB free.*Earlier backups are as they were/);
  });

  it("are not there for sample data, which is not worth one, and it says so", async () => {
    renderApp("#/settings");
    expect(await screen.findByText(/^Sample data is not backed up/)).toBeTruthy();
    expect(within(screen.getByRole("region", { name: "Backup" })).queryAllByRole("button")).toEqual([]);
  });
});
