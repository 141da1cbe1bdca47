import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { Separator } from "./Separator";

function Panes({ side }: { side: "left" | "right" }) {
  const [width, setWidth] = useState(300);
  return (
    <>
      <div id="pane">{width}</div>
      <Separator label="Width" controls="pane" side={side} width={width} least={200} most={500} onMove={(next) => { setWidth(Math.min(500, Math.max(200, next))); }} onReset={() => { setWidth(300); }} />
    </>
  );
}

describe("the edge between two panes", () => {
  it("says how wide the pane is, and is moved by keys", async () => {
    const user = userEvent.setup();
    render(<Panes side="right" />);
    await user.tab();
    const edge = screen.getByRole("separator", { name: "Width" });
    expect(document.activeElement).toBe(edge);
    const now = () => Number(edge.getAttribute("aria-valuenow"));
    expect([edge.getAttribute("aria-valuemin"), now(), edge.getAttribute("aria-valuemax"), edge.getAttribute("aria-controls")]).toEqual(["200", 300, "500", "pane"]);
    await user.keyboard("{ArrowRight}");
    expect(now()).toBe(316);
    await user.keyboard("{Shift>}{ArrowLeft}{/Shift}");
    expect(now()).toBe(252);
    await user.keyboard("{End}");
    expect(now()).toBe(500);
    await user.keyboard("{Home}");
    expect(now()).toBe(200);
    await user.keyboard("{Enter}");
    expect(now()).toBe(300);
  });

  it("grows a pane at its right side to the left, and a double click puts it back", async () => {
    const user = userEvent.setup();
    render(<Panes side="left" />);
    const edge = screen.getByRole("separator", { name: "Width" });
    edge.focus();
    await user.keyboard("{ArrowLeft}");
    expect(edge.getAttribute("aria-valuenow")).toBe("316");
    await user.dblClick(edge);
    expect(edge.getAttribute("aria-valuenow")).toBe("300");
  });

  it("follows the pointer while it is held", () => {
    render(<Panes side="right" />);
    const edge = screen.getByRole("separator", { name: "Width" });
    fireEvent(edge, new MouseEvent("pointerdown", { bubbles: true, clientX: 300, button: 0 }));
    fireEvent(edge, new MouseEvent("pointermove", { bubbles: true, clientX: 345 }));
    expect(edge.getAttribute("aria-valuenow")).toBe("345");
    fireEvent(edge, new MouseEvent("pointerup", { bubbles: true, clientX: 345 }));
    fireEvent(edge, new MouseEvent("pointermove", { bubbles: true, clientX: 400 }));
    expect(edge.getAttribute("aria-valuenow")).toBe("345");
  });
});
