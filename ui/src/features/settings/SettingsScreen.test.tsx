import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Settings } from "../../api/schema.gen";
import { renderApp } from "../../testing/renderApp";
import { toasts } from "../../state/toasts";

describe("settings", () => {
  it("keep the time to take a text back, show it, and show what another hand has set", async () => {
    const { fake, user, unmount } = renderApp("#/settings");
    let group = await screen.findByRole("radiogroup", { name: "Time to take a text back" });
    const choices = () => within(group).getAllByRole("radio");
    const chosen = () => within(group).getAllByRole("radio", { checked: true }).map((one) => one.textContent);
    expect(choices().map((one) => one.textContent)).toEqual(["Off", "5 s", "10 s", "20 s", "30 s"]);
    expect(chosen()).toEqual(["5 s"]);
    const before = { ...fake.settings };
    await user.click(within(group).getByRole("radio", { name: "20 s" }));
    expect(chosen()).toEqual(["20 s"]);
    await waitFor(() => { expect(fake.settings).toEqual({ ...before, undoMs: 20_000 }); });
    act(() => {
      fake.settings = { ...fake.settings, undoMs: 7000 };
      fake.announce(["settings", "status"], null);
    });
    await waitFor(() => { expect(chosen()).toEqual(["7 s"]); });
    await user.click(within(group).getByRole("radio", { name: "Off" }));
    await waitFor(() => { expect(fake.settings.undoMs).toBe(0); });
    expect(chosen()).toEqual(["Off"]);
    unmount();
    renderApp("#/settings", { failing: { save_settings: "unavailable" } });
    group = await screen.findByRole("radiogroup", { name: "Time to take a text back" });
    await user.click(within(group).getByRole("radio", { name: "30 s" }));
    // It was not kept, and is not shown as if it were.
    await waitFor(() => { expect(chosen()).toEqual(["5 s"]); });
    expect(toasts.get().map((one) => one.tone)).toContain("bad");
  });

  it("keep business hours: days, from and to", async () => {
    const { fake, user } = renderApp("#/settings");
    const saved = () => fake.asked.filter((one) => one.command === "save_settings").map((one) => (one.req as Settings).businessHours).at(-1);
    const saturday = await screen.findByRole("button", { name: "Saturday" });
    expect(saturday.getAttribute("aria-pressed")).toBe("false");
    await user.click(saturday);
    await waitFor(() => { expect(saved()?.days).toEqual([true, true, true, true, true, true, false]); });
    await user.selectOptions(screen.getByRole("combobox", { name: "Open to" }), "6:30 am");
    await waitFor(() => { expect(saved()?.toMinute).toBe(390); });
    expect(await screen.findByText("Ends the next day.")).toBeTruthy();
    expect(saved()?.days[5]).toBe(true);
  });

  it("keep every picture, file and sound until a size is chosen", async () => {
    const { fake, user } = renderApp("#/settings");
    expect((await screen.findByRole("radio", { name: "Keep everything" })).getAttribute("aria-checked")).toBe("true");
    expect(screen.queryByRole("switch", { name: /recordings and voicemails/ })).toBeNull();
    await user.click(screen.getByRole("radio", { name: "20 GB" }));
    await waitFor(() => { expect(fake.asked.some((one) => one.command === "save_settings" && (one.req as Settings).mediaBudgetMib === 19_073)).toBe(true); });
    expect(await screen.findByRole("switch", { name: "Leave out recordings and voicemails, too" })).toBeTruthy();
  });

  it("write marks to Quo, too, until that is switched off", async () => {
    const { fake, user } = renderApp("#/settings");
    const control = await screen.findByRole("switch", { name: "Mark conversations in Quo, too" });
    expect(control.getAttribute("aria-checked")).toBe("true");
    await user.click(control);
    await waitFor(() => { expect(fake.asked.some((one) => one.command === "save_settings" && !(one.req as Settings).pushMarks)).toBe(true); });
    await waitFor(() => { expect(control.getAttribute("aria-checked")).toBe("false"); });
  });
});
