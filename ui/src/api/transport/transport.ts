import type { ApiError, Change, Code, Commands } from "../schema.gen";

export type Command = keyof Commands;
export type Req<C extends Command> = Commands[C]["req"];
export type Res<C extends Command> = Commands[C]["res"];

/** Who is looking. */
export interface Session {
  signedIn: boolean;
  /** Sample data. */
  demo: boolean;
  /** False at the first start of a server: a password must be chosen. */
  setUp: boolean;
  /** Sample data with a workspace behind it to go back to. */
  visiting?: boolean;
}

/** What the change feed says. */
export interface FeedEvents {
  /** The feed is open; `seq` is the newest change, none where that is not known. */
  onHello(seq: number | null): void;
  onChange(change: Change): void;
  /** The feed broke; it is being opened again. */
  onLost(): void;
}

/** What this host can do beyond showing pages. */
export interface HostAbilities {
  /** A password protects this face of Ringbook. */
  signOut: boolean;
  /** There is a window that can close to a tray. */
  tray: boolean;
}

/** The way to Ringbook's core: HTTP in a browser, IPC in the window, or sample data in tests. */
export interface Transport {
  readonly can: HostAbilities;
  /** The newest change before anything was asked: what is read lacks nothing up to it. None where that is not known. */
  readonly since: number | null;
  call<C extends Command>(command: C, req: Req<C>, signal?: AbortSignal): Promise<Res<C>>;
  /** Opens the change feed; the returned function closes it. */
  changes(events: FeedEvents): () => void;
  /** Address of a recording or picture. */
  mediaUrl(id: string): string;
  session(): Promise<Session>;
  /** Answers when the data folder is open, or says why it cannot be opened. What is asked before waits for it. */
  opened(): Promise<void>;
  signIn(password: string): Promise<void>;
  setPassword(password: string): Promise<void>;
  signOut(): Promise<void>;
  /** Shows sample data in the place of the workspace, or the workspace again. What was read before is of no use then. */
  lookAround(on: boolean): Promise<void>;
  /** Loads the interface anew, at its first screen. */
  startAnew(): void;
}

/** Why a command failed; `offline` when there was no answer at all. */
export type FailureCode = Code | "offline";

/** A command's failure. The message is the server's sentence: lower case, no full stop. */
export class CallError extends Error {
  readonly code: FailureCode;
  /** The field of a form that it is about: `phones.1`, `firstName`. */
  readonly field: string | null;

  constructor(code: FailureCode, message: string, field: string | null = null) {
    super(message);
    this.name = "CallError";
    this.code = code;
    this.field = field;
  }

  static from(error: ApiError): CallError {
    return new CallError(error.code, error.message, error.field ?? null);
  }
}

/** Whether something parsed from an answer is an error of the API. */
export function isApiError(value: unknown): value is ApiError {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    typeof value.code === "string" &&
    "message" in value &&
    typeof value.message === "string"
  );
}
