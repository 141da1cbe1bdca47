import { afterEach, expect, test } from "vitest";
import { followChanges } from "../../api/changes";
import { setTransport, type Command, type Req, type Res } from "../../api/client";
import { makeQueryClient } from "../../api/queries";
import { FakeTransport } from "../../api/transport/fake";
import type { FeedEvents } from "../../api/transport/transport";
import { readAhead } from "../../parts/timelineAhead";
import { TimelineFeed } from "./timelineFeed";

/** Answers the first page of a timeline only when the test lets it. */
class HeldTransport extends FakeTransport {
  feedEvents: FeedEvents | null = null;
  private held: (() => void) | null = null;
  private first = true;

  override changes(events: FeedEvents): () => void {
    this.feedEvents = events;
    return () => { this.feedEvents = null; };
  }

  override async call<C extends Command>(command: C, req: Req<C>): Promise<Res<C>> {
    const answer = await super.call(command, req);
    if (command === "timeline_page" && this.first) {
      this.first = false;
      await new Promise<void>((go) => { this.held = go; });
    }
    return answer;
  }

  isHeld(): boolean {
    return this.held !== null;
  }

  letGo(): void {
    this.held?.();
  }

  pages(): number {
    return this.asked.filter(({ command }) => command === "timeline_page").length;
  }
}

let stop: () => void = () => undefined;
afterEach(() => { stop(); });

async function openHeld() {
  const fake = new HeldTransport({ now: Date.now() });
  setTransport(fake);
  const unfollow = followChanges(makeQueryClient());
  fake.feedEvents?.onHello(1);
  const { rows } = await fake.call("inbox_page", { tab: "open", lineId: null, tag: null, cursor: null, limit: 1 });
  const conversationId = rows[0]?.id ?? "";
  const feed = new TimelineFeed(conversationId, null);
  feed.start();
  stop = () => {
    feed.close();
    unfollow();
  };
  await expect.poll(() => fake.isHeld()).toBe(true);
  return { fake, feed, conversationId };
}

test("what arrives while a conversation is being opened is read once it is open", async () => {
  const { fake, feed, conversationId } = await openHeld();
  fake.feedEvents?.onChange({ seq: 2, tags: ["timeline"], conversationId, arrival: null });
  await new Promise((done) => { setTimeout(done, 60); });
  fake.letGo();
  await expect.poll(() => feed.state.get().phase).toBe("ready");
  await expect.poll(() => fake.pages()).toBe(2);
});

test("a conversation in which nothing happens meanwhile is read once", async () => {
  const { fake, feed } = await openHeld();
  fake.letGo();
  await expect.poll(() => feed.state.get().phase).toBe("ready");
  await new Promise((done) => { setTimeout(done, 60); });
  expect(fake.pages()).toBe(1);
});

test("the page that was read ahead is the one that is shown, and is not read again", async () => {
  const fake = new HeldTransport({ now: Date.now() });
  setTransport(fake);
  const client = makeQueryClient();
  const unfollow = followChanges(client);
  fake.feedEvents?.onHello(100);
  readAhead(client, "conv-dana");
  const feed = new TimelineFeed("conv-dana", null);
  feed.start();
  stop = () => {
    feed.close();
    unfollow();
  };
  await expect.poll(() => fake.isHeld()).toBe(true);
  fake.letGo();
  await expect.poll(() => feed.state.get().phase).toBe("ready");
  expect(fake.pages()).toBe(1);
});
