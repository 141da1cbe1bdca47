import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { appearance } from "../../state/appearance";
import { keymap } from "../../state/keymap";
import { openDialog } from "../../testing/dialogs";
import { renderApp } from "../../testing/renderApp";
import { lookedFor, ONLY_TOLD, SECTION_TITLES, SETTINGS, settingsWith } from "./settingsIndex";

describe("settings", () => {
  it("are found by any word of title, hint, section or what people call it", async () => {
    const { user } = renderApp("#/settings");
    const field = await screen.findByRole("textbox", { name: "Find a setting" });
    await screen.findByRole("radiogroup", { name: "Light or dark" });
    await user.type(field, "dark mo");
    expect(screen.getByRole("radiogroup", { name: /^Light or\s*dark$/ })).toBeTruthy();
    expect(screen.queryByText("Texts a day")).toBeNull();
    expect(screen.getByText("1 setting")).toBeTruthy();
    await user.clear(field);
    await user.type(field, "hours wa");
    expect(within(screen.getByRole("navigation", { name: "Sections" })).getAllByRole("button").map((one) => one.getAttribute("aria-label"))).toEqual(["Business hours, 1"]);
    expect(screen.getByText("hours", { selector: "h2 mark" })).toBeTruthy();
    await user.clear(field);
    await user.type(field, "qwertz");
    expect(screen.getByText("No setting has these words")).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(await screen.findByText("Texts a day")).toBeTruthy();
  });

  it("of the appearance are kept on this computer, and asked of nobody", async () => {
    const { fake, user } = renderApp("#/settings");
    const { dataset } = document.documentElement;
    await user.click(await screen.findByRole("radio", { name: "Dark" }));
    expect(dataset.theme).toBe("dark");
    await user.click(within(screen.getByRole("radiogroup", { name: "Contrast" })).getByRole("radio", { name: "High" }));
    expect(dataset.contrast).toBe("more");
    await user.click(screen.getByRole("radio", { name: "Compact" }));
    expect(dataset.density).toBe("compact");
    expect(JSON.parse(window.localStorage.getItem("ringbook.appearance") ?? "")).toMatchObject({ theme: "dark", contrast: "more", density: "compact" });
    expect(fake.asked.some((one) => one.command === "save_settings")).toBe(false);
    await user.click(within(screen.getByRole("radiogroup", { name: "Light or dark" })).getByRole("radio", { name: "As the computer" }));
    expect(dataset.theme).toBeUndefined();
  });

  it("show times in another zone at once, and the week as it is wanted", async () => {
    const { user } = renderApp("#/settings");
    await user.selectOptions(await screen.findByRole("combobox", { name: "Time zone" }), "Asia/Tokyo");
    expect(await screen.findByText(/Japan Standard Time/)).toBeTruthy();
    expect(appearance.get().zone).toBe("Asia/Tokyo");
    const days = () => within(screen.getByRole("group", { name: "Open on" })).getAllByRole("button").map((one) => one.textContent);
    await user.click(within(screen.getByRole("radiogroup", { name: "First day of the week" })).getByRole("radio", { name: "Monday" }));
    expect(days()).toEqual(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]);
    await user.click(within(screen.getByRole("radiogroup", { name: "First day of the week" })).getByRole("radio", { name: "Sunday" }));
    expect(days()).toEqual(["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"]);
    expect(screen.getByRole("button", { name: "Sunday" }).getAttribute("aria-pressed")).toBe("false");
  });
});

describe("the search of Settings", () => {
  it.each([
    ["backup", "Backups of your workspace"], ["opt", "Opt-out words"], ["unsubscribe", "Opt-out words"], ["line", "Lines"], ["tunnel", "API key, tunnel and webhooks"],
    ["storage", "Room they may take"], ["limit", "Texts a day"],
  ])("tells somebody who looks for “%s” about it, on sample data, too", async (text, title) => {
    const { user } = renderApp("#/settings");
    await user.type(await screen.findByRole("textbox", { name: "Find a setting" }), text);
    expect((await screen.findAllByText((_, element) => element?.id.endsWith("-label") === true && element.textContent === title)).length).toBe(1);
  });

  it("has its sections in a list of one line, for windows without room for the whole one", async () => {
    const { user } = renderApp("#/settings");
    await user.selectOptions(await screen.findByRole("combobox", { name: "Go to a section" }), "Backup");
    await waitFor(() => { expect(window.location.hash).toBe("#/settings/backup"); });
  });

  it("finds every setting and every key by its title, and by the words of its section", () => {
    for (const [id, { title, section }] of SETTINGS) {
      expect(settingsWith(lookedFor(title), () => true).has(id), title).toBe(true);
      expect(settingsWith(lookedFor(`${SECTION_TITLES[section]} ${title}`), () => true).has(id), title).toBe(true);
    }
  });

  it("finds every control of the screen, by the title beside it and by the words on it", async () => {
    const { fake } = renderApp("#/settings", { session: { signedIn: true, demo: false, setUp: true } });
    fake.can.tray = true;
    fake.settings.mediaBudgetMib = 19_073;
    const field = await screen.findByRole("textbox", { name: "Find a setting" });
    await screen.findByRole("combobox", { name: "Quiet from" });
    await screen.findByRole("button", { name: "Back up now" });
    const screenful = () => [...document.querySelectorAll<HTMLElement>("[data-section]")];
    /** What can be worked, but for rows of snippets and keys, which are no settings but things. */
    const controls = () => screenful().flatMap((section) => [...section.querySelectorAll<HTMLElement>("button, input:not([aria-hidden]), select, textarea, [role=switch]")]).filter((one) => one.closest("li") === null);
    const titleOf = (control: HTMLElement) => {
      let row: HTMLElement | null = control;
      while (row && !row.querySelector("[id$=-label]") && row.dataset.section === undefined) row = row.parentElement;
      return row?.dataset.section === undefined ? (row?.querySelector("[id$=-label]")?.textContent ?? null) : null;
    };
    const nameOf = (control: HTMLElement) => control.getAttribute("aria-label") ?? control.textContent;
    const look = (text: string) => { fireEvent.change(field, { target: { value: text } }); };
    const all = controls().map((one) => ({ title: titleOf(one), name: nameOf(one), press: one.tagName === "BUTTON" && one.role === null && !one.hasAttribute("aria-pressed") }));
    expect(all.length).toBeGreaterThan(45);
    // Every setting of the table is on the screen.
    const titles = new Set(all.map((one) => one.title ?? one.name));
    expect([...SETTINGS].filter(([id, entry]) => !id.startsWith("key ") && !ONLY_TOLD.includes(id) && !titles.has(entry.title)).map(([id]) => id)).toEqual([]);
    const wanted = new Map<string, string[]>();
    for (const { title, name, press } of all) {
      for (const text of [title, press ? name : null]) if (text !== null) wanted.set(text, [...(wanted.get(text) ?? []), `${title ?? ""}: ${name}`]);
    }
    for (const [text, theirs] of wanted) {
      look(text);
      expect(controls().map((one) => `${titleOf(one) ?? ""}: ${nameOf(one)}`), text).toEqual(expect.arrayContaining(theirs));
    }
  });
});

describe("keys in Settings", () => {
  it("are changed by pressing another, which then works, and its sheet and palette show it", async () => {
    const { fake, user } = renderApp("#/settings/keys");
    await user.click(await screen.findByRole("button", { name: "Change the key of “Mark as done”" }));
    await user.keyboard("d");
    expect(keymap.get()).toEqual({ "conversation.done": ["d"] });
    expect(document.activeElement?.getAttribute("aria-label")).not.toBe("Find a setting");
    await user.keyboard("?");
    const sheet = await openDialog("Keyboard shortcuts");
    expect(within(sheet).getByText("Mark as done").closest("div")?.textContent).toBe("Mark as doneD");
    await user.keyboard("{Escape}");

    window.location.hash = "#/inbox/open/thread/conv-dana";
    await screen.findByRole("textbox", { name: "Text Dana Kowalski" });
    const marks = () => fake.asked.filter((one) => one.command === "change_inbox").map((one) => (one.req as { change: { kind: string } }).change.kind);
    await user.keyboard("e");
    expect(marks()).toEqual([]);
    await user.keyboard("{Control>}k{/Control}");
    const option = await screen.findByRole("option", { name: /^Mark as done/ });
    expect(option.textContent).toBe("Mark as doneD");
    await user.keyboard("{Escape}");
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
    await user.type(screen.getByRole("textbox", { name: "Text Dana Kowalski" }), "dad?");
    expect(marks()).toEqual([]);
    await user.keyboard("{Escape}d");
    await waitFor(() => { expect(marks()).toEqual(["done"]); });
  });

  it("say whose a key is before they take it, and can be put back, one or all", async () => {
    const { user } = renderApp("#/settings/keys");
    await user.click(await screen.findByRole("button", { name: "Change the key of “Mark as done”" }));
    await user.keyboard("u");
    expect(await screen.findByText("U is the key of “Mark as unread”.")).toBeTruthy();
    expect(keymap.get()).toEqual({});
    await user.keyboard("{Control>}w{/Control}");
    expect(await screen.findByText("Ctrl W is kept by the browser or the system.")).toBeTruthy();
    await user.keyboard("{Control>}c{/Control}");
    expect(await screen.findByText("Ctrl C is needed for editing text.")).toBeTruthy();
    await user.keyboard("u");
    await user.click(screen.getByRole("button", { name: "Use it here instead" }));
    expect(keymap.get()).toEqual({ "conversation.done": ["u"], "conversation.unread": [] });
    expect(screen.getByText(/2 keys are not as usual/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Reset the key of “Mark as unread”" }));
    expect(keymap.get()).toEqual({ "conversation.done": [] });

    await user.click(screen.getByRole("button", { name: "Change the key of “Jump to a date”" }));
    await user.keyboard("{Escape}");
    expect(screen.queryByText("Press the new key")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Change the key of “Jump to a date”" }));
    await user.click(screen.getByRole("button", { name: "No key" }));
    expect(keymap.get()["conversation.date"]).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Reset all keys" }));
    expect(keymap.get()).toEqual({});
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(keymap.get()).toEqual({ "conversation.done": [], "conversation.date": [] });
  });

  it("are found by their action", async () => {
    const { user } = renderApp("#/settings");
    await user.type(await screen.findByRole("textbox", { name: "Find a setting" }), "shortcut unread");
    expect((await screen.findAllByRole("button", { name: /^Change the key of/ })).map((one) => one.getAttribute("aria-label"))).toEqual(["Change the key of “Inbox: Unread”", "Change the key of “Mark as unread”"]);
  });
});
