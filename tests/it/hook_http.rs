//! The hook port over raw sockets: what a stranger can send, what Quo sends, and what is kept of it.

mod framing;
mod limits;
mod recording;
mod signatures;
mod wire;

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use ringbook::http::hook::{Hook, HookLimits};
use ringbook::http::serve::HookListener;
use ringbook::journal::{FileJournal, Journal, JournalOptions, Kind, ReadLimit, Seq};
use ringbook::model::UtcMillis;
use ringbook::seam::{DiskFaults, ManualClock, Seam, SoundDisk};
use ringbook::webhook::delivery::Delivery;
use ringbook::webhook::intake::Intake;
use ringbook::webhook::secret::SigningSecret;
use ringbook::webhook::signature::{Verifier, sign_legacy, sign_standard};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// 2026-10-05T14:01:22Z
const NOW: UtcMillis = UtcMillis(1_791_208_882_000);
const STAMP: u64 = 1_791_208_882;
const NEW_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const LEGACY_SECRET: &str = "R2ZUZXN0TGVnYWN5S2V5MDEyMzQ1Njc4OUFCQ0RFRkc=";
const PATH: &str = "/webhooks/quo";
const BODY: &str = r#"{"id":"EV1","type":"message.received"}"#;

/// A hook port with a journal in a temporary folder.
struct Hooked {
    address: SocketAddr,
    intake: Arc<Intake>,
    journal: Arc<FileJournal>,
    clock: Arc<ManualClock>,
    stop: CancellationToken,
    served: JoinHandle<()>,
    _folder: TempDir,
}

fn secret(text: &str) -> SigningSecret {
    SigningSecret::parse(text).unwrap()
}

fn both_secrets() -> Verifier {
    Verifier::new(vec![secret(NEW_SECRET), secret(LEGACY_SECRET)], None)
}

impl Hooked {
    async fn start() -> Self {
        Self::with(both_secrets(), HookLimits::default(), Arc::new(SoundDisk)).await
    }

    async fn limited(limits: HookLimits) -> Self {
        Self::with(both_secrets(), limits, Arc::new(SoundDisk)).await
    }

    async fn with(verifier: Verifier, limits: HookLimits, disk: Arc<dyn DiskFaults>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (seam, clock) = Seam::scripted(1, NOW);
        let options = JournalOptions { preallocate: false, pack: false, reserve_bytes: 0, ..JournalOptions::default() };
        let journal =
            Arc::new(FileJournal::open(folder.path().join("journal"), options, seam.with_disk(disk)).unwrap());
        let intake = Arc::new(Intake::new(verifier, journal.clone(), clock.clone()));
        let hook = Hook::new(intake.clone(), limits);
        let listener = HookListener::bind("127.0.0.1:0".parse().unwrap(), hook).await.unwrap();
        let (address, stop) = (listener.address(), CancellationToken::new());
        let served = tokio::spawn(listener.serve(stop.clone()));
        Self { address, intake, journal, clock, stop, served, _folder: folder }
    }

    fn records(&self) -> u64 {
        self.journal.last().0
    }

    fn deliveries(&self) -> Vec<Delivery> {
        let limit = ReadLimit { records: 10_000, bytes: usize::MAX };
        let records = self.journal.read(Seq::START, limit).unwrap();
        assert!(records.iter().all(|record| record.kind == Kind::Delivery));
        records.iter().map(|record| Delivery::decode(&record.payload).unwrap()).collect()
    }
}

/// The headers of a right 2026-03-30 signature.
fn signed(id: &str, body: &[u8]) -> Vec<(&'static str, String)> {
    vec![
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", STAMP.to_string()),
        ("webhook-signature", sign_standard(&secret(NEW_SECRET), id, STAMP, body)),
    ]
}

/// The header of a right legacy signature.
fn signed_legacy(stamp: &str, body: &[u8]) -> Vec<(&'static str, String)> {
    vec![("openphone-signature", sign_legacy(&secret(LEGACY_SECRET), stamp, body))]
}

/// A whole request as bytes.
fn request(start: &str, headers: &[(&str, String)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{start} HTTP/1.1\r\nHost: 127.0.0.1\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(body);
    bytes
}

/// A right delivery as bytes.
fn valid(id: &str, body: &[u8]) -> Vec<u8> {
    request(&format!("POST {PATH}"), &signed(id, body), body)
}

fn bytes(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}
