import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { go, startAnew } from "../../lib/location";
import { HOME, withOpen } from "../../lib/routes";
import type { Change } from "../schema.gen";
import { CallError, isApiError, type Command, type FeedEvents, type Req, type Res, type Session, type Transport } from "./transport";

/** What the window says about itself. */
interface HostInfo {
  tray: boolean;
  demo: boolean;
  visiting: boolean;
}

/** What the core says once it is there. */
interface CoreInfo {
  mediaBase: string;
  seq: number;
}

/** A notification was clicked: what it announced. */
interface OpenRequest {
  conversationId: string;
  itemId: string;
}

/** Speaks to the core in the same process, through the window's one command. */
export class TauriTransport implements Transport {
  readonly can = { signOut: false, tray: false };
  since: number | null = null;
  private mediaBase = "";
  private core: Promise<void> | null = null;

  constructor() {
    listen<OpenRequest>("open", (event) => {
      go(withOpen(HOME, { kind: "thread", ...event.payload }));
    }).catch(() => {
      // Then a click only brings the window to the front.
    });
    listen<string>("link", (event) => {
      go({ screen: "link", url: event.payload });
    }).catch(() => {
      // Then another program's link only brings the window to the front.
    });
  }

  async call<C extends Command>(command: C, req: Req<C>): Promise<Res<C>> {
    await this.opened();
    return ask("rpc", { command, payload: req });
  }

  changes(events: FeedEvents): () => void {
    let closed = false;
    const isClosed = () => closed;
    let stop: (() => void) | null = null;
    listen<Change>("change", (event) => {
      events.onChange(event.payload);
    }).then(
      async (unlisten) => {
        if (closed) {
          unlisten();
          return;
        }
        stop = unlisten;
        // What happened before anybody listened shows in the number.
        const seq = await ask<CoreInfo>("core_info").then((core) => core.seq, () => null);
        // It may be closed by now, whatever the compiler has seen before the wait.
        if (!isClosed()) events.onHello(seq);
      },
      () => {
        events.onLost();
      },
    );
    return () => {
      closed = true;
      stop?.();
    };
  }

  mediaUrl(id: string): string {
    return `${this.mediaBase}${encodeURIComponent(id)}`;
  }

  async session(): Promise<Session> {
    const host = await ask<HostInfo>("host_info");
    this.can.tray = host.tray;
    return { signedIn: true, demo: host.demo, setUp: true, visiting: host.visiting };
  }

  opened(): Promise<void> {
    this.core ??= ask<CoreInfo>("core_info").then(
      ({ mediaBase, seq }) => {
        this.mediaBase = mediaBase;
        this.since = seq;
      },
      (error: unknown) => {
        this.core = null;
        throw error;
      },
    );
    return this.core;
  }

  signIn(): Promise<void> {
    return Promise.resolve();
  }

  setPassword(): Promise<void> {
    return Promise.resolve();
  }

  signOut(): Promise<void> {
    return Promise.resolve();
  }

  async lookAround(on: boolean): Promise<void> {
    await ask("look_around", { on });
  }

  startAnew(): void {
    startAnew();
  }
}

/** Asks the window's host; a refusal becomes a failure with the host's own words. */
async function ask<T>(order: string, input: Record<string, unknown> = {}): Promise<T> {
  try {
    return await invoke<T>(order, input);
  } catch (error) {
    if (isApiError(error)) throw CallError.from(error);
    throw new CallError("internal", "the window and Ringbook's core do not understand each other");
  }
}
