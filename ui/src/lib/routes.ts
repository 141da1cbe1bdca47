/**
 * What is open, as text in the address after `#`. The address is the only home of this state, so Back works and
 * a window under `tauri://` behaves like a browser.
 */

export type Tab = "waiting" | "unread" | "open" | "done" | "all";
export const TABS: readonly Tab[] = ["waiting", "unread", "open", "done", "all"];

/** What the main pane shows. */
export type Open =
  | { kind: "thread"; conversationId: string; itemId: string | null }
  | { kind: "call"; callId: string; startMs: number | null }
  /** `edit`: its fields are open for changing. */
  | { kind: "contact"; contactId: string; edit?: true }
  | { kind: "newContact" }
  /** Contacts that may be the same. */
  | { kind: "duplicates" }
  /** Contacts from a file, and what came so earlier. */
  | { kind: "import" }
  /** Every tag. */
  | { kind: "tags" };

export type Group = "people" | "messages" | "calls" | "notes";
export const GROUPS: readonly Group[] = ["people", "messages", "calls", "notes"];

export type Route =
  | { screen: "inbox"; tab: Tab; lineId: string | null; open: Open | null }
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
  | { screen: "settings"; section?: string };

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
    case "settings":
      path = route.section ? `/settings/${encodeURIComponent(route.section)}` : "/settings";
      break;
  }
  const query = params.toString();
  return `#${path}${query ? `?${query}` : ""}`;
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
  if (kind === "new-contact") return { kind: "newContact" };
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
    case "settings":
      return { screen: "settings", ...sectionFrom(decode(parts[1])) };
    default:
      return HOME;
  }
}

const HOME_TAB: Tab = "open";

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
