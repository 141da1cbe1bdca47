import { useSyncExternalStore } from "react";
import { fromHash, HOME, toHash, type Route } from "./routes";

/** The address bar as a store: one route, read by anyone, changed by `go`. */

let cachedHash: string | null = null;
let cachedRoute: Route = fromHash("");

/** The route of the address as it is now. */
export function currentRoute(): Route {
  const hash = window.location.hash;
  if (hash !== cachedHash) {
    cachedHash = hash;
    cachedRoute = fromHash(hash);
  }
  return cachedRoute;
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  window.addEventListener("popstate", changed);
  return () => {
    window.removeEventListener("hashchange", changed);
    window.removeEventListener("popstate", changed);
  };
}

/** The route, kept up to date. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, currentRoute);
}

/** Opens a route; `replace` when Back should skip what was there (typing in the search field, arrow keys). */
export function go(route: Route, how: "push" | "replace" = "push"): void {
  const hash = toHash(route);
  if (hash === window.location.hash) return;
  if (how === "replace") {
    window.history.replaceState(window.history.state, "", hash);
  } else {
    window.history.pushState({ inside: true }, "", hash);
  }
  window.dispatchEvent(new PopStateEvent("popstate"));
}

/** Goes back if Ringbook was where we came from, else opens `otherwise`. */
export function goBack(otherwise: Route): void {
  const state: unknown = window.history.state;
  if (typeof state === "object" && state !== null && "inside" in state) window.history.back();
  else go(otherwise, "replace");
}

/** Loads the interface anew at its first screen: what was read belongs to another workspace. */
export function startAnew(): void {
  go(HOME, "replace");
  window.location.reload();
}
