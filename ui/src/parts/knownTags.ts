import { queryOptions } from "@tanstack/react-query";
import { call, type CallError } from "../api/client";
import type { TagInUse } from "../api/schema.gen";

/** Every tag that a contact has, by name, with how many have it. */
export function knownTags() {
  return queryOptions<TagInUse[], CallError>({
    queryKey: ["contact_tags", {}],
    queryFn: async ({ signal }) => (await call("contact_tags", {}, signal)).tags,
  });
}
