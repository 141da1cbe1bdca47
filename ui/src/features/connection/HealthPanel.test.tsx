import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { renderApp } from "../../testing/renderApp";

const SILENCE = { kind: "silence", since: Date.now() - 7_200_000, severe: true, title: "Nothing arrives from Quo", sentence: "Nothing arrived from Quo for 6 business hours. Send a test event." } as const;

describe("health", () => {
  it("says on every screen, once and calmly, what is wrong, and leads to Connection, which says since when and what to do", async () => {
    const { fake, user } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    act(() => { fake.warn([SILENCE]); });
    const title = await screen.findByText("Nothing arrives from Quo");
    expect(title.closest("[role=status]")?.textContent).toContain("Send a test event.");
    await user.click(screen.getByRole("button", { name: "Open Connection" }));
    const warnings = within(await screen.findByRole("list", { name: "Warnings" }));
    expect(warnings.getByText(/since /)).toBeTruthy();
    expect(screen.getAllByText(/Send a test event\./).length).toBe(1);
    act(() => { fake.warn([]); });
    await waitFor(() => { expect(screen.queryByRole("list", { name: "Warnings" })).toBeNull(); });
  });

  it("stays away once hidden, until it is raised anew", async () => {
    const { fake, user } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    act(() => { fake.warn([SILENCE]); });
    await user.click(await screen.findByRole("button", { name: "Hide this warning" }));
    expect(screen.queryByText("Nothing arrives from Quo")).toBeNull();
    act(() => { fake.warn([{ ...SILENCE, since: SILENCE.since + 1 }]); });
    expect(await screen.findByText("Nothing arrives from Quo")).toBeTruthy();
  });

  it("comes back by Undo after it was hidden, on whatever screen that is", async () => {
    const { fake, user } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    act(() => { fake.warn([{ ...SILENCE, kind: "backlog", title: "Deliveries wait" }, SILENCE]); });
    await user.click(await screen.findByRole("button", { name: "Hide this warning" }));
    expect(screen.queryByText("Nothing arrives from Quo")).toBeNull();
    expect(screen.getByText("2 warnings hidden", { selector: "li *" })).toBeTruthy();
    await user.click(screen.getByRole("link", { name: "Search" }));
    await user.click(screen.getByRole("button", { name: "Undo" }));
    const back = await screen.findByText("Nothing arrives from Quo");
    expect(back.closest("[role=status]")?.textContent).toContain("and 1 more");
  });
});
