import { Button } from "../components/Button";
import { Strip } from "../components/Notice";
import type { FailureCode } from "../api/client";
import { CallError } from "../api/client";
import { failureWords } from "./failureWords";

const ADDS_MESSAGE: readonly FailureCode[] = ["badInput", "notFound", "refused", "unavailable", "internal"];

/** An error in one plain sentence or two. */
export function failureSentence(error: unknown): string {
  const { sentences } = failureWords;
  if (!(error instanceof CallError)) return sentences.internal;
  const { code, message } = error;
  if (!ADDS_MESSAGE.includes(code) || !message) return sentences[code];
  const sentence = asSentence(message);
  return code === "refused" || code === "badInput" ? sentence : `${sentences[code]} ${sentence}`;
}

/** What the core says in passing ("no tunnel is chosen"), as a sentence. A command or path at its beginning stays as it is. */
export function asSentence(text: string): string {
  const begun = /^[a-z]+(?=[\s,;]|$)/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

/** Whether what was asked for is not in this workspace: an id that is none names nothing either. Asking again helps nobody. */
export function isNotHere(error: unknown): boolean {
  return error instanceof CallError && (error.code === "notFound" || error.code === "badInput");
}

/** An error where its content would have been, with the next step. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const again = onRetry && !(error instanceof CallError && error.code === "notFound");
  return (
    <Strip tone="bad" action={again ? <Button size="s" onClick={onRetry}>{failureWords.again}</Button> : null}>
      {failureSentence(error)}
    </Strip>
  );
}
