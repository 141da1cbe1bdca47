import type { Account, AccountStep, AccountStepName, WebhookRow, Webhooks } from "../schema.gen";
import { CallError } from "./transport";

const STEPS: AccountStepName[] = ["key", "secret", "address", "webhooks", "test", "history"];
const NOTES: Record<AccountStepName, string | null> = {
  key: "3 lines", secret: "in this computer's keychain", address: "quiet-lake.example.net", webhooks: "28 kinds of events",
  test: "2026-11-22T06:15:00.000Z", history: null,
};

/** An account at Quo that connects a step at a time; the key `wrong` is refused, `deaf` never sees its test event, `nowhere` has no way in. */
export class FakeAccount {
  /** The key was given at the start and is nowhere kept. */
  keyFromEnvironment = false;
  private rows: WebhookRow[];
  private readonly now: number;
  private steps: AccountStep[];
  private connected: boolean;
  private key = "";

  constructor(now: number, connected: boolean) {
    this.now = now;
    this.connected = connected;
    this.steps = STEPS.map((name) => this.step(name, connected ? "done" : "waiting"));
    this.rows = [
      webhook({ id: "7001", label: "Ringbook 4f1c22a09b7de633", url: "https://quiet-lake.example.net/webhooks/quo", ours: true, main: true, verified: true }),
      webhook({ id: "6420", label: "Zapier", url: "https://hooks.zapier.example/1", events: ["message.received"] }),
      webhook({ id: "WHold1", label: null, url: "https://crm.example/openphone", generation: "legacy", events: ["call.completed"] }),
    ];
  }

  get hasKey(): boolean {
    return this.connected || this.keyFromEnvironment;
  }

  account(): Account {
    const failed = this.steps.some((step) => step.state === "failed");
    const done = this.steps.every((step) => step.state === "done");
    const connected = this.connected;
    return {
      state: !connected ? "disconnected" : failed ? "failing" : done ? "connected" : "connecting",
      workspace: connected ? "Lakeview Roofing" : null,
      lines: connected ? [
        { id: "PNmain", name: "Main office", number: "(312) 555-0142", symbol: "🏠", textsUs: true },
        { id: "PNcrew", name: "Crew", number: "(312) 555-0177", symbol: "🔨", textsUs: true },
        { id: "PNafter", name: "After hours", number: "(312) 555-0190", symbol: null, textsUs: false },
      ] : [],
      people: connected ? 6 : 0,
      steps: this.steps,
      secrets: "keychain", secretsWhy: null, leastPassphrase: 8, keyFromEnvironment: this.keyFromEnvironment,
      hookUrl: connected ? "https://quiet-lake.example.net/webhooks/quo" : null,
      webhookId: connected ? "7001" : null,
    };
  }

  connect(key: string, tell: () => void): Account {
    if (key.trim() === "") throw new CallError("badInput", "this is no API key: nothing was entered");
    if (key === "wrong") throw new CallError("refused", "Quo does not accept this key; copy it again from Quo: Workspace settings, API");
    this.key = key;
    this.connected = true;
    this.steps = STEPS.map((name) => this.step(name, name === "key" || name === "secret" ? "done" : "waiting"));
    this.go(tell);
    return this.account();
  }

  retry(name: AccountStepName, tell: () => void): Account {
    this.key = "";
    this.set(name, "waiting");
    this.go(tell);
    return this.account();
  }

  disconnect(): { notice: string | null } {
    this.connected = false;
    this.steps = STEPS.map((name) => this.step(name, "waiting"));
    this.rows = this.rows.filter((row) => !row.ours);
    return { notice: null };
  }

  webhooks(): Webhooks {
    return { rows: this.rows, most: 50 };
  }

  create(url: string | null): WebhookRow {
    const row = webhook({ id: String(7001 + this.rows.length), url: url ?? "https://quiet-lake.example.net/webhooks/quo", ours: true, main: url === null, verified: true });
    this.rows = [row, ...this.rows];
    return row;
  }

  changed(id: string, foreign: boolean): WebhookRow {
    const row = this.rows.find((row) => row.id === id);
    if (!row) throw new CallError("notFound", `there is no webhook ${id} in this workspace`);
    if (!row.ours && !foreign) throw new CallError("refused", `webhook ${id} was not made by this Ringbook`);
    return row;
  }

  remove(id: string, foreign: boolean): void {
    const row = this.changed(id, foreign);
    this.rows = this.rows.filter((other) => other !== row);
    if (row.main) this.fail("webhooks", "webhook-deleted", "Ringbook's webhook was deleted by hand, so nothing arrives at once.", "Create it again.");
  }

  /** The next step, and the one after it a moment later. */
  private go(tell: () => void): void {
    const next = this.steps.find((step) => step.state === "waiting");
    if (!next) return;
    this.set(next.name, "running");
    tell();
    setTimeout(() => {
      if (next.name === "test" && this.key === "deaf") {
        this.fail("test", "test-unreachable", "Quo tried to deliver the test event and got no answer from the public address.",
          "Check that the tunnel is running and that its address opens from outside.");
      } else if (next.name === "address" && this.key === "nowhere") {
        this.fail("address", "no-address", "There is no address by which Quo reaches this computer.",
          "Choose a tunnel under Connection, or give the address of your own (--public-url).");
      } else {
        this.set(next.name, "done");
        this.go(tell);
      }
      tell();
    }, 400);
  }

  private step(name: AccountStepName, state: AccountStep["state"]): AccountStep {
    return { name, state, since: this.now, note: state === "done" ? NOTES[name] : null, problem: null };
  }

  private set(name: AccountStepName, state: AccountStep["state"]): void {
    this.steps = this.steps.map((step) => (step.name === name ? this.step(name, state) : step));
  }

  private fail(name: AccountStepName, code: string, cause: string, cure: string): void {
    this.steps = this.steps.map((step) => (step.name === name
      ? { ...step, state: "failed", note: null, problem: { code, cause, cure, again: true } } : step));
  }
}

function webhook(some: Partial<WebhookRow> & { id: string; url: string }): WebhookRow {
  return {
    generation: "current", label: null, events: ["message.received", "message.delivered", "call.completed"], lines: [], enabled: true,
    ours: false, main: false, verified: false, createdAt: null, ...some,
  };
}
