import { queryOptions } from "@tanstack/react-query";
import { call } from "../../api/client";

/** So many pages are looked through for tags: there is no list of them alone. */
const MOST_PAGES = 25;
const PAGE = 200;

/** Every tag that a contact has, by name; made stale as the list of contacts is. */
export function knownTags() {
  return queryOptions<string[]>({
    queryKey: ["contacts_page", { everyTag: true }],
    queryFn: async ({ signal }) => {
      const tags = new Set<string>();
      let after: string | null = null;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const { rows, next }: { rows: { tags: string[] }[]; next: string | null } = await call("contacts_page", { starting: "", tag: null, after, limit: PAGE }, signal);
        for (const row of rows) for (const tag of row.tags) tags.add(tag);
        if (next === null) break;
        after = next;
      }
      return [...tags].sort((a, b) => a.localeCompare(b));
    },
  });
}
