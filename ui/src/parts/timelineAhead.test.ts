import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { followChanges } from "../api/changes";
import { setTransport } from "../api/client";
import { makeQueryClient } from "../api/queries";
import { FakeTransport } from "../api/transport/fake";
import type { FeedEvents } from "../api/transport/transport";
import { go } from "../lib/location";
import { HOME, withOpen } from "../lib/routes";
import { readAhead, readAheadOfAddress, takeAhead } from "./timelineAhead";

/** A feed that says what the test says. */
class ToldTransport extends FakeTransport {
  told: FeedEvents | null = null;
  override changes(events: FeedEvents): () => void {
    this.told = events;
    return () => { this.told = null; };
  }
  pages(): unknown[] {
    return this.asked.filter(({ command }) => command === "timeline_page").map(({ req }) => req);
  }
}

let ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends) end();
  ends = [];
});
beforeEach(() => { go(HOME, "replace"); });

function start(hello = true) {
  const fake = new ToldTransport({ now: Date.now() });
  setTransport(fake);
  const client = makeQueryClient();
  ends.push(followChanges(client));
  if (hello) fake.told?.onHello(100);
  return { fake, client };
}
const change = (seq: number, conversationId: string | null) => ({ seq, tags: ["timeline" as const], conversationId, arrival: null });

describe("the page on which a conversation opens", () => {
  it("is read once, and handed over once", async () => {
    const { fake, client } = start();
    readAhead(client, "conv-dana");
    readAhead(client, "conv-dana");
    expect(fake.pages()).toHaveLength(1);
    expect((await takeAhead("conv-dana", null))?.items.length).toBeGreaterThan(0);
    expect(takeAhead("conv-dana", null)).toBeNull();
  });

  it("is asked for by the address, before anything is drawn, and around the item that it names", () => {
    const { fake, client } = start();
    ends.push(readAheadOfAddress(client));
    go(withOpen(HOME, { kind: "thread", conversationId: "conv-dana", itemId: "item-9" }));
    expect(fake.pages()).toEqual([{ conversationId: "conv-dana", anchor: { kind: "around", itemId: "item-9" }, limit: 80 }]);
    go(withOpen(HOME, { kind: "thread", conversationId: "conv-dana", itemId: null }));
    expect(fake.pages()).toHaveLength(1);
  });

  it("is dropped when its conversation changes, and only then", async () => {
    const { fake, client } = start();
    readAhead(client, "conv-dana");
    readAhead(client, "conv-5");
    fake.told?.onChange(change(101, "conv-dana"));
    await expect.poll(() => takeAhead("conv-dana", null)).toBeNull();
    expect(takeAhead("conv-5", null)).not.toBeNull();
  });

  it("is dropped when something may have been missed, and not read while changes cannot be heard of", () => {
    const { fake, client } = start();
    readAhead(client, "conv-dana");
    fake.told?.onChange(change(105, "conv-5"));
    expect(takeAhead("conv-dana", null)).toBeNull();
    fake.told?.onLost();
    readAhead(client, "conv-dana");
    expect(takeAhead("conv-dana", null)).toBeNull();
  });

  it("is kept for the last few conversations only", () => {
    const { client } = start();
    for (let n = 0; n < 12; n += 1) readAhead(client, `conv-${n}`);
    expect(takeAhead("conv-3", null)).toBeNull();
    expect(takeAhead("conv-11", null)).not.toBeNull();
  });
});
