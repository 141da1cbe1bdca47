import { HttpTransport } from "./transport/http";
import { TauriTransport } from "./transport/tauri";
import type { Transport } from "./transport/transport";

/** Chooses the way to the core. The sample data is a file of its own, loaded only where used. */
export async function findTransport(): Promise<Transport> {
  if (import.meta.env.DEV && new URLSearchParams(window.location.search).has("fake")) {
    const { FakeTransport } = await import("./transport/fake");
    return FakeTransport.forScreens(new URLSearchParams(window.location.search));
  }
  return "__TAURI_INTERNALS__" in window ? new TauriTransport() : new HttpTransport();
}
