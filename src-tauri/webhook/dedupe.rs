//! By what a delivery is known again.
//!
//! A retry repeats the delivery id; a second endpoint repeats the event id; a second webhook or generation
//! repeats neither, but tells the same about the same object. Facts are merged in any case, so a delivery that is
//! not recognised costs work and never a wrong line on the screen.

use crate::webhook::delivery::Delivery;
use crate::webhook::envelope::Reading;

/// One way to know a delivery again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DedupeKey {
    /// The signed `webhook-id`.
    Delivery(String),
    /// The id of the event.
    Event(String),
    /// Type, object, and a hash of what is told about it.
    Fact(String),
    /// Hash of the content, for shapes without ids.
    Content([u8; 32]),
}

impl DedupeKey {
    /// 16 bytes for an index of seen keys: the start of a BLAKE3 hash, different for each kind.
    #[must_use]
    pub fn digest(&self) -> [u8; 16] {
        let (kind, content) = match self {
            Self::Delivery(id) => (b'd', id.as_bytes()),
            Self::Event(id) => (b'e', id.as_bytes()),
            Self::Fact(text) => (b'f', text.as_bytes()),
            Self::Content(hash) => (b'c', hash.as_slice()),
        };
        let hash = blake3::Hasher::new().update(&[kind]).update(content).finalize();
        let mut digest = [0; 16];
        for (to, from) in digest.iter_mut().zip(hash.as_bytes()) {
            *to = *from;
        }
        digest
    }
}

/// The key that is known before anything is parsed; a dead letter has no other.
#[must_use]
pub fn delivery_key(delivery: &Delivery) -> Option<DedupeKey> {
    delivery.webhook_id.clone().map(DedupeKey::Delivery)
}

/// Every key of a delivery that was read. One of them seen before makes it a repetition.
#[must_use]
pub fn keys(delivery: &Delivery, reading: &Reading) -> Vec<DedupeKey> {
    let event = reading.event_id.clone().map(DedupeKey::Event);
    let content = reading.content_hash.map(DedupeKey::Content);
    delivery_key(delivery).into_iter().chain(event).chain(fact_key(reading)).chain(content).collect()
}

/// Type, object, and all that is told about it. Two copies of one event through two generations say different
/// things about the same object (one has the conversation, the other the contacts), and both must be heard for
/// the end state not to depend on which came first.
fn fact_key(reading: &Reading) -> Option<DedupeKey> {
    let object = reading.object_id.as_ref()?;
    let told = serde_json::to_vec(&reading.events).ok()?;
    Some(DedupeKey::Fact(format!("{}\n{object}\n{}", reading.type_name, blake3::hash(&told).to_hex())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_different_kinds_never_meet() {
        let hash = [b'x'; 32];
        let text = String::from_utf8(hash.to_vec()).unwrap();
        let keys = [
            DedupeKey::Delivery(text.clone()),
            DedupeKey::Event(text.clone()),
            DedupeKey::Fact(text),
            DedupeKey::Content(hash),
        ];
        let digests: std::collections::BTreeSet<_> = keys.iter().map(DedupeKey::digest).collect();
        assert_eq!(digests.len(), keys.len());
        assert_eq!(keys[0].digest(), keys[0].clone().digest());
    }
}
