/** What the program's own state says by itself. */
export const words = {
  undone: (what: string) => `Undone: ${what}`,
  cannotDecode: "This computer cannot play the recording’s format. The transcript still works.",
  notSupported: "The recording cannot be played here: it is missing, or the format is not supported. The transcript still works.",
  notRead: "The recording could not be read. The transcript still works.",
};
