import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { renderApp } from "../../testing/renderApp";

const field = () => screen.findByRole<HTMLInputElement>("combobox", { name: /^Search texts/ });

it("says that filters are why nothing is found, and searches without them", async () => {
  const { user } = renderApp(`#/search?q=${encodeURIComponent("has:recording zzqx roof")}`);
  await field();
  await screen.findByRole("heading", { name: "Nothing found" });
  expect(screen.getByText(/narrowed by “.*recording.*”/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Search without the filter" }));
  expect(screen.queryByRole("list", { name: "Narrowed by" })).toBeNull();
  expect((await field()).value).toBe("zzqx roof");
  expect(document.activeElement).toBe(await field());
});

it("is replaced as a whole, chips too, by what is typed after Ctrl+A", async () => {
  const { user } = renderApp(`#/search?q=${encodeURIComponent("has:recording roof")}`);
  const input = await field();
  expect(within(await screen.findByRole("list", { name: "Narrowed by" })).getAllByRole("listitem")).toHaveLength(1);
  await user.click(input);
  await user.keyboard("{Control>}a{/Control}leak");
  expect(input.value).toBe("leak");
  expect(screen.queryByRole("list", { name: "Narrowed by" })).toBeNull();
  await waitFor(() => { expect(window.location.hash).toBe("#/search?q=leak"); });
});
