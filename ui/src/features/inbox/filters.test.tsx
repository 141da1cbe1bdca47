import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { FakeTransport } from "../../api/transport/fake";
import { renderApp } from "../../testing/renderApp";

const TABS = ["Waiting on me", "Unread", "Open", "Snoozed", "Done", "All conversations"] as const;
type Row = ReturnType<FakeTransport["rows"]>[number];
const IN: Record<(typeof TABS)[number], (row: Row) => boolean> = {
  "Waiting on me": (row) => row.waitingSince !== null && !row.done,
  Unread: (row) => row.unread > 0,
  Open: (row) => !row.done,
  Snoozed: (row) => row.snoozedUntil !== null,
  Done: (row) => row.done,
  "All conversations": () => true,
};

/** What the tabs say, and what they should. */
const said = () => screen.getAllByRole("tab").map((one) => one.getAttribute("aria-label"));
const meant = (rows: readonly Row[]) => TABS.map((tab) => `${tab}, ${rows.filter(IN[tab]).length}`);
const listed = () => within(screen.getByRole("list", { name: "All conversations" })).getAllByRole("link").map((row) => row.getAttribute("aria-label")?.split(", ")[0] ?? "");
const opened = async (hash = "#/inbox/all") => {
  const app = renderApp(hash);
  await within(await screen.findByRole("list", { name: "All conversations" })).findAllByRole("link");
  return app;
};

describe("the inbox of one line", () => {
  it("lists and counts the conversations of the line that is chosen, and of all lines again", async () => {
    const { fake, user } = await opened();
    const rows = fake.rows();
    expect(said()).toEqual(meant(rows));
    for (const { id, name } of fake.world.lines) {
      const ofLine = rows.filter((row) => row.line.id === id);
      expect(ofLine.length).toBeLessThan(rows.length);
      await user.click(screen.getByRole("button", { name: /^Line: / }));
      await user.click(await screen.findByRole("menuitemradio", { name: new RegExp(`^${name}`) }));
      await waitFor(() => { expect(said()).toEqual(meant(ofLine)); });
      expect(window.location.hash).toContain(`line=${id}`);
      expect(screen.getByRole("button", { name: `Line: ${name}` })).toBeTruthy();
      // As many rows as there is room for are drawn: none of them is of another line.
      expect(listed().length).toBeGreaterThan(0);
      expect(ofLine.map((row) => row.title.split(", ")[0])).toEqual(expect.arrayContaining(listed()));
    }
    await user.click(screen.getByRole("button", { name: /^Line: / }));
    await user.click(await screen.findByRole("menuitemradio", { name: "All lines" }));
    await waitFor(() => { expect(said()).toEqual(meant(rows)); });
  });

  it("keeps its line from tab to tab, and counts what arrives on it only", async () => {
    const { fake, user } = await opened("#/inbox/all?line=line-billing");
    const ofLine = () => fake.rows().filter((row) => row.line.id === "line-billing");
    await waitFor(() => { expect(said()).toEqual(meant(ofLine())); });
    const before = said();
    const elsewhere = fake.rows().find((row) => row.line.id !== "line-billing" && row.unread === 0);
    const here = ofLine().find((row) => row.unread === 0);
    act(() => { fake.receive(elsewhere?.id ?? "", "On another line"); });
    act(() => { fake.receive(here?.id ?? "", "On this line"); });
    await waitFor(() => { expect(said()).toEqual(meant(ofLine())); });
    expect(said()).not.toEqual(before);
    await user.click(screen.getByRole("tab", { name: /^Unread/ }));
    expect(window.location.hash).toBe("#/inbox/unread?line=line-billing");
    const unread = await screen.findByRole("list", { name: "Unread" });
    await waitFor(() => { expect(within(unread).getAllByRole("link")).toHaveLength(ofLine().filter(IN.Unread).length); });
  });

  it("says so when it is empty, and is narrowed by a tag as well", async () => {
    const { fake, user } = await opened("#/inbox/all?line=line-jobs");
    await user.click(await screen.findByRole("button", { name: "Tag: All tags" }));
    await user.click(await screen.findByRole("menuitemradio", { name: "VIP" }));
    const both = fake.rows().filter((row) => row.line.id === "line-jobs" && row.tags.includes("VIP"));
    await waitFor(() => { expect(said()).toEqual(meant(both)); });
    expect(window.location.hash).toMatch(/line=line-jobs.*tag=VIP|tag=VIP.*line=line-jobs/);
    await user.click(screen.getByRole("tab", { name: "Snoozed, 0" }));
    expect(await screen.findByText(/Only one line is shown.*Only conversations with somebody tagged “VIP” are shown\./)).toBeTruthy();
  });
});

describe("the slash", () => {
  it("leads from the inbox's list to the search, ready to type", async () => {
    const { user } = await opened();
    await user.keyboard("j");
    await waitFor(() => { expect(document.activeElement?.closest("li")).not.toBeNull(); });
    await user.keyboard("/");
    const field = await screen.findByRole<HTMLInputElement>("combobox", { name: /^Search texts/ });
    await waitFor(() => { expect(document.activeElement).toBe(field); });
    expect(window.location.hash).toBe("#/search");
    // The key itself is no word of the search.
    expect(field.value).toBe("");
    await user.keyboard("and/or");
    expect(field.value).toBe("and/or");
  });
});
