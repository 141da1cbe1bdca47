export const words = {
  hint: "Type one, as “friday 3pm” or “in 2 hours”, or choose",
  typed: "As typed",
  reading: "Reading the time…",
  none: "That is no moment to come. Try “tomorrow 9am”, “friday” or “in 3 days”.",
};
