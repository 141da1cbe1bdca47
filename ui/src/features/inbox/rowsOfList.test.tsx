import { act, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PersonAvatar } from "../../parts/PersonAvatar";
import { setAppearance } from "../../state/appearance";
import { renderApp } from "../../testing/renderApp";

vi.mock(import("../../parts/PersonAvatar"), async (real) => {
  const { PersonAvatar: drawn } = await real();
  return { PersonAvatar: vi.fn(drawn) };
});
const drawn = vi.mocked(PersonAvatar);

afterEach(() => { act(() => { setAppearance({ zone: null }); }); });

const rows = async () => within(await screen.findByRole("list", { name: "Open" })).findAllByRole("link");
const times = () => within(screen.getByRole("list", { name: "Open" })).getAllByRole("link").map((row) => row.querySelector("time")?.title);

describe("a row of the inbox", () => {
  it("is drawn anew for what it shows, and not because another one is opened", async () => {
    const { user } = renderApp("#/inbox/open");
    const links = await rows();
    await user.click(links[1] ?? document.body);
    await screen.findByRole("region", { name: "Messages and calls, oldest first" });
    drawn.mockClear();
    await user.click(links[2] ?? document.body);
    expect(links[2]?.getAttribute("aria-current")).toBe("true");
    // The one that was open, the one that is, and what is beside the list.
    expect(links.length).toBeGreaterThan(12);
    expect(drawn.mock.calls.length).toBeLessThan(links.length);
  });

  it("tells its time in the zone that is chosen", async () => {
    renderApp("#/inbox/open");
    await rows();
    act(() => { setAppearance({ zone: "Asia/Tokyo" }); });
    const tokyo = times();
    act(() => { setAppearance({ zone: "America/Chicago" }); });
    expect(times()).not.toEqual(tokyo);
  });
});
