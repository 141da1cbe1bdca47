import type { Locator, Page } from "@playwright/test";
import type { Ringbook } from "./fixtures.ts";

/** What a key does, where it is pressed. */
export interface Proof {
  /** As the sheet of keys calls the action and shows the key: "Mark as done", "E". */
  action: string;
  key: string;
  /** What is done so that the key has something to do. */
  before?: (page: Page) => Promise<unknown>;
  /** What can be seen afterwards, and could not before. */
  shows: (page: Page) => Locator;
  /** What is put in order for those that follow. */
  after?: (page: Page) => Promise<unknown>;
}

/** A screen, opened once, and its keys in the order in which they are pressed. */
export interface Place {
  screen: string;
  open: (page: Page, ringbook: Ringbook) => Promise<unknown>;
  proofs: readonly Proof[];
}

type Look = (page: Page) => Locator;

const press = (keys: string) => (page: Page) => page.keyboard.press(keys);
const focused = (look: Look): Look => (page) => look(page).and(page.locator(":focus"));
const heading = (name: string | RegExp): Look => (page) => page.getByRole("heading", { name, exact: true });
const tab = (name: string): Look => (page) => page.getByRole("tab", { name, exact: true });
const words = (text: string): Look => (page) => page.getByText(text, { exact: true });
const told = (text: string | RegExp): Look => (page) => page.getByRole("listitem").filter({ has: page.getByRole("button", { name: "Dismiss" }) }).filter({ hasText: text });
const dialog = (name: string | RegExp): Look => (page) => page.getByRole("dialog", { name });
const closeDialog = async (page: Page) => {
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
};
const makeFollowUp = async (page: Page, title: string) => {
  await page.keyboard.type(title);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await told(`Follow-up made: ${title}`)(page).waitFor();
};
const linkIn = (list: string, name: RegExp): Look => (page) => page.getByRole("list", { name: list }).getByRole("link", { name });
const conversation = (name: RegExp) => linkIn("Open", name);
const timeline: Look = (page) => page.getByRole("region", { name: "Messages and calls, oldest first" });
const thread = (name: string): Look => (page) => page.getByRole("main").getByRole("region", { name, exact: true });
const said = (text: string): Look => (page) => timeline(page).getByText(text, { exact: true });
const answer: Look = (page) => page.getByRole("textbox", { name: "Text Ana Bell" });
const contactPane: Look = (page) => page.getByRole("complementary", { name: "Contact" });
const second = (at: number): Look => (page) => page.getByRole("slider", { name: /^Position in recording/ }).and(page.locator(`[aria-valuenow="${at}"]`));
const result = (at: number): Look => (page) => page.getByRole("listbox", { name: "Results" }).getByRole("option").nth(at).and(page.locator("[aria-selected=true]"));
const delivery = (at: number): Look => (page) => page.getByRole("row").nth(at).getByRole("button").first();
/** Next, and back again: on every screen that has a list. */
const upAndDown = (first: Look, next: Look): Proof[] => [
  { action: "Next in the list", key: "J", shows: first },
  { action: "Previous in the list", key: "K", before: async (page) => { await page.keyboard.press("j"); await next(page).waitFor(); }, shows: first },
];
const goes = (key: string, shows: Look, action: string): Proof => ({ action, key, shows });

/** Every key of the sheet, and those of its lists on each screen that has one. */
export const PLACES: readonly Place[] = [
  {
    screen: "inbox",
    open: async (page, ringbook) => {
      await ringbook.open(page, "#/inbox/open");
      await conversation(/^Cleo/)(page).waitFor();
    },
    proofs: [
      ...upAndDown(focused(conversation(/^Cleo/)), focused(conversation(/^Ana/))),
      { action: "Select or take out of the selection", key: "X", shows: words("1 selected") },
      { action: "Select the next one, too", key: "Shift J", shows: words("2 selected") },
      { action: "Select the one before, too", key: "Shift K", shows: words("1 selected") },
      { action: "Select all", key: "Ctrl A", shows: words("3 selected") },
      { action: "Back", key: "Esc", shows: heading("Open") },
      { action: "Mark as done", key: "E", shows: tab("Done, 1") },
      { action: "Undo the last change", key: "Z", shows: tab("Done, 0") },
      { action: "Undo the last change", key: "Ctrl Z", before: async (page) => { await page.keyboard.press("j"); await page.keyboard.press("e"); await tab("Done, 1")(page).waitFor(); }, shows: tab("Done, 0") },
      { action: "Mark as unread", key: "U", before: async (page) => { await page.keyboard.press("k"); await page.keyboard.press("k"); await focused(conversation(/^Cleo/))(page).waitFor(); }, shows: told(/^Marked as read: /) },
      { action: "Pin on top", key: "P", shows: conversation(/pinned/), after: async (page) => { await page.keyboard.press("z"); await conversation(/pinned/)(page).waitFor({ state: "detached" }); } },
      { action: "Snooze", key: "H", shows: dialog(/^Snooze: /), after: closeDialog },
      { action: "New message", key: "N", shows: dialog("New message"), after: closeDialog },
      { action: "Make a follow-up", key: "F", shows: dialog("Make a follow-up"), after: closeDialog },
      { action: "Open", key: "Enter", shows: timeline },
    ],
  },
  {
    screen: "conversation",
    open: async (page, ringbook) => {
      await ringbook.open(page, "#/inbox/open");
      await conversation(/^Ana/)(page).click();
      await said("Thanks")(page).waitFor();
    },
    proofs: [
      { action: "Go to the beginning", key: "Home", shows: words("This is where the conversation begins.") },
      { action: "Go to the newest", key: "End", shows: said("Thanks") },
      { action: "Find in this conversation", key: "Ctrl Shift F", shows: focused((page) => page.getByRole("searchbox", { name: "Find in this conversation" })), after: async (page) => { await page.keyboard.type("gutter"); await words("1 of 2")(page).waitFor(); } },
      { action: "Next match", key: "Ctrl G", shows: words("2 of 2") },
      { action: "Previous match", key: "Ctrl Shift G", shows: words("1 of 2"), after: press("Escape") },
      { action: "Jump to a date", key: "G", shows: dialog("Jump to a date"), after: closeDialog },
      { action: "Show or hide the contact", key: "I", before: async (page) => { await contactPane(page).waitFor(); await page.keyboard.press("i"); await contactPane(page).waitFor({ state: "detached" }); }, shows: contactPane },
      { action: "Print the conversation", key: "Ctrl P", shows: dialog("Print the conversation"), after: closeDialog },
      {
        action: "Make a follow-up", key: "F", shows: dialog("Make a follow-up"),
        after: (page) => makeFollowUp(page, "Bring the ladder"),
      },
      { action: "Snooze", key: "H", shows: dialog("Snooze: Ana Bell"), after: closeDialog },
      { action: "Pin on top", key: "P", shows: told("Pinned on top: Ana Bell"), after: press("z") },
      { action: "Write a reply", key: "R", shows: focused(answer), after: (page) => page.keyboard.type("On our way") },
      { action: "Send later", key: "Ctrl Shift Enter", shows: dialog("Send later"), after: closeDialog },
      { action: "Insert a snippet", key: "Ctrl ;", shows: (page) => page.getByText("There are none yet."), after: press("Escape") },
      { action: "Send", key: "Ctrl Enter", before: (page) => answer(page).fill("On our way"), shows: said("On our way") },
      { action: "Undo sending", key: "Ctrl Shift Z", shows: told("Not sent: the words are back in the field"), after: async (page) => { await answer(page).fill(""); await page.keyboard.press("Escape"); } },
      // The text that was taken back had brought Ana to the top of the list; what is next depends on where she stands.
      { action: "Next in the list", key: "J", before: (page) => page.getByRole("list", { name: "Open" }).getByRole("link").first().filter({ hasText: "Cleo Bell" }).waitFor(), shows: thread("Ben Bell") },
      { action: "Previous in the list", key: "K", shows: thread("Ana Bell") },
      { action: "Mark as done", key: "E", shows: tab("Done, 1"), after: async (page) => { await page.keyboard.press("z"); await tab("Done, 0")(page).waitFor(); } },
      { action: "Back", key: "Esc", shows: heading("Choose a conversation") },
      { action: "Mark as unread", key: "U", before: async (page) => { await conversation(/^Ana/)(page).click(); await said("Thanks")(page).waitFor(); }, shows: heading("Choose a conversation") },
    ],
  },
  {
    screen: "calls",
    open: async (page, ringbook) => {
      await ringbook.open(page, "#/calls");
      await linkIn("All calls", /^Ben/)(page).waitFor();
    },
    proofs: [
      ...upAndDown(focused(linkIn("All calls", /^Cleo/)), focused(linkIn("All calls", /^Ben/))),
      { action: "Play or pause", key: "Space", shows: (page) => page.getByRole("button", { name: "Pause: call with Cleo Bell" }), after: press("Space") },
      { action: "Open", key: "Enter", shows: heading("Summary") },
      { action: "Back", key: "Esc", shows: heading("Choose a call") },
    ],
  },
  {
    screen: "call",
    open: async (page, ringbook) => {
      await ringbook.open(page, "#/calls");
      await linkIn("All calls", /^Ben/)(page).click();
      await page.getByRole("button", { name: "Play: recording of the call with Ben Bell" }).waitFor();
    },
    proofs: [
      { action: "Forward 10 seconds", key: "→", shows: second(10) },
      { action: "Back 10 seconds", key: "←", shows: second(0) },
      { action: "Faster", key: "Shift →", shows: (page) => page.getByRole("button", { name: "Speed: 1.25 times" }) },
      { action: "Slower", key: "Shift ←", shows: (page) => page.getByRole("button", { name: "Speed: 1 times" }) },
      { action: "Copy a link to this second", key: "L", shows: told("A link to 0:00 of this call is copied") },
      { action: "Copy what is said here as a quote", key: "C", shows: told("Quote copied") },
      { action: "Play or pause", key: "Space", shows: (page) => page.getByRole("button", { name: "Pause: recording of the call with Ben Bell" }), after: press("Space") },
      { action: "Make a follow-up", key: "F", shows: dialog("Make a follow-up"), after: closeDialog },
      { action: "Find in this conversation", key: "Ctrl Shift F", shows: focused((page) => page.getByRole("searchbox", { name: "Search in the transcript" })), after: async (page) => { await page.keyboard.type("gutters"); await words("1 of 2")(page).waitFor(); } },
      { action: "Next match", key: "Ctrl G", shows: words("2 of 2") },
      { action: "Previous match", key: "Ctrl Shift G", shows: words("1 of 2"), after: (page) => page.locator(":focus").blur() },
      { action: "Open the conversation", key: "O", shows: timeline },
    ],
  },
  {
    screen: "follow-ups",
    open: async (page, ringbook) => {
      await ringbook.open(page, "#/follow-ups/due");
      await page.getByRole("checkbox", { name: "Done: Bring the ladder" }).waitFor();
    },
    proofs: [
      {
        action: "Make a follow-up", key: "F", shows: dialog("Make a follow-up"),
        // The list's first row has the focus after it; the keys below begin where nothing is marked.
        after: async (page) => { await makeFollowUp(page, "Order the nails"); await page.reload(); await page.getByRole("checkbox", { name: "Done: Order the nails" }).waitFor(); },
      },
      ...upAndDown(focused((page) => page.getByRole("checkbox", { name: /^Done: / }).first()), focused((page) => page.getByRole("checkbox", { name: /^Done: / }).last())),
      { action: "Choose when the follow-up is due", key: "T", shows: (page) => page.getByRole("menu"), after: async (page) => { await page.keyboard.press("Escape"); await page.getByRole("menu").waitFor({ state: "hidden" }); } },
      { action: "Tick the follow-up", key: "Shift D", shows: told(/^Done: /), after: async (page) => { await page.keyboard.press("z"); await page.getByRole("checkbox", { name: "Done: Bring the ladder", checked: false }).focus(); } },
      { action: "Open", key: "Enter", shows: timeline },
    ],
  },
  {
    screen: "contacts",
    open: async (page, ringbook) => {
      await ringbook.open(page, "#/contacts");
      await linkIn("Contacts by name", /^Ana/)(page).waitFor();
    },
    proofs: [
      ...upAndDown(focused(linkIn("Contacts by name", /^Ana/)), focused(linkIn("Contacts by name", /^Ben/))),
      { action: "Open", key: "Enter", shows: heading("With them") },
      { action: "Edit the contact", key: "E", shows: focused((page) => page.getByRole("textbox", { name: "First name" })), after: (page) => page.getByRole("textbox", { name: "Company", exact: true }).fill("Bell & Co") },
      { action: "Save the contact", key: "Ctrl Enter", shows: told("Saved: Ana Bell") },
      { action: "Make a follow-up", key: "F", shows: dialog("Make a follow-up"), after: closeDialog },
      { action: "New contact", key: "N", shows: focused((page) => page.getByRole("textbox", { name: "First name" })) },
      { action: "Back", key: "Esc", shows: heading("Choose a contact") },
    ],
  },
  {
    screen: "search",
    open: async (page, ringbook) => {
      await ringbook.open(page, "#/search?q=gutter");
      await result(0)(page).waitFor();
      await page.locator(":focus").blur();
    },
    proofs: [
      { action: "Next in the list", key: "J", shows: result(1) },
      { action: "Previous in the list", key: "K", shows: result(0) },
      { action: "Open", key: "Enter", shows: timeline },
      { action: "Search", key: "/", shows: focused((page) => page.getByRole("combobox")), after: (page) => page.locator(":focus").blur() },
      { action: "Search", key: "Ctrl F", shows: focused((page) => page.getByRole("combobox")) },
    ],
  },
  {
    screen: "outbox",
    open: async (page, ringbook) => {
      const { conversations } = (await ringbook.call(page, "inbox_ids", { tab: "open", lineId: null, tag: null })) as { conversations: { conversationId: string }[] };
      for (const { conversationId } of conversations.slice(0, 2)) await ringbook.call(page, "save_draft", { conversationId, text: "Not yet" });
      await ringbook.open(page, "#/outbox/drafts");
      await page.getByRole("list", { name: "Drafts" }).getByRole("link").nth(1).waitFor();
    },
    proofs: upAndDown(focused((page) => page.getByRole("list", { name: "Drafts" }).getByRole("link").first()), focused((page) => page.getByRole("list", { name: "Drafts" }).getByRole("link").last())),
  },
  {
    screen: "connection",
    open: async (page, ringbook) => {
      await ringbook.open(page, "#/connection");
      await delivery(2)(page).waitFor();
    },
    proofs: [
      ...upAndDown(focused(delivery(1)), focused(delivery(2))),
      { action: "Open", key: "Enter", shows: heading("Payload"), after: closeDialog },
    ],
  },
  {
    screen: "anywhere",
    open: async (page, ringbook) => ringbook.open(page, "#/inbox/open"),
    proofs: [
      goes("Ctrl 2", focused((page) => page.getByRole("combobox")), "Search"),
      goes("Ctrl 3", heading(/^Contacts/), "Contacts"),
      goes("Ctrl 4", heading("Follow-ups"), "Follow-ups"),
      goes("Ctrl 5", heading("Calls"), "Calls"),
      goes("Ctrl 6", heading("Insights"), "Insights"),
      goes("Ctrl 7", heading("Outbox"), "Outbox"),
      goes("Ctrl 8", heading("Connection"), "Connection"),
      goes("Ctrl 9", heading("Is anything missing?"), "Is anything missing?"),
      goes("Ctrl ,", heading("Settings"), "Settings"),
      goes("Ctrl 1", heading("Open"), "Inbox"),
      { action: "All actions", key: "Ctrl K", shows: dialog("All actions"), after: closeDialog },
      { action: "Keyboard shortcuts", key: "?", shows: dialog("Keyboard shortcuts"), after: closeDialog },
    ],
  },
];
