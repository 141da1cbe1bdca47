import { Store } from "../lib/store";
import { CallError, type Command, type Req, type Res, type Session, type Transport } from "./transport/transport";

export { CallError } from "./transport/transport";
export type { Command, FailureCode, Req, Res, Session } from "./transport/transport";

let transport: Transport | null = null;

/** Sets the way to the core; once at start, and by each test. */
export function setTransport(next: Transport): void {
  transport = next;
}

/** The way to the core. */
export function host(): Transport {
  if (!transport) throw new Error("no transport has been set");
  return transport;
}

/** Who is looking; none until it is known. */
export const session = new Store<Session | null>(null);

/** Runs one command. */
export async function call<C extends Command>(command: C, req: Req<C>, signal?: AbortSignal): Promise<Res<C>> {
  try {
    return await host().call(command, req, signal);
  } catch (error) {
    if (error instanceof CallError && error.code === "notSignedIn") {
      session.set((now) => now && { ...now, signedIn: false });
    }
    throw error;
  }
}

/** Address of a recording or picture. */
export function mediaUrl(id: string): string {
  return host().mediaUrl(id);
}
