import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { go } from "../lib/location";
import { EMPTY_SEARCH, HOME } from "../lib/routes";
import { dismiss, tell, TOAST_MS, toasts } from "../state/toasts";
import { Toasts } from "./Toasts";

const later = (ms: number) => { act(() => { vi.advanceTimersByTime(ms); }); };
const toast = (text: string) => {
  const found = screen.getByText(text).closest("li");
  if (!found) throw new Error("a toast is a row");
  return found;
};

beforeEach(() => {
  vi.useFakeTimers();
  render(<Toasts />);
});
afterEach(() => {
  act(() => { for (const one of toasts.get()) dismiss(one.id); });
  vi.useRealTimers();
});

describe("a toast", () => {
  it("stays while it is pointed at, and 8 seconds after", () => {
    act(() => { tell("Marked as done", () => undefined); });
    later(TOAST_MS - 1);
    fireEvent.pointerEnter(toast("Marked as done"));
    later(TOAST_MS * 3);
    expect(screen.getByRole("button", { name: "Undo" })).toBeTruthy();
    fireEvent.pointerLeave(toast("Marked as done"));
    later(TOAST_MS - 1);
    expect(screen.getByRole("button", { name: "Undo" })).toBeTruthy();
    later(1);
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  });

  it("stays while it has the focus, also when the pointer leaves it", () => {
    act(() => { tell("Marked as done", () => undefined); });
    const undo = screen.getByRole("button", { name: "Undo" });
    fireEvent.pointerEnter(toast("Marked as done"));
    act(() => { undo.focus(); });
    fireEvent.pointerLeave(toast("Marked as done"));
    later(TOAST_MS * 3);
    expect(document.activeElement).toBe(undo);
    act(() => { screen.getByRole("button", { name: "Dismiss" }).focus(); });
    later(TOAST_MS * 3);
    expect(screen.getByRole("button", { name: "Undo" })).toBe(undo);
    act(() => { screen.getByRole("button", { name: "Dismiss" }).blur(); });
    later(TOAST_MS);
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  });
});

it("stands above the line at the end of the search, and nowhere else over one", () => {
  act(() => { tell("Marked as done", () => undefined); });
  const place = screen.getByRole("list");
  const usual = place.className;
  act(() => { go(EMPTY_SEARCH, "replace"); });
  expect(place.className).not.toBe(usual);
  act(() => { go(HOME, "replace"); });
  expect(place.className).toBe(usual);
});

it("of many, the older are counted, and shown to who points at them or goes there by key", () => {
  act(() => { for (let n = 1; n <= 5; n += 1) tell(`Number ${n}`, () => undefined); });
  expect(screen.getAllByRole("button", { name: "Undo" })).toHaveLength(3);
  expect(screen.getByText("2 more can be undone")).toBeTruthy();
  expect(screen.queryByText("Number 2")).toBeNull();
  fireEvent.pointerEnter(screen.getByRole("list"));
  expect(screen.getAllByRole("button", { name: "Undo" })).toHaveLength(5);
  expect(screen.queryByText(/can be undone/)).toBeNull();
  fireEvent.pointerLeave(screen.getByRole("list"));
  expect(screen.queryByText("Number 2")).toBeNull();
  act(() => { screen.getAllByRole("button", { name: "Undo" })[0]?.focus(); });
  expect(screen.getByText("Number 1")).toBeTruthy();
});
