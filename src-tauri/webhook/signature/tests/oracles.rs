//! Random deliveries, judged by us, by `svix` and by `standardwebhooks`.
//!
//! The three agree except for [`Known`] differences, each of which is a decision of ours:
//! an empty or short key, an unpadded key, a time with a sign or leading zeros, an empty id, a body that is not
//! UTF-8, and a header sent twice. `i64::MIN` as a time makes `standardwebhooks` panic and is only shown to us
//! (see the table of times).

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::super::digest;
use super::check;
use crate::model::UtcMillis;

/// Where we differ on purpose, and what we say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Theirs sign the number they read, not the text sent, and take `+1` and `001`.
    OddTime,
    /// An empty id identifies nothing, so it cannot stop a replay.
    EmptyId,
    /// Theirs look at the first of several lines.
    RepeatedHeader,
    /// Theirs refuse; authentic bytes are kept, whatever they are.
    NotText,
}

#[derive(Debug, Clone)]
struct Case {
    key: Vec<u8>,
    id: String,
    /// Seconds from now and how the number is spelled.
    stamp: String,
    body: Vec<u8>,
    header: HeaderShape,
    repeat: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
enum HeaderShape {
    Right,
    WrongKey,
    WrongBody,
    Unpadded,
    UrlSafe,
    Cut(usize),
    Version(&'static str),
    Among(&'static str),
    CommaJoined,
    Raw(&'static str),
}

impl Case {
    fn signature(&self) -> String {
        let sign =
            |key: &[u8], body: &[u8]| digest(key, &[self.id.as_bytes(), b".", self.stamp.as_bytes(), b".", body]);
        let bytes = sign(&self.key, &self.body);
        let right = STANDARD.encode(bytes);
        match self.header {
            HeaderShape::Right => format!("v1,{right}"),
            HeaderShape::WrongKey => format!("v1,{}", STANDARD.encode(sign(b"another key", &self.body))),
            HeaderShape::WrongBody => format!("v1,{}", STANDARD.encode(sign(&self.key, b"another body"))),
            HeaderShape::Unpadded => format!("v1,{}", STANDARD_NO_PAD.encode(bytes)),
            HeaderShape::UrlSafe => format!("v1,{}", URL_SAFE.encode(bytes)),
            HeaderShape::Cut(length) => format!("v1,{right}").chars().take(length).collect(),
            HeaderShape::Version(version) => format!("{version},{right}"),
            HeaderShape::Among(blank) => format!("v1,AAAA{blank}v2,{right}{blank}v1,{right}{blank}v1,x"),
            HeaderShape::CommaJoined => format!("v1,AAAA,v1,{right}"),
            HeaderShape::Raw(raw) => raw.to_owned(),
        }
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("webhook-id", self.id.clone()),
            ("webhook-timestamp", self.stamp.clone()),
            ("webhook-signature", self.signature()),
        ];
        if let Some(header) = self.repeat.and_then(|index| headers.get(index).cloned()) {
            headers.push(header);
        }
        headers
    }

    fn known(&self) -> Option<Known> {
        let odd = self.stamp.starts_with(['+', '-']) || (self.stamp.starts_with('0') && self.stamp != "0");
        if self.repeat.is_some() {
            Some(Known::RepeatedHeader)
        } else if odd {
            Some(Known::OddTime)
        } else if self.id.is_empty() {
            Some(Known::EmptyId)
        } else if str::from_utf8(&self.body).is_err() {
            Some(Known::NotText)
        } else {
            None
        }
    }
}

fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// Chance that follows from one number, so that a failing case is named by it. Drawing each part from a strategy
/// of its own costs a hundred times the verification.
struct Dice(blake3::OutputReader);

impl Dice {
    fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.0.fill(&mut bytes);
        bytes
    }

    fn below(&mut self, limit: u32) -> u32 {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_le_bytes(bytes) % limit
    }

    fn length(&mut self, range: std::ops::Range<u32>) -> usize {
        usize::try_from(range.start + self.below(range.end - range.start)).unwrap()
    }

    fn one_in(&mut self, chance: u32) -> bool {
        self.below(chance) == 0
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        let limit = u32::try_from(choices.len()).unwrap();
        choices[self.length(0..limit)]
    }

    fn text(&mut self, length: usize) -> String {
        let characters: Vec<char> = (' '..='~').chain("éßñ漢字🙏\u{0}\n\u{202e}".chars()).collect();
        (0..length).map(|_| self.pick(&characters)).collect()
    }

    fn visible(&mut self, length: usize) -> String {
        self.bytes(length).into_iter().map(|byte| char::from(b' ' + byte % 95)).collect()
    }

    fn header(&mut self) -> HeaderShape {
        match self.below(22) {
            0..8 => HeaderShape::Right,
            8..10 => HeaderShape::WrongKey,
            10..12 => HeaderShape::WrongBody,
            12 => HeaderShape::Unpadded,
            13 => HeaderShape::UrlSafe,
            14..16 => HeaderShape::Cut(self.length(0..47)),
            16 => HeaderShape::Version(self.pick(&["v2", "v1a", "V1", "", "v1 "])),
            17..20 => HeaderShape::Among(self.pick(&[" ", "  ", "\t", ","])),
            20 => HeaderShape::CommaJoined,
            _ => HeaderShape::Raw(self.pick(&["", " ", "v1", "v1,", ",", "nonsense"])),
        }
    }
}

impl Case {
    fn drawn(seed: u64) -> Self {
        let mut dice = Dice(blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof());
        let length = dice.length(24..65);
        let key = dice.bytes(length);
        let length = dice.length(1..40);
        let id = if dice.one_in(20) { String::new() } else { format!("m{}m", dice.visible(length)) };
        // Near the edge of the window the clock may tick between two verifiers; the table of times has the edge.
        let near = i64::from(dice.below(560)) - 280;
        let far = i64::from(dice.below(4_000)) + 320;
        let offset = dice.pick(&[near, near, near, near, near, near, near, near, near, near, far, -far]);
        let spelling = if dice.one_in(5) { dice.pick(&["+", "00", "-", "x", "1."]) } else { "" };
        let stamp = format!("{spelling}{}", now().saturating_add(offset));
        let length = dice.length(0..80);
        let body = if dice.one_in(10) { dice.bytes(length) } else { dice.text(length).into_bytes() };
        let header = dice.header();
        let repeat = dice.one_in(20).then(|| dice.length(0..3));
        Self { key, id, stamp, body, header, repeat }
    }
}

#[test]
fn twenty_thousand_random_deliveries_are_judged_as_other_verifiers_judge_them() {
    let config = Config { cases: 20_000, failure_persistence: None, ..Config::default() };
    let mut accepted = 0u32;
    let mut differences = 0u32;
    let counts = std::cell::RefCell::new((&mut accepted, &mut differences));
    TestRunner::new(config)
        .run(&any::<u64>(), |seed| {
            let case = Case::drawn(seed);
            let headers = case.headers();
            let map: HeaderMap = headers
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
                .collect();
            let secret = format!("whsec_{}", STANDARD.encode(&case.key));
            let pairs: Vec<(&str, &[u8])> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
            let ours = check(&[&secret], &pairs, &case.body, UtcMillis(now() * 1_000)).is_ok();
            let svix = svix::webhooks::Webhook::new(&secret).unwrap().verify(&case.body, &map).is_ok();
            let standard = standardwebhooks::Webhook::new(&secret).unwrap().verify(&case.body, &map).is_ok();
            prop_assert_eq!(svix, standard);
            let mut counts = counts.borrow_mut();
            match case.known() {
                None => prop_assert_eq!(ours, svix),
                Some(Known::RepeatedHeader | Known::OddTime | Known::EmptyId) => prop_assert!(!ours),
                Some(Known::NotText) => prop_assert!(!svix),
            }
            *counts.0 += u32::from(ours);
            *counts.1 += u32::from(ours != svix);
            Ok(())
        })
        .unwrap();
    assert!(accepted > 4_000, "too few right deliveries to mean anything: {accepted}");
    assert!(differences > 50, "the known differences were not met: {differences}");
}

#[test]
fn keys_that_other_verifiers_take_or_refuse_wrongly_are_as_decided() {
    use crate::webhook::secret::SigningSecret;
    for empty in ["", "whsec_"] {
        assert!(standardwebhooks::Webhook::new(empty).is_ok(), "an empty key is taken by the published crate");
        assert!(svix::webhooks::Webhook::new(empty).is_err());
        assert!(SigningSecret::parse(empty).is_err());
    }
    let unpadded = format!("whsec_{}", STANDARD_NO_PAD.encode([7u8; 25]));
    assert!(standardwebhooks::Webhook::new(&unpadded).is_err());
    assert!(svix::webhooks::Webhook::new(&unpadded).is_err());
    assert!(SigningSecret::parse(&unpadded).is_ok());
}
