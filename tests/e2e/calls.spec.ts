import { expect, test } from "./support/fixtures.ts";

test("a call shows its summary first, plays from a sentence and remembers a step that was ticked", async ({ page, quo, ringbook }) => {
  await quo.call({
    from: "+17735550118",
    durationS: 40,
    recording: true,
    summary: ["Customer asked for a revised quote including gutters."],
    nextSteps: ["Email the revised quote by Thursday.", "Order the drip edge."],
    transcript: [
      { who: "us", content: "Lakeview Roofing, this is Sam.", start: 0.5, end: 3 },
      { who: "them", content: "Hi Sam, I wanted to ask about the gutters.", start: 4, end: 8 },
      { who: "us", content: "I will email the revised quote by Thursday.", start: 21, end: 25 },
    ],
  });
  await ringbook.open(page);
  await page.getByRole("list", { name: "Open" }).getByRole("link").click();
  await page.getByRole("link", { name: "Open the call" }).click();

  const summary = page.getByRole("heading", { name: "Summary" });
  const play = page.getByRole("button", { name: /^Play: recording of the call/ });
  const transcript = page.getByRole("heading", { name: "Transcript" });
  await expect(page.getByRole("main").getByText("Customer asked for a revised quote including gutters.")).toBeVisible();
  await expect(play).toBeEnabled();
  const top = async (what: typeof summary) => (await what.boundingBox())?.y ?? -1;
  expect(await top(summary)).toBeLessThan(await top(play));
  expect(await top(play)).toBeLessThan(await top(transcript));

  await page.getByRole("button", { name: /I will email the revised quote by Thursday/ }).click();
  await expect(page.getByRole("button", { name: /^Pause: recording of the call/ })).toBeVisible();
  const position = page.getByRole("slider", { name: /^Position in recording/ });
  const second = async () => Number(await position.getAttribute("aria-valuenow"));
  await expect.poll(second).toBeGreaterThanOrEqual(21);
  expect(await second()).toBeLessThan(30);
  const heard = await second();
  await expect.poll(second).toBeGreaterThan(heard);
  await expect(page.getByRole("button", { name: /I will email/ })).toHaveAttribute("aria-current", "true");
  await page.getByRole("button", { name: /^Pause: recording/ }).click();
  await expect(play).toBeVisible();

  const kept = page.waitForResponse((answer) => answer.url().endsWith("/api/rpc/tick_next_step") && answer.ok());
  await page.getByRole("checkbox", { name: "Email the revised quote by Thursday." }).check();
  await kept;
  await page.reload();
  await expect(page.getByRole("checkbox", { name: "Email the revised quote by Thursday." })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Order the drip edge." })).not.toBeChecked();
});
