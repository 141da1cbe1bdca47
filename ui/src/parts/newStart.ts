import { CallError, host } from "../api/client";

/** How often it is asked. */
const KNOCK_MS = 400;
let waiting = false;

/**
 * Waits until the core has closed and opened itself, then loads the interface anew. It goes on whatever the screen
 * shows meanwhile: what was read before belongs to another workspace.
 */
export function waitForNewStart(): void {
  if (waiting) return;
  waiting = true;
  const knock = () => {
    host().call("restore", {}).then(
      ({ stage }) => stage !== "ready",
      // Sessions end with the restart.
      (error: unknown) => error instanceof CallError && error.code === "notSignedIn",
    ).then((isNew) => {
      if (!isNew) {
        window.setTimeout(knock, KNOCK_MS);
        return;
      }
      waiting = false;
      host().startAnew();
    }, () => { waiting = false; });
  };
  knock();
}
