import type { FailureCode } from "../api/client";

/** Words for what did not work. */
export const failureWords = {
  /** What a person reads for each code. The server's own sentence is added where it names something. */
  sentences: {
    badInput: "Ringbook did not understand this request.",
    notFound: "This is not here any more.",
    refused: "That is not possible.",
    notSignedIn: "You are signed out. Sign in again to go on.",
    tooMany: "Too much at once. Wait a minute and try again.",
    unavailable: "Ringbook is not ready for this yet.",
    internal: "Something went wrong inside Ringbook. Nothing was lost.",
    offline: "Ringbook does not answer. It may have been stopped, or the network is gone.",
  } satisfies Record<FailureCode, string>,
  again: "Try again",
};
