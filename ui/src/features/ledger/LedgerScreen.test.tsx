import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ledgerOf } from "../../api/transport/fakeSync";
import { renderApp } from "../../testing/renderApp";

describe("the ledger", () => {
  it("says since when everything is here, and counts each kind at Quo and in Ringbook", async () => {
    renderApp("#/ledger");
    expect(await screen.findByRole("heading", { name: /^Complete since / })).toBeTruthy();
    const table = within(screen.getByRole("region", { name: "By kind" })).getByRole("table");
    expect(within(table).getAllByRole("columnheader").map((one) => one.textContent)).toEqual(["Kind", "Quo has", "Ringbook has", "Missing", "On the way", "Cannot be had", "Never made"]);
    const recordings = within(table).getByRole("row", { name: /^Recordings/ });
    expect(within(recordings).getAllByRole("cell").map((one) => one.textContent)).toEqual(["684", "664", "–none", "–none", "20", "96"]);
    expect(screen.getByText("20 recordings cannot be had: the file is gone at Quo (404)")).toBeTruthy();
  });

  it("opens a month to its lines and reasons with the keyboard", async () => {
    const { user } = renderApp("#/ledger");
    const months = await screen.findAllByRole("button", { expanded: false });
    const month = months[3];
    if (!month) throw new Error("the sample has a year");
    expect(screen.queryByRole("rowheader", { name: "Main office" })).toBeNull();
    month.focus();
    await user.keyboard("{Enter}");
    expect(month.getAttribute("aria-expanded")).toBe("true");
    const line = screen.getByRole("row", { name: /^Main office/ });
    expect(within(line).getByText("40 of 41 here")).toBeTruthy();
    expect(within(line).getByText("1 failed")).toBeTruthy();
    expect(screen.getByRole("list", { name: `Why, ${month.textContent}` }).textContent).toContain("2 recordings cannot be had");
    await user.keyboard("{Enter}");
    expect(screen.queryByRole("rowheader", { name: "Main office" })).toBeNull();
  });

  it("compares with Quo when asked, shows that it does, and says what came of it", async () => {
    const { fake, user } = renderApp("#/ledger");
    await user.click(await screen.findByRole("button", { name: "Check now" }));
    expect(await screen.findByRole("progressbar", { name: "Comparing with Quo" })).toBeTruthy();
    expect(fake.asked.filter((one) => one.command === "audit").map((one) => one.req)).toEqual([{ all: false }]);
    expect(screen.queryByRole("button", { name: "Check now" })).toBeNull();
    act(() => { fake.syncs("upToDate"); });
    expect(await screen.findByText("Checked: nothing is missing")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Check now" })).toBeTruthy();
  });

  it("names what is missing and what was never read, and is not called complete then", async () => {
    const { fake } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    const ledger = ledgerOf(false, Date.now());
    const first = ledger.totals[0];
    if (!first) throw new Error("the sample has totals");
    first.figures.missing = 2;
    fake.ledger = { ...ledger, completeSince: null, missing: [{ kind: "messages", itemId: "AC-one", at: Date.now() - 5000 }], gaps: [{ from: 0, to: Date.UTC(2024, 2, 4, 12) }] };
    act(() => { window.location.hash = "#/ledger"; });
    expect(await screen.findByRole("heading", { name: "Not complete yet" })).toBeTruthy();
    expect(screen.getByText(/^2 missing, 20 cannot be had, 1 stretch of history not read yet\./)).toBeTruthy();
    expect(screen.getByText("AC-one")).toBeTruthy();
    expect(screen.getByText("and 1 more")).toBeTruthy();
    expect(screen.getByText("From the beginning to Mar 4, 2024")).toBeTruthy();
  });

  it("says what would be here while nothing was ever compared, with the way to it and no dead button", async () => {
    renderApp("#/ledger", { empty: true });
    expect(await screen.findByRole("heading", { name: "Nothing was compared with Quo yet" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Open Connection" }).getAttribute("href")).toBe("#/connection");
    expect(screen.queryByRole("button", { name: "Check now" })).toBeNull();
  });

  it("says so when it cannot be counted, and counts again", async () => {
    renderApp("#/ledger", { failing: { ledger: "unavailable" } });
    expect(await screen.findByRole("button", { name: "Try again" })).toBeTruthy();
  });

  it("cannot check while reading is paused, and goes on when asked", async () => {
    const { fake, user } = renderApp("#/ledger");
    await screen.findByRole("button", { name: "Check now" });
    act(() => { fake.syncs("paused"); });
    await user.click(await screen.findByRole("button", { name: "Resume" }));
    await waitFor(() => { expect(fake.asked.some((one) => one.command === "sync_resume")).toBe(true); });
    expect(await screen.findByRole("button", { name: "Check now" })).toBeTruthy();
  });
});
