/** Finds web and mail addresses in other people's words. Only https, http and mailto become links. */

export type TextPiece = { kind: "words"; text: string } | { kind: "link"; text: string; href: string; host: string };

const CANDIDATE = /\b(?:https?:\/\/|www\.)[^\s<>"']+|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b/giu;

/** Cuts a text into words and links. */
export function linkPieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const found = trimTail(match[0]);
    const link = toLink(found);
    if (!link) continue;
    if (match.index > end) pieces.push({ kind: "words", text: text.slice(end, match.index) });
    pieces.push({ kind: "link", text: found, ...link });
    end = match.index + found.length;
  }
  if (end < text.length) pieces.push({ kind: "words", text: text.slice(end) });
  return pieces;
}

/** Full stops and closing marks after an address belong to the sentence. */
function trimTail(found: string): string {
  let tail = found.replace(/[.,;:!?…]+$/u, "");
  if (tail.endsWith(")") && !tail.includes("(")) tail = tail.slice(0, -1);
  return tail;
}

function toLink(found: string): { href: string; host: string } | null {
  const isWeb = /^(?:https?:\/\/|www\.)/i.test(found);
  const address = isWeb ? (/^www\./i.test(found) ? `https://${found}` : found) : `mailto:${found}`;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (!["https:", "http:", "mailto:"].includes(url.protocol)) return null;
  // A name before "@" in a web address only ever hides the real host.
  if (url.username || url.password) return null;
  return { href: url.href, host: isWeb ? url.hostname : found };
}

/** Whether the shown address hides its host: look-alike letters, or a host that is not in the words. */
export function hidesHost(piece: { text: string; host: string }): boolean {
  return piece.host.includes("xn--") || !piece.text.toLowerCase().includes(piece.host.toLowerCase());
}
