import { test } from "./support/fixtures.ts";
import { Reader } from "./support/reader.ts";

const JANE = "+17735550163";
const BEN = "+17735550164";
const TIMELINE = /^Messages and calls, oldest first$/;

test("the whole job is done by ear and keyboard", async ({ page, quo, ringbook }) => {
  test.setTimeout(120_000);
  await quo.contact("Jane", "Doe", JANE);
  await quo.contact("Ben", "Bell", BEN);
  await quo.call({
    from: BEN, durationS: 40, recording: true, summary: ["He asked for a revised quote."], nextSteps: ["Email the revised quote by Thursday."],
    transcript: [{ who: "us", content: "I will email the revised quote by Thursday.", start: 21, end: 25 }],
  });
  await quo.text(JANE, "The gutter over the back door leaks.");
  await quo.idle();
  await quo.text(JANE, "Is Friday at 2 still open?");
  await quo.idle();
  await ringbook.open(page);
  const reader = await Reader.of(page);

  await test.step("what waits is counted, and says who, when and what", async () => {
    await reader.reads("RootWebArea", /Ringbook/, /^navigation Main areas$/, /^link Inbox, \d unread$/, /^region Conversations$/, /^heading Open$/, /^tab Waiting on me, 1$/, /^list Open$/, /^main/);
    await reader.pressUntil("Tab", /^tab Open, 2/);
    await reader.pressUntil("ArrowLeft", /^tab Waiting on me, 1/);
    await reader.press("Enter");
    await reader.reads("list", /^Waiting on me$/, /^link Jane Doe/);
    await reader.press("j");
    await reader.isOn(/^link Jane Doe, 2 unread, waiting for [^,]+, text: Is Friday at 2 still open\?, \d+:\d\d [ap]m/);
  });

  await test.step("a conversation is opened, read in order, and what arrives is said", async () => {
    await reader.press("Enter");
    await reader.hears(/^Opened: Jane Doe$/);
    const first = [/Jane Doe: text, \d+:\d\d [ap]m, received/, /The gutter over the back door leaks\./, /Jane Doe: text, \d+:\d\d [ap]m, received/, /Is Friday at 2 still open\?/];
    await reader.reads("region", TIMELINE, ...first);
    await quo.text(JANE, "Or Saturday?");
    await reader.hears(/^Jane Doe: Or Saturday\?$/);
    await reader.reads("region", TIMELINE, ...first, /Jane Doe: text/, /Or Saturday\?/);
  });

  await test.step("it is answered, and what becomes of the answer is said", async () => {
    await reader.press("r");
    await reader.isOn(/^textbox Text Jane Doe; .*From /);
    await reader.type("Friday at 2 it is.");
    await reader.press("Control+Enter");
    await reader.hears(/^Text to Jane Doe: delivered$/);
    await reader.reads("region", TIMELINE, /: text, \d+:\d\d [ap]m, delivered/);
    await reader.isOn(/^textbox Text Jane Doe/);
    await reader.press("Escape");
  });

  await test.step("it is done with, taken back, and done with again", async () => {
    await reader.press("e");
    await reader.hears(/^Marked as done: Jane Doe$/);
    await reader.reads("RootWebArea", /Ringbook/, /^button Undo$/);
    await reader.press("z");
    await reader.hears(/^Undone: Marked as done: Jane Doe$/);
    await reader.reads("RootWebArea", /Ringbook/, /^tab Done, 0$/);
    await reader.press("e");
    await reader.reads("RootWebArea", /Ringbook/, /^tab Done, 1$/);
  });

  await test.step("a word is searched, its hits counted, and one opened", async () => {
    await reader.press("Control+f");
    await reader.isOn(/^combobox Search texts/);
    await reader.type("gutter");
    await reader.hears(/^1 found$/);
    await reader.isOn(/on option .*Jane Doe.*gutter/);
    await reader.press("Enter");
    await reader.hears(/^Opened: Jane Doe$/);
    await reader.reads("region", TIMELINE, /The gutter over the back door leaks\./);
  });

  await test.step("a call is opened, its summary and next steps read, and its recording gone through", async () => {
    await reader.press("Control+5");
    await reader.hears(/^Opened: Calls$/);
    await reader.reads("list", /^All calls$/, /^link Ben Bell/);
    await reader.press("j");
    await reader.isOn(/^link Ben Bell, Answered by .*recorded, with transcript, with summary/);
    await reader.press("Enter");
    await reader.hears(/^Opened: Call with Ben Bell$/);
    await reader.reads("main", /^/, /^heading Summary$/, /He asked for a revised quote\./, /^heading Next steps$/, /^checkbox Email the revised quote/, /^slider Position in recording of the call with Ben Bell$/, /^heading Transcript$/);
    await reader.pressUntil("Tab", /^button Play: recording of the call with Ben Bell/);
    await reader.press("Space");
    await reader.isOn(/^button Pause: recording of the call with Ben Bell/);
    await reader.press("Space");
    await reader.isOn(/^button Play: recording of the call with Ben Bell/);
    await reader.press("Tab");
    await reader.isOn(/^slider Position in recording of the call with Ben Bell; \d+; 0:40/);
    await reader.press("End");
    await reader.isOn(/^slider .*; 40; 0:40/);
    await reader.press("Home");
    await reader.isOn(/^slider .*; 0; 0:40/);
  });

  await test.step("a follow-up is made, and the focus is back where it was", async () => {
    await reader.press("f");
    await reader.isOn(/^textbox What is to be done/);
    await reader.reads("dialog", /^Make a follow-up$/, /About Ben Bell/);
    await reader.type("Send the quote");
    await reader.press("Enter");
    await reader.hears(/^Follow-up made: Send the quote$/);
    await reader.isOn(/^slider Position in recording/);
  });

  await test.step("a contact is found and opened", async () => {
    await reader.press("Control+3");
    await reader.hears(/^Opened: Contacts$/);
    await reader.pressUntil("Tab", /^textbox Filter by name, company or number/);
    await reader.type("ben b");
    await reader.hears(/^1 contact found$/);
    await reader.press("Enter");
    await reader.isOn(/^link Ben Bell, \(773\) 555-0164/);
    await reader.press("Enter");
    await reader.hears(/^Opened: Ben Bell$/);
    await reader.reads("main", /^/, /^heading Ben Bell$/);
  });

  await test.step("an action is found by its name and run", async () => {
    await reader.press("Control+k");
    await reader.isOn(/^combobox Find an action/);
    await reader.type("insi");
    await reader.isOn(/on option Insights/);
    await reader.press("Enter");
    await reader.hears(/^Opened: Insights$/);
    await reader.reads("main", /^/, /^heading Insights$/);
  });
});
