import { afterEach, describe, expect, it } from "vitest";
import { linkTo, ringbookLink, routeOfLink } from "./appLinks";
import { HOME } from "./routes";

const THREAD = { kind: "thread", conversationId: "c1", itemId: "note:1" } as const;

afterEach(() => { Reflect.deleteProperty(window, "__TAURI_INTERNALS__"); });

describe("links to what is open", () => {
  it("are the page's address in a browser, and ringbook: in the window", () => {
    expect(linkTo(HOME, { kind: "call", callId: "AC1", startMs: 61_000 })).toMatch(/^http:\/\/[^#]+#\/inbox\/open\/call\/AC1\?t=61000$/);
    Reflect.set(window, "__TAURI_INTERNALS__", {});
    expect(linkTo(HOME, { kind: "call", callId: "AC1", startMs: 61_000 })).toBe("ringbook://call/AC1?t=61000");
    expect(linkTo(HOME, THREAD)).toBe("ringbook://thread/c1?item=note%3A1");
    expect(ringbookLink({ kind: "contact", contactId: "num:+1773" })).toBe("ringbook://contact/num%3A%2B1773");
    expect(ringbookLink({ kind: "newContact" })).toBeNull();
  });

  it("lead back when they are pasted", () => {
    expect(routeOfLink(" http://127.0.0.1:8790/#/inbox/open/thread/c1 ")).toEqual({ hash: "#/inbox/open/thread/c1" });
    expect(routeOfLink("ringbook://call/AC1?t=5")).toEqual({ url: "ringbook://call/AC1?t=5" });
    expect(routeOfLink("tel:+17735550118")).toEqual({ url: "tel:+17735550118" });
    expect(routeOfLink("telephone bill")).toBeNull();
    expect(routeOfLink("javascript:alert(1)")).toBeNull();
  });
});
