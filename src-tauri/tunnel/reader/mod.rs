//! What the tools say, line by line: pure, so that recorded output of real tools is the test.

mod cloudflared;
mod ngrok;
mod ssh;
mod tailscale;
#[cfg(test)]
mod tests;

pub use cloudflared::Cloudflared;
pub use ngrok::{Ngrok, refusal as ngrok_refusal};
pub use ssh::Ssh;
pub use tailscale::Tailscale;

use super::Trouble;
use url::Url;

/// What a line means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// This is the public address now, without a path.
    Address(Url),
    /// The tool has its connection.
    Connected,
    /// The tool lost its connection, and tries by itself to have it again.
    Lost(String),
    /// The service turned the tool away; trying again soon would not help.
    Refused(Trouble),
    /// Something did not work; the tool goes on or is about to end.
    Trouble(String),
}

/// Reads one tool's output.
pub trait Reader: Send {
    /// What `line` means; mostly nothing.
    fn read(&mut self, line: &str) -> Vec<Said>;
}

/// `line` without the escape sequences that colour terminals.
pub(super) fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            if !c.is_control() || c == '\t' {
                out.push(c);
            }
            continue;
        }
        if chars.next_if_eq(&'[').is_some() {
            for c in chars.by_ref() {
                if c.is_ascii_alphabetic() {
                    break;
                }
            }
        }
    }
    out
}

/// The https addresses in `line`, in order, cut down to their base.
pub(super) fn https_urls(line: &str) -> Vec<Url> {
    let starts = line.match_indices("https://").map(|(at, _)| at);
    let found = starts.filter_map(|at| {
        let rest = line.get(at..)?;
        let end = rest.find(|c: char| c.is_whitespace() || "\"'|<>,)\\".contains(c)).unwrap_or(rest.len());
        base(rest.get(..end)?)
    });
    found.collect()
}

/// The base of an address: scheme, host and port.
pub(in crate::tunnel) fn base(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok()?;
    url.host()?;
    url.set_path("/");
    url.set_query(None);
    url.set_fragment(None);
    Some(url)
}

/// The part of `text` after `mark`, trimmed.
pub(super) fn after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    text.split_once(mark).map(|(_, rest)| rest.trim())
}
