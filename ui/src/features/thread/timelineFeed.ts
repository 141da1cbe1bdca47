import { call, CallError } from "../../api/client";
import { onChanges } from "../../api/changes";
import type { Anchor, TimelinePage } from "../../api/schema.gen";
import { Store } from "../../lib/store";
import { PAGE, takeAhead } from "../../parts/timelineAhead";
import { forgetSend, sends, type PendingSend } from "../../state/sends";
import { indexOf, refreshed, windowOf, withNewer, withOlder, type TimelineWindow } from "./timelineWindow";

export interface TimelineState {
  phase: "loading" | "ready" | "failed";
  window: TimelineWindow;
  /** Texts on their way, not yet in the timeline. */
  pending: readonly PendingSend[];
  /** How the items came to be as they are; "older" tells the list to hold its place from the end. */
  last: "opened" | "older" | "newer" | "refreshed" | "nothing";
  /** Counts openings, so that the list knows when to go to its place. */
  opening: number;
  /** Where to go at this opening: an item, the start or the end. */
  goal: { kind: "end" } | { kind: "start" } | { kind: "item"; itemId: string; place?: "top" };
  error: CallError | null;
}

const NOTHING: TimelineWindow = { items: [], before: null, after: null, total: 0, offset: 0 };

/**
 * One conversation's timeline, loaded in pages around what is looked at. It follows the change feed by reading only the
 * end and the part in view anew, however much is loaded.
 */
export class TimelineFeed {
  readonly state: Store<TimelineState>;
  private readonly conversationId: string;
  private stops: (() => void)[] = [];
  private busy: "older" | "newer" | null = null;
  private generation = 0;
  /** The opening whose page is being read, and whether something changed meanwhile: the page may be from before it. */
  private reading: number | null = null;
  private missed = false;
  private refreshing = false;
  private refreshAgain = false;
  private inView: string | null = null;
  /** Items from here to the end, and around the view, are as the server has them; the others may have changed. */
  private stale = false;

  constructor(conversationId: string, itemId: string | null) {
    this.conversationId = conversationId;
    this.state = new Store<TimelineState>({
      phase: "loading", window: NOTHING, pending: this.mine(), last: "nothing", opening: 0, error: null,
      goal: itemId === null ? { kind: "end" } : { kind: "item", itemId },
    });
  }

  /** Begins to follow, and reads what is to be seen first. */
  start(): void {
    const { conversationId } = this;
    this.stops = [
      onChanges((changes) => {
        const concerns =
          changes === "everything" ||
          changes.some((change) => change.tags.includes("timeline") && (change.conversationId === null || change.conversationId === conversationId));
        if (concerns) void this.refresh();
      }),
      sends.subscribe(() => {
        const before = this.state.get().pending.length;
        const pending = this.mine();
        this.state.set((now) => ({ ...now, pending, last: pending.length > before ? "newer" : "nothing" }));
        if (pending.some((send) => send.outboxId !== null)) void this.refresh();
      }),
    ];
    void this.open(this.state.get().goal);
  }

  /** Stops following. */
  close(): void {
    this.generation += 1;
    for (const stop of this.stops) stop();
    this.stops = [];
  }

  /** Goes to the start, the end or an item; what is loaded already is not read again. */
  async open(goal: TimelineState["goal"]): Promise<void> {
    const { window, phase } = this.state.get();
    const have =
      phase === "ready" &&
      ((goal.kind === "end" && window.after === null) || (goal.kind === "start" && window.before === null) || (goal.kind === "item" && indexOf(window, goal.itemId) >= 0));
    if (have) {
      this.state.set((now) => ({ ...now, goal, opening: now.opening + 1, last: "opened" }));
      return;
    }
    const generation = ++this.generation;
    this.reading = generation;
    this.missed = false;
    const anchor: Anchor = goal.kind === "item" ? { kind: "around", itemId: goal.itemId } : goal;
    try {
      const ahead = phase === "loading" && goal.kind !== "start" ? takeAhead(this.conversationId, goal.kind === "item" ? goal.itemId : null) : null;
      const page = await (ahead ?? this.read(anchor));
      if (generation !== this.generation) return;
      this.busy = null;
      this.state.set((now) => ({ ...now, phase: "ready", window: windowOf(page), goal, opening: now.opening + 1, last: "opened", error: null }));
      this.reading = null;
      this.settlePending();
      if (this.missed) void this.refresh();
    } catch (error) {
      if (generation !== this.generation || !(error instanceof CallError)) return;
      this.reading = null;
      // An item that has gone (a deleted note) still has a conversation to show.
      if (error.code === "notFound" && goal.kind === "item") await this.open({ kind: "end" });
      else this.state.set((now) => ({ ...now, phase: now.phase === "ready" ? "ready" : "failed", error }));
    }
  }

  /** Loads the page before the first item. */
  older(): Promise<void> {
    return this.extend("older");
  }

  /** Loads the page after the last item. */
  newer(): Promise<void> {
    return this.extend("newer");
  }

  /** Tells which item is in view, so that it is the part kept fresh. */
  look(itemId: string | null): void {
    this.inView = itemId;
    if (this.stale && itemId !== null) {
      this.stale = false;
      void this.refreshAround(itemId);
    }
  }

  private mine(): PendingSend[] {
    return sends.get().filter((send) => send.conversationId === this.conversationId);
  }

  private read(anchor: Anchor): Promise<TimelinePage> {
    return call("timeline_page", { conversationId: this.conversationId, anchor, limit: PAGE });
  }

  private async extend(side: "older" | "newer"): Promise<void> {
    const { window, phase } = this.state.get();
    const cursor = side === "older" ? window.before : window.after;
    if (phase !== "ready" || cursor === null || this.busy) return;
    this.busy = side;
    const generation = this.generation;
    try {
      const page = await this.read(side === "older" ? { kind: "before", cursor } : { kind: "after", cursor });
      if (generation !== this.generation) return;
      this.state.set((now) => ({ ...now, window: side === "older" ? withOlder(now.window, page) : withNewer(now.window, page), last: side, error: null }));
    } catch (error) {
      if (generation === this.generation && error instanceof CallError) this.state.set((now) => ({ ...now, error, last: "nothing" }));
    } finally {
      if (generation === this.generation) this.busy = null;
    }
  }

  /** Reads the end, or the part in view when the end is not loaded, anew. */
  private async refresh(): Promise<void> {
    this.missed = this.reading !== null;
    if (this.refreshing) {
      this.refreshAgain = true;
      return;
    }
    const { phase, window } = this.state.get();
    if (phase !== "ready") {
      if (phase === "failed") await this.open(this.state.get().goal);
      return;
    }
    this.refreshing = true;
    try {
      if (window.after === null) {
        this.lay(await this.read({ kind: "end" }));
        const { items } = this.state.get().window;
        const at = this.inView === null ? -1 : items.findIndex((item) => item.id === this.inView);
        if (at >= 0 && at < items.length - PAGE && this.inView !== null) await this.refreshAround(this.inView);
        this.stale = items.length > PAGE;
      } else if (this.inView !== null) {
        await this.refreshAround(this.inView);
        this.stale = true;
      }
      this.settlePending();
    } catch (error) {
      if (error instanceof CallError) this.state.set((now) => ({ ...now, error, last: "nothing" }));
    } finally {
      this.refreshing = false;
      if (this.refreshAgain) {
        this.refreshAgain = false;
        void this.refresh();
      }
    }
  }

  private async refreshAround(itemId: string): Promise<void> {
    try {
      this.lay(await this.read({ kind: "around", itemId }));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
    }
  }

  private lay(page: TimelinePage): void {
    const { window } = this.state.get();
    const next = refreshed(window, page);
    if (next === null) {
      // More has arrived than a page holds: only a new beginning shows it without a hole.
      this.state.set((now) => ({ ...now, window: windowOf(page), goal: { kind: "end" }, opening: now.opening + 1, last: "opened", error: null }));
      return;
    }
    const grew = next.items.length > window.items.length && next.items.at(-1)?.id !== window.items.at(-1)?.id;
    this.state.set((now) => ({ ...now, window: next, last: grew ? "newer" : "refreshed", error: null }));
  }

  /** Takes away the bubbles that the timeline now shows by itself. */
  private settlePending(): void {
    const { window } = this.state.get();
    for (const send of this.mine()) {
      if (send.outboxId === null) continue;
      const shown = window.items.some(
        (item) =>
          item.outgoing &&
          item.body.kind === "text" &&
          (item.body.outboxId === send.outboxId || (item.body.text === send.text && item.at >= send.at - 5000)),
      );
      if (shown) forgetSend(send.token);
    }
  }
}
