import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { act, dismiss, pause, resume, tell, tellBefore, TOAST_MS, tellProblem, toasts } from "./toasts";

const texts = () => toasts.get().map((toast) => toast.text);
const undo = () => undefined;

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => {
  for (const toast of toasts.get()) dismiss(toast.id);
  vi.useRealTimers();
});

describe("a way back", () => {
  it("is offered for 8 seconds, and not longer", () => {
    tell("Done", undo);
    vi.advanceTimersByTime(TOAST_MS - 1);
    expect(TOAST_MS).toBe(8000);
    expect(texts()).toEqual(["Done"]);
    vi.advanceTimersByTime(1);
    expect(texts()).toEqual([]);
  });

  it("keeps its 8 seconds whatever else is said", () => {
    tell("First", undo);
    tell("Said");
    for (const text of ["Second", "Third", "Fourth"]) tell(text, undo);
    expect(texts()).toEqual(["First", "Second", "Third", "Fourth"]);
    tellProblem("It did not work");
    expect(texts()).toEqual(["First", "Second", "Third", "Fourth", "It did not work"]);
    tell("Copied");
    expect(texts()).toEqual(["First", "Second", "Third", "Fourth", "Copied"]);
    vi.advanceTimersByTime(TOAST_MS);
    expect(texts()).toEqual([]);
  });

  it("does not let what is about to be done for good happen early", () => {
    const otherwise = vi.fn();
    tellBefore("Deleted", undo, otherwise);
    for (const text of ["One", "Two", "Three"]) tell(text, undo);
    vi.advanceTimersByTime(TOAST_MS - 1);
    expect(otherwise).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(otherwise).toHaveBeenCalledOnce();
  });

  it("says what it brings back where that is not all", () => {
    const back = vi.fn();
    tell("Text dropped", back, "Put the words back");
    const [toast] = toasts.get();
    expect(toast?.action?.label).toBe("Put the words back");
    act(toast?.id ?? 0);
    expect(back).toHaveBeenCalledOnce();
    expect(texts()).toEqual([]);
  });
});

it("the oldest of what offers no way back makes room, and nothing that is held does", () => {
  for (const text of ["One", "Two", "Three"]) tell(text);
  pause(toasts.get()[0]?.id ?? 0);
  tell("Four");
  expect(texts()).toEqual(["One", "Three", "Four"]);
  vi.advanceTimersByTime(TOAST_MS * 2);
  expect(texts()).toEqual(["One"]);
  resume(toasts.get()[0]?.id ?? 0);
  vi.advanceTimersByTime(TOAST_MS);
  expect(texts()).toEqual([]);
});
