// The speed of the interface on a folder of a million texts, in the real window (WebKitGTK) and in Chromium, as a table.
//
// `./run speed` builds what is needed and calls this; nothing here gates a test.
//   node tests/speed/main.mjs --data FOLDER --binary PROGRAM [--face chromium|window] [--dist FOLDER]
import { spawn, spawnSync } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { bothEnds, chooseSentence, inboxShown, openThreads, scrollThread, sentenceHeard, shownAt, typeWords } from "./probes.mjs";

const { values: options } = parseArgs({
  options: { data: { type: "string" }, binary: { type: "string" }, face: { type: "string", multiple: true }, dist: { type: "string", default: "ui/dist" } },
});
if (!options.data || !options.binary) {
  console.error("speed: --data FOLDER and --binary PROGRAM are needed");
  process.exit(2);
}
const faces = options.face ?? ["chromium", "window"];
const PASSWORD = "measured, not guarded";
const STARTS = 5;
const THREADS = 30;
const WORDS = ["roof", "gutter", "estimate", "thursday"];
const PATIENCE_MS = 120_000;
/** The page notes itself when it was shown; asking for it more often would take the time that is measured. */
const ASK_MS = 100;
/** What an engine does for a page that has nothing in it is over by then. */
const SETTLED_MS = 1_000;
const ARRIVALS = 20;
const SENTENCES = 12;
/** What deliveries are signed with. */
const KEY = Buffer.from("a key that is known to everybody");
const SECRET = `whsec_${KEY.toString("base64")}`;
const SAMPLE = ["demo"];

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const quantile = (times, at) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * at))] ?? Number.NaN;
const ms = (time) => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;

/** Asks until the answer is there, so often. */
async function until(what, ask, every = 5) {
  const began = Date.now();
  for (;;) {
    const answer = await ask().catch(() => null);
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() - began > PATIENCE_MS) throw new Error(`waited in vain: ${what}`);
    await sleep(every);
  }
}

function ended(child) {
  return child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((done) => child.once("exit", done));
}

async function stop(child) {
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended(child);
  clearTimeout(late);
}

function firstLine(child) {
  return new Promise((found, failed) => {
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`ended with ${code}`)));
    createInterface({ input: child.stdout }).once("line", found);
  });
}

function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

/** Posts a text as Quo does, signed. */
async function deliver(hook, words) {
  const [id, at] = [randomUUID().replaceAll("-", ""), Date.now()];
  const iso = new Date(at).toISOString();
  const body = JSON.stringify({
    id: `EV${id}`, apiVersion: "2026-03-30", createdAt: iso, type: "message.received",
    data: {
      resource: { id: `ACs${id}`, direction: "incoming", text: words, media: [], status: "received", createdAt: iso },
      context: {
        orgId: "OR1", phoneNumberId: "PN1", conversationId: "CN7", userId: "US1", contacts: { ids: [], lookupStatus: "none" },
        senderIdentifier: "+17732000007", recipientIdentifiers: ["+13125550142"],
      },
      links: { quo: null },
    },
  });
  const [msg, stamp] = [`msg_${id}`, String(Math.floor(at / 1000))];
  const sum = createHmac("sha256", KEY).update(`${msg}.${stamp}.${body}`).digest("base64");
  const answer = await fetch(`http://${hook}/webhooks/quo`, {
    method: "POST", body, headers: { "content-type": "application/json", "webhook-id": msg, "webhook-timestamp": stamp, "webhook-signature": `v1,${sum}` },
  });
  if (!answer.ok) throw new Error(`the delivery was refused: ${answer.status}`);
}

// ── the two faces: each gives `start`, which ends what ran before, and `run`, which runs a probe in the page ──────────

function inChromium(home) {
  const { chromium } = createRequire(resolve("ui/package.json"))("playwright-core");
  let browser, server, page;
  return {
    name: "Chromium",
    hook: "",
    async start(sample = false) {
      await page?.context().close();
      if (server) await stop(server);
      browser ??= await chromium.launch({ executablePath: process.env.RINGBOOK_CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      page = await context.newPage();
      // The browser is open already, and still.
      await sleep(SETTLED_MS);
      const began = Date.now();
      server = spawn(options.binary, [...(sample ? [...SAMPLE, "--browser"] : ["serve", "--data", options.data]), "--json", "--hook", "127.0.0.1:0", "--ui", "127.0.0.1:0"], {
        stdio: ["ignore", "pipe", "ignore"],
        env: { PATH: process.env.PATH, HOME: home, RINGBOOK_LOG: "warn", ...(sample ? {} : { RINGBOOK_PASSWORD: PASSWORD, RINGBOOK_SIGNING_SECRETS: SECRET }) },
      });
      const addresses = JSON.parse(await firstLine(server));
      const origin = `http://${addresses.ui}`;
      this.hook = addresses.hook;
      const served = Date.now();
      // A session is there already, as for somebody who opens the page in the morning.
      if (!sample) await context.request.post(`${origin}/api/login`, { data: { password: PASSWORD }, headers: { origin } });
      const signedIn = Date.now();
      await page.goto(origin, { waitUntil: "commit" });
      const shown = await until("the inbox is shown", () => page.evaluate(inboxShown), ASK_MS);
      return shown - began - (signedIn - served);
    },
    run: (probe, input) => page.evaluate(`(${probe})(${JSON.stringify(input)})`),
    press: (selector) => page.click(selector),
    pressAt: ({ x, y }) => page.mouse.click(x, y),
    async end() {
      await browser?.close();
      if (server) await stop(server);
    },
  };
}

function inTheWindow(home) {
  let driver, base, session;
  const children = [];
  const env = { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8", GDK_BACKEND: "x11", NO_AT_BRIDGE: "1", XDG_RUNTIME_DIR: home, TAURI_WEBVIEW_AUTOMATION: "true", RINGBOOK_LOG: "warn", RINGBOOK_SIGNING_SECRETS: SECRET };
  const start = (program, args) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"], env });
    children.push(child);
    return child;
  };
  const ask = async (method, path, body) => {
    const answer = await fetch(`${base}${path}`, { method, ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(value?.message ?? String(answer.status));
    return value;
  };
  // As Quit ends it. The driver would kill it, and the next start would be one after a crash.
  const close = async () => {
    if (!session) return;
    const program = spawnSync("pgrep", ["-P", String(driver.pid)], { encoding: "utf8" }).stdout.trim();
    for (const pid of program.split("\n").filter(Boolean).map(Number)) {
      const runs = () => { try { return process.kill(pid, 0); } catch { return false; } };
      if (runs()) process.kill(pid, "SIGTERM");
      await until("the window has ended", async () => !runs());
    }
    await ask("DELETE", `/session/${session}`).catch(() => {});
    session = null;
  };
  return {
    name: "Window (WebKitGTK)",
    hook: "",
    async start(sample = false) {
      if (!driver) {
        env.DISPLAY = `:${await firstLine(start("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]))}`;
        env.DBUS_SESSION_BUS_ADDRESS = await firstLine(start("dbus-daemon", ["--session", "--nofork", "--nopidfile", "--print-address=1"]));
        const port = await freePort();
        driver = start("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"]);
        base = `http://127.0.0.1:${port}`;
        await until("the driver answers", async () => (await fetch(`${base}/status`)).ok);
      }
      await close();
      this.hook = `127.0.0.1:${await freePort()}`;
      const began = Date.now();
      const window = { binary: resolve(options.binary), args: [...(sample ? SAMPLE : ["--data", options.data]), "--hook", this.hook, "--ui", "127.0.0.1:0"] };
      session = (await ask("POST", "/session", { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": window } } })).sessionId;
      await ask("POST", `/session/${session}/timeouts`, { script: PATIENCE_MS });
      const shown = await until("the inbox is shown", () => ask("POST", `/session/${session}/execute/sync`, { script: `return (${inboxShown})()`, args: [] }), ASK_MS);
      return shown - began;
    },
    async run(probe, input) {
      const script = `const done = arguments[arguments.length - 1]; (${probe})(${JSON.stringify(input)}).then((value) => done({ value }), (error) => done({ error: String(error) }))`;
      const { value, error } = await ask("POST", `/session/${session}/execute/async`, { script, args: [] });
      if (error) throw new Error(error);
      return value;
    },
    /** As a hand does it. */
    async press(selector) {
      const found = await until(selector, () => ask("POST", `/session/${session}/element`, { using: "css selector", value: selector }));
      await ask("POST", `/session/${session}/element/${Object.values(found)[0]}/click`, {});
    },
    async pressAt({ x, y }) {
      const actions = [{ type: "pointerMove", duration: 0, x, y }, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
      await ask("POST", `/session/${session}/actions`, { actions: [{ type: "pointer", id: "hand", parameters: { pointerType: "mouse" }, actions }] });
    },
    async end() {
      await close();
      for (const child of children.reverse()) await stop(child);
    },
  };
}

/** Script of the first screen: what the page names and what that names statically, gzipped. */
function firstScreenBytes() {
  const html = readFileSync(join(options.dist, "index.html"), "utf8");
  const wanted = new Set([...html.matchAll(/(?:src|href)="[./]*(assets\/[^"]+\.js)"/g)].map((match) => match[1]));
  for (const file of wanted) {
    for (const [, name] of readFileSync(join(options.dist, file), "utf8").matchAll(/(?:import|from)\s*"\.\/([^"]+\.js)"/g)) wanted.add(`assets/${name}`);
  }
  const known = new Set(readdirSync(join(options.dist, "assets")));
  return [...wanted].filter((file) => known.has(file.slice(7))).reduce((sum, file) => sum + gzipSync(readFileSync(join(options.dist, file))).length, 0);
}

const rows = [["", "", "median", "p95", "goal"]];
for (const face of faces) {
  const home = await mkdtemp(join(tmpdir(), "ringbook-speed-"));
  const browser = face === "window" ? inTheWindow(home) : inChromium(home);
  const row = (what, times, goal) => {
    rows.push([browser.name, what, ms(quantile(times, 0.5)), ms(quantile(times, 0.95)), goal]);
    console.error(rows.at(-1).join(" · "));
  };
  try {
    const starts = [];
    for (let n = 0; n < STARTS; n += 1) starts.push(await browser.start());
    row("cold start to usable inbox", starts, "1.5 s");
    await browser.run(`async () => { location.hash = "#/inbox/open"; }`);
    row("conversation opened", await browser.run(openThreads, THREADS), "100 ms");
    row("Home and End", await browser.run(bothEnds), "100 ms");
    const { longest, frames, blank } = await browser.run(scrollThread, 5_000);
    rows.push([browser.name, "scrolling: longest task", ms(longest), "", "50 ms"]);
    rows.push([browser.name, "scrolling: blank frames", `${blank} of ${frames}`, "", "0"]);
    await browser.run(`async () => { location.hash = "#/search"; await new Promise((done) => setTimeout(done, 800)); }`);
    row("letter typed to results shown", await browser.run(typeWords, WORDS), "50 ms");
    await browser.run(`async () => { location.hash = "#/inbox/open"; await new Promise((done) => setTimeout(done, 800)); }`);
    const arrivals = []; const dels=[];
    for (let n = 0; n < ARRIVALS; n += 1) {
      const words = `Arrival ${n} of ${ARRIVALS}, ${randomUUID().slice(0, 8)}`;
      const shown = browser.run(shownAt, words);
      await sleep(100);
      const began = Date.now();
      await deliver(browser.hook, words); dels.push(Date.now()-began);
      arrivals.push((await shown) - began);
    }
    row("text posted to shown", arrivals, "300 ms"); console.error(arrivals.map(Math.round).join(" ")); console.error(dels.join(" ")); await browser.end(); process.exit(0);
    // Sound is in the sample only.
    await browser.start(true);
    await browser.run(`async () => { location.hash = "#/search?q=has:recording%20roof"; await new Promise((done) => setTimeout(done, 2500)); document.querySelector("[role=listbox] [role=option]").click(); }`);
    // An engine lets sound only what a hand has once let sound; where it lets none the other figures still stand.
    try {
      await browser.press("main button[aria-label^='Play: recording']");
      await until("it plays", () => browser.run(`async () => document.querySelector("main button[aria-label^='Pause: recording']") !== null`));
      const heard = [];
      // Where the words scroll along meanwhile, a click may miss.
      for (let n = 0; heard.length < SENTENCES && n < 5 * SENTENCES; n += 1) {
        const place = await browser.run(chooseSentence, n);
        if (place === null) continue;
        await browser.pressAt(place);
        const time = await browser.run(sentenceHeard);
        if (time !== null) heard.push(time);
      }
      if (heard.length === 0) throw new Error("no sentence could be clicked");
      row("sentence clicked to heard", heard, "200 ms");
    } catch (error) {
      rows.push([browser.name, "sentence clicked to heard", "not measured", "", "200 ms"]);
      console.error(`${browser.name}: ${error.message}`);
    }
  } finally {
    await browser.end();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
rows.push(["Both", "script of the first screen, gzip", `${Math.round(firstScreenBytes() / 1000)} kB`, "", "250 kB"]);

const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
for (const row of rows) console.log(row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join("  ").trimEnd());
