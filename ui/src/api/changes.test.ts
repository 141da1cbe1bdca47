import { afterEach, expect, test } from "vitest";
import { FakeTransport } from "./transport/fake";
import type { FeedEvents } from "./transport/transport";
import { feedState, followChanges } from "./changes";
import { setTransport } from "./client";
import { ask, makeQueryClient } from "./queries";

/** A feed that says what the test says, when it says it. */
class SlowFeed extends FakeTransport {
  feedEvents: FeedEvents | null = null;
  override changes(events: FeedEvents): () => void {
    this.feedEvents = events;
    return () => { this.feedEvents = null; };
  }
  reads(): number {
    return this.asked.filter(({ command }) => command === "status").length;
  }
}

async function start(since: number | null = null) {
  const fake = new SlowFeed({ now: 0 });
  fake.since = since;
  setTransport(fake);
  feedState.set("opening");
  const client = makeQueryClient();
  stop = followChanges(client);
  const read = () => client.fetchQuery(ask("status", {}));
  await read();
  const feed = fake.feedEvents;
  if (!feed) throw new Error("the feed was not opened");
  return { fake, feed, read, client };
}

let stop: () => unknown = () => undefined;
afterEach(() => { stop(); });

test("what was read before the feed opened is read again, as it may have changed unseen", async () => {
  const { fake, feed, read } = await start();
  feed.onHello(3);
  await read();
  expect(fake.reads()).toBe(2);
});

test("what was read since a change that is still the newest is not read again", async () => {
  const { fake, feed, read } = await start(3);
  feed.onHello(3);
  await read();
  expect(fake.reads()).toBe(1);
});

test("what was read before a change that the feed did not bring is read again", async () => {
  const { fake, feed, read } = await start(3);
  feed.onHello(4);
  await read();
  expect(fake.reads()).toBe(2);
});

test("a feed that comes back having missed nothing costs no reading", async () => {
  const { fake, feed, read } = await start();
  feed.onHello(3);
  await read();
  feed.onLost();
  feed.onHello(3);
  await read();
  expect(fake.reads()).toBe(2);
});

test("after a break in which something happened everything is read again", async () => {
  const { fake, feed, read } = await start();
  feed.onHello(3);
  await read();
  feed.onLost();
  feed.onHello(5);
  await read();
  expect(fake.reads()).toBe(3);
});

test("a feed without greeting may have missed something in every break", async () => {
  const { fake, feed, read } = await start();
  feed.onHello(null);
  await read();
  feed.onLost();
  feed.onHello(null);
  await read();
  expect(fake.reads()).toBe(3);
});

test("what changes while it is asked for the first time is asked again once it is there", async () => {
  const { fake, feed, client } = await start();
  const first = client.fetchQuery(ask("connection", {}));
  feed.onHello(3);
  await first;
  await expect.poll(() => client.getQueryState(ask("connection", {}).queryKey)?.isInvalidated).toBe(true);
  expect(fake.asked.some(({ command }) => command === "connection")).toBe(true);
});
