import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(process.cwd(), "..");

it("the page of promises names tests that are there", () => {
  const page = readFileSync(join(ROOT, "assets/docs/promises.md"), "utf8");
  const wrong: string[] = [];
  let seen = 0;
  for (const row of page.split("\n").filter((line) => line.startsWith("| "))) {
    let path = "";
    for (const [, quoted = "", colon = ""] of row.matchAll(/`([^`]+)`(:?)/g)) {
      if (/^(tests|ui|src-tauri)\//.test(quoted) && colon) {
        path = quoted;
        if (!existsSync(join(ROOT, path))) wrong.push(`no file ${path}`);
      } else if (/^(tests|ui|src-tauri)\//.test(path) && existsSync(join(ROOT, path))) {
        seen += 1;
        if (!readFileSync(join(ROOT, path), "utf8").replaceAll("\\u201c", "“").includes(quoted)) wrong.push(`${path}: ${quoted}`);
        path = "";
      }
    }
    for (const [, picture = ""] of row.matchAll(/`([a-z-]+-\d+-(?:light|dark)\.png)`/g)) {
      if (!existsSync(join(ROOT, "assets/docs/gallery", picture))) wrong.push(`no picture ${picture}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(seen).toBeGreaterThan(150);
});
