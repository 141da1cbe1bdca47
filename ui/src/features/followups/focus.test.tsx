import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openDialog } from "../../testing/dialogs";
import { renderApp } from "../../testing/renderApp";

type User = ReturnType<typeof renderApp>["user"];

/** Makes one in the dialog that opens, and waits until that is closed. */
async function make(user: User) {
  // Clicked, as a menu without animation gives its focus back when the dialog has it already.
  await user.click(await screen.findByRole("textbox", { name: "What is to be done" }));
  await user.keyboard("Call the inspector{Enter}");
  await screen.findByRole("button", { name: "Undo" });
  await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
}

describe("once a follow-up is made, the focus", () => {
  it("is on the button that opened the dialog", async () => {
    const { user } = renderApp("#/follow-ups/due");
    await screen.findByRole("list", { name: "Overdue" });
    const button = screen.getByRole("button", { name: "Make a follow-up" });
    await user.click(button);
    await make(user);
    await waitFor(() => { expect(document.activeElement).toBe(button); });
  });

  it("is in the field that had it before the palette", async () => {
    const { user } = renderApp("#/inbox/open/thread/conv-dana");
    const field = await screen.findByRole("textbox", { name: "Text Dana Kowalski" });
    act(() => { field.focus(); });
    await user.keyboard("{Control>}k{/Control}");
    await openDialog("All actions");
    await user.keyboard("Make a follow-up{Enter}");
    await make(user);
    await waitFor(() => { expect(document.activeElement).toBe(field); });
  });

  it("is on the button of the menu in which it was chosen", async () => {
    const { user } = renderApp("#/inbox/open/thread/conv-dana");
    await screen.findByRole("textbox", { name: "Text Dana Kowalski" });
    const more = within(screen.getByRole("main")).getByRole("button", { name: "More" });
    await user.click(more);
    await user.click(await screen.findByRole("menuitem", { name: /^Make a follow-up/ }));
    await make(user);
    await waitFor(() => { expect(document.activeElement).toBe(more); });
  });

  it("is in the conversation if it was nowhere", async () => {
    const { user } = renderApp("#/inbox/open/thread/conv-dana");
    await screen.findByRole("textbox", { name: "Text Dana Kowalski" });
    expect(document.activeElement).toBe(document.body);
    await user.keyboard("f");
    await make(user);
    await waitFor(() => { expect(document.activeElement).toBe(screen.getByRole("region", { name: "Messages and calls, oldest first" })); });
  });

  it("is in the list if it was nowhere and nothing is open", async () => {
    const { user } = renderApp("#/follow-ups/due");
    const overdue = await screen.findByRole("list", { name: "Overdue" });
    await user.keyboard("f");
    await make(user);
    await waitFor(() => { expect(overdue.contains(document.activeElement)).toBe(true); });
  });
});

it("a row that is ticked gives the focus to the next one", async () => {
  const { user } = renderApp("#/follow-ups/due");
  await screen.findByRole("list", { name: "Overdue" });
  const [, next] = screen.getAllByRole("listitem").filter((row) => row.dataset.kept !== undefined);
  await user.keyboard("j{Shift>}d{/Shift}");
  await waitFor(() => { expect(screen.queryByRole("list", { name: "Overdue" })).toBeNull(); });
  await waitFor(() => { expect(next?.contains(document.activeElement)).toBe(true); });
});
