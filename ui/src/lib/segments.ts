/**
 * How a text is cut into segments and billed. The server's answer decides; this is the same rule for showing the
 * count at the keystroke. Source: GSM 03.38; Quo bills letters with accents as Unicode, so they count as such here.
 */

export const HARD_STOP = 1600;

const GSM_BASIC =
  "@£$¥\nØø\rΔ_ΦΓΛΩΠΨΣΘΞ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüàÅåÆæßÉéèùìòÇ";
const GSM_TWICE = "^{}\\[~]|€\f";
const ACCENTED = "ØøÄÖÑÜäöñüàÅåÆæßÉéèùìòÇ";

const one = new Set([...GSM_BASIC].filter((letter) => !ACCENTED.includes(letter)));
const two = new Set([...GSM_TWICE]);

export interface Segments {
  /** Texts that this becomes; 0 for nothing typed. */
  segments: number;
  /** Septets, or UTF-16 units when `unicode`; a place left empty because a character did not fit counts too. */
  units: number;
  /** Units that still fit in the last segment. */
  left: number;
  unicode: boolean;
}

/** Counts the segments of a text. */
export function countSegments(text: string): Segments {
  let septets = 0;
  let unicode = false;
  for (const letter of text) {
    if (one.has(letter)) septets += 1;
    else if (two.has(letter)) septets += 2;
    else {
      unicode = true;
      break;
    }
  }
  return unicode ? cutUnicode(text) : cutGsm(text, septets);
}

function cutGsm(text: string, septets: number): Segments {
  if (septets <= 160) {
    return { segments: septets === 0 ? 0 : 1, units: septets, left: 160 - septets, unicode: false };
  }
  // A character of two septets is never split over two segments.
  let segments = 1;
  let used = 0;
  for (const letter of text) {
    const size = two.has(letter) ? 2 : 1;
    if (used + size > 153) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return { segments, units: (segments - 1) * 153 + used, left: 153 - used, unicode: false };
}

function cutUnicode(text: string): Segments {
  const units = text.length;
  if (units <= 70) return { segments: 1, units, left: 70 - units, unicode: true };
  let segments = 1;
  let used = 0;
  for (const letter of text) {
    if (used + letter.length > 67) {
      segments += 1;
      used = 0;
    }
    used += letter.length;
  }
  return { segments, units: (segments - 1) * 67 + used, left: 67 - used, unicode: true };
}

/** Characters as Quo's limit of 1,600 counts them. */
export function characters(text: string): number {
  return text.length;
}
