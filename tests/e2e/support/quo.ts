import { Running, SIMULATOR } from "./process.ts";

/** A call as somebody orders it; see `tests/simulator/scenario.rs`. */
export interface NewCall {
  from: string;
  durationS: number;
  recording: boolean;
  summary: string[];
  nextSteps: string[];
  transcript: { who: "us" | "them"; content: string; start: number; end: number }[];
  scenario?: "answered" | "missed" | "voicemail" | "outgoing" | "outgoing-unanswered" | "forwarded" | "abandoned" | "ai";
  /** When it began, in milliseconds since 1970; left out, it has just ended. */
  createdMs?: number;
  /** What was said to the mailbox. */
  voicemail?: string;
}

/** Quo's stand-in: what it is told to do happens, signed and delivered as Quo would. */
export class Quo {
  readonly url: string;
  readonly key: string;
  readonly #running: Running;

  private constructor(running: Running) {
    this.#running = running;
    this.url = running.address("url");
    this.key = running.address("key");
  }

  static async start(variables: Record<string, string> = {}): Promise<Quo> {
    const quo = new Quo(await Running.start(SIMULATOR, ["--json", "--seed", "7"], variables));
    await quo.#tell("quirks", { sentAfterMs: 50, fateAfterMs: 150 });
    return quo;
  }

  /** From now on everything is delivered to `hook`, signed with `secret`. */
  async deliverTo(hook: string, secret: string): Promise<void> {
    await this.#tell("webhook", { url: `http://${hook}/webhooks/quo`, secret });
  }

  /** A customer writes: now, or at a moment in the past. */
  async text(from: string, text: string, at?: Date): Promise<void> {
    await this.#tell("inbound", { from, text, createdMs: at?.getTime() });
  }

  /** The business writes, from elsewhere. */
  async answer(to: string, text: string, at: Date): Promise<void> {
    await this.#tell("outbound", { to, text, createdMs: at.getTime() });
  }

  /** A call has taken place. */
  async call(call: NewCall): Promise<void> {
    await this.#tell("call", call);
  }

  /** A body of which nothing can be made, properly signed. */
  async body(body: string): Promise<void> {
    await this.#tell("body", { body });
  }

  /** Somebody appears in the contacts. */
  async contact(firstName: string, lastName: string, number: string): Promise<void> {
    await this.#tell("contact", { firstName, lastName, numbers: [number] });
  }

  /** What Quo has of the contact with this first name; none while there is no such contact. */
  async contactNamed(firstName: string): Promise<{ lastName: string | null; company: string | null; role: string | null; numbers: string[] } | null> {
    const answer = await fetch(`${this.url}/v1/contacts?maxResults=50`, { headers: { authorization: this.key } });
    if (!answer.ok) throw new Error(`contacts: ${answer.status} ${await answer.text()}`);
    interface Contact { defaultFields: { firstName: string | null; lastName: string | null; company: string | null; role: string | null; phoneNumbers: { value: string | null }[] } }
    const { data } = (await answer.json()) as { data: Contact[] };
    const found = data.find((one) => one.defaultFields.firstName === firstName)?.defaultFields;
    if (!found) return null;
    const { lastName, company, role, phoneNumbers } = found;
    return { lastName, company, role, numbers: phoneNumbers.flatMap(({ value }) => (value === null ? [] : [value])) };
  }

  /** Waits until everything is delivered. */
  async idle(): Promise<void> {
    await this.#tell("wait-idle", {});
  }

  async stop(): Promise<void> {
    await this.#running.stop();
  }

  async #tell(what: string, body: object): Promise<void> {
    const answer = await fetch(`${this.url}/_sim/${what}`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
  }
}
