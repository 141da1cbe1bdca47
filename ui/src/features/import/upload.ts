import { call } from "../../api/client";

/** Bytes of a piece: with base64 and the rest of the request well under what one request may have. */
const PIECE = 384 * 1024;

/** Hands a file over piece by piece, and gives its id. */
export async function upload(file: File, onProgress: (done: number) => void): Promise<string> {
  let importId: string | null = null;
  for (let offset = 0; importId === null || offset < file.size; offset += PIECE) {
    const data = await inBase64(file.slice(offset, offset + PIECE));
    const taken: { importId: string; received: number } = await call("import_piece", { importId, name: file.name, sizeBytes: file.size, offset, data });
    importId = taken.importId;
    onProgress(taken.received);
  }
  return importId;
}

function inBase64(piece: Blob): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => {
      // "data:text/csv;base64,…"; nothing behind the comma, or no comma, is an empty file.
      done(typeof reader.result === "string" ? reader.result.replace(/^[^,]*,?/, "") : "");
    };
    reader.onerror = () => { fail(reader.error ?? new Error("the file cannot be read")); };
    reader.readAsDataURL(piece);
  });
}
