import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { InsightsReq } from "../../api/schema.gen";
import { openDialog } from "../../testing/dialogs";
import { renderApp } from "../../testing/renderApp";
import { hoursInWords, waitInWords } from "./words";

describe("insights", () => {
  it("answers in four numbers, says what they are compared with, and which hours count", async () => {
    const { fake, user } = renderApp("#/insights");
    expect(await screen.findByRole("button", { name: /^Answer rate: \d+ %, open the list$/ })).toBeTruthy();
    expect(screen.getByText(/compared with .*business hours only: Mon–Fri, 8:00 am–6:00 pm/)).toBeTruthy();
    await user.click(screen.getByRole("radio", { name: "All hours" }));
    expect(await screen.findByText(/count all hours/)).toBeTruthy();
    const asked = fake.asked.filter((one) => one.command === "insights").map((one) => one.req as InsightsReq);
    expect(asked.map((one) => one.businessHoursOnly)).toEqual([true, false]);
    expect(asked[0]?.zone.length).toBeGreaterThan(0);
  });

  it("says at each number that covers all hours that it does, as long as business hours are chosen", async () => {
    const { user } = renderApp("#/insights?range=90d");
    const lines = within(await screen.findByRole("group", { name: "By line" }));
    const heads = () => lines.getAllByRole("columnheader").map((head) => head.textContent);
    expect(heads()).toEqual(["Line", "Answer rate", "Answered", "Calls in", "First replies all hours", "Half within", "9 of 10 within", "Missed all hours", "Recovered all hours", "New all hours"]);
    expect(screen.getByText(/calls? came in \(all hours\)$/)).toBeTruthy();
    expect(screen.getByText(/the same business day \(all hours\)$/)).toBeTruthy();
    expect(within(screen.getByRole("region", { name: "Calls in" })).getByText(/Only calls in business hours/)).toBeTruthy();
    expect(within(screen.getByRole("region", { name: "Busiest hours" })).getByText(/All hours are counted/)).toBeTruthy();
    await user.click(screen.getByRole("radio", { name: "All hours" }));
    await screen.findByText(/count all hours/);
    expect(heads().join(" ")).not.toContain("all hours");
    expect(screen.queryByText(/\(all hours\)|Only calls in business/)).toBeNull();
  });

  it("names the bands of waiting as bands, as their numbers are", async () => {
    renderApp("#/insights?range=90d");
    const bars = within(await screen.findByRole("list", { name: "How long they waited" })).getAllByRole("listitem").map((bar) => bar.firstChild?.textContent);
    expect(bars).toEqual(["up to 5 min", "5–15 min", "15 min–1 h", "1–4 h", "4–24 h", "more than 24 h", "no reply yet"]);
  });

  it("opens the very texts and calls behind a number, which are as many as it says", async () => {
    const { user } = renderApp("#/insights?range=90d");
    await user.click(await screen.findByRole("button", { name: /^New conversations: / }));
    const drawer = await openDialog(/^New conversations: \d+$/);
    const list = await within(drawer).findByRole("list", { name: "What was counted, newest first" });
    const number = Number(/\d+$/.exec(drawer.querySelector("h2")?.textContent ?? "")?.[0]);
    expect(within(list).getAllByRole("listitem")[0]?.getAttribute("aria-setsize")).toBe(String(number));
    expect(window.location.hash).toContain("of=newConversations");
    await user.click(within(drawer).getByRole("button", { name: "Close" }));
    expect(window.location.hash).toBe("#/insights?range=90d");
  });

  it("shows each chart as a table, too, and goes through its bars with the arrows", async () => {
    const { user } = renderApp("#/insights?range=7d");
    const chart = await screen.findByRole("group", { name: "Calls in" });
    const bars = within(chart).getAllByRole("button");
    expect(bars).toHaveLength(7);
    expect(bars.filter((bar) => bar.getAttribute("tabindex") === "0")).toHaveLength(1);
    bars[0]?.focus();
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(document.activeElement).toBe(bars[2]);
    await user.keyboard("{Enter}");
    expect(await openDialog()).toBeTruthy();
    await user.keyboard("{Escape}");
    const section = screen.getByRole("region", { name: "Calls in" });
    await user.click(within(section).getByRole("radio", { name: "Table" }));
    expect(within(section).getAllByRole("row")).toHaveLength(8);
  });

  it("has the busiest hours as a table of numbers that arrows walk through", async () => {
    const { user } = renderApp("#/insights?range=90d");
    const grid = await screen.findByRole("grid", { name: "Busiest hours" });
    const cells = within(grid).getAllByRole("button");
    cells[0]?.focus();
    await user.keyboard("{ArrowDown}{ArrowRight}");
    expect(document.activeElement?.getAttribute("data-cell")).toBe("1 1");
  });

  it("says what would be here, and what went wrong", async () => {
    const { unmount } = renderApp("#/insights", { empty: true });
    expect(await screen.findByRole("heading", { name: "Nothing came in on these days" })).toBeTruthy();
    unmount();
    renderApp("#/insights", { failing: { insights: "unavailable" } });
    expect(await screen.findByRole("button", { name: "Try again" }, { timeout: 5000 })).toBeTruthy();
  });

  it.each([
    [20_000, "20 s"], [59_000, "1 min"], [7 * 60_000, "7 min"], [65 * 60_000, "1 h 05 min"], [120 * 60_000, "2 h"], [27 * 3_600_000, "1 d 3 h"],
  ])("%d ms are %s", (ms, wanted) => { expect(waitInWords(ms)).toBe(wanted); });

  it("names business hours", () => {
    expect(hoursInWords({ days: [true, true, false, true, true, true, false], fromMinute: 0, toMinute: 1440 })).toBe("Mon–Tue, Thu–Sat, 12:00 am–midnight");
    expect(hoursInWords({ days: [false, false, false, false, false, false, true], fromMinute: 480, toMinute: 720 })).toBe("Sun, 8:00 am–12:00 pm");
  });
});
