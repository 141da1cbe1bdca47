//! `cloudflared`: log lines on standard error, `TIME LEVEL words key=value…`, and bare lines when it gives up.

use super::{Reader, Said, after, https_urls, plain};
use crate::tunnel::Trouble;
use std::collections::BTreeSet;

/// Reads cloudflared.
#[derive(Debug, Default)]
pub struct Cloudflared {
    /// Connections to Cloudflare that stand, by their number; four are usual.
    standing: BTreeSet<u32>,
    given: bool,
}

impl Cloudflared {
    /// `given`: the address is known beforehand, so none is looked for.
    #[must_use]
    pub fn new(given: bool) -> Self {
        Self { standing: BTreeSet::new(), given }
    }

    fn gone(&mut self, line: &str) -> Vec<Said> {
        let Some(number) = number(line) else { return vec![] };
        if self.standing.remove(&number) && self.standing.is_empty() {
            return vec![Said::Lost("cloudflared has no connection to Cloudflare".to_owned())];
        }
        vec![]
    }
}

impl Reader for Cloudflared {
    fn read(&mut self, line: &str) -> Vec<Said> {
        let line = plain(line);
        let has = |words: &str| line.contains(words);
        if !self.given && !has("ERR") {
            let named = https_urls(&line).into_iter().find(|url| {
                let host = url.host_str().unwrap_or_default();
                host.ends_with(".trycloudflare.com") && host != "api.trycloudflare.com"
            });
            if let Some(url) = named {
                return vec![Said::Address(url)];
            }
        }
        // "Registered tunnel connection connIndex=0 …" since 2022.9; "Connection UUID registered connIndex=0 …" before.
        if has("Registered tunnel connection") || (has("Connection") && has(" registered connIndex=")) {
            let first = self.standing.is_empty();
            self.standing.insert(number(&line).unwrap_or_default());
            return if first { vec![Said::Connected] } else { vec![] };
        }
        let ended = [
            "Unregistered tunnel connection",
            "Connection terminated",
            "Serve tunnel error",
            "Lost connection with the edge",
        ];
        if ended.iter().any(|words| has(words)) {
            return self.gone(&line);
        }
        trouble(&line).into_iter().collect()
    }
}

fn number(line: &str) -> Option<u32> {
    let digits: String = after(line, "connIndex=")?.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn trouble(line: &str) -> Option<Said> {
    let has = |words: &str| line.contains(words);
    let refused = |cause: &str, cure: &str| Some(Said::Refused(Trouble::new(cause, cure)));
    if has("Provided Tunnel token is not valid") {
        return refused(
            "Cloudflare's tunnel token is not whole",
            "copy the token again from the tunnel's page in Cloudflare's dashboard",
        );
    }
    if has("Unauthorized: ") {
        return refused(
            "Cloudflare does not know this tunnel, or the token was replaced",
            "copy the token again from the tunnel's page in Cloudflare's dashboard, or make the tunnel anew",
        );
    }
    if has("429 Too Many Requests") || has("error code: 1015") {
        return refused(
            "Cloudflare gives out no more quick addresses to this network for now",
            "wait some minutes; a named tunnel of your own Cloudflare account has no such limit",
        );
    }
    if has("doesn't exist or is not a file") || has("Tunnel credentials file") {
        return refused(
            "the credentials file of the tunnel is not there",
            "name the file that cloudflared tunnel create wrote",
        );
    }
    if has("failed to unmarshal quick Tunnel")
        || has("failed to parse quick Tunnel ID")
        || has("failed to request quick Tunnel")
    {
        return Some(Said::Trouble("Cloudflare gave no quick address".to_owned()));
    }
    if has("Unable to establish connection with Cloudflare edge") || has("Failed to dial a quic connection") {
        return Some(Said::Trouble(
            "cloudflared cannot reach Cloudflare; outgoing port 7844 may be closed here".to_owned(),
        ));
    }
    None
}
