import { readFileSync } from "node:fs";
import { act, render, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { renderApp } from "../testing/renderApp";
import { Avatar } from "./Avatar";

/** The colours of everybody with these initials who is on screen. */
const coloursOf = (initials: string) => new Set([...document.querySelectorAll("[class*=avatar]")].filter((one) => one.textContent === initials).map((one) => /hue\d+/.exec(one.className)?.[0]));

describe("an avatar", () => {
  it("has one of twelve colours, each with words and ground of its own, whatever number it is given", () => {
    const drawn = (hue: number) => {
      const view = render(<Avatar initials="AB" hue={hue} />);
      const name = /hue\d+/.exec(view.container.firstElementChild?.className ?? "")?.[0];
      view.unmount();
      return name;
    };
    expect(Array.from({ length: 12 }, (_, hue) => drawn(hue))).toEqual(Array.from({ length: 12 }, (_, hue) => `hue${hue}`));
    expect([12, 25, 255, -1].map(drawn)).toEqual(["hue0", "hue1", "hue3", "hue11"]);
    const sheet = readFileSync("src/components/Avatar.module.css", "utf8");
    const tokens = readFileSync("src/styles/tokens.css", "utf8");
    const grounds = new Set<string | undefined>();
    for (let hue = 0; hue < 12; hue += 1) {
      expect(sheet).toContain(`.hue${hue} {\n  background: var(--hue-${hue});\n  color: var(--hue-ink-${hue});\n}`);
      grounds.add(new RegExp(`--hue-${hue}: ([^;]+);`).exec(tokens)?.[1]);
    }
    expect(grounds.size).toBe(12);
  });

  it("of a contact is the same colour on every screen, wherever the contact stands in a list", async () => {
    const { fake } = renderApp("#/inbox/open/thread/conv-dana");
    const someone = fake.world.conversations.get("conv-5")?.people[0];
    if (!someone) throw new Error("conv-5 has nobody");
    const { initials, hue, contactId, name } = someone;
    const theirs = new Set([`hue${hue}`]);
    await waitFor(() => { expect(coloursOf(initials)).toEqual(theirs); });
    // On top of the list now.
    act(() => { fake.receive("conv-5", "One more question"); });
    await screen.findAllByText(/One more question/);
    expect(coloursOf(initials)).toEqual(theirs);
    for (const hash of ["#/inbox/open/thread/conv-5", `#/contacts/contact/${contactId ?? ""}`, `#/search?q=${encodeURIComponent(name)}`, "#/calls"]) {
      act(() => { window.location.hash = hash; });
      await waitFor(() => { expect(coloursOf(initials), hash).toEqual(theirs); });
    }
  });
});
