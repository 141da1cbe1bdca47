import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { FakeAccount } from "../../api/transport/fakeAccount";
import { openDialog } from "../../testing/dialogs";
import { renderApp } from "../../testing/renderApp";
import { undoIsOver } from "../../testing/toasts";

type User = ReturnType<typeof renderApp>["user"];

/** Puts words into a field as a person does with a key or an address: by pasting them. */
async function paste(user: User, field: HTMLElement, text: string): Promise<void> {
  await user.clear(field);
  await user.click(field);
  await user.paste(text);
  await user.keyboard("{Enter}");
}

async function wayIn() {
  return within(await screen.findByRole("region", { name: "Way in" }));
}

const REAL = { signedIn: true, demo: false, setUp: true };

describe("the first run", () => {
  it("shows the ways to begin in the Inbox's place, and connects with one key up to the test event", async () => {
    const { fake, user } = renderApp("#/inbox/open", { session: REAL, empty: true });
    const choices = await screen.findByRole("list", { name: "How to begin" });
    expect(within(choices).getByRole("button", { name: "Look around" })).toBeTruthy();
    await user.click(within(choices).getByRole("button", { name: "Connect Quo" }));
    const field = await screen.findByLabelText("API key");
    expect(field.getAttribute("type")).toBe("password");
    await paste(user, field, " a-key-of-quo ");
    expect(await screen.findByRole("heading", { name: "Lakeview Roofing is connected" })).toBeTruthy();
    const steps = screen.getByRole("list", { name: "Steps of connecting" });
    expect(within(steps).getAllByRole("listitem").every((step) => step.getAttribute("data-state") === "done")).toBe(true);
    expect(within(steps).getByText("The test event arrived")).toBeTruthy();
    expect(fake.asked.find((one) => one.command === "connect")?.req).toEqual({ key: "a-key-of-quo", passphrase: null });
    expect(document.body.textContent).not.toContain("a-key-of-quo");
    await user.click(screen.getByRole("button", { name: "Open the Inbox" }));
    expect(await screen.findByRole("tab", { name: /^Open/ })).toBeTruthy();
  });

  it("says why a key is not taken, beside the field, and keeps what was entered", async () => {
    const { user } = renderApp("#/connect", { session: REAL, empty: true });
    const field = await screen.findByLabelText("API key");
    await paste(user, field, "wrong");
    expect((await screen.findByRole("alert")).textContent).toBe("Quo does not accept this key; copy it again from Quo: Workspace settings, API.");
    expect((field as HTMLInputElement).value).toBe("wrong");
    expect(field.getAttribute("aria-invalid")).toBe("true");
  });

  it("names cause and cure of a step that did not work, and goes on after trying again", async () => {
    const { fake, user } = renderApp("#/connect", { session: REAL, empty: true });
    await paste(user, await screen.findByLabelText("API key"), "deaf");
    expect(await screen.findByRole("heading", { name: "Something is in the way" })).toBeTruthy();
    const failed = within(screen.getByRole("list", { name: "Steps of connecting" })).getAllByRole("listitem").find((step) => step.getAttribute("data-state") === "failed");
    if (!failed) throw new Error("no step failed");
    expect(failed.textContent).toContain("got no answer from the public address.");
    expect(failed.textContent).toContain("Check that the tunnel is running");
    await user.click(within(failed).getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("heading", { name: "Lakeview Roofing is connected" })).toBeTruthy();
    expect(fake.asked.find((one) => one.command === "retry_step")?.req).toEqual({ step: "test" });
  });

  it("offers the ways in where the address is what is missing", async () => {
    const { user } = renderApp("#/connect", { session: REAL, empty: true });
    await paste(user, await screen.findByLabelText("API key"), "nowhere");
    expect(await screen.findByRole("group", { name: "How Quo reaches this computer" })).toBeTruthy();
  });

  it("takes up where it was after a reload", async () => {
    const { fake, user, unmount } = renderApp("#/connect", { session: REAL, empty: true });
    await paste(user, await screen.findByLabelText("API key"), "deaf");
    await screen.findByRole("heading", { name: "Something is in the way" });
    unmount();
    const { unmount: again } = renderApp("#/inbox/open", { session: REAL, empty: true, account: fake.account });
    expect(await screen.findByRole("heading", { name: "Something is in the way" })).toBeTruthy();
    again();
  });

  it("leaves the Inbox alone when something is in it, and in the sample", async () => {
    const { fake, unmount } = renderApp("#/inbox/open", { session: REAL });
    expect(await screen.findByRole("list", { name: "Open" })).toBeTruthy();
    expect(fake.asked.some((one) => one.command === "connect")).toBe(false);
    unmount();
    renderApp("#/inbox/open", { empty: true });
    expect(await screen.findByText("Nothing is open")).toBeTruthy();
    expect(screen.queryByText("Welcome to Ringbook")).toBeNull();
  });
});

describe("the account on the Connection screen", () => {
  it("is ended only after a question, and once Undo is over", async () => {
    const { fake, user } = renderApp("#/connection", { session: REAL });
    expect(await screen.findByText("Lakeview Roofing")).toBeTruthy();
    const account = screen.getByRole("region", { name: "Account" });
    await user.click(within(account).getByRole("button", { name: "Disconnect" }));
    await user.click(within(await openDialog("Disconnect Quo?")).getByRole("button", { name: "Disconnect" }));
    expect(await within(account).findByText("Quo is about to be disconnected")).toBeTruthy();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await user.click(within(account).getByRole("button", { name: "Disconnect" }));
    await user.click(within(await openDialog("Disconnect Quo?")).getByRole("button", { name: "Disconnect" }));
    await within(account).findByText("Quo is about to be disconnected");
    expect(fake.asked.some((one) => one.command === "disconnect")).toBe(false);
    undoIsOver();
    expect(await within(account).findByText("Not connected")).toBeTruthy();
    expect(within(account).getByRole("button", { name: "Connect Quo" })).toBeTruthy();
  });

  it("does not call itself cut off where the key was given at the start", async () => {
    const given = new FakeAccount(Date.now(), false);
    given.keyFromEnvironment = true;
    renderApp("#/connection", { session: REAL, account: given });
    expect(await screen.findByText("Works with a key that was given to it")).toBeTruthy();
    const account = screen.getByRole("region", { name: "Account" });
    expect(within(account).queryByText(/Nothing is read from Quo/)).toBeNull();
    expect(within(account).queryByRole("button")).toBeNull();
  });

  it("has no button that the sample would refuse", async () => {
    renderApp("#/connection");
    await screen.findByText(/^This is sample data/);
    const account = screen.getByRole("region", { name: "Account" });
    expect(within(account).queryByRole("button", { name: /Disconnect|Replace|Connect/ })).toBeNull();
    expect(screen.queryByRole("region", { name: "Webhooks" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Test the way in" })).toBeNull();
  });

  it("copies the core's diagnosis", async () => {
    const { user } = renderApp("#/connection", { session: REAL });
    await user.click(await screen.findByRole("button", { name: "Copy diagnosis" }));
    expect((await screen.findAllByText(/^Diagnosis copied/)).length).toBeGreaterThan(0);
    expect(await navigator.clipboard.readText()).toMatch(/^Ringbook {8}0\.1\.0/);
  });
});

describe("whether Quo can deliver", () => {
  const mark = (title: HTMLElement) => title.parentElement?.previousElementSibling?.getAttribute("class") ?? "";

  it("is not said to be so where no account is connected; what is so is said, with the way on", async () => {
    renderApp("#/connection", { session: REAL, empty: true });
    const title = await screen.findByText("No account of Quo is connected");
    expect(mark(title)).toMatch(/faint/);
    expect(screen.getByText(/Quo has not been asked to deliver here\. Connect Quo under Account/)).toBeTruthy();
    expect(within(screen.getByRole("region", { name: "Account" })).getByRole("button", { name: "Connect Quo" })).toBeTruthy();
    expect(screen.queryByText("Listening for Quo")).toBeNull();
    // Neither of these says it once more.
    expect(screen.queryByText(/^Nothing has been delivered yet/)).toBeNull();
    expect(screen.queryByText(/^Quo is not connected/)).toBeNull();
  });

  it("is said to be so while an account is connected, and what came last also after that", async () => {
    const { user } = renderApp("#/connection", { session: REAL });
    expect(mark(await screen.findByText("Listening for Quo"))).toMatch(/good/);
    await user.click(within(screen.getByRole("region", { name: "Account" })).getByRole("button", { name: "Disconnect" }));
    await user.click(within(await openDialog("Disconnect Quo?")).getByRole("button", { name: "Disconnect" }));
    undoIsOver();
    expect(mark(await screen.findByText("No account of Quo is connected"))).toMatch(/faint/);
    expect(screen.getByText(/^Deliveries can come in and are kept\./)).toBeTruthy();
    expect(screen.getByText(/^Last delivery: message\.received/)).toBeTruthy();
  });

  it("is said to be so where the key was given at the start", async () => {
    const given = new FakeAccount(Date.now(), false);
    given.keyFromEnvironment = true;
    renderApp("#/connection", { session: REAL, account: given });
    expect(await screen.findByText("Listening for Quo")).toBeTruthy();
    expect(screen.queryByText("No account of Quo is connected")).toBeNull();
  });
});

describe("a dead letter", () => {
  it("says in plain words that nothing is lost and what can be done; what the reader stumbled over is a copyable detail", async () => {
    const { user } = renderApp("#/connection?only=dead", { session: REAL });
    const reason = "field `data.object.direction` is missing";
    const row = (await screen.findAllByRole("row"))[1] as HTMLElement;
    expect(row.textContent).toContain("could not be read; it is kept");
    expect(screen.queryByText(reason)).toBeNull();
    await user.click(within(row).getAllByRole("button")[0] as HTMLElement);
    const drawer = within(await screen.findByRole("dialog", { name: /^Delivery / }));
    const said = await drawer.findByRole("alert");
    expect(said.textContent).toMatch(/^Ringbook could not read this delivery\..*Nothing is lost.*Try it again/);
    expect(said.textContent).not.toContain("data.object");
    expect(drawer.getByText(reason).closest("details")?.open).toBe(false);
    await user.click(drawer.getByText("Details"));
    expect(drawer.getByText(reason).closest("details")?.open).toBe(true);
    await user.click(drawer.getByRole("button", { name: "Copy the reason" }));
    await waitFor(async () => { expect(await navigator.clipboard.readText()).toBe(reason); });
    await user.click(drawer.getByRole("button", { name: "Try again" }));
    expect(await drawer.findByText(/^Applied/)).toBeTruthy();
  });
});

describe("the webhooks", () => {
  it("are marked as ours or another program's; only ours can be tested and given a new secret", async () => {
    const { fake, user } = renderApp("#/connection", { session: REAL });
    const rows = within(await screen.findByRole("list", { name: "Webhooks" })).getAllByRole("listitem");
    expect(rows.map((row) => /another program/.test(row.textContent ?? ""))).toEqual([false, true, true]);
    expect(within(rows[1] as HTMLElement).queryByRole("button", { name: /Test/ })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Test Ringbook" }));
    expect((await screen.findAllByText("The test event arrived, rightly signed.")).length).toBeGreaterThan(0);
    await user.click(screen.getByRole("button", { name: "More for Ringbook" }));
    await user.click(await screen.findByRole("menuitem", { name: "Change its signing secret" }));
    await waitFor(() => { expect(fake.asked.find((one) => one.command === "rotate_webhook")?.req).toEqual({ id: "7001", foreign: false }); });
  });

  it("of another program are deleted only after a question that says whose they are, and once Undo is over", async () => {
    const { fake, user } = renderApp("#/connection", { session: REAL });
    await user.click(await screen.findByRole("button", { name: "Delete Zapier" }));
    const dialog = await openDialog("Delete this webhook?");
    expect(within(dialog).getByText(/Another program made it/)).toBeTruthy();
    await user.click(within(dialog).getByRole("button", { name: "Delete the webhook" }));
    await waitFor(() => { expect(screen.queryByRole("button", { name: "Delete Zapier" })).toBeNull(); });
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await user.click(await screen.findByRole("button", { name: "Delete Zapier" }));
    await user.click(within(await openDialog("Delete this webhook?")).getByRole("button", { name: "Delete the webhook" }));
    await waitFor(() => { expect(screen.queryByRole("button", { name: "Delete Zapier" })).toBeNull(); });
    expect(fake.asked.some((one) => one.command === "delete_webhook")).toBe(false);
    undoIsOver();
    await waitFor(() => { expect(fake.asked.some((one) => one.command === "delete_webhook")).toBe(true); });
    expect(fake.asked.find((one) => one.command === "delete_webhook")?.req).toEqual({ id: "6420", foreign: true });
  });

  it("are created to our own address or to another", async () => {
    const { fake, user } = renderApp("#/connection", { session: REAL });
    await screen.findByRole("list", { name: "Webhooks" });
    await user.click(screen.getByRole("button", { name: "Create" }));
    const field = await screen.findByLabelText("Address");
    await paste(user, field, "https://other.example.com/in");
    await waitFor(() => { expect(fake.asked.find((one) => one.command === "create_webhook")?.req).toEqual({ url: "https://other.example.com/in" }); });
  });

  it("are not asked of Quo again for each delivery", async () => {
    const { fake } = renderApp("#/connection", { session: REAL });
    await screen.findByRole("list", { name: "Webhooks" });
    const asked = (command: string) => fake.asked.filter((one) => one.command === command).length;
    const before = { webhooks: asked("webhooks"), connection: asked("connection") };
    act(() => { fake.announce(["connection"], null); });
    await waitFor(() => { expect(asked("connection")).toBe(before.connection + 1); });
    expect(asked("webhooks")).toBe(before.webhooks);
  });
});

describe("the way in", () => {
  it("is tested from the palette too, and says what was found", async () => {
    const { fake, user } = renderApp("#/connection", { session: REAL });
    const panel = await wayIn();
    await panel.findByRole("button", { name: "Test the way in" });
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("combobox");
    await user.paste("test the way");
    await user.keyboard("{Enter}");
    await waitFor(() => { expect(fake.asked.some((one) => one.command === "test_tunnel")).toBe(true); });
    const steps = await panel.findByRole("list", { name: "What was tested" });
    expect(within(steps).getByText("Nothing but the hook can be reached")).toBeTruthy();
  });

  it("names the program that is missing and how to get it", async () => {
    const { user } = renderApp("#/connection", { session: REAL });
    const panel = await wayIn();
    await user.click(await panel.findByRole("button", { name: "Change" }));
    await user.click(panel.getByRole("radio", { name: /^ngrok/ }));
    expect(screen.getByText("ngrok is not installed on the computer that Ringbook runs on.")).toBeTruthy();
    expect(screen.getByText("brew install ngrok")).toBeTruthy();
    expect(panel.getByLabelText("Authtoken").getAttribute("type")).toBe("password");
  });

  it("says beside its field what is wrong, and saves what each kind needs", async () => {
    const { fake, user } = renderApp("#/connection", { session: REAL });
    const panel = await wayIn();
    await user.click(await panel.findByRole("button", { name: "Change" }));
    await user.click(panel.getByRole("radio", { name: /^Own address/ }));
    const field = panel.getByLabelText("Public address");
    await paste(user, field, "hooks");
    expect((await panel.findByRole("alert")).textContent).toBe("Write it as https://hooks.example.com.");
    await paste(user, field, "https://hooks.example.com");
    await waitFor(() => { expect(panel.queryByRole("group", { name: "How Quo reaches this computer" })).toBeNull(); });
    expect(screen.getByText("https://hooks.example.com/webhooks/quo")).toBeTruthy();
    expect(fake.asked.filter((one) => one.command === "save_tunnel").map((one) => one.req).at(-1)).toEqual({ config: { kind: "own", url: "https://hooks.example.com" }, secret: null });
  });
});
