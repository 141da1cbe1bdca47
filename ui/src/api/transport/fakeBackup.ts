import type { Backup, BackupFound, BackupOutcome, BackupProgress, Restore, Tag } from "../schema.gen";
import { CallError, type Req } from "./transport";

const DAY_MS = 86_400_000;

/** Backups of the sample: what came of the last is what a test or a look says. */
export class FakeBackup {
  private readonly now: number;
  private readonly tell: (tags: Tag[]) => void;
  backup: Backup;
  restore: Restore = { notHere: null, stage: "idle", progress: null, problem: null, damage: [] };
  /** What is in any folder but one called "empty". */
  found: BackupFound[];

  constructor(now: number, tell: (tags: Tag[]) => void) {
    this.now = now;
    this.tell = tell;
    this.backup = {
      settings: { folder: null, atMinute: 180, keepDays: 7, keepWeeks: 4, media: true },
      running: null, last: null, lastGood: null, lastRun: null, nextAt: null,
    };
    this.found = [
      { name: "2026-11-22T09-00-00Z", madeAt: now - DAY_MS / 3, records: 12_480, files: 412, bytes: 1_830_000_000, withMedia: true, problem: null },
      { name: "2026-11-21T09-00-00Z", madeAt: now - DAY_MS * 1.3, records: 12_311, files: 0, bytes: 41_000_000, withMedia: false, problem: null },
      { name: "2026-11-20T09-00-00Z", madeAt: now - DAY_MS * 2.3, records: 0, files: 0, bytes: 0, withMedia: false, problem: "the backup 2026-11-20T09-00-00Z is damaged: its list was changed after it was written" },
    ];
  }

  /** For looking at: `running`, `ok`, `failed`, `checking`, `copying`, `damaged`, `ready`; anything else is none. */
  stands(how: string | null): void {
    if (how === null) return;
    const folder = "/media/usb/ringbook";
    const good = this.outcome(folder, null);
    if (["running", "ok", "failed"].includes(how)) {
      this.backup = { ...this.backup, settings: { ...this.backup.settings, folder }, last: good, lastGood: good, nextAt: this.now + DAY_MS / 2 };
    }
    if (how === "running") this.backup.running = PROGRESS;
    if (how === "failed") this.backup.last = { ...this.outcome(folder, "/media/usb/ringbook has 12 MiB free, and 840 MiB are needed"), at: this.now - 3_600_000 };
    if (how === "checking" || how === "copying") this.restore = { ...this.restore, stage: "working", progress: { ...PROGRESS, phase: how } };
    if (how === "ready") this.restore = { ...this.restore, stage: "ready" };
    if (how === "damaged") {
      const damage = ["records 4801 to 9600 of the journal (files/3f/3f0c…): the file was changed after it was written", "the file files/a1/a19e… is not there", "the file files/c4/c4d2… has 88012 bytes and not 91120"];
      this.restore = { ...this.restore, stage: "failed", problem: `the backup 2026-11-22T09-00-00Z is damaged: ${damage.join("; ")}`, damage };
    }
  }

  /** Restoring stands so from now on. */
  restores(change: Partial<Restore>): void {
    this.restore = { ...this.restore, ...change };
    this.tell(["backup"]);
  }

  /** Backups stand so from now on. */
  backsUp(change: Partial<Backup>): void {
    this.backup = { ...this.backup, ...change };
    this.tell(["backup"]);
  }

  outcome(folder: string, problem: string | null): BackupOutcome {
    const nothing = problem !== null;
    return {
      at: this.now - DAY_MS / 3, tookMs: 12_400, folder, problem, stopped: false, records: nothing ? 0 : 12_480, files: nothing ? 0 : 412,
      bytes: nothing ? 0 : 1_830_000_000, newBytes: nothing ? 0 : 9_100_000, unreadable: 0, kept: nothing ? 0 : 11,
    };
  }

  handlers() {
    return {
      backup: () => this.backup,
      save_backup: (settings: Req<"save_backup">) => {
        if (settings.folder?.startsWith("/") === false) throw new CallError("badInput", "write the folder's whole path, from the first folder on");
        if (settings.folder === "/etc") throw new CallError("refused", "/etc cannot be used for backups: there are other things in it; choose a new or an empty folder");
        this.backup = { ...this.backup, settings, nextAt: settings.folder === null ? null : this.now + DAY_MS / 2 };
        return this.backup;
      },
      back_up: () => {
        const { folder } = this.backup.settings;
        if (folder === null) throw new CallError("refused", "no folder for backups is chosen yet; choose one in Settings");
        this.backup = { ...this.backup, running: PROGRESS };
        return this.backup;
      },
      stop_backup: () => {
        this.backup = { ...this.backup, running: null };
        return this.backup;
      },
      restore: () => this.restore,
      backups_in: ({ folder }: Req<"backups_in">) => {
        if (folder.includes("empty")) throw new CallError("refused", `there is no backup in ${folder}`);
        return { backups: this.found };
      },
      start_restore: () => {
        this.restore = { ...this.restore, stage: "working", progress: { ...PROGRESS, phase: "checking" } };
        return this.restore;
      },
      stop_restore: () => {
        this.restore = { ...this.restore, stage: "idle", progress: null, problem: null, damage: [] };
        return this.restore;
      },
    };
  }
}

const PROGRESS: BackupProgress = { phase: "copying", done: 620_000_000, total: 1_830_000_000, perSecond: 48_000_000, leftMs: 25_000 };
