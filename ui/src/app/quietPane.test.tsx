import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { renderApp } from "../testing/renderApp";

const WAYS: readonly [screen: string, hash: string, empty: string, pick: string][] = [
  ["the Inbox", "#/inbox/all", "Nothing has arrived yet", "Choose a conversation"],
  ["Calls", "#/calls/all", "No calls yet", "Choose a call"],
  ["Contacts", "#/contacts", "No contacts yet", "Choose a contact"],
  ["Follow-ups", "#/follow-ups", "Nothing to follow up", "Choose a follow-up"],
  ["Search", "#/search?q=gutter", "Nothing found", "Choose a result"],
];

describe("the pane beside the list", () => {
  it.each(WAYS)("is quiet beside an empty list of %s, which alone says what is so", async (_, hash, empty, pick) => {
    renderApp(hash, { empty: true });
    expect(await screen.findByRole("heading", { name: empty })).toBeTruthy();
    expect(screen.queryByText(pick)).toBeNull();
    expect(screen.getByRole("main").textContent).toBe("");
  });

  it.each(WAYS)("says what can be chosen from the list of %s while anything can be", async (_, hash, __, pick) => {
    renderApp(hash.replace("gutter", "dana"));
    expect(await screen.findByRole("heading", { name: pick })).toBeTruthy();
  });

  it("says nothing before the list is there, nor beside one that could not be read", async () => {
    const { unmount } = renderApp("#/inbox/open", { hanging: ["inbox_page"] });
    expect(await screen.findByRole("status", { name: "Conversations are being read" })).toBeTruthy();
    expect(screen.queryByText("Choose a conversation")).toBeNull();
    unmount();
    renderApp("#/inbox/open", { failing: { inbox_page: "internal" } });
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(screen.queryByText("Choose a conversation")).toBeNull();
  });

  it("goes quiet and speaks again with the list that is shown", async () => {
    const { user } = renderApp("#/search");
    const field = await screen.findByRole("combobox");
    expect(screen.queryByText("Choose a result")).toBeNull();
    await user.type(field, "dana");
    expect(await screen.findByRole("heading", { name: "Choose a result" })).toBeTruthy();
    await user.clear(field);
    await waitFor(() => { expect(screen.queryByText("Choose a result")).toBeNull(); });
  });
});
