import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { PLACES, type Proof } from "./support/keyTable.ts";

const PEOPLE = { Ana: "+17735550101", Ben: "+17735550102", Cleo: "+17735550103" };

/** As the browser is told to press what the sheet shows. */
const NAMES: Readonly<Record<string, string>> = { Ctrl: "Control", Esc: "Escape", "→": "ArrowRight", "←": "ArrowLeft", "↑": "ArrowUp", "↓": "ArrowDown" };
const named = ({ action, key }: Pick<Proof, "action" | "key">) => `${action}: ${key}`;

/** Every key that the sheet of keys names. */
async function readSheet(page: Page): Promise<string[]> {
  await page.keyboard.press("?");
  const sheet = page.getByRole("region", { name: "Keyboard shortcuts" });
  await expect(sheet).toBeVisible();
  const rows = await sheet.locator("dl > div").evaluateAll((all) => all.map((row) => ({
    action: row.querySelector("dt")?.textContent ?? "",
    keys: [...row.querySelectorAll("dd > span")].map((one) => [...one.querySelectorAll("kbd")].map((cap) => cap.textContent).join(" ")),
  })));
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  return rows.flatMap(({ action, keys }) => keys.map((key) => named({ action, key })));
}

test("every key of the sheet does on its screen what the sheet says", async ({ page, quo, ringbook }) => {
  // More than a hundred keys, each with what is so before and after it.
  test.setTimeout(150_000);
  page.setDefaultTimeout(15_000);
  for (const [name, number] of Object.entries(PEOPLE)) await quo.contact(name, "Bell", number);
  for (const from of [PEOPLE.Ben, PEOPLE.Cleo]) {
    await quo.call({
      from, durationS: 40, recording: true, summary: ["They asked about the gutters."], nextSteps: [],
      transcript: [{ who: "them", content: "Are the gutters included?", start: 0.5, end: 4 }, { who: "us", content: "The gutters are included.", start: 21, end: 25 }],
    });
    await quo.idle();
  }
  for (const text of ["The gutter leaks", "It is over the back door", ...Array.from({ length: 12 }, (_, n) => `Picture ${n + 1} of the roof shows more than enough to fill a line or two of what can be seen here.`), "Is the gutter in the quote?", "Thanks"]) {
    await quo.text(PEOPLE.Ana, text);
    await quo.idle();
  }
  await quo.text(PEOPLE.Cleo, "When do you come?");
  await quo.idle();
  const settings = (await ringbook.call(page, "settings", {})) as object;
  await ringbook.call(page, "save_settings", { ...settings, undoMs: 10_000 });
  await ringbook.open(page);

  const sheet = await readSheet(page);
  const proofs = PLACES.flatMap((place) => place.proofs).map(named);
  expect(sheet.filter((one) => !proofs.includes(one)), "each key of the sheet has its proof").toEqual([]);
  expect(proofs.filter((one) => !sheet.includes(one)), "each proof is of a key of the sheet").toEqual([]);

  for (const { screen, open, proofs: mine } of PLACES) {
    await test.step(screen, async () => {
      await open(page, ringbook);
      for (const proof of mine) {
        await proof.before?.(page);
        const shown = proof.shows(page);
        await expect(shown, `${screen}, before ${named(proof)}`).not.toBeInViewport();
        await page.keyboard.press(proof.key.split(" ").map((cap) => NAMES[cap] ?? (/^\p{L}$/u.test(cap) ? cap.toLowerCase() : cap)).join("+"));
        await expect(shown, `${screen}, after ${named(proof)}`).toBeInViewport();
        await proof.after?.(page);
      }
    });
  }
});
