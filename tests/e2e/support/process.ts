import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const root = resolve(__dirname, "../../..");
/** The program under test. */
export const RINGBOOK = process.env.RINGBOOK_BINARY || join(root, "target/debug/ringbook");
/** Quo's stand-in. */
export const SIMULATOR = process.env.RINGBOOK_SIMULATOR || join(root, "target/debug/examples/simulator");

/** How long a program may take to say where it is, and to end. */
const START_MS = 30_000;
const END_MS = 10_000;

/** A program that says in its first line, as JSON, where it is. */
export class Running {
  readonly says: Record<string, string>;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string, says: Record<string, string>) {
    this.#child = child;
    this.#folder = folder;
    this.says = says;
  }

  /** Starts it in a folder of its own, with nothing of this environment but `variables`. */
  static async start(program: string, args: string[], variables: Record<string, string> = {}): Promise<Running> {
    const folder = await mkdtemp(join(tmpdir(), "ringbook-e2e-"));
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH ?? "", HOME: folder, TMPDIR: folder, RINGBOOK_DATA: join(folder, "data"), RINGBOOK_LOG: "warn", ...variables },
    });
    let log = "";
    child.stderr.on("data", (part: Buffer) => { log += part.toString(); });
    const line = await new Promise<string>((found, failed) => {
      const fail = (why: string) => { failed(new Error(`${program}: ${why}\n${log}`)); };
      const timer = setTimeout(() => { fail("has not said where it is"); }, START_MS);
      child.once("error", (error) => { clearTimeout(timer); fail(error.message); });
      child.once("exit", (code) => { clearTimeout(timer); fail(`ended with ${code}`); });
      createInterface({ input: child.stdout }).once("line", (first) => { clearTimeout(timer); found(first); });
    });
    child.stdout.resume();
    child.removeAllListeners("exit");
    return new Running(child, folder, JSON.parse(line) as Record<string, string>);
  }

  /** One of the addresses it said. */
  address(name: string): string {
    const found = this.says[name];
    if (!found) throw new Error(`it has not said its ${name}`);
    return found;
  }

  /** Ends it and removes its folder. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      const ended = new Promise((done) => { this.#child.once("exit", done); });
      this.#child.kill("SIGTERM");
      const timer = setTimeout(() => { this.#child.kill("SIGKILL"); }, END_MS);
      await ended;
      clearTimeout(timer);
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
