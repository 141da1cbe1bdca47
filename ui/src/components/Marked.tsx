/** Words with the found ones marked. Text nodes only. */
export function Marked({ pieces }: { pieces: readonly { text: string; hit: boolean }[] }) {
  return <>{pieces.map((piece, index) => (piece.hit ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>))}</>;
}

/** Cuts a text at each of some words, where a word begins. */
export function piecesOfWords(text: string, words: readonly string[]): { text: string; hit: boolean }[] {
  if (words.length === 0) return [{ text, hit: false }];
  const any = [...words].sort((a, b) => b.length - a.length).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return text
    .split(new RegExp(`((?<![\\p{L}\\p{N}])(?:${any}))`, "giu"))
    .map((part, index) => ({ text: part, hit: index % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}

/** Cuts a text at each place where `word` occurs, ignoring case. */
export function piecesOf(text: string, word: string): { text: string; hit: boolean }[] {
  if (!word) return [{ text, hit: false }];
  const pieces: { text: string; hit: boolean }[] = [];
  const low = text.toLocaleLowerCase();
  const wanted = word.toLocaleLowerCase();
  // A letter that changes its length in lower case would shift every place after it.
  if (low.length !== text.length) return [{ text, hit: low.includes(wanted) }];
  let end = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, end)) {
    if (at > end) pieces.push({ text: text.slice(end, at), hit: false });
    end = at + wanted.length;
    pieces.push({ text: text.slice(at, end), hit: true });
  }
  if (end < text.length) pieces.push({ text: text.slice(end), hit: false });
  return pieces;
}
