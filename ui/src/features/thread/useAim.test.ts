import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useAim } from "./useAim";

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

it("tells of a place that was reached, also when the person moves on, and never of one that is no longer wanted", () => {
  const { current: place } = renderHook(() => useAim()).result;
  const reached = vi.fn();
  place.aim(() => undefined, reached);
  expect(place.aiming()).toBe(true);
  place.release();
  expect(place.aiming()).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(reached).toHaveBeenCalledTimes(1);
  place.aim(() => undefined, reached);
  place.forget();
  vi.advanceTimersByTime(1_000);
  expect(reached).toHaveBeenCalledTimes(1);
});
