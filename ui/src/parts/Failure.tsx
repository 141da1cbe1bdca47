import { Button } from "../components/Button";
import { Strip } from "../components/Notice";
import type { FailureCode } from "../api/client";
import { CallError } from "../api/client";

/** What a person reads for each code. The server's own sentence is added where it names something. */
const SENTENCES: Record<FailureCode, string> = {
  badInput: "Ringbook did not understand this request.",
  notFound: "This is not here any more.",
  refused: "That is not possible.",
  notSignedIn: "You are signed out. Sign in again to go on.",
  tooMany: "Too much at once. Wait a minute and try again.",
  unavailable: "Ringbook is not ready for this yet.",
  internal: "Something went wrong inside Ringbook. Nothing was lost.",
  offline: "Ringbook does not answer. It may have been stopped, or the network is gone.",
};

const ADDS_MESSAGE: readonly FailureCode[] = ["badInput", "notFound", "refused", "unavailable", "internal"];

/** An error in one plain sentence or two. */
export function failureSentence(error: unknown): string {
  if (!(error instanceof CallError)) return SENTENCES.internal;
  const { code, message } = error;
  if (!ADDS_MESSAGE.includes(code) || !message) return SENTENCES[code];
  const sentence = asSentence(message);
  return code === "refused" || code === "badInput" ? sentence : `${SENTENCES[code]} ${sentence}`;
}

/** What the core says in passing ("no tunnel is chosen"), as a sentence. A command or path at its beginning stays as it is. */
export function asSentence(text: string): string {
  const begun = /^[a-z]+(?=[\s,;]|$)/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

/** An error where its content would have been, with the next step. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const again = onRetry && !(error instanceof CallError && error.code === "notFound");
  return (
    <Strip tone="bad" action={again ? <Button size="s" onClick={onRetry}>Try again</Button> : null}>
      {failureSentence(error)}
    </Strip>
  );
}
