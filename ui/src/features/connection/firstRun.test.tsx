import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { renderApp } from "../../testing/renderApp";

const REAL = { signedIn: true, demo: false, setUp: true };

async function ways() {
  return within(await screen.findByRole("list", { name: "How to begin" }));
}

describe("the first screen", () => {
  it("offers three ways, the sample by a button that loads everything anew", async () => {
    const { fake, user } = renderApp("#/inbox/open", { session: REAL, empty: true });
    const list = await ways();
    expect(list.getAllByRole("heading").map((one) => one.textContent)).toEqual(["Look around with sample data", "Connect Quo", "Restore a backup"]);
    await user.click(list.getByRole("button", { name: "Look around" }));
    await waitFor(() => { expect(fake.startedAnew).toBe(1); });
    expect((await fake.session()).visiting).toBe(true);
  });

  it("leaves the sample from every screen", async () => {
    const { fake, user } = renderApp("#/settings", { session: { ...REAL, demo: true, visiting: true } });
    await user.click(await screen.findByRole("button", { name: "Leave sample data" }));
    await waitFor(() => { expect(fake.startedAnew).toBe(1); });
    expect((await fake.session()).demo).toBe(false);
  });

  it("has no way out of a sample that is all there is", async () => {
    renderApp("#/settings", { session: { ...REAL, demo: true } });
    expect(await screen.findByText(/^Sample data:/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Leave sample data" })).toBeNull();
  });

  it("finds the backups of a folder, restores the newest that is whole, and starts anew with it", async () => {
    const { fake, user } = renderApp("#/inbox/open", { session: REAL, empty: true });
    await user.click((await ways()).getByRole("button", { name: "Restore a backup" }));
    const field = await screen.findByLabelText("Folder of the backups");
    await user.click(field);
    await user.paste("/empty");
    await user.keyboard("{Enter}");
    expect((await screen.findByRole("alert")).textContent).toBe("There is no backup in /empty.");
    await user.clear(field);
    await user.click(field);
    await user.paste("/media/usb/ringbook");
    await user.keyboard("{Enter}");
    const found = within(await screen.findByRole("group", { name: "Backups, the newest first" })).getAllByRole("radio");
    expect(found.map((one) => [(one as HTMLInputElement).checked, (one as HTMLInputElement).disabled])).toEqual([[true, false], [false, false], [false, true]]);
    await user.click(screen.getByRole("button", { name: "Restore this backup" }));
    expect(await screen.findByRole("heading", { name: "Checking the backup" })).toBeTruthy();
    expect(fake.asked.find((one) => one.command === "start_restore")?.req).toEqual({ folder: "/media/usb/ringbook", name: "2026-11-22T09-00-00Z" });
    act(() => { fake.backup.restores({ stage: "ready", progress: null }); });
    expect(await screen.findByRole("heading", { name: "The backup is in place" })).toBeTruthy();
    expect(fake.startedAnew).toBe(0);
    act(() => { fake.backup.restores({ stage: "idle" }); });
    await waitFor(() => { expect(fake.startedAnew).toBeGreaterThan(0); });
  });

  it("says what it does while it restores, with its progress and a way to stop, by role and name", async () => {
    const { fake, user } = renderApp("#/inbox/open", { session: REAL, empty: true });
    await ways();
    for (const [how, doing] of [["checking", "Checking the backup"], ["copying", "Copying it here"]] as const) {
      act(() => { fake.backup.stands(how); fake.announce(["backup"], null); });
      const title = await screen.findByRole("heading", { name: doing });
      expect(title.closest("[role=status]")).toBeTruthy();
      await waitFor(() => { expect(document.activeElement).toBe(title); });
      const bar = screen.getByRole<HTMLProgressElement>("progressbar", { name: doing });
      expect([bar.value, bar.max]).toEqual([620_000_000, 1_830_000_000]);
      expect(screen.getAllByRole("heading").length).toBe(1);
    }
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(await screen.findByRole("list", { name: "How to begin" })).toBeTruthy();
    expect(fake.asked.some((one) => one.command === "stop_restore")).toBe(true);
  });

  it("names everything that is damaged, and goes back to choosing", async () => {
    const { fake, user } = renderApp("#/inbox/open", { session: REAL, empty: true });
    await ways();
    act(() => { fake.backup.stands("damaged"); fake.announce(["backup"], null); });
    expect(await screen.findByRole("heading", { name: "The backup was not restored" })).toBeTruthy();
    expect(within(screen.getByRole("list", { name: "What is damaged" })).getAllByRole("listitem").length).toBe(3);
    await user.click(screen.getByRole("button", { name: "Choose another backup" }));
    expect(await screen.findByRole("list", { name: "How to begin" })).toBeTruthy();
  });
});
