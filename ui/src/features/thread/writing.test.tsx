import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { FakeTransport } from "../../api/transport/fake";
import { CallError } from "../../api/transport/transport";
import { heldDrafts, heldNotes } from "../../state/drafts";
import { renderApp } from "../../testing/renderApp";

beforeEach(() => {
  heldDrafts.set(new Map());
  heldNotes.set({});
});

async function open(id = "conv-dana", change: (fake: FakeTransport) => void = () => undefined) {
  const app = renderApp(`#/inbox/all/thread/${id}`);
  change(app.fake);
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: /^Text / });
  return { ...app, field, saved: () => app.fake.asked.filter((one) => one.command === "save_draft").map((one) => one.req) };
}

/** What is asked of the core waits until the test lets it go on, and is refused then. */
function refuseLater(fake: FakeTransport) {
  const real = fake.call.bind(fake);
  let refuse: () => void = () => undefined;
  fake.call = ((command, req, signal) => {
    if (command !== "send_text") return real(command, req, signal);
    return new Promise((_, reject) => { refuse = () => { reject(new CallError("refused", "500 texts went out today, the most for a day")); }; });
  }) as FakeTransport["call"];
  return () => { act(() => { refuse(); }); };
}

const leave = () => { act(() => { window.location.hash = "#/inbox/all/thread/conv-5"; }); };
const comeBack = () => { act(() => { window.location.hash = "#/inbox/all/thread/conv-dana"; }); };
const gone = (field: HTMLElement) => waitFor(() => { expect(field.isConnected).toBe(false); });

describe("what is typed", () => {
  it("is kept at a pause, and at once when the conversation is left", async () => {
    const { user, field, saved } = await open();
    await user.type(field, "Half a thought");
    await waitFor(() => { expect(saved().at(-1)).toEqual({ conversationId: "conv-dana", text: "Half a thought" }); });
    await user.type(field, ", and more");
    leave();
    await gone(field);
    expect(saved().at(-1)).toEqual({ conversationId: "conv-dana", text: "Half a thought, and more" });
  });

  it("stays beside a text that was refused while more was typed", async () => {
    const { user, field, fake } = await open();
    const refuse = refuseLater(fake);
    await user.type(field, "First");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => { expect(field.value).toBe(""); });
    await user.type(field, "Second");
    refuse();
    await waitFor(() => { expect(field.value).toBe("First\nSecond"); });
    expect((await screen.findAllByText(/500 texts went out today/)).length).toBeGreaterThan(0);
    await waitFor(() => { expect(fake.find("conv-dana").draft).toBe("First\nSecond"); });
  });

  it("comes back when a text without an answer is tried again and refused", async () => {
    const { user, field, fake } = await open();
    const real = fake.call.bind(fake);
    const answers = [new CallError("offline", "the program cannot be reached"), new CallError("refused", "they opted out")];
    fake.call = ((command, req, signal) => (command === "send_text" ? Promise.reject(answers.shift() ?? new Error("asked too often")) : real(command, req, signal))) as FakeTransport["call"];
    await user.type(field, "On our way");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await screen.findByText("Not sent yet");
    await user.type(field, "Also");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => { expect(field.value).toBe("On our way\nAlso"); });
    expect(screen.queryByText("Not sent yet")).toBeNull();
  });
});

describe("a half-written note", () => {
  it("is there again after leaving, and is forgotten when it is saved", async () => {
    const { user, field, fake } = await open();
    await user.click(screen.getByRole("radio", { name: "Note" }));
    const note = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Write a note for your team" });
    await user.type(note, "Ask for the key");
    leave();
    await gone(note);
    expect(JSON.parse(window.localStorage.getItem("ringbook.notes") ?? "")).toEqual({ "conv-dana": "Ask for the key" });
    comeBack();
    const again = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Write a note for your team" });
    expect(again.value).toBe("Ask for the key");
    await user.click(screen.getByRole("radio", { name: "Text" }));
    expect(await screen.findByRole("radio", { name: "Note, begun" })).toBeTruthy();
    await user.click(screen.getByRole("radio", { name: "Note, begun" }));
    await user.click(screen.getByRole("button", { name: "Add note" }));
    await waitFor(() => { expect(fake.find("conv-dana").items.at(-1)?.body).toEqual({ kind: "note", text: "Ask for the key" }); });
    await waitFor(() => { expect(heldNotes.get()).toEqual({}); });
    expect(await screen.findByRole("radio", { name: "Note" })).toBeTruthy();
    expect(field.isConnected).toBe(false);
  });

  it("stays where saving it fails", async () => {
    const { user } = renderApp("#/inbox/all/thread/conv-dana", { failing: { add_note: "unavailable" } });
    await user.click(await screen.findByRole("radio", { name: "Note" }));
    await user.type(await screen.findByRole("textbox", { name: "Write a note for your team" }), "Ask");
    await user.click(screen.getByRole("button", { name: "Add note" }));
    expect((await screen.findAllByText(/the store is being rebuilt/i)).length).toBeGreaterThan(0);
    expect(screen.getByRole("textbox", { name: "Write a note for your team" })).toHaveProperty("value", "Ask");
  });
});

describe("the composer", () => {
  it("counts segments, says the price, and stops at 1,600 characters", async () => {
    const { user, field, fake } = await open();
    await user.click(field);
    await user.paste("a".repeat(161));
    expect(await screen.findByText(/^2 segments · 145 left/)).toBeTruthy();
    expect(await screen.findByText(/^2 segments · 145 left · \$0\.02$/)).toBeTruthy();
    await user.paste("👍");
    expect(await screen.findByText(/^3 segments · /)).toBeTruthy();
    await user.clear(field);
    await user.paste("b".repeat(1600));
    expect(screen.getByRole("button", { name: "Send" })).toHaveProperty("disabled", false);
    await user.paste("bb");
    expect((await screen.findByRole("alert")).textContent).toBe("2 too many: a text may have 1,600 characters");
    expect(screen.getByRole("button", { name: "Send" })).toHaveProperty("disabled", true);
    expect(screen.getByRole("button", { name: "Send later" })).toHaveProperty("disabled", true);
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(fake.asked.some((one) => one.command === "send_text")).toBe(false);
    expect(field.value).toHaveLength(1602);
  });

  it("leads to Quo for pictures, and has no way to attach one", async () => {
    const { field } = await open();
    const composer = field.closest<HTMLElement>("[class*=composer]");
    if (!composer) throw new Error("the field is in the composer");
    const link = within(composer).getByRole("link", { name: /^Open in Quo: Pictures cannot be sent from here/ });
    expect(link.getAttribute("href")).toBe("https://my.quo.com/inbox");
    expect(within(composer).queryByRole("button", { name: /attach|picture|photo|upload/i })).toBeNull();
    expect(document.querySelector("input[type=file]")).toBeNull();
  });
});
