import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { renderApp } from "../../testing/renderApp";

async function panel() {
  return within(await screen.findByRole("region", { name: "History" }));
}

describe("history", () => {
  it("shows count, rate and time left while it is read, and pauses and resumes", async () => {
    const { fake, user } = renderApp("#/connection");
    const history = await panel();
    await history.findByText(/^Everything is here, up to /);
    act(() => { fake.syncs("reading"); });
    expect(await history.findByText("64,210 of about 97,900 texts and calls · 23,400 a minute · about 5 min left")).toBeTruthy();
    expect(history.getByText(/^Reading texts of /)).toBeTruthy();
    expect(history.getByRole<HTMLProgressElement>("progressbar", { name: "History read so far" }).value).toBe(64_210);
    await user.click(history.getByRole("button", { name: "Pause" }));
    await user.click(await history.findByRole("button", { name: "Resume" }));
    expect(await history.findByRole("button", { name: "Pause" })).toBeTruthy();
    expect(fake.asked.map((one) => one.command).filter((name) => name.startsWith("sync_") && name !== "sync_progress")).toEqual(["sync_pause", "sync_resume"]);
  });

  it("says what stopped it and when it is tried again, and tries now", async () => {
    const { fake, user } = renderApp("#/connection");
    const history = await panel();
    await history.findByText(/^Everything is here/);
    act(() => { fake.syncs("waiting"); });
    expect(await history.findByText(/^Quo cannot be reached: connection refused\. It is tried again by itself /)).toBeTruthy();
    await user.click(history.getByRole("button", { name: "Try now" }));
    await waitFor(() => { expect(fake.asked.some((one) => one.command === "sync_now")).toBe(true); });
  });

  it("has no button that could not do anything while there is no key", async () => {
    renderApp("#/connection", { empty: true, session: { signedIn: true, demo: false, setUp: true } });
    const history = await panel();
    expect(await history.findByText(/there is no Quo key/)).toBeTruthy();
    expect(history.queryByRole("button")).toBeNull();
  });

  it("says of sample data that there is nothing behind it", async () => {
    renderApp("#/connection", { empty: true });
    const history = await panel();
    expect(await history.findByText(/^Sample data is all there is/)).toBeTruthy();
    expect(history.queryByRole("button")).toBeNull();
  });

  it("is a slim line everywhere else while it comes in for the first time", async () => {
    const { fake } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    expect(screen.queryByRole("progressbar")).toBeNull();
    act(() => { fake.syncs("reading"); });
    expect(await screen.findByRole("link", { name: /^History is coming in: 64,210 of about 97,900 · about 5 min left/ })).toBeTruthy();
    act(() => { fake.syncs("upToDate"); });
    await waitFor(() => { expect(screen.queryByRole("progressbar")).toBeNull(); });
  });

  it("can be paused from the palette anywhere", async () => {
    const { fake, user } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    await waitFor(() => { expect(fake.asked.some((one) => one.command === "sync_progress")).toBe(true); });
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox", { name: "Find an action, a person, a number or a firm" }), "pause reading");
    await user.keyboard("{Enter}");
    await waitFor(() => { expect(fake.asked.some((one) => one.command === "sync_pause")).toBe(true); });
  });
});
