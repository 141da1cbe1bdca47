import { notifyManager, QueryClient, queryOptions, type InvalidateQueryFilters } from "@tanstack/react-query";
import { call, CallError, type Command, type Req, type Res } from "./client";
import type { Change, Tag } from "./schema.gen";
import { TAGS } from "./schema.gen";

// Screens hear of a change of the cache before the browser draws or takes the next event. The library's own timer would
// let a ticked box show as not ticked in between: React puts a controlled box back at the end of its click.
notifyManager.setScheduler(queueMicrotask);

/** The one cache of what the server said, keyed by command and request. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The change feed says what is stale; nothing is asked again for its age or for a click into the window.
        staleTime: Infinity,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: "always",
        retry: (failures, error) =>
          failures < 2 && error instanceof CallError && (error.code === "offline" || error.code === "unavailable"),
        retryDelay: (attempt) => 300 * 2 ** attempt,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

/** A query for `useQuery`: key, function and result type of one command. */
export function ask<C extends Command>(command: C, req: Req<C>) {
  return queryOptions<Res<C>, CallError>({
    queryKey: [command, req],
    queryFn: ({ signal }) => call(command, req, signal),
  });
}

const queriesByTag = new Map<Tag, Command[]>();
for (const [command, { kind, tags }] of Object.entries(TAGS) as [Command, (typeof TAGS)[Command]][]) {
  if (kind !== "query") continue;
  for (const tag of tags) queriesByTag.set(tag, [...(queriesByTag.get(tag) ?? []), command]);
}

/**
 * Marks queries stale. The cache takes a first answer for fresh however old its question is, so what is being asked
 * for the first time just now is asked again once it is there.
 */
export function makeStale(client: QueryClient, filters: InvalidateQueryFilters = {}): void {
  const first = client.getQueryCache().findAll({ ...filters, fetchStatus: "fetching" }).filter((query) => query.state.data === undefined);
  void client.invalidateQueries(filters);
  for (const query of first) {
    const again = () => { setTimeout(() => { void client.invalidateQueries({ queryKey: query.queryKey, exact: true }); }, 0); };
    query.promise?.then(again, again);
  }
}

/** Marks what changes make stale; a change of one conversation leaves the others alone. */
export function markStale(client: QueryClient, changes: readonly Pick<Change, "tags" | "conversationId">[]): void {
  const stale = new Map<Command, Set<string> | "all">();
  for (const { tags, conversationId } of changes) {
    for (const tag of tags) {
      for (const command of queriesByTag.get(tag) ?? []) {
        const known = stale.get(command);
        if (known === "all") continue;
        if (conversationId === null) stale.set(command, "all");
        else stale.set(command, (known ?? new Set<string>()).add(conversationId));
      }
    }
  }
  for (const [command, conversations] of stale) {
    makeStale(client, {
      predicate: ({ queryKey: [name, req] }) => {
        if (name !== command) return false;
        if (conversations === "all" || typeof req !== "object" || req === null) return true;
        const id = "conversationId" in req ? req.conversationId : null;
        return typeof id === "string" ? conversations.has(id) : true;
      },
    });
  }
}

/** Marks stale what a mutation of our own makes stale, without waiting for the feed. */
export function markOwnChange(client: QueryClient, command: Command, conversationId: string | null): void {
  markStale(client, [{ tags: TAGS[command].tags, conversationId }]);
}
