import { describe, expect, it } from "vitest";
import { CALLS, CONTACTS, EMPTY_SEARCH, fromHash, HOME, INSIGHTS, toHash, type Route } from "./routes";

const ROUTES: Route[] = [
  HOME,
  { screen: "inbox", tab: "waiting", lineId: "PN 1/ü", open: null },
  { screen: "inbox", tab: "snoozed", lineId: null, tag: "VIP & co", open: null },
  { screen: "inbox", tab: "all", lineId: null, open: { kind: "thread", conversationId: "c/1?x#y", itemId: "i&2" } },
  { screen: "inbox", tab: "done", lineId: null, open: { kind: "call", callId: "call-1", startMs: 61_250 } },
  { ...EMPTY_SEARCH, query: "ridge vent & \"chimney\" #1", newest: true, group: "calls", conversationId: "c1", open: { kind: "contact", contactId: "k1" } },
  CONTACTS,
  { screen: "contacts", text: "o’dell & sons", tag: "VIP #1", open: { kind: "contact", contactId: "number:+15125551000", edit: true } },
  { ...CONTACTS, open: { kind: "newContact" } },
  { ...CONTACTS, open: { kind: "newContact", phone: "+17735550999" } },
  { ...CONTACTS, tag: "a/b", open: { kind: "duplicates" } },
  { ...CONTACTS, open: { kind: "thread", conversationId: "c1", itemId: null } },
  { screen: "connection", onlyDead: true, delivery: 8812 },
  { screen: "ledger" },
  CALLS,
  { screen: "calls", filter: "missed", lineId: "PN/1", outgoing: false, open: { kind: "call", callId: "call-1", startMs: null } },
  INSIGHTS,
  { ...INSIGHTS, range: { from: "2026-10-01", to: "2026-11-22" }, lineId: "PN 1", allHours: true, behind: { measure: "replied", from: "2026-10-01", to: "2026-10-31", lineId: "PN/2", personId: "", hour: 0, replyClass: 3 } },
  { screen: "settings" },
  { screen: "settings", section: "keys" },
];

describe("routes", () => {
  it.each(ROUTES)("come back from their address: %j", (route) => {
    expect(fromHash(toHash(route))).toEqual(route);
  });

  it.each(["", "#", "#/nowhere", "#/inbox/%E0%A4%A", "#/inbox/open/thread/%E0%A4%A", "#/connection?delivery=-1"])("makes something usable of %j", (hash) => {
    expect(() => fromHash(hash)).not.toThrow();
  });
});
