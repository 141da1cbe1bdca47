import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Change } from "../schema.gen";
import { CallError, isApiError, type Command, type FeedEvents, type Req, type Res, type Session, type Transport } from "./transport";

/** Speaks to the core in the same process, through the window's one command. */
export class TauriTransport implements Transport {
  readonly can = { signOut: false, tray: true };
  private readonly mediaBase: string;

  private constructor(mediaBase: string) {
    this.mediaBase = mediaBase;
  }

  /** Asks the host where recordings and pictures are. */
  static async open(): Promise<TauriTransport> {
    const host = await invoke<{ mediaBase: string }>("host_info");
    return new TauriTransport(host.mediaBase);
  }

  async call<C extends Command>(command: C, req: Req<C>): Promise<Res<C>> {
    try {
      return await invoke<Res<C>>("rpc", { command, payload: req });
    } catch (error) {
      if (isApiError(error)) throw CallError.from(error);
      throw new CallError("internal", "the window and Ringbook's core do not understand each other");
    }
  }

  changes(events: FeedEvents): () => void {
    let closed = false;
    let stop: (() => void) | null = null;
    listen<Change>("change", (event) => {
      events.onChange(event.payload);
    }).then(
      (unlisten) => {
        if (closed) unlisten();
        else {
          stop = unlisten;
          events.onHello(null);
        }
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

  session(): Promise<Session> {
    return this.call("status", {}).then((status) => ({ signedIn: true, demo: status.demo, setUp: true }));
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
}
