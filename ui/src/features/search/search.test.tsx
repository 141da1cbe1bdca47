import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { FakeTransport } from "../../api/transport/fake";
import { renderApp } from "../../testing/renderApp";
import { act as takeBack, toasts } from "../../state/toasts";

const asked = (fake: FakeTransport, command: string) => fake.asked.filter((one) => one.command === command).map((one) => one.req);
const undo = () => { act(() => { const toast = toasts.get().at(-1); if (toast) takeBack(toast.id); }); };

describe("the search", () => {
  it("makes chips of finished operators, with suggestions, and Backspace takes them away", async () => {
    const { user } = renderApp("#/search");
    const field = await screen.findByRole("combobox", { name: /Search texts/ });
    await user.type(field, "in:");
    await user.click(await screen.findByRole("option", { name: /calls/ }));
    const chips = screen.getByRole("list", { name: "Narrowed by" });
    expect(within(chips).getByText("in calls")).toBeTruthy();
    await user.keyboard("from:da{ArrowDown}{Enter}leak");
    await waitFor(() => { expect(within(chips).getAllByRole("listitem").length).toBe(2); });
    expect((field as HTMLInputElement).value).toBe("leak");
    await user.keyboard("{Home}{Backspace}");
    expect(within(chips).getAllByRole("listitem").length).toBe(1);
    await user.click(within(chips).getByRole("button", { name: "Remove “in calls”" }));
    expect(screen.queryByRole("list", { name: "Narrowed by" })).toBeNull();
    await waitFor(() => { expect(window.location.hash).toBe("#/search?q=leak"); });
  });

  it("is saved under a name, found in the rail with its count, renamed, removed and brought back", async () => {
    const { fake, user } = renderApp("#/search?q=estimate");
    await user.click(await screen.findByRole("button", { name: "Save this search" }));
    const name = await screen.findByRole("textbox", { name: "Name" });
    await user.clear(name);
    await user.paste("Estimates");
    await user.click(screen.getByRole("button", { name: "Save" }));
    const rail = screen.getByRole("list", { name: "Saved searches" });
    expect(await within(rail).findByRole("link", { name: /^Estimates, [\d,]+ found$/ })).toBeTruthy();
    act(() => { window.location.hash = "#/search"; });
    await user.click(await screen.findByRole("button", { name: "More for Estimates" }));
    await user.click(await screen.findByRole("menuitem", { name: "Remove" }));
    await waitFor(() => { expect(within(rail).queryByRole("link", { name: /^Estimates/ })).toBeNull(); });
    undo();
    expect(await within(rail).findByRole("link", { name: /^Estimates/ })).toBeTruthy();
    expect(asked(fake, "save_search").length).toBe(2);
  });

  it("has the words and the marked hit again after Back, however soon a hit was opened", async () => {
    const { user } = renderApp("#/search");
    const field = await screen.findByRole<HTMLInputElement>("combobox", { name: /Search texts/ });
    await user.click(field);
    await user.paste("roof");
    const results = await screen.findByRole("listbox", { name: "Results" });
    await within(results).findAllByRole("option");
    await user.keyboard("{ArrowDown}{ArrowDown}");
    const marked = field.getAttribute("aria-activedescendant");
    // Mostly sooner than the address takes words over.
    await user.keyboard("{Enter}");
    expect(window.location.hash).toMatch(/^#\/search\/.+q=roof/);
    window.history.back();
    await waitFor(() => { expect(window.location.hash).toBe("#/search?q=roof"); });
    expect(field.value).toBe("roof");
    expect(field.getAttribute("aria-activedescendant")).toBe(marked);
  });
});
