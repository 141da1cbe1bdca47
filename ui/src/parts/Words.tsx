import { createContext, useContext } from "react";
import { Marked, piecesOfWords } from "../components/Marked";
import { hidesHost, linkPieces } from "../lib/links";
import { linkWords } from "./linkWords";

/** Words that are looked for just now: they are marked wherever somebody's words are shown. */
export const LookedFor = createContext<readonly string[]>([]);

/** Other people's words: text nodes, with safe links that show where they lead. */
export function Words({ text }: { text: string }) {
  const wanted = useContext(LookedFor);
  return (
    <>
      {linkPieces(text).map((piece, index) =>
        piece.kind === "words" ? (
          <span key={index}>{wanted.length === 0 ? piece.text : <Marked pieces={piecesOfWords(piece.text, wanted)} />}</span>
        ) : (
          <span key={index}>
            <a href={piece.href} target="_blank" rel="noreferrer noopener" title={piece.href}>{piece.text}</a>
            {hidesHost(piece) ? linkWords.leadsTo(piece.host) : null}
          </span>
        ),
      )}
    </>
  );
}
