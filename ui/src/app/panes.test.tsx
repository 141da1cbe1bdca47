import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { PANES, paneWidths } from "../state/layout";
import { renderApp } from "../testing/renderApp";

describe("panes", () => {
  it("are moved by key, remembered, and put back", async () => {
    const { user } = renderApp("#/inbox/open/thread/conv-dana");
    const edge = await screen.findByRole("separator", { name: "Width of the list" });
    // Each press moves the edge by 16 px.
    const wider = PANES.list.usual + 2 * 16;
    edge.focus();
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(paneWidths.get().list).toBe(wider);
    const pane = document.getElementById(edge.getAttribute("aria-controls") ?? "");
    expect(pane?.style.getPropertyValue("--pane-width")).toBe(`${String(wider)}px`);
    expect(JSON.parse(window.localStorage.getItem("ringbook.panes") ?? "")).toMatchObject({ list: wider, results: PANES.results.usual });
    screen.getByRole("separator", { name: "Width of the contact" }).focus();
    await user.keyboard("{Home}");
    expect(paneWidths.get().contact).toBe(220);
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "reset panes");
    await user.keyboard("{Enter}");
    await waitFor(() => { expect(paneWidths.get()).toEqual({ list: PANES.list.usual, results: PANES.results.usual, contact: PANES.contact.usual }); });
  });
});

describe("the palette", () => {
  it("finds people by their firm, and says it", async () => {
    const { user } = renderApp("#/inbox/open");
    await screen.findByRole("list", { name: "Open" });
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "Hillcrest");
    const priya = await screen.findByRole("option", { name: /Priya Raman/ });
    expect(priya.textContent).toContain("Hillcrest HOA");
    await user.click(priya);
    expect(await screen.findByRole("textbox", { name: "Text Priya Raman" })).toBeTruthy();
  });

  it("holds each action once, and opens a link that is pasted into it", async () => {
    const { fake, user } = renderApp("#/inbox/open/thread/conv-dana");
    await screen.findByRole("textbox", { name: "Text Dana Kowalski" });
    await user.keyboard("{Control>}k{/Control}");
    const field = await screen.findByRole("combobox");
    const titles = screen.getAllByRole("option").map((one) => one.textContent);
    expect(new Set(titles).size).toBe(titles.length);
    for (const title of ["Jump to a dateG", "Print the conversationCtrlP", "Undo the last changeCtrlZ", "Inbox: Waiting on me", "Dark", "Copy number"]) expect(titles).toContain(title);
    const [callId] = [...fake.world.calls.values()].filter((call) => call.conversationId === "conv-dana").map((call) => call.id);
    await user.click(field);
    await user.paste(`https://office.example/#/inbox/open/call/${callId}?t=62000`);
    await user.click(await screen.findByRole("option", { name: "Open this link" }));
    await waitFor(() => { expect(window.location.hash).toBe(`#/inbox/open/call/${callId}?t=62000`); });
  });
});
