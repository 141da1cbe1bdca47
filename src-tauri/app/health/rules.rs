//! When to warn: pure rules over what was seen, with a gap between raising and clearing, so that nothing flickers.

use crate::model::UtcMillis;
use std::collections::BTreeSet;

const HOUR_MS: i64 = 3_600_000;
/// Nothing came for so long, in business hours.
pub const QUIET_MS: i64 = 6 * HOUR_MS;
/// Fewer deliveries than this say nothing about a share.
pub const FEWEST: u64 = 10;
/// As many of the newest deliveries are looked at.
pub const LOOKED_AT: usize = 50;
/// More records than this wait.
pub const MOST_WAITING: u64 = 1_000;
/// So many deliveries in a row were signed with another secret.
pub const MISMATCHES: u32 = 3;

/// Something a person should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Warning {
    /// Nothing arrived for six business hours.
    Silence,
    /// More than half of the newest deliveries could not be applied.
    Failures,
    /// More than a thousand records wait to be applied.
    Backlog,
    /// Quo does not accept the API key.
    KeyRefused,
    /// Deliveries come signed with a secret that is not known here, or Quo refused our webhook.
    WebhookRefused,
    /// The last backup failed.
    Backup,
}

/// What was seen at one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// Business hours since something arrived, as far as Ringbook was there to receive it; none while nothing is
    /// expected.
    pub quiet_ms: Option<i64>,
    /// When something last arrived.
    pub last_at: Option<UtcMillis>,
    /// The newest deliveries, at most [`LOOKED_AT`].
    pub looked_at: u64,
    /// How many of them could not be applied.
    pub failing: u64,
    /// Records that wait to be applied.
    pub backlog: u64,
    /// They wait because store or index is made anew, which is shown anyway.
    pub building: bool,
    /// The last answer of Quo refused the key.
    pub key_refused: bool,
    /// Deliveries in a row whose signature fits no secret.
    pub mismatches: u32,
    /// Quo refused to make, keep or test our webhook.
    pub webhook_off: bool,
    /// The last backup to the folder of the settings failed.
    pub backup_failed: bool,
}

/// The warnings after a look, given those before it.
#[must_use]
pub fn judge(before: &BTreeSet<Warning>, seen: &Seen) -> BTreeSet<Warning> {
    let Seen {
        quiet_ms,
        last_at: _,
        looked_at,
        failing,
        backlog,
        building,
        key_refused,
        mismatches,
        webhook_off,
        backup_failed,
    } = *seen;
    let raised = |warning| before.contains(&warning);
    let mut now = BTreeSet::new();
    let mut keep = |warning, holds| {
        if holds {
            now.insert(warning);
        }
    };
    // The first delivery ends the silence.
    keep(Warning::Silence, quiet_ms.is_some_and(|quiet| quiet >= QUIET_MS));
    let failures = if raised(Warning::Failures) { failing * 4 > looked_at } else { failing * 2 > looked_at };
    keep(Warning::Failures, failures && looked_at >= FEWEST);
    let most = if raised(Warning::Backlog) { MOST_WAITING / 2 } else { MOST_WAITING };
    keep(Warning::Backlog, backlog > most && !building);
    // The next answer that is no refusal clears it.
    keep(Warning::KeyRefused, key_refused);
    // The next delivery that fits, and the webhook in its place, clear it.
    keep(Warning::WebhookRefused, mismatches >= MISMATCHES || webhook_off);
    // The next backup that is made clears it.
    keep(Warning::Backup, backup_failed);
    now
}

impl Warning {
    /// Its name in `/healthz`, `status` and tests.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Silence => "silence",
            Self::Failures => "failures",
            Self::Backlog => "backlog",
            Self::KeyRefused => "key_refused",
            Self::WebhookRefused => "webhook_refused",
            Self::Backup => "backup",
        }
    }

    /// Whether things are lost or stand still until a person acts.
    #[must_use]
    pub fn is_severe(self) -> bool {
        match self {
            Self::Silence | Self::Failures | Self::KeyRefused | Self::WebhookRefused | Self::Backup => true,
            Self::Backlog => false,
        }
    }

    /// A few words, for the head of a notification.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Silence => "Nothing arrives from Quo",
            Self::Failures => "Deliveries cannot be read",
            Self::Backlog => "Ringbook is behind",
            Self::KeyRefused => "Quo refuses the API key",
            Self::WebhookRefused => "Deliveries are refused",
            Self::Backup => "The backup failed",
        }
    }

    /// One plain sentence with the next step.
    #[must_use]
    pub fn sentence(self, seen: &Seen) -> String {
        match self {
            Self::Silence => format!(
                "Nothing arrived from Quo for {} business hours. Send a test event from Connection to see whether the way here is open.",
                seen.quiet_ms.unwrap_or(QUIET_MS) / HOUR_MS
            ),
            Self::Failures => format!(
                "{} of the last {} deliveries could not be applied. Nothing is lost; open Connection to see why and to try again.",
                seen.failing, seen.looked_at
            ),
            Self::Backlog => format!(
                "{} records wait to be applied; what you see may be older than what was received. It goes on by itself.",
                seen.backlog
            ),
            Self::KeyRefused => {
                "Quo does not accept the API key, so nothing can be sent or read back. Enter a new key in Settings.".to_owned()
            }
            Self::WebhookRefused if seen.webhook_off => {
                "Quo does not have Ringbook's webhook as it should be, so nothing new may arrive. Open Connection to see why.".to_owned()
            }
            Self::WebhookRefused => {
                "Deliveries come signed with a secret that Ringbook does not know, and are refused. Register the webhook again on Connection, or enter its secret.".to_owned()
            }
            Self::Backup => {
                "The last backup could not be made; the earlier ones are as they were. Open Backup in Settings to see why.".to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn well() -> Seen {
        Seen { quiet_ms: Some(0), looked_at: 50, ..Seen::default() }
    }

    /// Each row: what is seen one look after the other, and whether the warning stands then.
    fn follow(warning: Warning, looks: &[(Seen, bool)]) {
        let mut raised = BTreeSet::new();
        for (number, (seen, wanted)) in looks.iter().enumerate() {
            raised = judge(&raised, seen);
            assert_eq!(raised.contains(&warning), *wanted, "{warning:?}, look {number}: {seen:?}");
        }
    }

    #[test]
    fn six_quiet_business_hours_are_a_silence_and_one_delivery_ends_it() {
        let quiet = |quiet_ms| Seen { quiet_ms, ..well() };
        follow(
            Warning::Silence,
            &[
                (quiet(Some(0)), false),
                (quiet(Some(6 * HOUR_MS - 1)), false),
                (quiet(Some(6 * HOUR_MS)), true),
                (quiet(Some(60 * HOUR_MS)), true),
                (quiet(Some(0)), false),
                (quiet(None), false),
            ],
        );
    }

    #[test]
    fn more_than_half_failing_is_raised_and_a_quarter_clears_it() {
        let failing = |failing, looked_at| Seen { failing, looked_at, ..well() };
        follow(
            Warning::Failures,
            &[
                (failing(25, 50), false),
                (failing(26, 50), true),
                (failing(25, 50), true),
                (failing(13, 50), true),
                (failing(12, 50), false),
                (failing(20, 50), false),
            ],
        );
        follow(Warning::Failures, &[(failing(9, 9), false), (failing(10, 10), true), (failing(0, 0), false)]);
    }

    #[test]
    fn a_backlog_over_a_thousand_is_raised_and_five_hundred_clears_it() {
        let behind = |backlog| Seen { backlog, ..well() };
        follow(
            Warning::Backlog,
            &[
                (behind(1_000), false),
                (behind(1_001), true),
                (behind(900), true),
                (behind(501), true),
                (behind(500), false),
                (behind(1_000), false),
                (Seen { backlog: 1_000_000, building: true, ..well() }, false),
            ],
        );
    }

    #[test]
    fn a_refused_key_or_webhook_is_raised_and_the_next_success_clears_it() {
        let key = |key_refused| Seen { key_refused, ..well() };
        follow(Warning::KeyRefused, &[(key(false), false), (key(true), true), (key(true), true), (key(false), false)]);
        let hook = |mismatches| Seen { mismatches, ..well() };
        follow(Warning::WebhookRefused, &[(hook(2), false), (hook(3), true), (hook(90), true), (hook(0), false)]);
        let off = |webhook_off| Seen { webhook_off, ..well() };
        follow(Warning::WebhookRefused, &[(off(true), true), (off(false), false)]);
    }

    #[test]
    fn a_failed_backup_is_raised_and_the_next_one_clears_it() {
        let backup = |backup_failed| Seen { backup_failed, ..well() };
        follow(
            Warning::Backup,
            &[(backup(false), false), (backup(true), true), (backup(true), true), (backup(false), false)],
        );
    }

    #[test]
    fn all_is_well_without_any_history() {
        assert_eq!(judge(&BTreeSet::new(), &Seen::default()), BTreeSet::new());
    }
}
