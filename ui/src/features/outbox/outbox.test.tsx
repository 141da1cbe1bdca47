import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import { heldDrafts } from "../../state/drafts";
import { openDialog } from "../../testing/dialogs";
import { renderApp } from "../../testing/renderApp";

beforeEach(() => { heldDrafts.set(new Map()); });

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

it("sends a failed text again by hand only, puts it away with Undo, and goes through the list by keys", async () => {
  const { fake, user } = renderApp("#/outbox/failed");
  const list = await screen.findByRole("list", { name: "Failed" });
  const before = within(list).getAllByRole("listitem").length;
  await user.keyboard("j");
  expect(document.activeElement).toBe(within(list).getAllByRole("link")[0]);
  const row = within(list).getAllByRole("listitem").find((one) => within(one).queryByRole("button", { name: "Put back into the field" }));
  await user.click(within(row as HTMLElement).getByRole("button", { name: "Put away" }));
  expect(await screen.findByRole("tab", { name: `Failed, ${before - 1}` })).toBeTruthy();
  await user.click(screen.getAllByRole("button", { name: "Undo" }).at(-1) ?? document.body);
  expect(await screen.findByRole("tab", { name: `Failed, ${before}` })).toBeTruthy();
  const again = (await screen.findAllByRole("listitem")).find((one) => within(one).queryByRole("button", { name: "Put back into the field" }));
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
