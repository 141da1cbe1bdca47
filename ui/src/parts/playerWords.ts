/** Words of what plays recordings and voicemails. */
export const playerWords = {
  play: (label: string) => `Play: ${label}`,
  pause: (label: string) => `Pause: ${label}`,
  position: (label: string) => `Position in ${label}`,
  back10: "Back 10 seconds",
  forward10: "Forward 10 seconds",
  speed: (rate: number) => `Speed: ${rate} times`,
  none: "There is no sound.",
  fetching: "The recording is being fetched from Quo.",
  waiting: "The recording is about to be fetched from Quo.",
  failed: "The recording could not be fetched from Quo.",
};
