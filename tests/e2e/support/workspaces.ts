import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, Ringbook } from "./fixtures.ts";
import { Running, RINGBOOK } from "./process.ts";
import { Quo, type NewCall } from "./quo.ts";
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

/** The workspace, which ends with what it speaks to, and leaves nothing behind. */
function closing(page: Page, ringbook: Ringbook, folder: string, ...others: { stop(): Promise<void> }[]): Workspace {
  return {
    ringbook,
    close: async () => {
      await ringbook.stop(page);
      for (const other of others) await other.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The sample month as the demo tells it, in which nothing new happens any more. */
export async function sampleMonth(page: Page, clock: StillClock): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), "ringbook-month-"));
  // The first new thing would happen twelve seconds after the month is there.
  const demo = await Running.start(RINGBOOK, ["demo", "--browser", "--json", "--data", folder], clock.variables);
  await demo.stop();
  const quo = await QuietQuo.at(await portOfMedia(folder));
  const ringbook = await serve(page, clock, folder, { RINGBOOK_QUO_URL: quo.url, RINGBOOK_QUO_KEY: "sample", RINGBOOK_SIGNING_SECRETS: SECRET });
  return closing(page, ringbook, folder, quo);
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
  return closing(page, ringbook, folder);
}

/** Connected to a Quo of which nothing is known yet: nobody has written or rung. */
export async function nobodyYet(page: Page, clock: StillClock): Promise<Workspace> {
  return connected(page, clock, async () => undefined);
}

/** Connected after some months with Quo: all of their history is here, and nothing of it is missing. */
export async function nothingMissing(page: Page, clock: StillClock): Promise<Workspace> {
  return connected(page, clock, async (quo) => {
    const before = (hours: number) => new Date(clock.now.getTime() - hours * 3_600_000);
    for (let n = 0; n < 160; n += 1) await quo.text(numberOf(n % 9), WORDS[n % WORDS.length] ?? "", before(3 + n * 17));
    for (let n = 0; n < 30; n += 1) {
      const recorded = n % 3 === 0;
      await quo.call({
        ...PLAIN_CALL, from: numberOf(n % 9), scenario: WAYS[(recorded ? 0 : n) % WAYS.length] ?? "answered", durationS: 30, recording: recorded, createdMs: before(5 + n * 90).getTime(),
        summary: recorded ? [LONG] : [], transcript: recorded ? [{ who: "them", content: LONG, start: 1, end: 20 }] : [],
      });
    }
  });
}

/** By one key and one address, as anybody connects; what `tell` tells Quo was there before. */
async function connected(page: Page, clock: StillClock, tell: (quo: Quo) => Promise<void>): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), "ringbook-connected-"));
  const quo = await Quo.start(clock.variables);
  await tell(quo);
  const ringbook = await serve(page, clock, folder, { RINGBOOK_QUO_URL: quo.url, RINGBOOK_SECRETS: "file" });
  await ringbook.call(page, "connect", { key: quo.key, passphrase: PASSWORD });
  await ringbook.call(page, "save_tunnel", { config: { kind: "own", url: `http://${ringbook.running.address("hook")}` }, secret: null });
  interface Progress { state: string; historyRead: boolean }
  await expect.poll(async () => ((await ringbook.call(page, "account", {})) as Progress).state, { timeout: 60_000 }).toBe("connected");
  await expect.poll(async () => {
    const { state, historyRead } = (await ringbook.call(page, "sync_progress", {})) as Progress;
    return [state, historyRead];
  }, { timeout: 60_000 }).toEqual(["upToDate", true]);
  return closing(page, ringbook, folder, quo);
}

/** Very much of everything: long names, long texts, many tags, and more than a hundred unread. */
export async function muchOfEverything(page: Page, clock: StillClock): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), "ringbook-much-"));
  const teller = await Quo.start(clock.variables);
  // What Quo's history has of the time before it was connected is no news; here everything is.
  const quo = await QuietQuo.at(0);
  const ringbook = await serve(page, clock, folder, { RINGBOOK_QUO_URL: quo.url, RINGBOOK_QUO_KEY: "much", RINGBOOK_SIGNING_SECRETS: SECRET });
  await teller.deliverTo(ringbook.running.address("hook"), SECRET);
  await tellMuch(teller, clock);
  await writeMuch(ringbook, page, clock);
  return closing(page, ringbook, folder, teller, quo);
}

/** What comes from outside. One thing after the other: colours go by ids, and Quo's stand-in numbers what happens. */
async function tellMuch(teller: Quo, clock: StillClock): Promise<void> {
  const before = (minutes: number) => new Date(clock.now.getTime() - minutes * 60_000);
  for (let n = 0; n < PEOPLE; n += 1) {
    await teller.contact(FIRST[n % FIRST.length] ?? "", LAST[n % LAST.length] ?? "", numberOf(n));
    await teller.idle();
    await teller.text(numberOf(n), WORDS[n % WORDS.length] ?? "", before(7 + n * 11));
    await teller.idle();
  }
  for (let n = 0; n < CALLS; n += 1) {
    await teller.call({ ...PLAIN_CALL, from: numberOf(n % PEOPLE), scenario: WAYS[n % WAYS.length] ?? "answered", durationS: 20 + n * 7, voicemail: LONG, createdMs: before(1600 + n * 850).getTime() });
    await teller.idle();
  }
  await teller.call({ ...LONG_CALL, from: numberOf(0), createdMs: before(1500).getTime() });
  await teller.call({ ...PLAIN_CALL, from: numberOf(1), durationS: 4, createdMs: before(1520).getTime() });
  for (let n = 0; n < UNREAD; n += 1) await teller.text(numberOf(0), `${n + 1}. ${WORDS[n % WORDS.length] ?? ""}`, before(6 - n / UNREAD));
  await teller.answer(numberOf(0), LONG, before(4.5));
  await teller.text(numberOf(0), LONG, before(4));
  await teller.idle();
  for (let n = 0; n < BROKEN; n += 1) await teller.body(`{ "type": "message.received", "n": ${n}, "data": `);
  await teller.idle();
}

/** What is done in Ringbook. */
async function writeMuch(ringbook: Ringbook, page: Page, clock: StillClock): Promise<void> {
  interface Row { person: { contactId: string | null } }
  const { rows: people } = (await ringbook.call(page, "contacts_page", { starting: "Maximiliana", tag: null, cursor: null, limit: 50 })) as { rows: Row[] };
  for (const { person } of people) await ringbook.call(page, "set_contact_tags", { contactId: person.contactId, tags: TAGS });
  const { rows } = (await ringbook.call(page, "inbox_page", { tab: "open", lineId: null, tag: null, cursor: null, limit: 100 })) as { rows: { id: string }[] };
  const conversations = rows.map((row) => row.id);
  const hour = 3_600_000;
  for (let n = 0; n < FOLLOW_UPS; n += 1) {
    const dueAt = n === 4 ? null : clock.now.getTime() + (n * 5 - 45) * hour;
    const title = `${n + 1}. ${TO_DO[n % TO_DO.length] ?? ""}`;
    await ringbook.call(page, "make_follow_ups", { items: [{ title, dueAt, conversationId: conversations[n] ?? null, contactId: null, itemId: null, step: null }] });
  }
  for (let n = 0; n < SCHEDULED; n += 1) {
    await ringbook.call(page, "schedule_text", { id: null, conversationId: conversations[n + 1], text: WORDS[n % WORDS.length], dueAt: clock.now.getTime() + (20 + n) * hour, unlessAnswered: n % 2 === 0, inQuietHours: true });
  }
  for (let n = 0; n < SNIPPETS; n += 1) await ringbook.call(page, "save_snippet", { id: null, name: `${String(n + 1).padStart(2, "0")} ${TO_DO[n % TO_DO.length] ?? ""}`.slice(0, 40), text: WORDS[n % WORDS.length] });
  for (const query of SEARCHES) await ringbook.call(page, "save_search", { id: null, name: query, query, newest: false });
}

const TAGS = ["Hail 2026", "Insurance: second adjuster is awaited", "VIP", "Slate", "Pays late", "Has a dog", "Gate code", "North side", "Warranty", "Referred by three neighbours", "Flat roof", "Solar", "Storm night"];
const PEOPLE = 105;
const UNREAD = 108;
const CALLS = 48;
const FOLLOW_UPS = 30;
const SCHEDULED = 14;
const SNIPPETS = 16;
const BROKEN = 3;
function numberOf(person: number): string {
  return `+1773555${String(1000 + person)}`;
}
const FIRST = ["Maximiliana-Theodora", "Al", "Bartholomew Ignatius", "Jo", "Wilhelmina", "Christopher-Alexander", "Mei", "Oluwaseun"];
const LAST = ["von und zu Hohenlohe-Waldenburg-Schillingsfürst", "Ng", "Featherstonehaugh-Cholmondeley", "O’Shaughnessy", "Ray", "Constantinopoulos-Papadimitriou", "Li"];
const LONG = "We went through the whole house from the cellar to the ridge: the flashing around both chimneys is torn, three sheets of decking over the back bedroom are soft, the gutter on the north side has pulled away from the fascia, and somebody has nailed through the valley. Nothing of it is dangerous this week, but none of it should wait for winter either. The estimate has each of these as a line of its own, so that you can choose: https://lakeviewroofing.example/estimates/2026/06/17/a-very-long-address-that-has-no-place-to-break-at-all";
const WORDS = ["Can you come on Friday?", LONG, "👍", "The ladder is still in our drive, and my neighbour asks every single day when somebody will fetch it", "Yes", "Is the insurance letter enough, or do you need the photos of the hail as well?"];
const TO_DO = ["Send the revised estimate", "Call back about the second adjuster, who wants to see every photo of the north side before he signs anything at all", "Order slate", "Ask the supplier whether the ridge vents that were promised for the week before last are on any lorry yet", "Fetch the ladder"];
const SEARCHES = ["estimate", "flashing around both chimneys", "gutter", "insurance letter", "ladder"];
const WAYS: NonNullable<NewCall["scenario"]>[] = ["answered", "missed", "voicemail", "outgoing", "forwarded", "outgoing-unanswered", "abandoned"];
const PLAIN_CALL = { recording: false, summary: [], nextSteps: [], transcript: [] };
const LONG_CALL: Omit<NewCall, "from"> = {
  durationS: 900,
  recording: true,
  summary: [LONG, LONG],
  nextSteps: TO_DO,
  transcript: Array.from({ length: 150 }, (_, n) => ({ who: n % 3 === 0 ? "us" as const : "them" as const, content: WORDS[n % WORDS.length] ?? "", start: n * 6, end: n * 6 + 5 })),
};
