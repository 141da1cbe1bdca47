//! Why a step did not work, in a sentence, and what a person can do.

use super::{ConnectError, Failure};
use crate::{
    quo::{self, Cause, MOST_WEBHOOKS},
    vault,
};

/// A key that was not taken.
pub fn of_connecting(error: &ConnectError) -> Failure {
    let failure = |code, cause: String, cure: &str| Failure { code, cause, cure: cure.to_owned(), again: false };
    match error {
        ConnectError::Demo | ConnectError::NotAKey(_) | ConnectError::Environment => {
            failure("key", error.to_string(), "Enter the key as Quo shows it: Workspace settings, API.")
        }
        ConnectError::Refused => key_refused(),
        ConnectError::OtherWorkspace { .. } => {
            failure("other-workspace", error.to_string(), "Enter a key of the workspace that is kept here.")
        }
        ConnectError::Vault(error) => of_vault(error),
        ConnectError::Quo(error) => of_quo(error),
        ConnectError::App(error) => {
            failure("disk", error.to_string(), "See to the disk of this computer; `ringbook doctor` says more.")
        }
    }
}

/// Quo does not accept the key.
pub fn key_refused() -> Failure {
    Failure {
        code: "key-refused",
        cause: "Quo does not accept this API key. It was mistyped, or deleted in Quo.".to_owned(),
        cure: "Make a new key in Quo under Workspace settings, API (an owner or admin can), and enter it here."
            .to_owned(),
        again: false,
    }
}

/// A secret cannot be kept or read.
pub fn of_vault(error: &vault::Error) -> Failure {
    let (code, cure) = match error {
        vault::Error::Locked => ("vault-locked", "Enter the passphrase."),
        vault::Error::NeedsPassphrase(_) => {
            ("vault-passphrase", "Choose a passphrase; Ringbook asks for it at each start.")
        }
        vault::Error::WrongPassphrase => ("vault-wrong", "Enter the passphrase that was chosen at the first time."),
        vault::Error::TooShort(_) => ("vault-short", "Choose a longer passphrase."),
        vault::Error::Changed { .. } => ("vault-changed", "Enter a passphrase and the key anew."),
        vault::Error::Newer(_) => ("vault-newer", "Update Ringbook."),
        vault::Error::Keychain(_) => ("keychain", "Unlock the keychain of this computer and try again."),
        vault::Error::Disk { .. } | vault::Error::Name(_) => ("vault-disk", "See to the disk of this computer."),
    };
    Failure { code, cause: format!("{error}."), cure: cure.to_owned(), again: false }
}

/// Quo could not be asked, or refused.
pub fn of_quo(error: &quo::Error) -> Failure {
    let failure = |code, cause: String, cure: &str, again| Failure { code, cause, cure: cure.to_owned(), again };
    match &error.cause {
        Cause::Refused(refusal) if refusal.status == 401 => key_refused(),
        Cause::Refused(refusal) => {
            let said = refusal.message.as_deref().or(refusal.title.as_deref()).unwrap_or("no reason given");
            failure(
                "quo-refused",
                format!("Quo refused with status {}: {said}.", refusal.status),
                "Copy the diagnosis and ask Quo's support, or try again later.",
                true,
            )
        }
        Cause::NotReached(_) | Cause::Broken(_) => failure(
            "quo-unreachable",
            "Quo cannot be reached from this computer.".to_owned(),
            "Check the connection to the internet; it is tried again by itself.",
            true,
        ),
        Cause::Setup(reason) => failure("setup", format!("{reason}."), "Check RINGBOOK_QUO_URL and the key.", false),
        _ => failure(
            "quo-failing",
            "Quo does not answer as it should at the moment.".to_owned(),
            "Nothing to do: it is tried again by itself.",
            true,
        ),
    }
}

/// There are as many webhooks as there may be.
pub fn too_many_webhooks(foreign: usize) -> Failure {
    Failure {
        code: "webhook-limit",
        cause: format!(
            "The workspace has {MOST_WEBHOOKS} webhooks, the most that Quo allows, and {foreign} of them belong to other programs."
        ),
        cure: "Delete one that is not needed any more (Connection, Webhooks, or `ringbook webhooks list` and `delete --foreign`)."
            .to_owned(),
        again: true,
    }
}

/// Somebody deleted it by hand.
pub fn webhook_deleted() -> Failure {
    Failure {
        code: "webhook-deleted",
        cause: "Ringbook's webhook was deleted by hand, so nothing arrives at once.".to_owned(),
        cure: "Create it again under Connection, Webhooks (or `ringbook webhooks create`).".to_owned(),
        again: false,
    }
}

/// The account has the older API alone.
pub fn no_webhooks() -> Failure {
    Failure {
        code: "no-webhooks",
        cause: "This Quo account does not let programs make webhooks.".to_owned(),
        cure:
            "Make one in Quo by hand, to the address above, for all events, and start Ringbook with its signing secret \
               (RINGBOOK_SIGNING_SECRETS). Until then what happens is read every hour."
                .to_owned(),
        again: false,
    }
}

/// There is no public address.
pub fn no_address() -> Failure {
    Failure {
        code: "no-address",
        cause: "There is no address by which Quo reaches this computer.".to_owned(),
        cure: "Choose a tunnel under Connection, or give the address of your own (--public-url).".to_owned(),
        again: true,
    }
}
