import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import { call } from "../../api/client";
import type { FakeTransport } from "../../api/transport/fake";
import { heldDrafts, holdDraft } from "../../state/drafts";
import { saidArrived } from "../../state/saidArrived";
import { openDialog } from "../../testing/dialogs";
import { renderApp } from "../../testing/renderApp";
import { undoIsOver } from "../../testing/toasts";

beforeEach(() => {
  heldDrafts.set(new Map());
  saidArrived.set(new Set());
});

it("has exact counts, and says of what is empty how it would fill", async () => {
  const { fake, user } = renderApp("#/outbox");
  const drafts = [...fake.world.conversations.values()].filter((one) => one.draft !== "").length;
  expect(await screen.findByRole("tab", { name: `Drafts, ${drafts}` })).toBeTruthy();
  await user.click(screen.getByRole("tab", { name: "Scheduled, 0" }));
  expect(await screen.findByText("Nothing is scheduled")).toBeTruthy();
  expect(window.location.hash).toBe("#/outbox/scheduled");
});

it("shows what was held and what was withdrawn, and counts them on the rail", async () => {
  const { fake, user } = renderApp("#/inbox/all");
  fake.composer.quiet = () => null;
  fake.composer.plan("conv-dana", "The crew starts at 8.", Date.now() + 7_200_000);
  fake.composer.plan("conv-5", "Did the adjuster call?", Date.now() - 90_000_000, { state: "held", reason: "Ringbook was not running at that time." });
  fake.composer.plan("conv-9", "Just checking in.", Date.now() + 3_600_000, { state: "withdrawn", reason: "They answered first." });
  fake.announce(["outbox"], null);
  const place = await screen.findByRole("link", { name: /^Outbox, \d+ waits? for you$/ });
  await user.click(place);
  await user.click(await screen.findByRole("tab", { name: "Scheduled, 3" }));
  const rows = within(await screen.findByRole("list", { name: "Scheduled" })).getAllByRole("listitem");
  expect(rows.map((row) => /Ringbook was not running|They answered first|Goes out today|Goes out tomorrow/.exec(row.textContent ?? "")?.[0])).toEqual(["Ringbook was not running", "They answered first", expect.stringMatching(/^Goes out/)]);

  await user.click(within(rows[0] as HTMLElement).getByRole("button", { name: "Change" }));
  const dialog = await openDialog("Change the scheduled text");
  const words = await within(dialog).findByRole("textbox", { name: "Words" });
  await user.clear(words);
  await user.type(words, "Any news, {{name}?");
  expect(await within(dialog).findByText("Fill in {name}")).toBeTruthy();
  expect(within(dialog).getByRole("button", { name: "Save" })).toHaveProperty("disabled", true);
  await user.clear(words);
  await user.type(words, "Any news?");
  await waitFor(() => { expect(within(dialog).getByRole("button", { name: "Save" })).toHaveProperty("disabled", false); });
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => { expect(fake.asked.find((one) => one.command === "schedule_text")?.req).toMatchObject({ text: "Any news?", conversationId: "conv-5" }); });

  const withdrawn = within(await screen.findByRole("list", { name: "Scheduled" })).getAllByRole("listitem").find((row) => row.textContent?.includes("Just checking in."));
  await user.click(within(withdrawn as HTMLElement).getByRole("button", { name: "Put away" }));
  expect(await screen.findByRole("tab", { name: "Scheduled, 2" })).toBeTruthy();
  await user.click(screen.getAllByRole("button", { name: "Undo" }).at(-1) ?? document.body);
  expect(await screen.findByRole("tab", { name: "Scheduled, 3" })).toBeTruthy();
});

it("keeps the focus in the list when a row is done with, and after Undo", async () => {
  const { fake, user } = renderApp("#/outbox/scheduled");
  fake.composer.plan("conv-5", "Did the adjuster call?", Date.now() + 3_600_000, { state: "withdrawn", reason: "They answered first." });
  fake.composer.plan("conv-9", "Just checking in.", Date.now() + 7_200_000, { state: "withdrawn", reason: "They answered first." });
  act(() => { fake.announce(["outbox"], null); });
  const rowOf = async (text: string) => (await screen.findByText(text)).closest("li") as HTMLElement;
  within(await rowOf("Did the adjuster call?")).getByRole("button", { name: "Put back into the message box" }).focus();
  await user.keyboard("{Enter}");
  await screen.findByRole("tab", { name: "Scheduled, 1" });
  const next = within(await rowOf("Just checking in.")).getByRole("link");
  await waitFor(() => { expect(document.activeElement).toBe(next); });

  within(await rowOf("Just checking in.")).getByRole("button", { name: "Put away" }).focus();
  await user.keyboard("{Enter}");
  const tab = await screen.findByRole("tab", { name: "Scheduled, 0" });
  await waitFor(() => { expect(document.activeElement).toBe(tab); });
  const undo = (await screen.findAllByRole("button", { name: "Undo" })).at(-1);
  act(() => { undo?.focus(); });
  await user.keyboard("{Enter}");
  await screen.findByRole("tab", { name: "Scheduled, 1" });
  await waitFor(() => { expect(document.activeElement).toBe(tab); });
});

it("leaves the focus alone that somebody has taken elsewhere before a row goes", async () => {
  const { fake, user } = renderApp("#/outbox/scheduled");
  const plan = fake.composer.plan("conv-5", "Did the adjuster call?", Date.now() + 3_600_000, { state: "withdrawn", reason: "They answered first." });
  fake.composer.plan("conv-9", "Just checking in.", Date.now() + 7_200_000, { state: "withdrawn", reason: "They answered first." });
  act(() => { fake.announce(["outbox"], null); });
  const row = (await screen.findByText("Did the adjuster call?")).closest("li") as HTMLElement;
  act(() => { within(row).getByRole("link").focus(); });
  await user.click(screen.getByRole("heading", { name: "Outbox" }));
  expect(document.activeElement).toBe(document.body);
  await call("cancel_scheduled", { id: plan.id, dropped: true });
  act(() => { fake.announce(["outbox"], null); });
  await screen.findByRole("tab", { name: "Scheduled, 1" });
  expect(document.activeElement).toBe(document.body);
});

it("sends a failed text again by hand only, puts it away with Undo, and goes through the list by keys", async () => {
  const { fake, user } = renderApp("#/outbox/failed");
  const list = await screen.findByRole("list", { name: "Failed" });
  const before = within(list).getAllByRole("listitem").length;
  await user.keyboard("j");
  expect(document.activeElement).toBe(within(list).getAllByRole("link")[0]);
  const row = within(list).getAllByRole("listitem").find((one) => within(one).queryByRole("button", { name: "Put back into the message box" }));
  await user.click(within(row as HTMLElement).getByRole("button", { name: "Put away" }));
  expect(await screen.findByRole("tab", { name: `Failed, ${before - 1}` })).toBeTruthy();
  await user.click(screen.getAllByRole("button", { name: "Undo" }).at(-1) ?? document.body);
  expect(await screen.findByRole("tab", { name: `Failed, ${before}` })).toBeTruthy();
  const again = (await screen.findAllByRole("listitem")).find((one) => within(one).queryByRole("button", { name: "Put back into the message box" }));
  await user.click(within(again as HTMLElement).getByRole("button", { name: "Send again" }));
  await waitFor(() => { expect(fake.asked.filter((one) => one.command === "retry_text")).toHaveLength(1); });
});

it("a deleted draft comes back with Undo", async () => {
  const { fake, user } = renderApp("#/outbox/drafts");
  const conversation = fake.world.conversations.get("conv-dana");
  if (conversation) conversation.draft = "Half a thought";
  fake.announce(["outbox"], null);
  const row = async () => (await screen.findAllByRole("listitem")).find((one) => one.textContent?.includes("Half a thought"));
  await waitFor(async () => { expect(await row()).toBeTruthy(); });
  await user.click(within((await row()) as HTMLElement).getByRole("button", { name: "Delete" }));
  await waitFor(() => { expect(conversation?.draft).toBe(""); });
  await user.click(screen.getAllByRole("button", { name: "Undo" }).at(-1) ?? document.body);
  await waitFor(() => { expect(conversation?.draft).toBe("Half a thought"); });
});

it("a deleted draft comes back beside what was written meanwhile", async () => {
  const { fake, user } = renderApp("#/outbox/drafts");
  const dana = writes(fake, "conv-dana", "Half a thought");
  act(() => { fake.announce(["outbox"], null); });
  const row = (await screen.findByText("Half a thought")).closest("li") as HTMLElement;
  await user.click(within(row).getByRole("button", { name: "Delete" }));
  const undo = await screen.findByRole("button", { name: "Undo" });
  holdDraft("conv-dana", "Another one");
  await user.click(undo);
  await waitFor(() => { expect(dana.draft).toBe("Half a thought\nAnother one"); });
});

/** A draft stands in this conversation already. */
function writes(fake: FakeTransport, id: string, draft: string) {
  const conversation = fake.find(id);
  conversation.draft = draft;
  return conversation;
}

it("puts a failed text before the draft that is there, and Undo brings the row back and takes the words out", async () => {
  const { fake, user } = renderApp("#/outbox/failed");
  const walter = writes(fake, "conv-failed", "Is this a landline?");
  const text = "Hi Walter, your appointment is tomorrow at 9.";
  const row = async () => (await screen.findByText(text)).closest("li") as HTMLElement;
  await user.click(within(await row()).getByRole("button", { name: "Put back into the message box" }));
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: /^Text / });
  expect(field.value).toBe(`${text}\nIs this a landline?`);
  await waitFor(() => { expect(document.activeElement).toBe(field); });
  expect(walter.draft).toBe(`${text}\nIs this a landline?`);
  await waitFor(() => { expect(fake.composer.settled.size).toBe(1); });
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => { expect(fake.composer.settled.size).toBe(0); });
  await waitFor(() => { expect(walter.draft).toBe("Is this a landline?"); });
  await waitFor(() => { expect(field.value).toBe("Is this a landline?"); });
});

it("takes back a text that is on its way, and its words go before the draft that is there", async () => {
  const { fake, user } = renderApp("#/outbox/sending");
  fake.settings.undoMs = 60_000;
  await call("send_text", { conversationId: "conv-dana", text: "We come at noon.", token: "one" });
  const dana = writes(fake, "conv-dana", "Also");
  const row = (await within(await screen.findByRole("list", { name: "Sending" })).findByText("We come at noon.")).closest("li") as HTMLElement;
  expect(within(row).getByText("Sending.")).toBeTruthy();
  await user.click(within(row).getByRole("button", { name: "Take back" }));
  await waitFor(() => { expect(dana.draft).toBe("We come at noon.\nAlso"); });
  expect(fake.asked.filter((one) => one.command === "cancel_send")).toHaveLength(1);
  expect((await screen.findAllByText("Not sent: the words are in the draft")).length).toBeGreaterThan(0);
  expect(await screen.findByText("Nothing is on its way")).toBeTruthy();
});

it("leaves draft and text alone where it is too late to take it back", async () => {
  const { fake, user } = renderApp("#/outbox/sending", { failing: { cancel_send: "refused" } });
  fake.settings.undoMs = 60_000;
  await call("send_text", { conversationId: "conv-dana", text: "We come at noon.", token: "one" });
  const dana = writes(fake, "conv-dana", "Also");
  await user.click(await screen.findByRole("button", { name: "Take back" }));
  await waitFor(() => { expect(fake.asked.some((one) => one.command === "cancel_send")).toBe(true); });
  await screen.findByRole("button", { name: "Take back" });
  expect(dana.draft).toBe("Also");
  expect(heldDrafts.get().get("conv-dana")).toBeUndefined();
});

it("says of a text that really waits that it waits, and why", async () => {
  const { fake } = renderApp("#/outbox/sending");
  await call("send_text", { conversationId: "conv-dana", text: "We come at noon.", token: "one" });
  const { entries } = await call("outbox_page", {});
  const real = fake.call.bind(fake);
  fake.call = ((command, req, signal) => (command !== "outbox_desk" ? real(command, req, signal) : real("outbox_desk", {}, signal).then((desk) => ({
    ...desk, sending: entries.filter((one) => one.conversationId === "conv-dana").map((one) => ({ ...one, state: "waiting", reason: "Quo cannot be reached" })),
  })))) as FakeTransport["call"];
  act(() => { fake.announce(["outbox"], null); });
  expect(await screen.findByText("Waiting to be sent: Quo cannot be reached.")).toBeTruthy();
});

it("the words of a text that was dropped can be put back", async () => {
  const { fake, user } = renderApp("#/outbox/failed");
  const jae = writes(fake, "conv-unclear", "By the way");
  const text = "They should be wrapped up by 5:30, and they’ll run the magnet over the driveway for nails.";
  const row = (await screen.findByText(text)).closest("li") as HTMLElement;
  await user.click(within(row).getByRole("button", { name: "Drop" }));
  await waitFor(() => { expect(screen.queryByText(text)).toBeNull(); });
  expect(jae.draft).toBe("By the way");
  await user.click(await screen.findByRole("button", { name: "Put the words back" }));
  await waitFor(() => { expect(jae.draft).toBe(`${text}\nBy the way`); });
});

it("a text that is said to have arrived leaves the list, with Undo, and the core is told once that is over", async () => {
  const { fake, user } = renderApp("#/outbox/failed");
  const text = "They should be wrapped up by 5:30, and they’ll run the magnet over the driveway for nails.";
  const row = async () => (await screen.findByText(text)).closest("li") as HTMLElement;
  const told = () => fake.asked.filter((one) => one.command === "resolve_send").map((one) => one.req);
  const arrived = within(await row()).getByRole("button", { name: "It arrived" });
  const before = Number(/\d+$/.exec(screen.getByRole("tab", { name: /^Failed, / }).getAttribute("aria-label") ?? "")?.[0]);
  await user.click(arrived);
  await waitFor(() => { expect(screen.queryByText(text)).toBeNull(); });
  expect(screen.getByRole("tab", { name: `Failed, ${before - 1}` })).toBeTruthy();
  expect(screen.queryByText(/^The first /)).toBeNull();
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await user.click(within(await row()).getByRole("button", { name: "It arrived" }));
  expect(told()).toEqual([]);
  undoIsOver();
  await waitFor(() => { expect(told()).toEqual([{ outboxId: "out-unclear", decision: "itArrived" }]); });
  expect(screen.queryByText(text)).toBeNull();
});
