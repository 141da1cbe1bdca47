//! Every sample, as golden text; equal facts over the generations; and content that is nearly right.

mod generations;
mod hostile;
mod samples;

use bytes::Bytes;

use super::{Reading, Unreadable, read};
use crate::model::UtcMillis;
use crate::webhook::delivery::Delivery;
use crate::webhook::signature::Scheme;

/// When every delivery of these tests arrived and was signed: 2026-11-01T12:00:00Z.
const SAID_AT: UtcMillis = UtcMillis(1_793_534_400_000);

fn delivery(body: impl Into<Vec<u8>>) -> Delivery {
    Delivery {
        received_at: SAID_AT.plus_ms(750),
        scheme: Scheme::Standard,
        secret_index: Some(0),
        webhook_id: Some("msg_1".to_owned()),
        signed_at: Some(SAID_AT),
        headers: Vec::new(),
        body: Bytes::from(body.into()),
    }
}

fn reading(body: impl Into<Vec<u8>>) -> Result<Reading, Unreadable> {
    read(&delivery(body))
}
