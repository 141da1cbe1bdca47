import { expect, Ringbook, test } from "./support/fixtures.ts";
import { Running, RINGBOOK } from "./support/process.ts";

const PASSWORD = "a roof over it";

test("from the first start to the first live text, by one key and one address", async ({ page, quo, complaints }) => {
  const running = await Running.start(RINGBOOK, ["serve", "--json", "--hook", "127.0.0.1:0", "--ui", "127.0.0.1:0", "--secrets", "file"], {
    RINGBOOK_PASSWORD: PASSWORD,
    RINGBOOK_QUO_URL: quo.url,
  });
  const ringbook = new Ringbook(running);
  await page.goto(ringbook.origin);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Welcome to Ringbook" })).toBeVisible();
  await page.getByRole("button", { name: "Connect Quo" }).click();

  // A key that Quo does not know is said to be one, and nothing is kept.
  await page.getByLabel("API key").fill("not-the-key");
  await page.getByLabel("Passphrase for this computer").fill("gutters and ridge vents");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByText(/does not accept/).first()).toBeVisible();
  // The browser writes down every answer that is a refusal; this one was asked for.
  expect(complaints.splice(0)).toEqual([expect.stringContaining("409")]);
  await page.getByLabel("API key").fill(quo.key);
  // The passphrase was chosen with the first try, and is asked for once.
  await expect(page.getByLabel("Passphrase for this computer")).toBeHidden();
  await page.getByRole("button", { name: "Connect", exact: true }).click();

  // The key is good; what is missing is a way in.
  await expect(page.getByText("Quo accepts the key")).toBeVisible();
  await page.getByRole("radio", { name: /Own address/ }).check();
  await page.getByRole("textbox", { name: "Public address" }).fill(`http://${running.address("hook")}`);
  await page.getByRole("button", { name: "Save and open" }).click();
  await expect(page.getByRole("heading", { name: /is connected$/ })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("The test event arrived")).toBeVisible();

  await quo.text("+17735550177", "Can you look at my roof on Monday?");
  await page.getByRole("button", { name: "Open the Inbox" }).click();
  await expect(page.getByRole("list", { name: "Open" }).getByRole("link", { name: /Monday/ })).toBeVisible();
  await ringbook.stop(page);
});
