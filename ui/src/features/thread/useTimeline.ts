import { useEffect, useState } from "react";
import { useStore } from "../../lib/store";
import { TimelineFeed, type TimelineState } from "./timelineFeed";

/** The feed of one conversation for as long as the component is on screen, and its state. */
export function useTimeline(conversationId: string, itemId: string | null): { feed: TimelineFeed; state: TimelineState } {
  const [feed] = useState(() => new TimelineFeed(conversationId, itemId));
  // The feed listens to changes outside React; it begins again if React mounts the component a second time.
  useEffect(() => {
    feed.start();
    return () => {
      feed.close();
    };
  }, [feed]);
  return { feed, state: useStore(feed.state) };
}
