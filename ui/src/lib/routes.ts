/**
 * What is open, as text in the address after `#`. The address is the only home of this state, so Back works and
 * a window under `tauri://` behaves like a browser.
 */

export type Tab = "waiting" | "unread" | "open" | "snoozed" | "done" | "all";
export const TABS: readonly Tab[] = ["waiting", "unread", "open", "snoozed", "done", "all"];

/** What the main pane shows. */
export type Open =
  | { kind: "thread"; conversationId: string; itemId: string | null }
  | { kind: "call"; callId: string; startMs: number | null }
  /** `edit`: its fields are open for changing. */
  | { kind: "contact"; contactId: string; edit?: true }
  /** `phone`: a number that it begins with. */
  | { kind: "newContact"; phone?: string }
  /** Contacts that may be the same. */
  | { kind: "duplicates" }
  /** Contacts from a file, and what came so earlier. */
  | { kind: "import" }
  /** Every tag. */
  | { kind: "tags" };

export type Group = "people" | "messages" | "calls" | "notes";
export const GROUPS: readonly Group[] = ["people", "messages", "calls", "notes"];

export type OutboxTab = "drafts" | "scheduled" | "sending" | "failed";
export const OUTBOX_TABS: readonly OutboxTab[] = ["drafts", "scheduled", "sending", "failed"];

export type Route =
  /** `tag`: only with somebody who has it. */
  | { screen: "inbox"; tab: Tab; lineId: string | null; tag?: string; open: Open | null }
  | {
      screen: "search";
      query: string;
      newest: boolean;
      group: Group | null;
      conversationId: string | null;
      open: Open | null;
    }
  | { screen: "contacts"; text: string; tag: string | null; open: Open | null }
  | { screen: "connection"; onlyDead: boolean; delivery: number | null }
  | { screen: "connect" }
  | { screen: "ledger" }
  | { screen: "settings"; section?: string }
  | { screen: "followUps"; view: FollowUpView; open: Open | null }
  /** An address that another program handed over; it is replaced by what it leads to. */
  | { screen: "link"; url: string }
  | { screen: "calls"; filter: CallsKind; lineId: string | null; outgoing: boolean | null; open: Open | null }
  | { screen: "insights"; range: Range; lineId: string | null; allHours: boolean; behind: Behind | null }
  /** Without a tab: the one that is most worth looking at. */
  | { screen: "outbox"; tab: OutboxTab | null };

export type FollowUpView = "due" | "people" | "done";
export const FOLLOW_UP_VIEWS: readonly FollowUpView[] = ["due", "people", "done"];

/** The follow-ups that are due. */
export const FOLLOW_UPS: Extract<Route, { screen: "followUps" }> = { screen: "followUps", view: "due", open: null };

export type CallsKind = "all" | "missed" | "voicemail" | "recorded" | "transcript";
export const CALLS_KINDS: readonly CallsKind[] = ["all", "missed", "voicemail", "recorded", "transcript"];

/** Days that are measured: some that end today, or from one to another ("2026-11-01"). */
export type Preset = "7d" | "30d" | "90d" | "month" | "lastMonth" | "year";
export const PRESETS: readonly Preset[] = ["7d", "30d", "90d", "month", "lastMonth", "year"];
export type Range = Preset | { from: string; to: string };

/** The number whose texts and calls are listed. */
export interface Behind {
  measure: string;
  from?: string;
  to?: string;
  lineId?: string;
  personId?: string;
  hour?: number;
  replyClass?: number;
}

/** The Connection screen with nothing chosen in it. */
export const CONNECTION: Extract<Route, { screen: "connection" }> = { screen: "connection", onlyDead: false, delivery: null };

export const HOME: Route = { screen: "inbox", tab: "open", lineId: null, open: null };

/** The search screen with nothing typed. */
export const EMPTY_SEARCH: Extract<Route, { screen: "search" }> = {
  screen: "search",
  query: "",
  newest: false,
  group: null,
  conversationId: null,
  open: null,
};

/** The Contacts screen with nothing typed. */
export const CONTACTS: Extract<Route, { screen: "contacts" }> = { screen: "contacts", text: "", tag: null, open: null };

/** All calls. */
export const CALLS: Extract<Route, { screen: "calls" }> = { screen: "calls", filter: "all", lineId: null, outgoing: null, open: null };

/** The last thirty days, in business hours. */
export const INSIGHTS: Extract<Route, { screen: "insights" }> = { screen: "insights", range: "30d", lineId: null, allHours: false, behind: null };

function openToPath(open: Open | null, params: URLSearchParams): string {
  if (!open) return "";
  switch (open.kind) {
    case "thread":
      if (open.itemId) params.set("item", open.itemId);
      return `/thread/${encodeURIComponent(open.conversationId)}`;
    case "call":
      if (open.startMs !== null) params.set("t", String(open.startMs));
      return `/call/${encodeURIComponent(open.callId)}`;
    case "contact":
      if (open.edit) params.set("edit", "1");
      return `/contact/${encodeURIComponent(open.contactId)}`;
    case "newContact":
      if (open.phone) params.set("phone", open.phone);
      return "/new-contact";
    case "duplicates":
      return "/duplicates";
    case "import":
      return "/import";
    case "tags":
      return "/tags";
  }
}

/** The address of a route, beginning with `#`. */
export function toHash(route: Route): string {
  const params = new URLSearchParams();
  let path: string;
  switch (route.screen) {
    case "inbox":
      if (route.lineId) params.set("line", route.lineId);
      if (route.tag) params.set("tag", route.tag);
      path = `/inbox/${route.tab}${openToPath(route.open, params)}`;
      break;
    case "search":
      if (route.query) params.set("q", route.query);
      if (route.newest) params.set("order", "newest");
      if (route.group) params.set("group", route.group);
      if (route.conversationId) params.set("in", route.conversationId);
      path = `/search${openToPath(route.open, params)}`;
      break;
    case "contacts":
      if (route.text) params.set("q", route.text);
      if (route.tag) params.set("tag", route.tag);
      path = `/contacts${openToPath(route.open, params)}`;
      break;
    case "connection":
      if (route.onlyDead) params.set("only", "dead");
      if (route.delivery !== null) params.set("delivery", String(route.delivery));
      path = "/connection";
      break;
    case "connect":
      path = "/connect";
      break;
    case "ledger":
      path = "/ledger";
      break;
    case "followUps":
      path = `/follow-ups/${route.view}${openToPath(route.open, params)}`;
      break;
    case "link":
      params.set("url", route.url);
      path = "/link";
      break;
    case "settings":
      path = route.section ? `/settings/${encodeURIComponent(route.section)}` : "/settings";
      break;
    case "calls":
      if (route.lineId) params.set("line", route.lineId);
      if (route.outgoing !== null) params.set("way", route.outgoing ? "out" : "in");
      path = `/calls/${route.filter}${openToPath(route.open, params)}`;
      break;
    case "insights":
      insightsToParams(route, params);
      path = "/insights";
      break;
    case "outbox":
      path = route.tab ? `/outbox/${route.tab}` : "/outbox";
      break;
  }
  const query = params.toString();
  return `#${path}${query ? `?${query}` : ""}`;
}

function insightsToParams({ range, lineId, allHours, behind }: Extract<Route, { screen: "insights" }>, params: URLSearchParams): void {
  if (typeof range === "string") params.set("range", range);
  else {
    params.set("from", range.from);
    params.set("to", range.to);
  }
  if (lineId) params.set("line", lineId);
  if (allHours) params.set("hours", "all");
  if (!behind) return;
  params.set("of", behind.measure);
  for (const [name, value] of Object.entries({ f: behind.from, t: behind.to, l: behind.lineId, p: behind.personId, h: behind.hour, c: behind.replyClass })) {
    if (value !== undefined) params.set(name, String(value));
  }
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function insightsFrom(params: URLSearchParams): Route {
  const [from, to] = [params.get("from") ?? "", params.get("to") ?? ""];
  const preset = PRESETS.find((known) => known === params.get("range")) ?? "30d";
  const measure = params.get("of");
  const text = (name: string) => params.get(name) ?? undefined;
  const day = (name: string) => (DAY.test(params.get(name) ?? "") ? text(name) : undefined);
  const some = { from: day("f"), to: day("t"), lineId: text("l"), personId: text("p"), hour: wholeNumber(params.get("h")) ?? undefined, replyClass: wholeNumber(params.get("c")) ?? undefined };
  return {
    screen: "insights",
    range: DAY.test(from) && DAY.test(to) ? { from, to } : preset,
    lineId: params.get("line"),
    allHours: params.get("hours") === "all",
    behind: measure === null ? null : { measure, ...Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined)) },
  };
}

function decode(part: string | undefined): string | null {
  if (!part) return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function openFromPath(kind: string | undefined, id: string | null, params: URLSearchParams): Open | null {
  if (kind === "new-contact") {
    const phone = params.get("phone");
    return phone ? { kind: "newContact", phone } : { kind: "newContact" };
  }
  if (kind === "duplicates") return { kind: "duplicates" };
  if (kind === "import") return { kind: "import" };
  if (kind === "tags") return { kind: "tags" };
  if (!id) return null;
  switch (kind) {
    case "thread":
      return { kind: "thread", conversationId: id, itemId: params.get("item") };
    case "call":
      return { kind: "call", callId: id, startMs: wholeNumber(params.get("t")) };
    case "contact":
      return params.has("edit") ? { kind: "contact", contactId: id, edit: true } : { kind: "contact", contactId: id };
    default:
      return null;
  }
}

/** The route of an address; anything not understood is the inbox. */
export function fromHash(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s, 2);
  const params = new URLSearchParams(query);
  const parts = path.split("/").filter(Boolean);
  switch (parts[0]) {
    case "inbox": {
      const tab = TABS.find((known) => known === parts[1]) ?? HOME_TAB;
      return {
        screen: "inbox",
        tab,
        lineId: params.get("line"),
        ...tagFrom(params.get("tag")),
        open: openFromPath(parts[2], decode(parts[3]), params),
      };
    }
    case "search":
      return {
        screen: "search",
        query: params.get("q") ?? "",
        newest: params.get("order") === "newest",
        group: GROUPS.find((known) => known === params.get("group")) ?? null,
        conversationId: params.get("in"),
        open: openFromPath(parts[1], decode(parts[2]), params),
      };
    case "contacts":
      return { screen: "contacts", text: params.get("q") ?? "", tag: params.get("tag"), open: openFromPath(parts[1], decode(parts[2]), params) };
    case "connection":
      return {
        screen: "connection",
        onlyDead: params.get("only") === "dead",
        delivery: wholeNumber(params.get("delivery")),
      };
    case "connect":
      return { screen: "connect" };
    case "ledger":
      return { screen: "ledger" };
    case "follow-ups":
      return { screen: "followUps", view: FOLLOW_UP_VIEWS.find((known) => known === parts[1]) ?? "due", open: openFromPath(parts[2], decode(parts[3]), params) };
    case "link":
      return { screen: "link", url: params.get("url") ?? "" };
    case "settings":
      return { screen: "settings", ...sectionFrom(decode(parts[1])) };
    case "calls": {
      const way = params.get("way");
      return {
        screen: "calls",
        filter: CALLS_KINDS.find((known) => known === parts[1]) ?? "all",
        lineId: params.get("line"),
        outgoing: way === "out" ? true : way === "in" ? false : null,
        open: openFromPath(parts[2], decode(parts[3]), params),
      };
    }
    case "insights":
      return insightsFrom(params);
    case "outbox":
      return { screen: "outbox", tab: OUTBOX_TABS.find((known) => known === parts[1]) ?? null };
    default:
      return HOME;
  }
}

const HOME_TAB: Tab = "open";

function tagFrom(tag: string | null): { tag?: string } {
  return tag === null || tag === "" ? {} : { tag };
}

function sectionFrom(section: string | null): { section?: string } {
  return section === null ? {} : { section };
}

/** The same screen with something else in the main pane. */
export function withOpen(route: Route, open: Open | null): Route {
  if (hasPanes(route)) return { ...route, open };
  return open ? { screen: "inbox", tab: HOME_TAB, lineId: null, open } : route;
}

/** What the main pane shows, if the screen has one. */
export function openOf(route: Route): Open | null {
  return hasPanes(route) ? route.open : null;
}

/** A screen with a list and, beside it, what was opened from it. */
export type PanesRoute = Extract<Route, { open: Open | null }>;

function hasPanes(route: Route): route is PanesRoute {
  return "open" in route;
}
