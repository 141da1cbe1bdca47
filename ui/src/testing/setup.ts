import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";
import "./clock";

// A busy computer is slow, and slow is not wrong: only what never comes fails.
configure({ asyncUtilTimeout: 30_000 });

/** jsdom lays nothing out: every element is as large as a screenful, so that lists draw their rows. */
const WIDTH = 1280;
const HEIGHT = 640;
const ROW = 64;

function heightOf(element: Element): number {
  return element.tagName === "LI" || element.closest("li, [role=option]") ? ROW : HEIGHT;
}

class MeasuringObserver implements ResizeObserver {
  private readonly watched = new Set<Element>();
  private readonly callback: ResizeObserverCallback;

  constructor(callback: ResizeObserverCallback) {
    this.callback = callback;
  }

  observe(target: Element): void {
    this.watched.add(target);
    queueMicrotask(() => {
      if (!this.watched.has(target)) return;
      const size = { width: WIDTH, height: heightOf(target) };
      this.callback([{ target, contentRect: size, borderBoxSize: [], contentBoxSize: [], devicePixelContentBoxSize: [] } as unknown as ResizeObserverEntry], this);
    });
  }

  unobserve(target: Element): void {
    this.watched.delete(target);
  }

  disconnect(): void {
    this.watched.clear();
  }
}

window.ResizeObserver = MeasuringObserver;
Object.defineProperties(HTMLElement.prototype, {
  offsetParent: { configurable: true, get(this: HTMLElement) { return this.parentNode; } },
  clientHeight: { configurable: true, get(this: HTMLElement) { return heightOf(this); } },
  offsetHeight: { configurable: true, get(this: HTMLElement) { return heightOf(this); } },
});
Element.prototype.scrollIntoView = () => undefined;
Element.prototype.scrollTo = () => undefined;
Element.prototype.scrollBy = () => undefined;
Element.prototype.setPointerCapture = () => undefined;
Element.prototype.hasPointerCapture = () => false;
window.matchMedia = (query) => ({
  matches: false, media: query, onchange: null,
  addListener: () => undefined, removeListener: () => undefined, addEventListener: () => undefined, removeEventListener: () => undefined, dispatchEvent: () => false,
});
HTMLMediaElement.prototype.play = () => Promise.resolve();
HTMLMediaElement.prototype.pause = () => undefined;
HTMLMediaElement.prototype.load = () => undefined;

beforeEach(() => {
  window.history.replaceState(null, "", "#/inbox/open");
});

afterEach(() => {
  cleanup();
});
