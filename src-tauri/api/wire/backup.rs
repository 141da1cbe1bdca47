//! Backups, and restoring one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// How things stand with backups.
    pub struct Backup {
        pub settings: BackupSettings,
        /// How far one is that is being made.
        pub running: Option<BackupProgress>,
        /// What came of the last to the folder of the settings; none if there was none.
        pub last: Option<BackupOutcome>,
        /// The last one there that was made; the same as `last` if all is well.
        pub last_good: Option<BackupOutcome>,
        /// What came of the last since this start, wherever to.
        pub last_run: Option<BackupOutcome>,
        /// When the next is due; none without a folder.
        pub next_at: Option<i64>,
    }

    /// What a person wishes of backups.
    pub struct BackupSettings {
        /// Where to, on the computer that Ringbook runs on; none makes none by itself.
        pub folder: Option<String>,
        /// Every day at so many minutes after midnight, 0–1,439.
        pub at_minute: u16,
        /// The newest of so many days stay, 1–366.
        pub keep_days: u16,
        /// The newest of so many weeks stay, 0–520.
        pub keep_weeks: u16,
        /// With recordings, voicemails, pictures and files.
        pub media: bool,
    }

    /// How far a backup or a restore is.
    pub struct BackupProgress {
        pub phase: BackupPhase,
        /// Bytes.
        pub done: u64,
        /// Bytes.
        pub total: u64,
        /// Bytes; 0 while that is not known yet.
        pub per_second: u64,
        /// Milliseconds left at this rate; none while it is not known.
        pub left_ms: Option<i64>,
    }

    /// What is being done.
    pub enum BackupPhase { Copying, Checking }

    /// What came of a backup.
    pub struct BackupOutcome {
        /// When it was begun.
        pub at: i64,
        pub took_ms: i64,
        pub folder: String,
        /// Why there is none; none if it was made and read back. Lower case, no full stop.
        pub problem: Option<String>,
        /// A person stopped it.
        pub stopped: bool,
        pub records: u64,
        /// Files of texts and calls in it.
        pub files: u64,
        pub bytes: u64,
        /// What of that no earlier backup had.
        pub new_bytes: u64,
        /// Files that are damaged here and not in it.
        pub unreadable: u64,
        /// How many backups there are.
        pub kept: u64,
    }

    /// Makes a backup now.
    pub struct BackUpReq {
        /// Another folder than that of the settings.
        pub folder: Option<String>,
        pub media: Option<bool>,
        pub keep_days: Option<u16>,
        pub keep_weeks: Option<u16>,
    }

    /// A folder on the computer that Ringbook runs on.
    pub struct FolderReq { pub folder: String }

    /// The backups of a folder, the newest first.
    pub struct BackupsIn { pub backups: Vec<BackupFound> }

    /// A backup as its list tells of it; it is read as a whole before it is restored.
    pub struct BackupFound {
        pub name: String,
        pub made_at: i64,
        pub records: u64,
        pub files: u64,
        pub bytes: u64,
        pub with_media: bool,
        /// Why it cannot be restored, if that shows already.
        pub problem: Option<String>,
    }

    /// How far restoring is.
    pub struct Restore {
        /// Why no backup can be restored into this workspace; none if one can.
        pub not_here: Option<String>,
        pub stage: RestoreStage,
        pub progress: Option<BackupProgress>,
        /// Why it was given up; nothing was changed then.
        pub problem: Option<String>,
        /// Everything that is damaged, each with its file.
        pub damage: Vec<String>,
    }

    /// Where it is. `ready`: Ringbook starts anew with it.
    pub enum RestoreStage { Idle, Working, Ready, Failed }

    /// Restores a backup into an empty workspace.
    pub struct RestoreReq {
        pub folder: String,
        /// Which one; none takes the newest.
        pub name: Option<String>,
    }
}
