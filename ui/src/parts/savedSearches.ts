import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { onChanges } from "../api/changes";
import { call, type Req } from "../api/client";
import { ask, markOwnChange } from "../api/queries";
import type { SavedSearchRow } from "../api/schema.gen";
import { tell, tellProblem } from "../state/toasts";
import { failureSentence } from "./Failure";

/** Counting waits until it has been quiet for so long, and is done at least so often. */
const QUIET_MS = 1500;
const LONGEST_MS = 10_000;

const COUNTS = ask("saved_search_counts", {});

/** The saved searches, and how much each of them finds. */
export function useSavedSearches(): { searches: readonly SavedSearchRow[]; found: ReadonlyMap<string, number> } {
  const { data } = useQuery(ask("saved_searches", {}));
  const searches = data?.searches ?? [];
  const counts = useQuery({ ...COUNTS, enabled: searches.length > 0, placeholderData: (previous) => previous });
  const found = new Map<string, number>();
  for (const { id, total } of counts.data?.counts ?? []) if (total !== null) found.set(id, total);
  return { searches, found };
}

/** Counts anew at a pause after something that can be found has changed. Once, beside the place that shows the counts. */
export function useFreshCounts(): void {
  const client = useQueryClient();
  // The feed is outside React.
  useEffect(() => {
    let timer: number | undefined;
    let since: number | null = null;
    const again = () => {
      timer = undefined;
      since = null;
      void client.invalidateQueries({ queryKey: COUNTS.queryKey, exact: true });
    };
    const stop = onChanges((what) => {
      const stale = what === "everything" || what.some(({ tags }) => tags.some((tag) => tag === "search" || tag === "settings"));
      if (!stale) return;
      const now = Date.now();
      since ??= now;
      window.clearTimeout(timer);
      timer = window.setTimeout(again, Math.max(0, Math.min(QUIET_MS, since + LONGEST_MS - now)));
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [client]);
}

const said = {
  saved: (name: string) => `Search saved: ${name}`,
  renamed: (name: string) => `Renamed: ${name}`,
  removed: (name: string) => `Removed: ${name}`,
};

/** Saving, renaming and removing; each can be undone for 8 s, also when what began it is gone. */
export function useSavingSearches() {
  const client = useQueryClient();
  const settled = () => {
    markOwnChange(client, "save_search", null);
    void client.invalidateQueries({ queryKey: COUNTS.queryKey, exact: true });
  };
  const failed = (error: unknown) => { tellProblem(failureSentence(error)); };
  const put = async (req: Req<"save_search">) => {
    const row = await call("save_search", req);
    settled();
    return row;
  };
  const take = async (id: string) => {
    await call("remove_search", { id });
    settled();
  };
  return {
    save(name: string, query: string, newest: boolean) {
      put({ id: null, name, query, newest }).then((row) => { tell(said.saved(row.name), () => { take(row.id).catch(failed); }); }, failed);
    },
    rename(row: SavedSearchRow, name: string) {
      put({ ...row, name }).then(() => { tell(said.renamed(name), () => { put(row).catch(failed); }); }, failed);
    },
    remove(row: SavedSearchRow) {
      take(row.id).then(() => { tell(said.removed(row.name), () => { put(row).catch(failed); }); }, failed);
    },
  };
}
