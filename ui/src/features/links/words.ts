export const words = {
  opening: "Opening the link",
  unknown: "This link leads nowhere",
  back: "Go to the inbox",
  nobodyTitle: (number: string) => `No conversation with ${number} yet`,
  nobody: "Nobody wrote to or called this number from any of your lines. Look for it among everything, or start in Quo.",
  draft: "What was to be written",
  copy: "Copy the words",
  copied: "Copied",
  cannotCopy: "The words could not be copied; select them instead",
  search: "Search for this number",
  kept: "A draft is there already; the words of the link were put below it",
};
