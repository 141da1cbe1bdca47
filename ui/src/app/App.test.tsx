import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { feedState } from "../api/changes";
import { CallError } from "../api/client";
import { renderApp } from "../testing/renderApp";

describe("the interface", () => {
  it("lists conversations as a list, each with a spoken name and exact counts", async () => {
    const { fake } = renderApp("#/inbox/open");
    const list = await screen.findByRole("list", { name: "Open" });
    expect(within(list).getAllByRole("listitem").length).toBeGreaterThan(11);
    expect(within(list).getByRole("link", { name: /^Dana Kowalski, 2 unread, waiting for 5\d minutes, text: Also Biscuit says hi/ })).toBeTruthy();
    const open = [...fake.world.conversations.values()].filter((one) => !one.done).length;
    expect(screen.getByRole("tab", { name: `Open, ${open}` }).getAttribute("aria-selected")).toBe("true");
  });

  it("shows a text that arrives, in the list and in the open thread", async () => {
    const { fake } = renderApp("#/inbox/open/thread/conv-dana");
    await screen.findByText("Also Biscuit says hi", { selector: "[class*=bubble] span" });
    act(() => { fake.receive("conv-dana", "One more thing: the gate code is 4410"); });
    expect(await screen.findByText("One more thing: the gate code is 4410", { selector: "[class*=bubble] span" })).toBeTruthy();
    expect((await screen.findAllByText(/gate code is 4410/)).length).toBeGreaterThan(1);
  });

  it("draws its frame while the data folder is being opened, and shows the rows when it is", async () => {
    let open = () => {};
    const opening = new Promise<void>((done) => { open = done; });
    renderApp("#/inbox/open", { opening: () => opening });
    expect(await screen.findByRole("link", { name: "Contacts" })).toBeTruthy();
    expect(screen.queryByRole("list", { name: "Open" })).toBeNull();
    open();
    expect(await screen.findByRole("list", { name: "Open" })).toBeTruthy();
  });

  it("says why the data folder cannot be opened, in place of the frame, and goes on once it can", async () => {
    let trials = 0;
    renderApp("#/inbox/open", { opening: () => (trials++ < 3 ? Promise.reject(new CallError("unavailable", "the disk is full")) : Promise.resolve()) });
    expect(await screen.findByText("Ringbook cannot open its data folder")).toBeTruthy();
    expect(screen.queryByRole("link", { name: "Contacts" })).toBeNull();
    expect(await screen.findByRole("list", { name: "Open" })).toBeTruthy();
  });

  it("asks for each thing it shows at first once, as nothing changes while it starts", async () => {
    const { fake } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    await waitFor(() => { expect(feedState.get()).toBe("open"); });
    await act(async () => { await Promise.resolve(); });
    const asked = fake.asked.map((one) => `${one.command} ${JSON.stringify(one.req)}`);
    expect(asked.filter((one) => one.startsWith("inbox_page ")).length).toBeGreaterThan(0);
    expect(asked.filter((one, at) => asked.indexOf(one) !== at)).toEqual([]);
  });

  it("reads everything anew after a gap in the feed", async () => {
    const { fake } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    const before = fake.asked.filter((one) => one.command === "status").length;
    act(() => {
      fake.loseOne();
      fake.announce(["outbox"], null);
    });
    await waitFor(() => { expect(fake.asked.filter((one) => one.command === "status").length).toBe(before + 1); });
  });

  it("says how far the store is while it is made anew, and can be used meanwhile", async () => {
    const { fake, user } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    expect(screen.queryByRole("progressbar")).toBeNull();
    act(() => { fake.build({ what: "store", done: 0, total: 1_000_000, perSecond: 0, leftMs: null }); });
    expect(await screen.findByText("Ringbook is rebuilding its store from the journal: 0 of 1,000,000")).toBeTruthy();
    act(() => { fake.build({ what: "store", done: 120_000, total: 1_000_000, perSecond: 7_330, leftMs: 120_000 }); });
    expect(await screen.findByText("Ringbook is rebuilding its store from the journal: 120,000 of 1,000,000 · 7,330 a second · about 2 min left")).toBeTruthy();
    expect(screen.getByRole<HTMLProgressElement>("progressbar", { name: "Rebuilding the store" }).value).toBe(120_000);
    await user.click(screen.getByRole("link", { name: /^Dana Kowalski/ }));
    expect(await screen.findByRole("textbox", { name: "Text Dana Kowalski" })).toBeTruthy();
    act(() => { fake.build(null); });
    await waitFor(() => { expect(screen.queryByRole("progressbar")).toBeNull(); });
  });

  it("sends once, shows the text at once, and gives the words back on undo", async () => {
    const { fake, user } = renderApp("#/inbox/open/thread/conv-dana");
    // The usual seconds may be over before a busy computer finds the button.
    fake.settings.undoMs = 60_000;
    const field = await screen.findByRole("textbox", { name: "Text Dana Kowalski" });
    await user.type(field, "It is included");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByText("It is included", { selector: "[class*=bubble] span" })).toBeTruthy();
    expect((field as HTMLTextAreaElement).value).toBe("");
    await user.click(await screen.findByRole("button", { name: /^Undo: sending in/ }));
    await waitFor(() => { expect((field as HTMLTextAreaElement).value).toBe("It is included"); });
    expect(fake.asked.filter((one) => one.command === "send_text").length).toBe(1);
  });

  it("keeps single letters for the field while typing", async () => {
    const { fake, user } = renderApp("#/inbox/open/thread/conv-dana");
    await user.type(await screen.findByRole("textbox", { name: "Text Dana Kowalski" }), "eujk?");
    expect(fake.asked.some((one) => one.command === "change_inbox")).toBe(false);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("does not let a text out to someone who opted out, and says why", async () => {
    renderApp("#/inbox/all/thread/conv-opted");
    expect(await screen.findByText(/asked not to get texts from any line/)).toBeTruthy();
    expect(screen.queryByRole("textbox", { name: /^Text/ })).toBeNull();
    expect(screen.queryByRole("button", { name: "Send" })).toBeNull();
  });

  it("marks done with E, and brings it back with Undo", async () => {
    const { fake, user } = renderApp("#/inbox/open/thread/conv-dana");
    await screen.findByRole("textbox", { name: "Text Dana Kowalski" });
    await user.keyboard("e");
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => {
      expect(fake.asked.map((one) => one.command).filter((command) => command === "change_inbox" || command === "restore_inbox")).toEqual(["change_inbox", "restore_inbox"]);
    });
  });

  it("draws hostile words as words", async () => {
    renderApp("#/inbox/open/thread/conv-hostile");
    expect(await screen.findAllByRole("heading", { name: "<img src=x onerror=alert(1)> O’Neil & Sons", level: 2 })).not.toEqual([]);
    expect(document.querySelector("img[src=x], script")).toBeNull();
  });

  it("says what is wrong by code, with the way on", async () => {
    renderApp("#/inbox/open", { failing: { inbox_page: "internal" } });
    expect(await screen.findByRole("button", { name: "Try again" })).toBeTruthy();
    expect((await screen.findByRole("alert")).textContent).toMatch(/Nothing was lost/);
  });

  it("asks for a password at the first start", async () => {
    const { user } = renderApp("#/inbox/open", { session: { signedIn: false, demo: false, setUp: false } });
    await user.type(await screen.findByLabelText("New password"), "four words in a row");
    await user.type(screen.getByLabelText("The same again"), "four words in a row");
    await user.click(screen.getByRole("button", { name: /Set the password/ }));
    expect(await screen.findByRole("list", { name: "Open" })).toBeTruthy();
  });
});
