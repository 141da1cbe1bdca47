//! The signing secrets of our own webhooks, and how long each is still tried.

use crate::{
    model::UtcMillis,
    vault::{self, SIGNING_KEYS, Vault},
    webhook::secret::SigningSecret,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

/// How long a secret that was replaced is still tried: Quo's last attempt comes 27 h 35 min after the first, signed
/// as it was then at worst.
pub const OVERLAP_MS: i64 = 28 * 3_600_000 + 1_800_000;

/// Secrets kept at most; a keychain's entry is small.
const MOST: usize = 8;

/// All of them, newest first.
#[derive(Default, Clone)]
pub struct SigningKeys(Vec<KeptKey>);

#[derive(Clone)]
struct KeptKey {
    webhook: String,
    secret: SecretString,
    /// The end of its time, once it was replaced.
    until: Option<UtcMillis>,
}

/// As the vault keeps it.
#[derive(Serialize)]
struct Kept<'a> {
    webhook: &'a str,
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
}

/// The same when it is read.
#[derive(Deserialize)]
struct Found {
    webhook: String,
    key: SecretString,
    until: Option<i64>,
}

impl SigningKeys {
    /// Reads them. Blocks as [`Vault::get`].
    pub fn load(vault: &Vault) -> Result<Self, vault::Error> {
        let Some(text) = vault.get(SIGNING_KEYS)? else { return Ok(Self::default()) };
        // What is no list of ours verifies nothing; the webhook then gets a new secret.
        let found: Vec<Found> = serde_json::from_str(text.expose_secret()).unwrap_or_default();
        let keys = found.into_iter().map(|Found { webhook, key, until }| KeptKey {
            webhook,
            secret: key,
            until: until.map(UtcMillis),
        });
        Ok(Self(keys.collect()))
    }

    /// Keeps them. Blocks as [`Vault::put`].
    pub fn save(&self, vault: &Vault) -> Result<(), vault::Error> {
        let kept: Vec<Kept> = self
            .0
            .iter()
            .map(|KeptKey { webhook, secret, until }| Kept {
                webhook,
                key: secret.expose_secret(),
                until: until.map(|until| until.0),
            })
            .collect();
        let text = serde_json::to_string(&kept).unwrap_or_default(); // text and numbers always are JSON
        vault.put(SIGNING_KEYS, &SecretString::from(text))
    }

    /// Whether the present secret of a webhook is known.
    pub fn knows(&self, webhook: &str) -> bool {
        self.0.iter().any(|key| key.webhook == webhook && key.until.is_none())
    }

    /// Takes the secret of a webhook; the ones it had are tried for the overlap.
    pub fn add(&mut self, webhook: &str, secret: SecretString, now: UtcMillis) {
        self.retire(now, |key| key.webhook == webhook);
        self.0.insert(0, KeptKey { webhook: webhook.to_owned(), secret, until: None });
        self.0.truncate(MOST);
    }

    /// Only the webhooks that `stay` sign from now on; the secrets of the others are tried for the overlap.
    pub fn keep_only(&mut self, now: UtcMillis, stay: impl Fn(&str) -> bool) -> bool {
        self.retire(now, |key| !stay(&key.webhook))
    }

    /// Drops the ones whose time has ended; whether there were any.
    pub fn expire(&mut self, now: UtcMillis) -> bool {
        let had = self.0.len();
        self.0.retain(|key| key.until.is_none_or(|until| until > now));
        self.0.len() != had
    }

    /// What deliveries are verified with at this moment.
    pub fn secrets(&self, now: UtcMillis) -> Vec<SigningSecret> {
        let alive = self.0.iter().filter(|key| key.until.is_none_or(|until| until > now));
        alive.filter_map(|key| SigningSecret::parse(key.secret.expose_secret()).ok()).collect()
    }

    fn retire(&mut self, now: UtcMillis, which: impl Fn(&KeptKey) -> bool) -> bool {
        let mut any = false;
        for key in self.0.iter_mut().filter(|key| key.until.is_none()) {
            if which(key) {
                key.until = Some(now.plus_ms(OVERLAP_MS));
                any = true;
            }
        }
        any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        seam::Seam,
        vault::{Keeping, VaultOptions},
    };

    fn secret(n: u8) -> SecretString {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        SecretString::from(format!("whsec_{}", STANDARD.encode([n; 24])))
    }

    #[test]
    fn a_replaced_secret_is_tried_for_28_hours_and_no_longer_also_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let options = VaultOptions { data: dir.path().to_owned(), keeping: Keeping::Memory, passphrase: None };
        let vault = Vault::open(options, Seam::system()).unwrap();
        let hours = |hours: i64| UtcMillis(1_790_000_000_000 + hours * 3_600_000);
        let mut keys = SigningKeys::default();
        keys.add("1", secret(1), hours(0));
        keys.add("1", secret(2), hours(10));
        keys.save(&vault).unwrap();
        let mut keys = SigningKeys::load(&vault).unwrap();
        assert!(keys.knows("1") && !keys.knows("2"));
        assert_eq!(keys.secrets(hours(10)).len(), 2);
        assert_eq!(keys.secrets(hours(38)).len(), 2);
        assert_eq!(keys.secrets(hours(39)).len(), 1);
        assert!(!keys.expire(hours(38)));
        assert!(keys.expire(hours(39)));
        assert!(keys.keep_only(hours(40), |webhook| webhook == "2"), "a webhook that went signs no more");
        assert!(!keys.knows("1"));
        assert_eq!((keys.secrets(hours(68)).len(), keys.secrets(hours(69)).len()), (1, 0));
    }

    #[test]
    fn many_rotations_keep_what_a_keychain_can_hold() {
        let mut keys = SigningKeys::default();
        for n in 0..50 {
            keys.add("1", secret(n), UtcMillis(i64::from(n)));
        }
        assert_eq!(keys.secrets(UtcMillis(50)).len(), MOST);
        assert!(keys.knows("1"));
    }
}
