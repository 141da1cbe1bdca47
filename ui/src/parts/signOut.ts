import { host, session } from "../api/client";
import { tellProblem } from "../state/toasts";
import { failureSentence } from "./Failure";

/** Ends the session of this browser. */
export function signOut(): void {
  host().signOut().then(
    () => { session.set((now) => now && { ...now, signedIn: false }); },
    (error: unknown) => { tellProblem(failureSentence(error)); },
  );
}
