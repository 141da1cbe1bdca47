import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A clock that stands still, for programs under test: made by the C compiler that building Ringbook needs anyway. */
export class StillClock {
  private constructor(readonly now: Date, readonly variables: Record<string, string>, readonly folder: string) {}

  static async at(now: Date): Promise<StillClock> {
    const folder = await mkdtemp(join(tmpdir(), "ringbook-clock-"));
    const library = join(folder, "still.so");
    await promisify(execFile)("cc", ["-shared", "-fPIC", "-O1", "-o", library, join(__dirname, "stillClock.c"), "-ldl"]);
    // Times that the program reckons by its own computer's zone are those of the page, too.
    const variables = { LD_PRELOAD: library, RINGBOOK_STILL_AT: String(now.getTime() / 1000), TZ: "America/Chicago" };
    return new StillClock(now, variables, folder);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
