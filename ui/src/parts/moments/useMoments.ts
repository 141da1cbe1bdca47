import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type RefObject } from "react";
import { words } from "./words";

/** A moment that can be chosen; without one it is what stands for none ("No date"). */
export interface Moment {
  key: string;
  label: string;
  at: number | null;
}

/** How a moment is being chosen: what {@link MomentPicker} shows, and what is meant by it. */
export interface Moments {
  field: RefObject<HTMLInputElement | null>;
  text: string;
  /** What can be chosen now, the one that was typed first. */
  times: readonly Moment[];
  /** Which of them is chosen; -1 is none of them. */
  current: number;
  /** What is chosen. Null while typed words are being read, and where they are no moment. */
  meant: Moment | null;
  reading: boolean;
  type: (text: string) => void;
  /** Takes a moment, of the list or another, in place of what is typed. */
  choose: (moment: Moment) => void;
  /** Goes to another of the list; the words stay in the field. */
  point: (moment: Moment | undefined) => void;
  move: (by: number) => void;
  /** What is chosen once typed words are read; null is no moment, undefined that other words have been typed meanwhile. */
  settle: () => Promise<Moment | null | undefined>;
}

/**
 * A moment that is typed in usual words, or chosen from a list that the words narrow. What was read before keeps its row
 * until what is typed now is read, but nobody is taken at those words.
 */
export function useMoments({ use, usual, read, now, start = null }: {
  /** Whose moments these are: each use reads words in its own way. */
  use: string;
  usual: readonly Moment[];
  read: (text: string, now: number) => Promise<number | null>;
  now: number;
  /** What is chosen as long as nothing is typed; without it the first one. */
  start?: Moment | null;
}): Moments {
  const [text, setText] = useState("");
  /** What was gone to or chosen by hand; null is the first of the list. */
  const [picked, setPicked] = useState(start);
  const field = useRef<HTMLInputElement>(null);
  /** Typed words are waited for once, however often Enter is pressed. */
  const waiting = useRef(false);
  const client = useQueryClient();
  const typed = text.trim();
  // Typed moments are read by a library of their own, which comes along with the first letter.
  const asked = queryOptions({ queryKey: ["moment", use, typed, now], queryFn: () => read(typed, now), gcTime: 0 });
  const answer = useQuery({ ...asked, enabled: typed !== "", placeholderData: (before) => before });
  const reading = typed !== "" && (answer.isPlaceholderData || answer.isPending);
  const own: Moment | null = typed !== "" && answer.data !== undefined && answer.data !== null ? { key: "typed", label: words.typed, at: answer.data } : null;
  const fitting = usual.filter((time) => time.label.toLowerCase().includes(typed.toLowerCase()) && (own === null || time.at !== own.at));
  const times = own === null ? fitting : [own, ...fitting];
  const current = picked === null ? (times.length > 0 ? 0 : -1) : times.findIndex((time) => time.key === picked.key);
  const chosen = times[current] ?? picked;
  const unread = reading && (chosen === null || chosen === own);

  const point = (moment: Moment | undefined) => { if (moment) setPicked(moment); };
  return {
    field, text, times, current, reading,
    meant: unread ? null : chosen,
    type: (next) => {
      setText(next);
      setPicked(next.trim() === "" ? start : null);
    },
    choose: (moment) => {
      setText("");
      setPicked(moment);
    },
    point,
    move: (by) => { point(times[current < 0 ? (by > 0 ? 0 : times.length - 1) : (current + by + times.length) % times.length]); },
    settle: async () => {
      if (!unread) return chosen;
      if (waiting.current) return undefined;
      waiting.current = true;
      // What reads them may not have come along; then they are said to be no moment.
      const at = await client.ensureQueryData(asked).catch(() => null);
      waiting.current = false;
      if (field.current?.value.trim() !== typed) return undefined;
      return at === null ? null : { key: "typed", label: words.typed, at };
    },
  };
}
