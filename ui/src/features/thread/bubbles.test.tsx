import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { Media, TextState } from "../../api/schema.gen";
import type { FakeTransport } from "../../api/transport/fake";
import { textBody } from "../../api/transport/fakeData";
import { CallError } from "../../api/transport/transport";
import { heldDrafts } from "../../state/drafts";
import { saidArrived } from "../../state/saidArrived";
import { renderApp } from "../../testing/renderApp";
import { undoIsOver } from "../../testing/toasts";

beforeEach(() => {
  heldDrafts.set(new Map());
  saidArrived.set(new Set());
});

async function open(id = "conv-dana", change: (fake: FakeTransport) => void = () => undefined) {
  const app = renderApp(`#/inbox/all/thread/${id}`);
  change(app.fake);
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: /^Text / });
  return { ...app, field };
}

/** The row of a text in the conversation. */
async function bubble(text: string): Promise<HTMLElement> {
  const region = await screen.findByRole("region", { name: "Messages and calls, oldest first" });
  const row = (await within(region).findByText(text)).closest("li");
  if (!row) throw new Error("a text is in a row");
  return row;
}

function last(fake: FakeTransport, id: string) {
  const body = fake.find(id).items.at(-1)?.body;
  if (body?.kind !== "text") throw new Error("the last is a text");
  return body;
}

describe("the state of a text", () => {
  it("is sending at once and until it is sent, with its Undo, and in no other word", async () => {
    const { user, field, fake } = await open();
    fake.settings.undoMs = 3000;
    const seen: string[] = [];
    const watch = new MutationObserver(() => {
      const row = [...document.querySelectorAll("li")].find((one) => one.textContent.includes("We come at noon.") && one.closest("[role=region]"));
      const word = /waiting to be sent|sending(?! in)|delivered|sent/.exec(row?.querySelector("[class*=meta]")?.textContent ?? "")?.[0];
      if (word !== undefined && word !== seen.at(-1)) seen.push(word);
    });
    watch.observe(document.body, { childList: true, subtree: true, characterData: true });
    await user.type(field, "We come at noon.");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect((await bubble("We come at noon.")).textContent).toMatch(/sending/);
    expect(await screen.findByRole("button", { name: /^Undo: sending in \d s$/ })).toBeTruthy();
    expect((await bubble("We come at noon.")).textContent).toMatch(/sending/);
    await waitFor(() => { expect(seen.at(-1)).toBe("delivered"); });
    watch.disconnect();
    expect(seen).toEqual(["sending", "sent", "delivered"]);
  });

  it("is waiting only where something keeps it from going out, and says what", async () => {
    await open("conv-dana", (fake) => {
      fake.find("conv-dana").items.push({
        id: "held", at: Date.now(), outgoing: true, unread: false, author: { name: "Maria Ortega", initials: "MO", hue: 9, ai: false, ours: true },
        body: textBody("It waits.", { state: "waiting", reason: "Quo cannot be reached; it is tried again.", outboxId: "out-1" }),
      });
    });
    const row = await bubble("It waits.");
    expect(row.textContent).toContain("waiting to be sent");
    expect(within(row).getByText("Quo cannot be reached; it is tried again.")).toBeTruthy();
    expect(within(row).getByText(/: text, .*, waiting to be sent$/)).toBeTruthy();
  });
});

describe("a text that nobody knows the fate of", () => {
  const stands = (state: TextState) => (fake: FakeTransport) => { last(fake, "conv-unclear").state = state; };

  it("is unclear while the program checks, with nothing to decide", async () => {
    await open("conv-unclear", stands("unclear"));
    const row = await bubble("They should be wrapped up by 5:30, and they’ll run the magnet over the driveway for nails.");
    expect(row.textContent).toContain("unclear, checking");
    expect(within(row).queryByRole("button", { name: "Send again" })).toBeNull();
  });

  it("is for the person to decide afterwards; dropped, its words can be put back", async () => {
    const { user, field, fake } = await open("conv-unclear");
    const text = last(fake, "conv-unclear").text;
    const row = await bubble(text);
    expect(row.textContent).toContain("unclear: you decide");
    for (const name of ["It arrived", "Send again", "Drop"]) expect(within(row).getByRole("button", { name })).toBeTruthy();
    await user.type(field, "By the way");
    await user.click(within(row).getByRole("button", { name: "Drop" }));
    await waitFor(() => { expect(fake.asked.find((one) => one.command === "resolve_send")?.req).toEqual({ outboxId: "out-unclear", decision: "drop" }); });
    await user.click(await screen.findByRole("button", { name: "Put the words back" }));
    await waitFor(() => { expect(field.value).toBe(`${text}\nBy the way`); });
    expect((await screen.findAllByText("The words are in the draft")).length).toBeGreaterThan(0);
  });

  it("is sent again at once, as the core is told", async () => {
    const { user, fake } = await open("conv-unclear");
    await user.click(await screen.findByRole("button", { name: "Send again" }));
    await waitFor(() => { expect(fake.asked.find((one) => one.command === "resolve_send")?.req).toEqual({ outboxId: "out-unclear", decision: "sendAgain" }); });
    await waitFor(() => { expect(screen.queryByRole("button", { name: "Send again" })).toBeNull(); });
  });

  it("is said to have arrived with Undo, and the core is told once that is over", async () => {
    const { user, fake } = await open("conv-unclear");
    const told = () => fake.asked.filter((one) => one.command === "resolve_send").map((one) => one.req);
    await user.click(await screen.findByRole("button", { name: "It arrived" }));
    await waitFor(() => { expect(screen.queryByRole("button", { name: "Send again" })).toBeNull(); });
    expect((await bubble(last(fake, "conv-unclear").text)).querySelector("[class*=meta]")?.textContent).toMatch(/marked as arrived$/);
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await user.click(await screen.findByRole("button", { name: "It arrived" }));
    expect(told()).toEqual([]);
    undoIsOver();
    await waitFor(() => { expect(told()).toEqual([{ outboxId: "out-unclear", decision: "itArrived" }]); });
    await waitFor(() => { expect(last(fake, "conv-unclear").state).toBe("sent"); });
    expect(screen.queryByRole("button", { name: "It arrived" })).toBeNull();
  });
});

it("a text that was not handed over is dropped with Undo, and can be tried again then", async () => {
  const { user, field, fake } = await open();
  const real = fake.call.bind(fake);
  let reachable = false;
  fake.call = ((command, req, signal) => (command === "send_text" && !reachable ? Promise.reject(new CallError("offline", "the program cannot be reached")) : real(command, req, signal))) as FakeTransport["call"];
  await user.type(field, "On our way");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await user.click(within(await bubble("On our way")).getByRole("button", { name: "Drop" }));
  await waitFor(() => { expect(screen.queryByText("Not sent yet")).toBeNull(); });
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  const row = await bubble("On our way");
  expect(within(row).getByText("Not sent yet")).toBeTruthy();
  reachable = true;
  await user.click(within(row).getByRole("button", { name: "Try again" }));
  await waitFor(() => { expect(last(fake, "conv-dana").text).toBe("On our way"); });
});

it("a wish for no more texts suggests the lock; one press locks, and Undo opens it again", async () => {
  const { user, field, fake } = await open("conv-dana", (one) => {
    one.receive("conv-dana", "Please don’t text me any more");
    last(one, "conv-dana").opt = "maybeOut";
  });
  const row = await bubble("Please don’t text me any more");
  expect(within(row).getByText("This sounds like a wish for no more texts.")).toBeTruthy();
  expect(field.isConnected).toBe(true);
  await user.click(within(row).getByRole("button", { name: "Stop texting them" }));
  await waitFor(() => { expect(fake.asked.find((one) => one.command === "set_opt_out")?.req).toEqual({ conversationId: "conv-dana", optedOut: true }); });
  expect(await screen.findByText("They opted out")).toBeTruthy();
  await waitFor(() => { expect(screen.queryByRole("textbox", { name: /^Text / })).toBeNull(); });
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  expect(await screen.findByRole("textbox", { name: /^Text / })).toBeTruthy();
});

describe("the place of a picture", () => {
  const coming: Media = { id: "", thumbId: null, mime: "image/jpeg", width: null, height: null, sizeBytes: 400_000, name: "roof.jpg", state: "waiting", reason: null };
  const arrive = (media: Media) => (fake: FakeTransport) => {
    fake.receive("conv-dana", "Here it is");
    last(fake, "conv-dana").media = [media];
  };
  const becomes = (fake: FakeTransport, more: Partial<Media>) => {
    const body = last(fake, "conv-dana");
    body.media = body.media.map((one) => ({ ...one, ...more }));
    act(() => { fake.announce(["timeline"], "conv-dana"); });
  };
  const size = (element: HTMLElement | null) => ({ width: element?.style.width, height: element?.style.height });

  it("keeps its size when an upright picture comes, and shows it whole", async () => {
    const { fake } = await open("conv-dana", arrive(coming));
    const kept = size((await screen.findByText("roof.jpg")).closest("div"));
    expect(kept).toEqual({ width: "260px", height: "195px" });
    becomes(fake, { state: "here", id: "pic-9", width: 900, height: 1600 });
    const picture = await screen.findByRole("button", { name: "Picture roof.jpg" });
    expect(size(picture)).toEqual(kept);
    expect(picture.dataset.fit).toBe("whole");
  });

  it("is as large as a picture whose size is known, before and after it comes", async () => {
    const { fake } = await open("conv-dana", arrive({ ...coming, width: 900, height: 1200, state: "renewing" }));
    const kept = size((await screen.findByText("roof.jpg")).closest("div"));
    expect(kept).toEqual({ width: "195px", height: "260px" });
    becomes(fake, { state: "here", id: "pic-9" });
    const picture = await screen.findByRole("button", { name: "Picture roof.jpg" });
    expect(size(picture)).toEqual(kept);
    expect(picture.dataset.fit).toBeUndefined();
  });

  it("stays when the picture cannot be fetched, and has room for the reason", async () => {
    const { fake } = await open("conv-dana", arrive(coming));
    await screen.findByText("roof.jpg");
    becomes(fake, { state: "failed", reason: "Quo no longer has this picture." });
    expect((await screen.findByText("Quo no longer has this picture.")).closest("div")?.style.minHeight).toBe("195px");
  });
});
