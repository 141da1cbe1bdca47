import { minuteOfDay } from "../lib/dates";
import type { Preset } from "../lib/sendTimes";

/** Words about texts that go out later, for the composer and the outbox. */
export const laterWords = {
  title: "Send later",
  edit: "Change the scheduled text",
  text: "Words",
  when: "When",
  typed: "Type a time",
  unchanged: "As planned",
  presets: { hour: "In 1 hour", afternoon: "This afternoon", tomorrow: "Tomorrow morning", monday: "Monday morning" } satisfies Record<Preset["id"], string>,
  field: "Date and time",
  goes: (time: string) => `Goes out ${time}.`,
  there: (clocks: string) => `There it is ${clocks}.`,
  or: " or ",
  sameThere: "It is the same time there.",
  unknown: "Their time zone is not known from the number.",
  quiet: (from: number, to: number) => `It is quiet hours there, from ${minuteOfDay(from)} to ${minuteOfDay(to)}.`,
  quietUnknown: (from: number, to: number) => `It is quiet hours, from ${minuteOfDay(from)} to ${minuteOfDay(to)}, by your own clock.`,
  useNext: (time: string) => `Use ${time}`,
  override: "Send it all the same",
  unlessAnswered: "Do not send it if they answer first",
  past: "This time is past already.",
  cancel: "Cancel",
  plan: "Schedule",
  save: "Save",
  planned: (time: string) => `Scheduled for ${time}`,
  changed: (time: string) => `Now scheduled for ${time}`,

  scheduledFor: (time: string) => `Goes out ${time}`,
  heldSince: (time: string) => `Was due ${time}`,
  notSent: "Not sent",
  thereShort: (clocks: string) => `${clocks} there`,
  onlyIf: "unless they answer first",
  inQuietHours: "in quiet hours, too",
  editOne: "Change",
  sendNow: "Send now",
  takeBack: "Cancel",
  putBack: "Put back into the message box",
  putAway: "Put away",
  takenBack: "Not scheduled any more: the words are in the draft",
  wordsBack: "The words are in the draft",
  away: "Put away",
  restored: "Scheduled again",
  sendingNow: "On its way",
};

/** The places of a text that wait for a value. */
export const placeholderWords = {
  open: (names: readonly string[]) => `Fill in ${names.map((name) => `{${name}}`).join(" and ")}`,
  tabHint: "Tab goes to the next one.",
};
