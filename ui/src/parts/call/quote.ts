import type { CallPage, Segment } from "../../api/schema.gen";
import { length, momentInFull } from "../../lib/dates";
import { linkTo } from "../../lib/appLinks";
import type { Route } from "../../lib/routes";
import { words } from "./words";

/** A sentence for pasting elsewhere: who said it, at which second, in which call. It says the date in full, as "today" passes. */
export function quoteOf(segment: Segment, page: Pick<CallPage, "title" | "at">): string {
  return words.quote(segment.text, segment.speaker.name, length(segment.startMs), page.title, momentInFull(page.at));
}

/** The address of a call at a second of it. */
export function linkToMoment(route: Route, callId: string, startMs: number): string {
  return linkTo(route, { kind: "call", callId, startMs });
}
