// Rewrites the pictures of the gallery with 256 colours each, which no eye tells from before and takes a third of the
// space. Run by `npm run pictures`.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const require = createRequire(new URL("../../../ui/package.json", import.meta.url));
const UPNG = require("upng-js");
const folder = resolve(import.meta.dirname, "../../../assets/docs/gallery");

let [before, after] = [0, 0];
for (const name of (await readdir(folder)).filter((one) => one.endsWith(".png"))) {
  const bytes = await readFile(join(folder, name));
  // It has a palette already.
  if (bytes[25] === 3) continue;
  const image = UPNG.decode(bytes);
  const small = Buffer.from(UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, 256));
  if (small.length < bytes.length) await writeFile(join(folder, name), small);
  [before, after] = [before + bytes.length, after + Math.min(small.length, bytes.length)];
}
console.log(`pictures: ${Math.round(before / 1024)} KB before, ${Math.round(after / 1024)} KB now`);
