import type { DeliveryRow } from "../schema.gen";
import type { FakeTransport } from "./fake";
import { FakeTunnel } from "./fakeTunnel";
import type { HandlersOf } from "./fakeHandlers";
import { CallError } from "./transport";

type Commands =
  | "connection" | "deliveries_page" | "delivery" | "replay_dead_letters" | "tunnel" | "save_tunnel" | "test_tunnel"
  | "account" | "connect" | "unlock_secrets" | "retry_step" | "disconnect" | "webhooks" | "create_webhook"
  | "test_webhook" | "rotate_webhook" | "delete_webhook" | "diagnosis";

/** What arrives, and the way here. */
export class FakeConnection {
  readonly dead: Set<number> = new Set([8791, 8760, 8702]);
  private readonly tunnel: FakeTunnel;
  private readonly fake: FakeTransport;
  private readonly now: number;
  private readonly empty: boolean;

  constructor(fake: FakeTransport, now: number, empty: boolean, demo: boolean) {
    this.fake = fake;
    this.now = now;
    this.empty = empty;
    this.tunnel = new FakeTunnel(now, empty, demo);
  }

  handlers(): HandlersOf<Commands> {
    return {
      connection: () => ({
        hookAddress: "127.0.0.1:8791", hookPath: "/webhooks/quo", listening: true, signingSecrets: this.empty ? 0 : 2, keySet: this.fake.account.hasKey,
        quoUrl: "https://api.quo.com", lastDeliveryAt: this.empty ? null : this.now - 40_000, lastDeliveryType: this.empty ? null : "message.received",
        received: this.empty ? 0 : 8812, refused: this.empty ? [] : [{ label: "Wrong signature", count: 4 }, { label: "Too old", count: 1 }], today: this.empty ? 0 : 131,
        totals: this.empty
          ? { messages: 0, calls: 0, recordings: 0, summaries: 0, transcripts: 0, voicemails: 0, contacts: 0, conversations: 0, notes: 0 }
          : { messages: 5120, calls: 604, recordings: 388, summaries: 371, transcripts: 366, voicemails: 57, contacts: 214, conversations: this.fake.world.conversations.size, notes: 41 },
        journal: { records: this.empty ? 0 : 12_480, sizeBytes: this.empty ? 0 : 48_200_000, segments: this.empty ? 0 : 3, storedThrough: this.empty ? 0 : 12_480, indexedThrough: this.empty ? 0 : 12_478, writable: true, reason: null, damage: [] },
        deadLetters: this.empty ? 0 : this.dead.size,
        problems: this.empty ? [{ code: "secret", sentence: "Quo is not connected, so nothing arrives. Connect it with an API key.", severe: false }] : [],
      }),
      deliveries_page: (req) => {
        const rows = this.deliveries().filter((row) => req.only === "all" || row.outcome === "dead");
        const from = Number(req.cursor ?? 0);
        return { rows: rows.slice(from, from + req.limit), next: from + req.limit < rows.length ? String(from + req.limit) : null, total: rows.length };
      },
      delivery: ({ seq }) => {
        const row = this.deliveries().find((one) => one.seq === seq);
        if (!row) throw new CallError("notFound", `delivery ${seq} is not in the journal`);
        return {
          row, headers: [{ label: "webhook-id", value: `msg_${seq}` }, { label: "webhook-timestamp", value: String(Math.floor(row.at / 1000)) }, { label: "content-type", value: "application/json" }],
          body: JSON.stringify({ id: `EV${seq}`, object: "event", type: row.eventType, data: { object: { id: `AC${seq}`, text: "Thanks Maria.", from: "+15125551000", to: ["+15125550100"], status: "received" } } }, null, 2),
        };
      },
      replay_dead_letters: ({ seq }) => {
        const tried = seq === null ? [...this.dead] : [seq];
        const applied = tried.filter((one) => one !== 8702);
        for (const one of applied) this.dead.delete(one);
        this.fake.announce(["connection"], null);
        return { tried: tried.length, applied: applied.length, stillDead: tried.length - applied.length };
      },
      tunnel: () => this.tunnel.tunnel(),
      save_tunnel: (req) => {
        const saved = this.tunnel.save(req);
        this.fake.announce(["connection", "status"], null);
        return saved;
      },
      test_tunnel: () => this.tunnel.test(),
      account: () => this.fake.account.account(),
      connect: (req) => this.fake.account.connect(req.key, () => { this.fake.announce(["connection", "status"], null); }),
      unlock_secrets: () => this.fake.account.account(),
      retry_step: (req) => this.fake.account.retry(req.step, () => { this.fake.announce(["connection", "status"], null); }),
      disconnect: () => this.fake.account.disconnect(),
      webhooks: () => this.fake.account.webhooks(),
      create_webhook: (req) => this.fake.account.create(req.url),
      test_webhook: (req) => {
        const { verified } = this.fake.account.changed(req.id, req.foreign);
        return verified
          ? { seen: true, sentence: "The test event arrived, rightly signed.", problem: null }
          : { seen: false, sentence: "Quo sends the test event to an address that is not this Ringbook.", problem: null };
      },
      rotate_webhook: (req) => this.fake.account.changed(req.id, req.foreign),
      delete_webhook: (req) => {
        this.fake.account.remove(req.id, req.foreign);
        return {};
      },
      diagnosis: () => ({ text: "Ringbook        0.1.0\nsystem          linux x86_64\nkey             in use\nproblems        none\n" }),
    };
  }

  private deliveries(): DeliveryRow[] {
    if (this.empty) return [];
    const types = ["message.received", "message.delivered", "call.completed", "call.recording.completed", "call.summary.completed", "call.transcript.completed", "contact.updated"];
    return Array.from({ length: 240 }, (_, n) => {
      const seq = 8812 - n;
      const dead = this.dead.has(seq);
      return {
        seq, at: this.now - n * 11 * 60_000 - 40_000, eventType: types[n % types.length] ?? "", generation: n % 5 === 0 ? "v3" : "2026-03-30",
        outcome: dead ? "dead" : n % 13 === 4 ? "duplicate" : n % 17 === 9 ? "noEffect" : "applied",
        reason: dead ? "field `data.object.direction` is missing" : n % 13 === 4 ? "same as record 8,80" + String(n % 10) : null,
        sizeBytes: 900 + n * 7, conversationId: n % 3 === 0 ? "conv-dana" : null,
      } satisfies DeliveryRow;
    });
  }
}
