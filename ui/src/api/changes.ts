import type { QueryClient } from "@tanstack/react-query";
import { Store } from "../lib/store";
import { host } from "./client";
import { makeStale, markStale } from "./queries";
import type { Arrival, Change } from "./schema.gen";

/** Changes of one short moment are applied together, well inside the 300 ms that an arrival may take. */
const GATHER_MS = 40;

/** Whether the feed is open. */
export const feedState = new Store<"opening" | "open" | "lost">("opening");

/** What listeners outside the query cache get: some changes, or "read everything anew". */
export type FeedListener = (changes: readonly Change[] | "everything") => void;

const listeners = new Set<FeedListener>();
const arrivalListeners = new Set<(arrival: Arrival) => void>();

/** Watches the feed beside the query cache. */
export function onChanges(listener: FeedListener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Watches for things to tell the person about. */
export function onArrival(listener: (arrival: Arrival) => void): () => void {
  arrivalListeners.add(listener);
  return () => {
    arrivalListeners.delete(listener);
  };
}

/**
 * Opens the feed and keeps the cache true; the returned function closes it. What was read before the feed is open is
 * read again if there was a change meanwhile, or where that is not known.
 */
export function followChanges(client: QueryClient): () => void {
  let last: number | null = null;
  let gathered: Change[] = [];
  let timer: number | undefined;

  const tellAll = (what: readonly Change[] | "everything") => {
    for (const listener of [...listeners]) listener(what);
  };
  const apply = () => {
    timer = undefined;
    const changes = gathered;
    gathered = [];
    markStale(client, changes);
    tellAll(changes);
  };
  const readEverything = () => {
    gathered = [];
    window.clearTimeout(timer);
    timer = undefined;
    makeStale(client);
    tellAll("everything");
  };

  const close = host().changes({
    onHello(seq) {
      feedState.set("open");
      last ??= host().since;
      // What was read before the feed was open, at the start as after a break, may have become stale unseen.
      if (last === null || seq !== last) readEverything();
      if (seq !== null) last = seq;
    },
    onChange(change) {
      if (last !== null && change.seq <= last) return;
      const gap = last !== null && change.seq !== last + 1;
      last = change.seq;
      if (change.arrival) for (const listener of [...arrivalListeners]) listener(change.arrival);
      if (gap) {
        readEverything();
        return;
      }
      gathered.push(change);
      timer ??= window.setTimeout(apply, GATHER_MS);
    },
    onLost() {
      feedState.set("lost");
    },
  });
  return () => {
    window.clearTimeout(timer);
    close();
  };
}
