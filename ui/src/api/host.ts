import { HttpTransport } from "./transport/http";
import type { Transport } from "./transport/transport";

/** Chooses the way to the core. The window's code and the sample data are separate files, loaded only where used. */
export async function findTransport(): Promise<Transport> {
  if (import.meta.env.DEV && new URLSearchParams(window.location.search).has("fake")) {
    const { FakeTransport } = await import("./transport/fake");
    return FakeTransport.forScreens(new URLSearchParams(window.location.search));
  }
  if ("__TAURI_INTERNALS__" in window) {
    const { TauriTransport } = await import("./transport/tauri");
    return new TauriTransport();
  }
  return new HttpTransport();
}
