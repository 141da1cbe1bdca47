//! The media server: recordings and pictures behind signed addresses that expire.

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::body::Bytes;
use sha2::{Digest, Sha256};

use super::ids::hex;

struct File {
    bytes: Bytes,
    mime: String,
}

/// The files, and the key that signs their addresses.
pub struct Shelf {
    base: String,
    key: [u8; 16],
    files: Mutex<HashMap<String, File>>,
    /// How long an address is good for after it was handed out, in milliseconds.
    pub life_ms: AtomicI64,
}

impl Shelf {
    pub fn new(base: String) -> Self {
        let mut key = [0; 16];
        getrandom::fill(&mut key).expect("the system has randomness");
        Self { base, key, files: Mutex::default(), life_ms: AtomicI64::new(15 * 60_000) }
    }

    /// Keeps `bytes` under `id`.
    pub fn put(&self, id: &str, mime: &str, bytes: impl Into<Bytes>) {
        let file = File { bytes: bytes.into(), mime: mime.into() };
        self.files.lock().unwrap().insert(id.into(), file);
    }

    fn signature(&self, id: &str, expires_ms: i64) -> String {
        let mut hash = Sha256::new();
        hash.update(self.key);
        hash.update(format!("{id}.{expires_ms}"));
        hex(&hash.finalize()[..12])
    }

    /// A fresh address of a file; every read of the API hands out a new one.
    pub fn url(&self, id: &str, now_ms: i64) -> String {
        let expires_ms = now_ms + self.life_ms.load(Ordering::Relaxed);
        format!("{}/media/{id}?expires={expires_ms}&signature={}", self.base, self.signature(id, expires_ms))
    }

    /// The file behind an address: its type and bytes, or the status that refuses it (403 expired, 404 unknown).
    pub fn get(&self, id: &str, query: &super::query::Query, now_ms: i64) -> Result<(String, Bytes), u16> {
        let expires_ms: i64 = query.get("expires").and_then(|text| text.parse().ok()).ok_or(403_u16)?;
        if query.get("signature") != Some(self.signature(id, expires_ms).as_str()) || expires_ms < now_ms {
            return Err(403);
        }
        let files = self.files.lock().unwrap();
        files.get(id).map(|file| (file.mime.clone(), file.bytes.clone())).ok_or(404)
    }
}

/// A tone of `seconds` as WAV: 8 kHz, 8 bit, one channel.
pub fn tone(seconds: u32) -> Vec<u8> {
    const RATE: u32 = 8_000;
    let samples = RATE * seconds.max(1);
    let mut wav = Vec::with_capacity(44 + samples as usize);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + samples).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16_u32.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&8_u16.to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&samples.to_le_bytes());
    wav.extend((0..samples).map(|at| {
        // Louder and softer by the second, so that a waveform shows something.
        let seconds = f64::from(at) / f64::from(RATE);
        let loud = 0.25 + 0.75 * (seconds * 0.7).sin().abs();
        (128.0 + 90.0 * loud * (seconds * 220.0 * std::f64::consts::TAU).sin()) as u8
    }));
    wav
}

/// A picture of `width` × `height` in one colour fading to white, as PNG.
pub fn picture(width: u32, height: u32, [red, green, blue]: [u8; 3]) -> Vec<u8> {
    let mut rows = Vec::new();
    for row in 0..height {
        rows.push(0);
        for _ in 0..width {
            let fade = |part: u8| part.saturating_add((row * 160 / height.max(1)) as u8);
            rows.extend_from_slice(&[fade(red), fade(green), fade(blue)]);
        }
    }
    let mut packed = vec![0x78, 0x01];
    for (at, block) in rows.chunks(65_535).enumerate() {
        packed.push(u8::from((at + 1) * 65_535 >= rows.len()));
        let length = block.len() as u16;
        packed.extend_from_slice(&length.to_le_bytes());
        packed.extend_from_slice(&(!length).to_le_bytes());
        packed.extend_from_slice(block);
    }
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in &rows {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    packed.extend_from_slice(&(high << 16 | low).to_be_bytes());

    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    for (name, body) in [(b"IHDR", header.as_slice()), (b"IDAT", &packed), (b"IEND", &[])] {
        png.extend_from_slice(&(body.len() as u32).to_be_bytes());
        let start = png.len();
        png.extend_from_slice(name);
        png.extend_from_slice(body);
        png.extend_from_slice(&crc32(&png[start..]).to_be_bytes());
    }
    png
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 })
    })
}
