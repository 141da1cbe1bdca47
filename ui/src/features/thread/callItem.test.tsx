import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { player } from "../../state/player";
import { renderApp } from "../../testing/renderApp";

const open = async (id = "conv-dana", before: (world: ReturnType<typeof renderApp>["fake"]["world"]) => void = () => undefined) => {
  const app = renderApp(`#/inbox/all/thread/${id}`);
  before(app.fake.world);
  const list = await screen.findByRole("region", { name: "Messages and calls, oldest first" });
  await screen.findByRole("textbox", { name: /^Text / });
  return { ...app, list };
};
const callOf = (fake: Awaited<ReturnType<typeof open>>["fake"], conversationId: string) => {
  const page = [...fake.world.calls.values()].find((one) => one.conversationId === conversationId && one.segments.length > 0);
  if (!page) throw new Error("the sample has a call");
  return page;
};
/** The card of the call that was recorded, by its text as long as it is closed. */
const theCard = () => screen.findByRole("button", { name: "Show here", expanded: false });

afterEach(() => { act(() => { player.set((now) => ({ ...now, trackId: null, playing: false, loading: false, positionMs: 0 })); }); });

describe("a call in its conversation", () => {
  it("opens in place by key, and is read only then: summary, next steps, sound and every word", async () => {
    const { fake, list, user } = await open();
    const page = callOf(fake, "conv-dana");
    const asked = () => fake.asked.filter((one) => one.command === "call_page").length;
    const button = await theCard();
    expect(asked()).toBe(0);
    expect(within(list).queryByRole("checkbox")).toBeNull();
    button.focus();
    await user.keyboard("{Enter}");
    const card = await screen.findByRole("group", { name: "Show here" });
    const inside = within(card);
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(button.getAttribute("aria-controls")).toBe(card.id);
    expect(document.activeElement).toBe(button);
    for (const line of page.summaryLines) expect(await inside.findByText(line)).toBeTruthy();
    expect(asked()).toBe(1);
    for (const step of page.nextSteps) expect(inside.getByRole("checkbox", { name: step.text })).toBeTruthy();
    expect(inside.getByRole("button", { name: "Play: recording of the call with Dana Kowalski" })).toBeTruthy();
    expect(within(inside.getByRole("region", { name: "Transcript" })).getAllByRole("listitem").length).toBeGreaterThan(3);
    // The way to all of it stays.
    expect(screen.getAllByRole("link", { name: "Open the call" }).length).toBeGreaterThan(0);

    await user.click(inside.getByRole("checkbox", { name: "Tell Sam about the dog" }));
    await waitFor(() => { expect(fake.asked.some((one) => one.command === "tick_next_step")).toBe(true); });
    const said = page.segments[2];
    if (!said) throw new Error("the sample has a transcript");
    await user.click(inside.getByText(said.text));
    expect(player.get()).toMatchObject({ trackId: `call ${page.id}`, positionMs: said.startMs });
    expect(card.querySelector("[data-heard]")?.textContent).toBe(said.text.split(" ")[0]);

    button.focus();
    await user.keyboard(" ");
    expect(button.getAttribute("aria-expanded")).toBe("false");
    expect(screen.queryByRole("group", { name: "Show here" })).toBeNull();
    // Closing it stops nothing.
    expect(player.get().trackId).toBe(`call ${page.id}`);
  });

  it("says in its own words why something is not there", async () => {
    const { user } = await open("conv-short");
    const buttons = await screen.findAllByRole("button", { name: "Show here" });
    for (const button of buttons) await user.click(button);
    expect(await screen.findByText("Too short")).toBeTruthy();
    expect(screen.getByText("The call was too short for a summary.")).toBeTruthy();
    expect(screen.getByText("Transcripts are not part of your Quo plan.")).toBeTruthy();
    expect(screen.getByText("Quo no longer has this recording.")).toBeTruthy();
  });

  it("says what is still to come", async () => {
    const { user } = await open("conv-priya");
    for (const button of await screen.findAllByRole("button", { name: "Show here" })) await user.click(button);
    expect((await screen.findAllByText("Pending")).length).toBe(3);
  });

  it("has nothing to open where it says all already: a missed call, and a plain voicemail, which is heard here", async () => {
    const { fake, user } = await open();
    const voicemail = [...fake.world.calls.values()].find((one) => one.conversationId === "conv-dana" && one.voicemail);
    const play = await screen.findByRole("button", { name: "Play: voicemail from Dana Kowalski" });
    const row = play.closest("li");
    if (!row) throw new Error("a card is in a list");
    expect(within(row).queryByRole("button", { name: "Show here" })).toBeNull();
    await user.click(play);
    expect(player.get()).toMatchObject({ trackId: `voicemail ${voicemail?.id ?? ""}`, loading: true });
  });

  it("is still open when the list is scrolled away from it and back", async () => {
    const { list } = await open("conv-long", (world) => {
      const call = world.conversations.get("conv-dana")?.items.find((item) => item.body.kind === "call");
      const long = world.conversations.get("conv-long")?.items;
      if (call) long?.splice(-3, 0, { ...call, at: long.at(-3)?.at ?? 0 });
    });
    const scrollTo = (top: number) => {
      act(() => {
        list.scrollTop = top;
        fireEvent.scroll(list);
      });
    };
    const isOpen = () => screen.queryByRole("group", { name: "Show here" }) !== null;
    const end = () => { scrollTo(Number.parseInt(list.querySelector("ul")?.style.height ?? "0", 10) - 640); };
    end();
    fireEvent.click(await theCard());
    expect(isOpen()).toBe(true);
    scrollTo(2000);
    await waitFor(() => { expect(isOpen()).toBe(false); });
    expect(screen.queryByRole("button", { name: "Show here" })).toBeNull();
    end();
    await waitFor(() => { expect(isOpen()).toBe(true); });
    expect(screen.getByRole("button", { name: "Show here", expanded: true })).toBeTruthy();
  });

  it("stays where it is on the screen while it opens, whatever the list makes of the new height", async () => {
    const { list, user } = await open();
    const button = await theCard();
    let at = 200;
    vi.spyOn(button, "getBoundingClientRect").mockImplementation(() => ({ top: at }) as DOMRect);
    // The list keeps what is below in place, as if the row had grown upwards.
    window.addEventListener("click", () => { at = -60; }, { once: true });
    list.scrollTop = 1000;
    await user.click(button);
    await waitFor(() => { expect(list.scrollTop).toBe(740); });
    // Who scrolls on is not held.
    at = 200;
    fireEvent.wheel(list);
    list.scrollTop = 500;
    await screen.findByRole("checkbox", { name: "Tell Sam about the dog" });
    expect(list.scrollTop).toBe(500);
  });
});
