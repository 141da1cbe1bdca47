import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { dayHeading } from "../../lib/dates";
import { go } from "../../lib/location";
import { renderApp } from "../../testing/renderApp";

const open = async (id: string) => {
  const app = renderApp(`#/inbox/all/thread/${id}`);
  const list = await screen.findByRole("region", { name: "Messages and calls, oldest first" });
  await screen.findByRole("textbox", { name: /^Text / });
  return { ...app, list };
};

describe("an item that was asked for", () => {
  it("is gone to although the list seems to be at its end while its heights are guesses", async () => {
    // Guessed, everything has room; measured, it is ten times as high.
    let height = 640;
    vi.spyOn(Element.prototype, "scrollHeight", "get").mockImplementation(() => height);
    vi.spyOn(Element.prototype, "scrollTo").mockImplementation(function (this: Element) {
      if (this.getAttribute("role") !== "region") return;
      fireEvent.scroll(this);
      height = 6400;
      fireEvent.scroll(this);
    });
    const { fake } = renderApp("#/inbox/open");
    const item = fake.world.conversations.get("conv-long")?.items.at(-30);
    act(() => { go({ screen: "inbox", tab: "all", lineId: null, open: { kind: "thread", conversationId: "conv-long", itemId: item?.id ?? "" } }); });
    await screen.findByRole("region", { name: "Messages and calls, oldest first" });
    await waitFor(() => { expect(height).toBe(6400); });
    await act(() => new Promise((done) => { setTimeout(done, 600); }));
    expect(screen.getByRole("button", { name: "Go to the newest" })).toBeTruthy();
    vi.restoreAllMocks();
  });
});

describe("the day while scrolling", () => {
  it("stands above the list: that of the item at the top, and not where the day's own heading is", async () => {
    const { fake, list } = await open("conv-long");
    const items = fake.world.conversations.get("conv-long")?.items ?? [];
    const sticky = () => document.querySelector(".sticky");
    const scrollTo = (top: number) => {
      act(() => {
        list.scrollTop = top;
        fireEvent.scroll(list);
      });
    };
    expect(sticky()).toBeNull();
    // Every row is 64 high here, and the last 80 items are loaded.
    const loaded = items.slice(-80).map((item) => dayHeading(item.at, Date.now()));
    const days = new Set<string>();
    for (let top = 2000; top < 4000; top += 320) {
      scrollTo(top);
      const first = Math.floor((top + 4) / 64);
      const near = loaded.slice(first, Math.floor((top + 88) / 64) + 1);
      // A day's own heading that is near the top says it already.
      const headed = near.some((day, place) => place > 0 && day !== near[place - 1]);
      if (headed) {
        expect(sticky()).toBeNull();
      } else if (sticky() !== null) {
        expect(sticky()?.textContent).toBe(loaded[first]);
        expect(sticky()?.getAttribute("aria-hidden")).toBe("true");
        expect(sticky()?.hasAttribute("data-moving")).toBe(true);
        days.add(sticky()?.textContent ?? "");
      }
    }
    expect(days.size).toBeGreaterThan(1);
    // Nor while the heading of the first row is only half out of sight.
    const begins = loaded.findIndex((day, at) => at > 40 && day !== loaded[at - 1] && day === loaded[at + 1] && day === loaded[at + 2]);
    expect(begins).toBeGreaterThan(0);
    scrollTo(begins * 64 + 30);
    expect(sticky()).toBeNull();
    scrollTo(begins * 64 + 60);
    expect(sticky()?.textContent).toBe(loaded[begins]);
    // It goes back to the background once nothing moves.
    await waitFor(() => { expect(sticky()?.hasAttribute("data-moving") ?? false).toBe(false); });
    scrollTo(0);
    expect(sticky()).toBeNull();
  });
});

describe("the unread line in a conversation", () => {
  it("stands above the first new one, and stays while it is open, though it has been read by then", async () => {
    const { fake } = await open("conv-dana");
    const talk = fake.world.conversations.get("conv-dana");
    const line = await screen.findByText("New", { selector: "li *" });
    const row = line.closest("li");
    const first = talk?.items.find((item) => !item.outgoing && item.at > (Date.now() - 60 * 60_000));
    expect(first?.body.kind).toBe("text");
    expect(row?.textContent).toContain(first?.body.kind === "text" ? first.body.text : "?");
    await waitFor(() => { expect(fake.asked.some((one) => one.command === "mark")).toBe(true); });
    expect(line.isConnected).toBe(true);
    expect(screen.getAllByText("New", { selector: "li *" }).length).toBe(1);
  });
});

describe("the picture viewer", () => {
  it("opens a picture large, goes to its neighbours by key and button, and gives the focus back", async () => {
    const { list, user } = await open("conv-dana");
    const opener = await within(list).findByRole("button", { name: "Picture IMG_2204.jpg" });
    await user.click(opener);
    const viewer = await screen.findByRole("dialog", { name: "IMG_2204.jpg" });
    const shown = () => screen.getByRole("dialog").querySelector("img")?.getAttribute("alt");
    expect(shown()).toBe("Picture IMG_2204.jpg");
    const previous = within(viewer).getByRole("button", { name: "Previous picture" });
    const next = within(viewer).getByRole("button", { name: "Next picture" });
    expect(previous.getAttribute("aria-disabled")).toBe("true");
    // The arrows go at once, wherever the focus is.
    expect(document.activeElement).not.toBe(next);
    await user.keyboard("{ArrowRight}");
    expect(shown()).toBe("Picture IMG_2205.jpg");
    await user.keyboard("{ArrowLeft}");
    expect(shown()).toBe("Picture IMG_2204.jpg");
    await user.click(next);
    expect(shown()).toBe("Picture IMG_2205.jpg");
    expect(screen.getByRole("dialog", { name: "IMG_2205.jpg" })).toBe(viewer);
    expect(next.getAttribute("aria-disabled")).toBe("true");
    expect(document.activeElement).toBe(next);
    await user.click(previous);
    expect(shown()).toBe("Picture IMG_2204.jpg");
    // Beyond the ends there is nothing.
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(shown()).toBe("Picture IMG_2205.jpg");
    await user.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(shown()).toBe("Picture IMG_2204.jpg");
    await user.keyboard("{Escape}");
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
    await waitFor(() => { expect(document.activeElement).toBe(opener); });
    // Escape closed the picture, not the conversation.
    expect(window.location.hash).toContain("conv-dana");
  });
});
