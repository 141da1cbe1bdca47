import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Settings } from "../../api/schema.gen";
import { renderApp } from "../../testing/renderApp";

describe("settings", () => {
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
