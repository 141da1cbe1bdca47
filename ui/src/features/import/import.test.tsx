import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FakeTransport } from "../../api/transport/fake";
import { dismiss, pause, toasts } from "../../state/toasts";
import { renderApp } from "../../testing/renderApp";
import { choicesOf, countriesWith, valueOf } from "./columns";

/** Toasts are announced too: only the one that is seen. */
const TOAST = { selector: "[class*=toast] span" };
const asked = (fake: FakeTransport, command: string) => fake.asked.filter((one) => one.command === command).map((one) => one.req);

async function choose(user: ReturnType<typeof renderApp>["user"], name: string, label = "Choose a file…") {
  const [input] = await screen.findAllByLabelText(label, { selector: "input" });
  if (!(input instanceof HTMLInputElement)) throw new Error("no field for a file");
  await user.upload(input, new File(["First Name,Mobile Phone\nAdaeze,(312) 555-0141\n"], name, { type: "text/csv" }));
}

// What can be undone can be for as long as the test looks at it, however slow the machine.
beforeEach(() => toasts.subscribe(() => {
  queueMicrotask(() => { for (const toast of toasts.get()) pause(toast.id); });
}));

describe("importing contacts", () => {
  it("shows what each row would do before anything is done, and imports all of it with Undo", async () => {
    const { fake, user } = renderApp("#/contacts/import");
    await choose(user, "office.csv");
    const panel = await screen.findByRole("tabpanel", { name: "What the import would do" });
    expect(within(panel).getAllByRole("listitem").length).toBe(7);
    expect(within(panel).getByText("Role: stays “Homeowner”, the file has “Landlady”")).toBeTruthy();
    expect(asked(fake, "apply_import")).toEqual([]);
    const [piece] = asked(fake, "import_piece") as { data: string; name: string }[];
    expect([piece?.name, atob(piece?.data ?? "")]).toEqual(["office.csv", "First Name,Mobile Phone\nAdaeze,(312) 555-0141\n"]);
    await user.click(screen.getByRole("tab", { name: "Refused, 1" }));
    await waitFor(() => { expect(within(screen.getByRole("tabpanel")).getAllByRole("listitem").length).toBe(1); });
    expect(screen.getByText(/is a formula/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Import 3 new and 1 changed" }));
    expect(await screen.findByText("Imported from office.csv: 3 new contacts, 1 changed", TOAST)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => { expect(asked(fake, "undo_import")).toEqual([{ importId: "import-1" }]); });
    await waitFor(() => { expect(screen.queryByRole("link", { name: /^Adaeze Okonkwo/ })).toBeNull(); });
  });

  it("asks nothing more about the file while it is being imported, whatever has arrived of it", async () => {
    const { fake, user } = renderApp("#/contacts/import", { hanging: ["apply_import"] });
    await choose(user, "office.csv");
    await user.click(await screen.findByRole("button", { name: "Import 3 new and 1 changed" }));
    const [plans, lists] = [asked(fake, "import_plan").length, asked(fake, "contacts_page").length];
    act(() => { fake.announce(["contacts"], null); });
    await waitFor(() => { expect(asked(fake, "contacts_page").length).toBeGreaterThan(lists); });
    expect(asked(fake, "import_plan")).toHaveLength(plans);
  });

  it("takes another use of a column, the file's side and another country", async () => {
    const { fake, user } = renderApp("#/contacts/import");
    await choose(user, "office.csv");
    await user.selectOptions(await screen.findByRole("combobox", { name: "Shoe size is the contact’s" }), "Detail: Squares");
    await user.click(screen.getByRole("radio", { name: "Take the file’s" }));
    await user.selectOptions(screen.getByRole("combobox", { name: "Numbers without a country code are from" }), "Sweden");
    await waitFor(() => {
      expect(asked(fake, "import_plan").at(-1)).toMatchObject({ settings: { takeFile: true, country: "SE", columns: expect.arrayContaining([{ kind: "field", name: "Squares" }]) as unknown } });
    });
    expect(await screen.findByText("Role: “Landlady” instead of “Homeowner”")).toBeTruthy();
  });

  it("says row and column of a file that is no list of contacts, and takes another", async () => {
    const { fake, user } = renderApp("#/contacts/import");
    await choose(user, "broken.csv");
    expect((await screen.findByRole("alert")).textContent).toContain("Row 12, Notes: a quote is opened and never closed. Nothing was changed.");
    await choose(user, "office.csv", "Choose another file…");
    expect(await screen.findByRole("button", { name: "Import 3 new and 1 changed" })).toBeTruthy();
    expect(asked(fake, "apply_import")).toEqual([]);
  });

  it("is undone later from the list, once Undo of that is over", async () => {
    const { fake, user } = renderApp("#/contacts/import");
    await choose(user, "office.csv");
    await user.click(await screen.findByRole("button", { name: "Import 3 new and 1 changed" }));
    await user.click(await screen.findByRole("button", { name: "Undo the import of office.csv" }));
    expect(await screen.findByText("The import of office.csv is being undone", TOAST)).toBeTruthy();
    expect(asked(fake, "undo_import")).toEqual([]);
    act(() => { for (const toast of toasts.get()) dismiss(toast.id); });
    await waitFor(() => { expect(asked(fake, "undo_import").length).toBe(1); });
    expect(await screen.findByText("Import undone: 3 contacts gone, 1 as before", TOAST)).toBeTruthy();
  });
});

describe("what a column can be", () => {
  it("keeps a guessed label, and offers the column's own name only where Quo is not told", () => {
    const use = { kind: "phone", label: "Mobile" } as const;
    const find = (onlyHere: boolean) => choicesOf("Shoe size", use, ["VIP"], onlyHere).map((one) => one.label);
    expect(find(false)).toContain("Number (Mobile)");
    expect(find(false)).not.toContain("Detail: Shoe size");
    expect(find(true)).toContain("Detail: Shoe size");
    for (const choice of choicesOf("x", use, ["VIP"], true)) expect(valueOf(choice.use)).toBe(choice.value);
  });

  it("names a country that is not among the usual ones", () => {
    expect(countriesWith("IS").map((one) => one.name)).toContain("Iceland");
  });
});

vi.setConfig({ testTimeout: 120_000 });
