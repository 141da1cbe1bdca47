import { expect, test } from "./support/fixtures.ts";

const JANE = "+17735550163";

test("a text arrives while the inbox is open, is read, found, answered and delivered", async ({ page, quo, ringbook }) => {
  await quo.contact("Jane", "Doe", JANE);
  await ringbook.open(page);
  await expect(page.getByText("Nothing is open")).toBeVisible();
  await quo.text(JANE, "Hi, the gutter over the back door leaks. Is Friday at 2 still open?");

  const row = page.getByRole("list", { name: "Open" }).getByRole("link", { name: /Jane Doe, 1 unread/ });
  await expect(row).toBeVisible();
  await row.click();
  const thread = page.getByRole("region", { name: "Messages and calls, oldest first" });
  await expect(thread.getByText("Is Friday at 2 still open?").last()).toBeVisible();
  await expect(page.getByRole("link", { name: "Inbox", exact: true })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Unread, 0" })).toBeVisible();

  await page.keyboard.press("Control+f");
  await expect(page.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("gutter lea");
  await expect(page.getByRole("listbox", { name: "Results" }).getByRole("option", { name: /Jane Doe.*gutter/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(thread.getByText("Is Friday at 2 still open?").last()).toBeVisible();
  await expect(page).toHaveURL(/#\/search\/thread\/.*item=/);

  await page.getByRole("textbox", { name: "Text Jane Doe" }).fill("Yes, Friday at 2 works.");
  await page.keyboard.press("Control+Enter");
  const answer = thread.getByRole("listitem").filter({ hasText: "Yes, Friday at 2 works." });
  await expect(answer).toContainText("delivered");
  await expect(page.getByRole("textbox", { name: "Text Jane Doe" })).toHaveValue("");
});

test("a STOP locks the composer and says why", async ({ page, quo, ringbook }) => {
  await quo.text(JANE, "STOP");
  await ringbook.open(page);
  await page.getByRole("list", { name: "Open" }).getByRole("link").click();
  await expect(page.getByText("They opted out", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Show the text" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: /^Text / })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Send" })).toHaveCount(0);
});

test("Back from a search hit returns to the results as they were", async ({ page, quo, ringbook }) => {
  for (let n = 1; n <= 30; n += 1) await quo.text(`+1773555${String(1000 + n)}`, `Estimate number ${n} for the flashing, please`);
  await quo.idle();
  await ringbook.open(page, "#/search");
  await page.getByRole("combobox").fill("flashing");
  const results = page.getByRole("listbox", { name: "Results" });
  await expect(results.getByRole("option").first()).toBeVisible();
  // What is still being indexed would come between the results and Back.
  await expect(page.getByText("30 found")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const marked = results.getByRole("option", { selected: true });
  await expect(marked).toHaveCount(1);
  const words = await marked.innerText();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Messages and calls, oldest first" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("region", { name: "Messages and calls, oldest first" })).toHaveCount(0);
  await expect(page.getByRole("combobox")).toHaveValue("flashing");
  await expect(marked).toHaveText(words, { useInnerText: true });
});

test("arrivals move neither the place in a long thread nor what is selected", async ({ page, quo, ringbook }) => {
  const words = (n: number) => `Message ${n} about the roof, with enough words to fill a line or two of the bubble that it stands in.`;
  for (let n = 1; n <= 90; n += 1) await quo.text(JANE, words(n));
  await quo.idle();
  await ringbook.open(page);
  await page.getByRole("list", { name: "Open" }).getByRole("link").click();
  const thread = page.getByRole("region", { name: "Messages and calls, oldest first" });
  await expect(thread.getByText("Message 90 about", { exact: false }).last()).toBeVisible();

  await expect(page.getByRole("tab", { name: "Unread, 0" })).toBeVisible();
  await thread.hover();
  await expect(async () => {
    await page.mouse.wheel(0, -1400);
    await expect(page.getByRole("button", { name: "Go to the newest" })).toBeVisible({ timeout: 1000 });
  }).toPass();
  // The wheel scrolls on for a while: the list has come to rest when it stays for some frames.
  const atRest = () => thread.evaluate(async (box) => {
    const before = box.scrollTop;
    for (let frame = 0; frame < 12; frame += 1) await new Promise(requestAnimationFrame);
    return box.scrollTop === before;
  });
  await expect.poll(atRest).toBe(true);
  const chosen = await thread.evaluate((box) => {
    const whole = box.getBoundingClientRect();
    const middle = whole.top + whole.height / 2;
    const away = (one: Element) => Math.abs(one.getBoundingClientRect().top - middle);
    const bubbles = [...box.querySelectorAll("li *")].filter((one) => one.children.length === 0 && one.textContent.startsWith("Message "));
    const [bubble] = bubbles.toSorted((a, b) => away(a) - away(b));
    if (!bubble) throw new Error("nothing is written there");
    getSelection()?.selectAllChildren(bubble);
    return { words: String(getSelection()), top: bubble.getBoundingClientRect().top };
  });

  for (let n = 91; n <= 93; n += 1) await quo.text(JANE, words(n));
  await quo.text("+17735550199", "Somebody else, just now");
  await expect(page.getByRole("button", { name: "3 new: Go to the newest" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Open" }).getByRole("link", { name: /Somebody else/ })).toBeVisible();

  const after = await page.evaluate(() => {
    const selection = getSelection();
    const node = selection?.anchorNode ?? null;
    const element = node instanceof Element ? node : (node?.parentElement ?? null);
    return { words: String(selection), top: element?.getBoundingClientRect().top ?? -1 };
  });
  expect(after.words).toBe(chosen.words);
  expect(Math.abs(after.top - chosen.top)).toBeLessThan(2);
  await expect(page.getByRole("list", { name: "Open" }).locator("[aria-current=true]")).toHaveAccessibleName(/Message 93/);
});

test("a text that arrives takes neither the focus nor the words of a reply that is being typed", async ({ page, quo, ringbook }) => {
  const BEN = "+17735550172";
  await quo.contact("Jane", "Doe", JANE);
  await quo.contact("Ben", "Bell", BEN);
  await quo.text(BEN, "How much is it?");
  await quo.text(JANE, "When can you come?");
  await quo.idle();
  await ringbook.open(page);
  const rows = page.getByRole("list", { name: "Open" }).getByRole("link");
  await rows.filter({ hasText: "Jane Doe" }).click();
  const thread = page.getByRole("region", { name: "Messages and calls, oldest first" });
  await expect(thread.getByText("When can you come?").last()).toBeVisible();
  const address = page.url();
  const field = page.getByRole("textbox", { name: "Text Jane Doe" });
  await field.click();
  await page.keyboard.type("On Friday wrks for us");
  // In the middle of a word.
  for (let n = 0; n < "rks for us".length; n += 1) await page.keyboard.press("ArrowLeft");
  const typing = () => field.evaluate((element) => {
    const { value, selectionStart, selectionEnd } = element as HTMLTextAreaElement;
    return { value, selectionStart, selectionEnd, focused: document.activeElement === element };
  });
  const before = { value: "On Friday wrks for us", selectionStart: "On Friday w".length, selectionEnd: "On Friday w".length, focused: true };
  expect(await typing()).toEqual(before);

  await quo.text(BEN, "And is the ridge vent in it?");
  await expect(rows.filter({ hasText: "And is the ridge vent in it?" })).toBeVisible();
  expect(await typing()).toEqual(before);

  await quo.text(JANE, "My neighbour would like an estimate, too");
  await expect(thread.getByText("My neighbour would like an estimate, too").last()).toBeVisible();
  expect(await typing()).toEqual(before);

  // The draft is kept by now; what comes then brings no older words back.
  const conversationId = /\/thread\/([^?]+)/.exec(address)?.[1] ?? "";
  await expect.poll(async () => ((await ringbook.call(page, "conversation", { conversationId: decodeURIComponent(conversationId) })) as { draft: string }).draft).toBe(before.value);
  await page.keyboard.type("o");
  await quo.text(JANE, "And one for the garage");
  await expect(thread.getByText("And one for the garage").last()).toBeVisible();
  expect(await typing()).toEqual({ value: "On Friday works for us", selectionStart: "On Friday wo".length, selectionEnd: "On Friday wo".length, focused: true });
  expect(page.url()).toBe(address);
});
