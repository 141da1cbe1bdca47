//! The account at Quo: connecting, its secrets and its webhooks.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// The account at Quo as it stands.
    pub struct Account {
        pub state: AccountState,
        /// Name of the workspace, once it was read.
        pub workspace: Option<String>,
        /// Its lines, as last read.
        pub lines: Vec<AccountLine>,
        /// People of the workspace.
        pub people: u64,
        /// The way from a key to a complete workspace, in order.
        pub steps: Vec<AccountStep>,
        pub secrets: SecretsPlace,
        /// Why a passphrase is needed, or what is wrong with the sealed files.
        pub secrets_why: Option<String>,
        /// The fewest characters of a new passphrase.
        pub least_passphrase: u32,
        /// The key is given by RINGBOOK_QUO_KEY and changed there.
        pub key_from_environment: bool,
        /// Where Quo delivers.
        pub hook_url: Option<String>,
        /// Our webhook's id at Quo.
        pub webhook_id: Option<String>,
    }

    /// How the account is.
    pub enum AccountState {
        /// There is no key.
        Disconnected,
        /// A step is not done yet.
        Connecting,
        /// All steps are done.
        Connected,
        /// A step did not work; it says why.
        Failing,
        /// Quo does not accept the key any more: nothing is sent or read until there is a new one.
        Refused,
        /// The secrets wait for their passphrase.
        Locked,
    }

    /// A line as Quo has it.
    pub struct AccountLine {
        pub id: String,
        /// Name, or the number while it has none.
        pub name: String,
        /// Number for showing.
        pub number: String,
        pub symbol: Option<String>,
        /// Whether it may text numbers of the United States, if Quo said.
        pub texts_us: Option<bool>,
    }

    /// A step of connecting.
    pub struct AccountStep {
        pub name: AccountStepName,
        pub state: AccountStepState,
        pub since: i64,
        /// What came of it, in a few words ("4 lines").
        pub note: Option<String>,
        /// Why it did not work.
        pub problem: Option<AccountProblem>,
    }

    /// Which step.
    pub enum AccountStepName { Key, Secret, Address, Webhooks, Test, History }

    /// How far it is.
    pub enum AccountStepState { Waiting, Running, Done, Failed }

    /// Why a step did not work.
    pub struct AccountProblem {
        /// For tests and the diagnosis.
        pub code: String,
        /// What happened: a sentence.
        pub cause: String,
        /// What to do: a sentence.
        pub cure: String,
        /// It is tried again by itself.
        pub again: bool,
    }

    /// Where the key and the signing secrets are kept.
    pub enum SecretsPlace {
        /// In the keychain of this computer.
        Keychain,
        /// In files sealed with a passphrase.
        Sealed,
        /// Sealed files wait for the passphrase: `unlock_secrets`.
        Locked,
        /// No keychain answers: `connect` needs a new passphrase.
        NeedsPassphrase,
        /// The sealed files were changed: `connect` needs a passphrase and the key anew.
        Damaged,
        /// Sample data keeps nothing.
        Nowhere,
    }

    /// Connects: one key, and a passphrase where no keychain answers.
    pub struct ConnectReq { pub key: String, pub passphrase: Option<String> }

    /// Opens the sealed secrets.
    pub struct UnlockReq { pub passphrase: String }

    /// Tries a step again now; the steps before it are looked at again too.
    pub struct RetryStepReq { pub step: AccountStepName }

    /// What a disconnect left to do by hand.
    pub struct Disconnected { pub notice: Option<String> }

    /// Every webhook of the workspace, ours first.
    pub struct Webhooks {
        pub rows: Vec<WebhookRow>,
        /// How many Quo allows in a workspace.
        pub most: u32,
    }

    /// A webhook at Quo.
    pub struct WebhookRow {
        pub id: String,
        pub generation: WebhookKind,
        pub url: String,
        pub label: Option<String>,
        pub events: Vec<String>,
        /// Lines it hears of; empty means all.
        pub lines: Vec<String>,
        pub enabled: bool,
        /// This installation made it.
        pub ours: bool,
        /// It is the one that keeps this installation complete.
        pub main: bool,
        /// Its signing secret is known here.
        pub verified: bool,
        pub created_at: Option<i64>,
    }

    /// Which of Quo's two kinds.
    pub enum WebhookKind { Current, Legacy }

    /// Makes a webhook: ours to the public address, or one more to `url`.
    pub struct CreateWebhookReq { pub url: Option<String> }

    /// One webhook; a foreign one only when it is meant.
    pub struct WebhookReq { pub id: String, pub foreign: bool }

    /// What came of a test.
    pub struct WebhookTest {
        /// The event was seen arriving here, rightly signed.
        pub seen: bool,
        /// One sentence for the person.
        pub sentence: String,
        pub problem: Option<AccountProblem>,
    }

    /// Text for a helper: no secret and no personal data in it.
    pub struct Diagnosis { pub text: String }
}
