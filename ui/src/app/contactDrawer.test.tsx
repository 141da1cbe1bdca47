import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { contactDrawer } from "../state/layout";
import { openDialog } from "../testing/dialogs";
import { renderApp } from "../testing/renderApp";

const everything = window.matchMedia;

// A window with no room for the contact beside the thread.
beforeEach(() => {
  contactDrawer.set(false);
  vi.spyOn(window, "matchMedia").mockImplementation((query) => ({ ...everything(query), matches: query === "(width < 1100px)" }));
});
afterEach(() => { vi.restoreAllMocks(); });

it("takes the focus, keeps it, and gives it back when Escape closes it, with the thread still open", async () => {
  const { user } = renderApp("#/inbox/open/thread/conv-dana");
  await screen.findByRole("textbox", { name: "Text Dana Kowalski" });
  expect(screen.queryByRole("complementary", { name: "Contact" })).toBeNull();
  const opener = screen.getByRole("button", { name: "Show or hide the contact" });
  opener.focus();
  await user.keyboard("i");
  const drawer = await openDialog("Contact");
  await within(drawer).findByRole("link", { name: "Dana Kowalski" });
  for (let tabs = 0; tabs < 25; tabs += 1) {
    await user.tab();
    expect(drawer.contains(document.activeElement) || document.activeElement?.hasAttribute("data-base-ui-focus-guard")).toBe(true);
  }
  // A name that is shown at a button takes the first Escape for itself; this one has none.
  within(drawer).getByRole("button", { name: "Edit" }).focus();
  await user.keyboard("{Escape}");
  await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
  await waitFor(() => { expect(document.activeElement).toBe(opener); });
  expect(window.location.hash).toBe("#/inbox/open/thread/conv-dana");
});

it("is closed by the key that opens it, with the focus where it was; in a field of it that is a letter", async () => {
  const { user } = renderApp("#/inbox/open/thread/conv-dana");
  await screen.findByRole("textbox", { name: "Text Dana Kowalski" });
  const opener = screen.getByRole("button", { name: "Show or hide the contact" });
  opener.focus();
  await user.keyboard("i");
  const drawer = await openDialog("Contact");
  await user.click(await within(drawer).findByRole("button", { name: "Add tag" }));
  await user.keyboard("i");
  expect(within(drawer).getByRole("combobox", { name: "Add tag" })).toHaveProperty("value", "i");
  await user.keyboard("{Escape}");
  await waitFor(() => { expect(document.activeElement).toBe(within(drawer).getByRole("button", { name: "Add tag" })); });
  // Other letters of the conversation stay out of it.
  await user.keyboard("g");
  expect(screen.getAllByRole("dialog")).toEqual([drawer]);
  await user.keyboard("i");
  await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
  await waitFor(() => { expect(document.activeElement).toBe(opener); });
  await user.keyboard("i");
  await openDialog("Contact");
});

it("keeps an Escape that only leaves a field of it", async () => {
  const { user } = renderApp("#/inbox/open/thread/conv-dana");
  await screen.findByRole("textbox", { name: "Text Dana Kowalski" });
  await user.keyboard("i");
  const drawer = await openDialog("Contact");
  await user.click(await within(drawer).findByRole("button", { name: "Add tag" }));
  await user.keyboard("{Escape}");
  await waitFor(() => { expect(document.activeElement).toBe(within(drawer).getByRole("button", { name: "Add tag" })); });
  expect(screen.getByRole("dialog", { name: "Contact" })).toBe(drawer);
});
