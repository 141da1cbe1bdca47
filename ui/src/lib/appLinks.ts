import { openOf, toHash, withOpen, type Open, type Route } from "./routes";

/** Addresses of a conversation, a call at a second, a contact or a search, for pasting elsewhere. */

const SCHEME = "ringbook://";
const OURS = /^(?:ringbook|tel|sms|smsto):/i;

/** Whether this is shown in a browser, which has an address of its own. */
function inBrowser(): boolean {
  return /^https?:$/.test(window.location.protocol) && !("__TAURI_INTERNALS__" in window);
}

/** The `ringbook://` address of something that is open. */
export function ringbookLink(open: Open): string | null {
  const id = (text: string) => encodeURIComponent(text);
  switch (open.kind) {
    case "thread":
      return `${SCHEME}thread/${id(open.conversationId)}${open.itemId === null ? "" : `?item=${id(open.itemId)}`}`;
    case "call":
      return `${SCHEME}call/${id(open.callId)}${open.startMs === null ? "" : `?t=${open.startMs}`}`;
    case "contact":
      return `${SCHEME}contact/${id(open.contactId)}`;
    case "newContact":
    case "duplicates":
    case "import":
    case "tags":
      return null;
  }
}

/**
 * A link to what is open. In a browser it is the page's own address, which the palette of the window takes too; in the
 * window, whose address means nothing elsewhere, it is a `ringbook://` one.
 */
export function linkTo(route: Route, open: Open): string {
  const own = ringbookLink(open);
  if (!inBrowser() && own !== null) return own;
  const { origin, pathname } = window.location;
  return `${origin}${pathname}${toHash(withOpen(route.screen === "inbox" ? { ...route, lineId: null } : route, open))}`;
}

/** The same of what a route has open. */
export function linkToRoute(route: Route): string | null {
  const open = openOf(route);
  return open === null ? null : linkTo(route, open);
}

/** Where a link that was pasted leads: an address of a page of ours, or one that the core reads. */
export function routeOfLink(text: string): { hash: string } | { url: string } | null {
  const link = text.trim();
  if (OURS.test(link)) return { url: link };
  const hash = /#\/(?:inbox|search|contacts|calls|follow-ups)\/\S+$/.exec(link)?.[0];
  return hash === undefined ? null : { hash };
}
