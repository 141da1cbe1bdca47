//! `tailscale funnel` in the foreground: the address on a line of its own, and plain sentences when it cannot.

use super::{Reader, Said, after, https_urls, plain};
use crate::tunnel::Trouble;

/// Reads tailscale.
#[derive(Debug, Default)]
pub struct Tailscale;

impl Reader for Tailscale {
    fn read(&mut self, line: &str) -> Vec<Said> {
        let line = plain(line);
        let line = line.trim();
        let named =
            https_urls(line).into_iter().find(|url| url.host_str().is_some_and(|host| host.ends_with(".ts.net")));
        // The sentence about what is published names addresses too, but never first on its line.
        if let Some(url) = named.filter(|_| line.starts_with("https://")) {
            return vec![Said::Address(url), Said::Connected];
        }
        trouble(line).into_iter().collect()
    }
}

fn trouble(line: &str) -> Option<Said> {
    let lower = line.to_ascii_lowercase();
    let has = |words: &str| lower.contains(words);
    let refused = |cause: &str, cure: &str| Some(Said::Refused(Trouble::new(cause, cure)));
    if line.contains("https://login.tailscale.com/f/funnel") {
        let link = after(line, "https://login.tailscale.com/f/").unwrap_or_default();
        return Some(Said::Refused(Trouble::new(
            "Funnel is not switched on in your tailnet",
            format!("open https://login.tailscale.com/f/{link} and switch it on"),
        )));
    }
    if has("funnel is not enabled on your tailnet") || has("node attribute not set") {
        return refused(
            "Funnel is not switched on in your tailnet",
            "switch it on in Tailscale's admin console (tailscale.com/s/no-funnel)",
        );
    }
    if has("https must be enabled") {
        return refused(
            "HTTPS is not switched on in your tailnet",
            "switch on HTTPS certificates in Tailscale's admin console (tailscale.com/s/https)",
        );
    }
    if has("serve config denied") || has("access denied") {
        return refused(
            "Tailscale lets only its administrator open a funnel on this computer",
            "run once in a terminal: sudo tailscale set --operator=$USER",
        );
    }
    if has("is not allowed for funnel") {
        return refused("this port is not allowed for Funnel", "choose 443, 8443 or 10000");
    }
    if has("foreground already exists") || has("already exists, use") || has("port is already serving") {
        return refused(
            "something else on this computer uses that port of Tailscale's",
            "see tailscale funnel status, or choose another port (8443 or 10000)",
        );
    }
    if has("tailscale is stopped") {
        return refused("Tailscale is switched off", "run tailscale up, or switch it on in its menu");
    }
    if has("logged out") || has("needslogin") {
        return refused("Tailscale is signed out", "run tailscale up, or sign in from its menu");
    }
    if has("tailscaled") && (has("failed to connect") || has("doesn't appear to be running")) {
        return refused("Tailscale's service does not run", "start it (Linux: sudo systemctl start tailscaled)");
    }
    if has("flag provided but not defined") || has("invalid argument format") || has("invalid number of arguments") {
        return refused("this tailscale program is too old", "update it: 1.52 or later is needed");
    }
    None
}
