import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { ACTIONS } from "../state/actionTable";
import { renderApp } from "../testing/renderApp";

it("is gone down by Ctrl and the digits, place by place", async () => {
  const { user } = renderApp("#/settings");
  const rail = within(await screen.findByRole("navigation"));
  // Those of saved searches stand in a list of their own.
  const places = () => rail.getAllByRole("link").filter((link) => link.closest("ul") === null);
  for (let digit = 1; digit <= 9; digit += 1) {
    await user.keyboard(`{Control>}${digit}{/Control}`);
    await waitFor(() => { expect(places().findIndex((place) => place.getAttribute("aria-current") === "page")).toBe(digit - 1); });
  }
  // The last one has the key that settings have everywhere.
  expect(places()).toHaveLength(10);
  expect(ACTIONS["go.settings"].keys).toEqual(["mod+,"]);
});
