import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { Ringbook } from "./fixtures.ts";
import { Running, RINGBOOK } from "./process.ts";
import { Quo } from "./quo.ts";
import { QuietQuo } from "./quietQuo.ts";
import type { StillClock } from "./stillClock.ts";

const PASSWORD = "a roof over it";
/** With it, deliveries would be taken: nothing is to be warned of. */
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** Starts `ringbook serve` on a folder under a clock that stands still, and signs the page in. */
async function serve(page: Page, clock: StillClock, folder: string, variables: Record<string, string>): Promise<Ringbook> {
  const running = await Running.start(RINGBOOK, ["serve", "--json", "--hook", "127.0.0.1:0", "--ui", "127.0.0.1:0", "--data", folder], {
    // What is installed on a computer is shown: on all of them only ssh is.
    ...clock.variables, PATH: await onlySsh(clock), RINGBOOK_PASSWORD: PASSWORD, ...variables,
  });
  const ringbook = new Ringbook(running);
  const signIn = await page.context().request.post(`${ringbook.origin}/api/login`, { data: { password: PASSWORD }, headers: { origin: ringbook.origin } });
  if (!signIn.ok()) throw new Error(`cannot sign in: ${signIn.status()}`);
  return ringbook;
}

async function onlySsh(clock: StillClock): Promise<string> {
  await writeFile(join(clock.folder, "ssh"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  return clock.folder;
}

/** A workspace for pictures; `close` ends everything that was started for it. */
export interface Workspace {
  ringbook: Ringbook;
  close(): Promise<void>;
}

/** The sample month as the demo tells it, in which nothing new happens any more. */
export async function sampleMonth(page: Page, clock: StillClock): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), "ringbook-month-"));
  // The first new thing would happen twelve seconds after the month is there.
  const demo = await Running.start(RINGBOOK, ["demo", "--browser", "--json", "--data", folder], clock.variables);
  await demo.stop();
  const quo = await QuietQuo.at(await portOfMedia(folder));
  const ringbook = await serve(page, clock, folder, { RINGBOOK_QUO_URL: quo.url, RINGBOOK_QUO_KEY: "sample", RINGBOOK_SIGNING_SECRETS: SECRET });
  return {
    ringbook,
    close: async () => {
      await ringbook.stop(page);
      await quo.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Where the demo's pictures and sounds were: the addresses are in what was received. */
async function portOfMedia(folder: string): Promise<number> {
  const journal = join(folder, "journal");
  for (const name of await readdir(journal)) {
    const found = /http:\/\/127\.0\.0\.1:(\d+)\/media\//.exec(await readFile(join(journal, name), "latin1"));
    if (found) return Number(found[1]);
  }
  throw new Error("no address of a picture in the sample month");
}

/** Started for the first time: nothing is there, and nobody has said whose phone this is. */
export async function nothingYet(page: Page, clock: StillClock): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), "ringbook-nothing-"));
  const ringbook = await serve(page, clock, folder, {});
  return {
    ringbook,
    close: async () => {
      await ringbook.stop(page);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Very much of everything: long names, long texts, many tags, and more than a hundred unread. */
export async function muchOfEverything(page: Page, clock: StillClock): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), "ringbook-much-"));
  const teller = await Quo.start(clock.variables);
  // What Quo's history has of the time before it was connected is no news; here everything is.
  const quo = await QuietQuo.at(0);
  const ringbook = await serve(page, clock, folder, { RINGBOOK_QUO_URL: quo.url, RINGBOOK_QUO_KEY: "much", RINGBOOK_SIGNING_SECRETS: SECRET });
  await teller.deliverTo(ringbook.running.address("hook"), SECRET);
  const before = (minutes: number) => new Date(clock.now.getTime() - minutes * 60_000);
  for (let n = 0; n < PEOPLE; n += 1) {
    const number = `+1773555${String(1000 + n)}`;
    await teller.contact(FIRST[n % FIRST.length] ?? "", LAST[n % LAST.length] ?? "", number);
    await teller.text(number, WORDS[n % WORDS.length] ?? "", before(7 + n * 11));
  }
  for (let n = 0; n < UNREAD; n += 1) await teller.text(LOUDEST, `${n + 1}. ${WORDS[n % WORDS.length] ?? ""}`, before(6 - n / UNREAD));
  await teller.answer(LOUDEST, LONG, before(4.5));
  await teller.text(LOUDEST, LONG, before(4));
  await teller.idle();
  interface Row { person: { contactId: string | null } }
  const { rows } = (await ringbook.call(page, "contacts_page", { starting: "Maximiliana", tag: null, cursor: null, limit: 50 })) as { rows: Row[] };
  for (const { person } of rows) await ringbook.call(page, "set_contact_tags", { contactId: person.contactId, tags: TAGS });
  return {
    ringbook,
    close: async () => {
      await ringbook.stop(page);
      await teller.stop();
      await quo.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const TAGS = ["Hail 2026", "Insurance: second adjuster is awaited", "VIP", "Slate", "Pays late", "Has a dog", "Gate code", "North side", "Warranty", "Referred by three neighbours", "Flat roof", "Solar", "Storm night"];
const PEOPLE = 105;
const UNREAD = 108;
/** The number of the first of them. */
const LOUDEST = "+17735551000";
const FIRST = ["Maximiliana-Theodora", "Al", "Bartholomew Ignatius", "Jo", "Wilhelmina", "Christopher-Alexander", "Mei", "Oluwaseun"];
const LAST = ["von und zu Hohenlohe-Waldenburg-Schillingsfürst", "Ng", "Featherstonehaugh-Cholmondeley", "O’Shaughnessy", "Ray", "Constantinopoulos-Papadimitriou", "Li"];
const LONG = "We went through the whole house from the cellar to the ridge: the flashing around both chimneys is torn, three sheets of decking over the back bedroom are soft, the gutter on the north side has pulled away from the fascia, and somebody has nailed through the valley. Nothing of it is dangerous this week, but none of it should wait for winter either. The estimate has each of these as a line of its own, so that you can choose: https://lakeviewroofing.example/estimates/2026/06/17/a-very-long-address-that-has-no-place-to-break-at-all";
const WORDS = ["Can you come on Friday?", LONG, "👍", "The ladder is still in our drive, and my neighbour asks every single day when somebody will fetch it", "Yes", "Is the insurance letter enough, or do you need the photos of the hail as well?"];
