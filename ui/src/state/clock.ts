import { Store, useStore } from "../lib/store";

/** The server's time, moved on every half minute; relative times on screen read it. */
const clock = new Store(Date.now());
let ahead = 0;

/** Takes over the server's clock. */
export function setServerTime(now: number): void {
  const next = now - Date.now();
  // The way of the answer takes some milliseconds; only a real difference matters.
  if (Math.abs(next - ahead) < 2000) return;
  ahead = next;
  clock.set(serverNow());
}

/** The server's time at this instant. */
export function serverNow(): number {
  return Date.now() + ahead;
}

/** Starts the half-minute tick; the returned function ends it. */
export function startClock(): () => void {
  const timer = window.setInterval(() => {
    clock.set(serverNow());
  }, 30_000);
  return () => {
    window.clearInterval(timer);
  };
}

/** The time for "4 min ago", fresh to half a minute. */
export function useNow(): number {
  return useStore(clock);
}
