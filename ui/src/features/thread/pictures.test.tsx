import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { Media } from "../../api/schema.gen";
import { textBody } from "../../api/transport/fakeData";
import { openDialog } from "../../testing/dialogs";
import { renderApp } from "../../testing/renderApp";

const photo = (name: string): Media => ({ id: `pic-${name}`, thumbId: null, mime: "image/jpeg", width: 1200, height: 900, sizeBytes: 400_000, name: `${name}.jpg`, state: "here", reason: null });

async function open() {
  const app = renderApp("#/inbox/all/thread/conv-dana");
  const dana = { name: "Dana Kowalski", initials: "DK", hue: 3, ai: false, ours: false };
  const maria = { name: "Maria Ortega", initials: "MO", hue: 9, ai: false, ours: true };
  const at = new Date();
  at.setHours(9, 30, 0, 0);
  const { items } = app.fake.find("conv-dana");
  const last = Math.max(at.getTime(), ...items.map((item) => item.at));
  items.push(
    { id: "p1", at: last + 1, outgoing: false, unread: false, author: dana, body: textBody("Two of the roof", { media: [photo("roof"), photo("gutter")] }) },
    { id: "p2", at: last + 2, outgoing: true, unread: false, author: maria, body: textBody("And mine", { media: [photo("done")] }) },
  );
  act(() => { app.fake.announce(["timeline"], "conv-dana"); });
  await screen.findByRole("button", { name: "Picture done.jpg" });
  return app;
}

describe("a picture that is looked at", () => {
  it("goes on to the pictures of other texts, says who sent each and when, and gives the focus back", async () => {
    const { user } = await open();
    const first = screen.getByRole("button", { name: "Picture gutter.jpg" });
    await user.click(first);
    const dialog = await openDialog("gutter.jpg");
    const facts = () => within(dialog).getByText(/^From /).textContent;
    const [, all] = /(\d+) loaded here$/.exec(facts()) ?? [];
    expect(facts()).toMatch(/^From Dana Kowalski · .+ [ap]m · \d+ of \d+ loaded here$/);
    await user.keyboard("{ArrowRight}");
    expect(within(dialog).getByRole("img", { name: "Picture done.jpg" })).toBeTruthy();
    expect(facts()).toMatch(new RegExp(`^From Maria Ortega · .+ · ${all} of ${all} loaded here$`));
    await user.click(within(dialog).getByRole("button", { name: "Previous picture" }));
    await user.keyboard("{ArrowLeft}");
    expect(within(dialog).getByRole("img", { name: "Picture roof.jpg" })).toBeTruthy();
    await user.keyboard("{Escape}");
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
    await waitFor(() => { expect(document.activeElement).toBe(first); });
    expect(window.location.hash).toContain("conv-dana");
  });

  it("is shown whole or as large as it is, where the arrows move it about, and is saved under its name", async () => {
    const { user } = await open();
    await user.click(screen.getByRole("button", { name: "Picture roof.jpg" }));
    const dialog = await openDialog("roof.jpg");
    await user.click(within(dialog).getByRole("button", { name: "100 %" }));
    const frame = within(dialog).getByRole("group", { name: "Picture roof.jpg" });
    expect(frame.dataset.whole).toBeUndefined();
    expect(document.activeElement).toBe(frame);
    await user.keyboard("{ArrowRight}");
    expect(within(dialog).getByRole("img", { name: "Picture roof.jpg" })).toBeTruthy();
    await user.click(within(dialog).getByRole("button", { name: "Fit to the window" }));
    expect(frame.dataset.whole).toBe("true");
    const saved: (string | null)[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) { saved.push(this.getAttribute("href"), this.download); });
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    expect(saved).toEqual(["/media/pic-roof?name=roof.jpg", "roof.jpg"]);
  });
});
