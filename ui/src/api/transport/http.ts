import type { Change } from "../schema.gen";
import { startAnew } from "../../lib/location";
import { CallError, isApiError, type Command, type FeedEvents, type Req, type Res, type Session, type Transport } from "./transport";

/** Speaks to `ringbook serve` at the page's own origin. */
export class HttpTransport implements Transport {
  readonly can = { signOut: true, tray: false };
  since: number | null = null;

  call<C extends Command>(command: C, req: Req<C>, signal?: AbortSignal): Promise<Res<C>> {
    return post(`/api/rpc/${command}`, req, signal) as Promise<Res<C>>;
  }

  changes(events: FeedEvents): () => void {
    let source: EventSource | null = null;
    let timer: number | undefined;
    let wait = FIRST_WAIT_MS;
    let since: number | null = null;

    const open = () => {
      source = new EventSource(since === null ? "/api/changes" : `/api/changes?since=${since}`);
      source.addEventListener("hello", (event) => {
        wait = FIRST_WAIT_MS;
        const seq = readSeq(event.data);
        since = seq ?? since;
        events.onHello(seq);
      });
      source.addEventListener("change", (event) => {
        const change = JSON.parse(event.data as string) as Change;
        since = change.seq;
        events.onChange(change);
      });
      source.onerror = () => {
        // The browser's own retry would ask with the first `since` for ever.
        source?.close();
        events.onLost();
        timer = window.setTimeout(open, wait);
        wait = Math.min(wait * 2, LAST_WAIT_MS);
      };
    };
    open();
    return () => {
      window.clearTimeout(timer);
      source?.close();
    };
  }

  mediaUrl(id: string): string {
    return `/media/${encodeURIComponent(id)}`;
  }

  async session(): Promise<Session> {
    const who = (await answer(await reach("/api/session", { method: "GET" }))) as Session & { seq?: number | null };
    this.since ??= who.seq ?? null;
    return who;
  }

  /** Who answers at all is open. */
  opened(): Promise<void> {
    return Promise.resolve();
  }

  async signIn(password: string): Promise<void> {
    await post("/api/login", { password });
  }

  async setPassword(password: string): Promise<void> {
    await post("/api/setup", { password });
  }

  async signOut(): Promise<void> {
    await post("/api/logout", {});
  }

  async lookAround(on: boolean): Promise<void> {
    await post("/api/sample", { on });
  }

  startAnew(): void {
    startAnew();
  }
}

/** A browser lets requests of 64 KiB in all outlive their page; in UTF-8 a character has up to four bytes. */
const KEPT_ALIVE = 12_000;
const FIRST_WAIT_MS = 500;
const LAST_WAIT_MS = 10_000;

function readSeq(data: unknown): number | null {
  const hello: unknown = JSON.parse(String(data));
  return typeof hello === "object" && hello !== null && "seq" in hello && typeof hello.seq === "number"
    ? hello.seq
    : null;
}

async function post(path: string, body: unknown, signal?: AbortSignal): Promise<unknown> {
  const init: RequestInit = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  if (signal) init.signal = signal;
  // A draft is also kept by the page that is being closed, whose other requests the browser gives up.
  if (path === "/api/rpc/save_draft" && String(init.body).length < KEPT_ALIVE) init.keepalive = true;
  return answer(await reach(path, init));
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: "same-origin", cache: "no-store", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new CallError("offline", "Ringbook does not answer; it may have been stopped");
  }
}

async function answer(response: Response): Promise<unknown> {
  const text = await response.text();
  let body: unknown = null;
  if (text) {
    try {
      body = JSON.parse(text);
    } catch {
      body = null;
    }
  }
  if (response.ok) return body ?? {};
  if (isApiError(body)) throw CallError.from(body);
  throw new CallError(
    response.status === 401 ? "notSignedIn" : response.status === 429 ? "tooMany" : "unavailable",
    `the server answered ${response.status}`,
  );
}
