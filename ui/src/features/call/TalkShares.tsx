import type { Segment } from "../../api/schema.gen";
import { talkShares } from "./talkShares";
import { words } from "./words";
import css from "./Transcript.module.css";

/** How the talking was shared, in small: a fact of the call, not a mark for anybody. */
export function TalkShares({ segments }: { segments: readonly Segment[] }) {
  const shares = talkShares(segments);
  return shares.length === 0 ? null : <p className={css.shares}>{words.talkShares(shares)}</p>;
}
