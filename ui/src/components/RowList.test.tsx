import { act, render, screen, waitFor } from "@testing-library/react";
import { createRef } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { RowList, type RowListHandle } from "./RowList";

afterEach(() => { vi.restoreAllMocks(); });

it("scrolls a row that is gone to by key clear of what may stand over the end of the list", async () => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(300);
  const styleOf = window.getComputedStyle.bind(window);
  vi.spyOn(window, "getComputedStyle").mockImplementation((element) => Object.assign(styleOf(element), { paddingBottom: "72px" }));
  const list = createRef<RowListHandle>();
  const keys = Array.from({ length: 20 }, (_, at) => `row ${at}`);
  const view = render(<RowList ref={list} label="Rows" keys={keys} rowHeight={50} active={null} render={(key) => <a href="#/">{key}</a>} />);
  const box = screen.getByRole("list", { name: "Rows" }).parentElement;
  act(() => { list.current?.focusRow(5); });
  await waitFor(() => { expect(document.activeElement?.textContent).toBe("row 5"); });
  expect(box?.scrollTop).toBe(6 * 50 - (300 - 72));

  // What is chosen by pointer is in sight, and stays under it.
  view.rerender(<RowList ref={list} label="Rows" keys={keys} rowHeight={50} active="row 6" render={(key) => <a href="#/">{key}</a>} />);
  expect(box?.scrollTop).toBe(6 * 50 - (300 - 72));
});
