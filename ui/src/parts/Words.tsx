import { hidesHost, linkPieces } from "../lib/links";

/** Other people's words: text nodes, with safe links that show where they lead. */
export function Words({ text }: { text: string }) {
  return (
    <>
      {linkPieces(text).map((piece, index) =>
        piece.kind === "words" ? (
          <span key={index}>{piece.text}</span>
        ) : (
          <span key={index}>
            <a href={piece.href} target="_blank" rel="noreferrer noopener" title={piece.href}>{piece.text}</a>
            {hidesHost(piece) ? ` (leads to ${piece.host})` : null}
          </span>
        ),
      )}
    </>
  );
}
