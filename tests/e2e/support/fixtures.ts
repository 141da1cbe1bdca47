import { test as base, expect, type Page } from "@playwright/test";
import { Quo } from "./quo.ts";
import { Running, RINGBOOK } from "./process.ts";

export { expect };

/** The signing secret that Quo's stand-in and Ringbook share. */
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const PASSWORD = "a roof over it";
const SERVE = ["serve", "--json", "--hook", "127.0.0.1:0", "--ui", "127.0.0.1:0"];

/** A running Ringbook as a browser sees it. */
export class Ringbook {
  readonly origin: string;

  constructor(readonly running: Running) {
    this.origin = `http://${running.address("ui")}`;
  }

  /** Ends it, after the page has left it: a feed that is cut off would be a complaint. */
  async stop(page: Page): Promise<void> {
    await page.goto("about:blank");
    await this.running.stop();
  }

  /** Calls a command as the pages do. */
  async call(page: Page, command: string, input: object): Promise<unknown> {
    const answer = await page.context().request.post(`${this.origin}/api/rpc/${command}`, { data: input, headers: { origin: this.origin } });
    if (!answer.ok()) throw new Error(`${command}: ${answer.status()} ${await answer.text()}`);
    return answer.json();
  }

  /** Opens a place of the interface and waits until it is drawn. */
  async open(page: Page, hash = ""): Promise<void> {
    await page.goto(`${this.origin}/${hash}`);
    await expect(page.getByRole("navigation", { name: "Main areas" })).toBeVisible();
  }
}

interface Fixtures {
  /** Nothing may be reported on the console or thrown: a report against the content security policy is such a line. */
  complaints: string[];
  quo: Quo;
  /** Started for the first time: nobody has chosen a password. */
  fresh: Ringbook;
  /** Connected to `quo`; `page` is signed in and texts leave without the time to take them back. */
  ringbook: Ringbook;
  /** The sample workspace. */
  demo: Ringbook;
}

export const test = base.extend<Fixtures>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on("console", (line) => {
        if (line.type() === "error" || line.type() === "warning") complaints.push(`${line.type()}: ${line.text()} (${line.location().url})`);
      });
      page.on("pageerror", (error) => { complaints.push(`thrown: ${error.message}`); });
      await use(complaints);
      expect(complaints, "nothing is reported on the console").toEqual([]);
    },
    { auto: true },
  ],
  quo: async ({}, use) => {
    const quo = await Quo.start();
    await use(quo);
    await quo.stop();
  },
  fresh: async ({ page }, use) => {
    const ringbook = new Ringbook(await Running.start(RINGBOOK, SERVE, { RINGBOOK_SIGNING_SECRETS: SECRET }));
    await use(ringbook);
    await ringbook.stop(page);
  },
  ringbook: async ({ quo, page }, use) => {
    const running = await Running.start(RINGBOOK, SERVE, {
      RINGBOOK_SIGNING_SECRETS: SECRET,
      RINGBOOK_PASSWORD: PASSWORD,
      RINGBOOK_QUO_URL: quo.url,
      RINGBOOK_QUO_KEY: quo.key,
    });
    const ringbook = new Ringbook(running);
    await quo.deliverTo(running.address("hook"), SECRET);
    const signIn = await page.context().request.post(`${ringbook.origin}/api/login`, { data: { password: PASSWORD }, headers: { origin: ringbook.origin } });
    expect(signIn.status()).toBe(200);
    const settings = (await ringbook.call(page, "settings", {})) as object;
    await ringbook.call(page, "save_settings", { ...settings, undoMs: 0 });
    await use(ringbook);
    await ringbook.stop(page);
  },
  demo: async ({ page }, use) => {
    const demo = new Ringbook(await Running.start(RINGBOOK, ["demo", "--browser", "--json"]));
    await use(demo);
    await demo.stop(page);
  },
});
