import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useBeside, useDrawn } from "./beside";

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

const besideOf = (conversationId: string | null) => renderHook(({ id }) => useBeside(id), { initialProps: { id: conversationId } });
/** A conversation's pane, which is drawn or not yet. */
const pane = (id: string, ready: boolean) => renderHook((now) => { useDrawn(id, now.ready); }, { initialProps: { ready } });
const frames = () => { act(() => { vi.advanceTimersByTime(40); }); };

it("follows a conversation once that is drawn, and shows the one before until then", () => {
  const beside = besideOf("dana");
  const dana = pane("dana", true);
  expect(beside.result.current).toBeNull();
  frames();
  expect(beside.result.current).toBe("dana");

  dana.unmount();
  beside.rerender({ id: "robin" });
  const robin = pane("robin", false);
  frames();
  expect(beside.result.current).toBe("dana");
  robin.rerender({ ready: true });
  expect(beside.result.current).toBe("dana");
  frames();
  expect(beside.result.current).toBe("robin");
});

it("does not wait for a conversation that takes long", () => {
  const beside = besideOf("dana");
  pane("dana", false);
  act(() => { vi.advanceTimersByTime(149); });
  expect(beside.result.current).toBeNull();
  act(() => { vi.advanceTimersByTime(1); });
  expect(beside.result.current).toBe("dana");
});

it("is gone at once with the conversation", () => {
  const beside = besideOf("dana");
  pane("dana", true);
  frames();
  beside.rerender({ id: null });
  expect(beside.result.current).toBeNull();
});
