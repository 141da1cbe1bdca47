//! The samples that come with Ringbook: signature vectors and deliveries of every generation, checked with the same
//! code that real deliveries meet. Works offline; for `ringbook webhooks verify-samples`.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

use super::delivery::Delivery;
use super::envelope;
use super::secret::SigningSecret;
use super::signature::{Compat, SignatureHeaders, Verifier, sign_legacy, sign_standard};
use crate::model::UtcMillis;

const VECTORS: &str = include_str!("../../tests/fixtures/signatures.json");

/// The moment at which samples are signed and received.
const NOW: UtcMillis = UtcMillis(1_790_000_000_000);

#[derive(RustEmbed)]
#[folder = "tests/fixtures/webhooks/"]
struct Files;

/// What the samples gave.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Signature vectors that gave what they should.
    pub signatures: usize,
    /// Deliveries that were verified and read.
    pub deliveries: usize,
    /// What did not.
    pub failed: Vec<Failed>,
}

/// A sample that did not give what it should.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failed {
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: String,
}

#[derive(Deserialize)]
struct Vectors {
    legacy: Group,
    standard: Group,
}

#[derive(Deserialize)]
struct Group {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    secrets: Vec<String>,
    headers: BTreeMap<String, String>,
    body: String,
    now_ms: i64,
    signature_ok: bool,
    accept: bool,
}

/// Checks every sample.
#[must_use]
pub fn verify() -> Report {
    let mut report = Report::default();
    match serde_json::from_str::<Vectors>(VECTORS) {
        Ok(Vectors { legacy, standard }) => {
            for vector in standard.vectors.into_iter().chain(legacy.vectors) {
                let name = format!("signature {}", vector.name);
                match signature(vector) {
                    Ok(()) => report.signatures += 1,
                    Err(reason) => report.failed.push(Failed { name, reason }),
                }
            }
        }
        Err(error) => report.failed.push(Failed { name: "signatures".to_owned(), reason: error.to_string() }),
    }
    for name in Files::iter().filter(|name| name.contains('/')) {
        let Some(file) = Files::get(&name) else { continue };
        match delivery(&name, &file.data) {
            Ok(()) => report.deliveries += 1,
            Err(reason) => report.failed.push(Failed { name: name.into_owned(), reason }),
        }
    }
    report
}

fn signature(vector: Vector) -> Result<(), String> {
    let Vector { name: _, secrets, headers, body, now_ms, signature_ok, accept } = vector;
    let secrets = secrets.iter().filter_map(|secret| SigningSecret::parse(secret).ok()).collect();
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let verified = Verifier::new(secrets, None).verify(
        &SignatureHeaders::collect(headers),
        Bytes::from(body),
        None,
        UtcMillis(now_ms),
    );
    match verified {
        // What is signed rightly and still not taken has a body that says nothing; that is seen later.
        Ok(_) if signature_ok => Ok(()),
        Ok(_) => Err("it was accepted, and must not be".to_owned()),
        Err(_) if !accept => Ok(()),
        Err(refusal) => Err(format!("it was refused: {refusal}")),
    }
}

/// Signs a sample as its generation does, verifies it and reads it.
fn delivery(name: &str, body: &[u8]) -> Result<(), String> {
    // The samples are laid out for people; what is signed is what was sent, whatever it looks like.
    let secret = SigningSecret::parse(&STANDARD.encode([0x51; 32])).map_err(|error| error.to_string())?;
    let loopback = IpAddr::from(Ipv4Addr::LOCALHOST);
    let (headers, compat) = match name.split('/').next() {
        Some("2026-03-30") => {
            let seconds = u64::try_from(NOW.0 / 1_000).unwrap_or_default();
            let headers = vec![
                ("webhook-id", "msg_sample".to_owned()),
                ("webhook-timestamp", seconds.to_string()),
                ("webhook-signature", sign_standard(&secret, "msg_sample", seconds, body)),
            ];
            (headers, None)
        }
        Some("legacy") => (vec![("openphone-signature", sign_legacy(&secret, &NOW.0.to_string(), body))], None),
        _ => {
            let allowed = Compat::configured("none", "", &[loopback]).map_err(|error| error.to_string())?;
            (Vec::new(), Some(allowed))
        }
    };
    let pairs = || headers.iter().map(|(name, value)| (*name, value.as_bytes()));
    let verifier = Verifier::new(vec![secret], compat);
    let body = Bytes::copy_from_slice(body);
    let verified = verifier
        .verify(&SignatureHeaders::collect(pairs()), body, Some(loopback), NOW)
        .map_err(|refusal| format!("its signature was refused: {refusal}"))?;
    envelope::read(&Delivery::from_verified(&verified, NOW, pairs())).map(drop).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_verified_and_read() {
        let report = verify();
        assert!(report.failed.is_empty(), "{:#?}", report.failed);
        assert!(report.signatures >= 45 && report.deliveries >= 90, "{report:?}");
    }
}
