import type { Part } from "../../api/schema.gen";

/** Words of what was said in a call, wherever it is shown. */
export const words = {
  steps: "Next steps",
  copy: "Copy quote",
  copied: "Quote copied",
  cannotCopy: "This window does not allow copying",
  hear: (speaker: string, time: string, text: string) => `${speaker}, ${time}: ${text}`,
  quote: (text: string, speaker: string, time: string, name: string, day: string) => `“${text}” (${speaker}, ${time} into the call with ${name} of ${day})`,
  copyLinkAt: (time: string) => `Copy a link to ${time}`,
  linkCopied: (time: string) => `A link to ${time} of this call is copied. Any Ringbook of this workspace opens it: paste it into All actions.`,
  ai: "AI",
  summary: "Summary",
  transcript: "Transcript",
  recordingOf: (name: string) => `recording of the call with ${name}`,
  why: { none: "", pending: "Pending", notOnThisPlan: "Not on this plan", tooShort: "Too short", failed: "Failed" } satisfies Record<Exclude<Part, "here">, string>,
  part: {
    summary: {
      here: "", none: "There is no summary of this call.", pending: "The summary is being written by Quo. It appears here by itself, usually within a few minutes.",
      notOnThisPlan: "Summaries are not part of your Quo plan.", tooShort: "The call was too short for a summary.", failed: "Quo could not write a summary of this call.",
    },
    transcript: {
      here: "", none: "There is no transcript of this call.", pending: "The transcript is being written by Quo. It appears here by itself, usually within a few minutes.",
      notOnThisPlan: "Transcripts are not part of your Quo plan.", tooShort: "The call was too short for a transcript.", failed: "Quo could not transcribe this call.",
    },
    recording: {
      here: "", none: "This call was not recorded.", pending: "The recording is on its way from Quo.",
      notOnThisPlan: "Recordings are not part of your Quo plan.", tooShort: "The call was too short to be recorded.", failed: "The recording could not be fetched. The transcript still works.",
    },
  } satisfies Record<string, Record<Part, string>>,
};
