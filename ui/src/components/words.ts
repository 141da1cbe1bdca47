/** The few words that components say by themselves. */
export const words = {
  close: "Close",
  pixels: (width: number) => `${width} pixels`,
  position: (at: string, length: string) => `${at} of ${length}`,
};
