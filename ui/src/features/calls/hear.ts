import type { CallRow } from "../../api/schema.gen";
import { load, player, pausePlaying, play } from "../../state/player";

/** The player's name for what a row plays: the same as on the call's page, so that opening it goes on playing. */
export function trackOf(row: Pick<CallRow, "id" | "recorded">): string {
  return `${row.recorded ? "call" : "voicemail"} ${row.id}`;
}

/** Whether there is sound and it is here. */
export function canBeHeard(row: Pick<CallRow, "audio">): boolean {
  return row.audio.some((sound) => sound.state === "here" && sound.mediaId !== "");
}

/** Plays a call where it is, or pauses it. */
export function hear(row: Pick<CallRow, "id" | "recorded" | "audio">): void {
  const trackId = trackOf(row);
  const { trackId: loaded, playing } = player.get();
  if (loaded === trackId && playing) {
    pausePlaying();
    return;
  }
  load(trackId, row.audio);
  play();
}
