//! `ssh -v -R`: OpenSSH's own messages on standard error, and what services that speak ssh print.

use super::{Reader, Said, after, https_urls, plain};
use crate::tunnel::Trouble;
use url::Url;

/// Where services that name an address let it end.
const SERVICES: [&str; 8] = [
    ".lhr.life",
    ".lhr.rocks",
    ".localhost.run",
    ".serveo.net",
    ".serveousercontent.com",
    ".pinggy.link",
    ".pinggy.online",
    ".tuns.sh",
];

/// Names of those services that are pages about them.
const PAGES: [&str; 6] = [
    "admin.localhost.run",
    "console.serveo.net",
    "www.localhost.run",
    "dashboard.pinggy.io",
    "docs.serveo.net",
    "www.serveo.net",
];

/// Reads ssh.
#[derive(Debug)]
pub struct Ssh {
    host: String,
    given: bool,
    announced: bool,
}

impl Ssh {
    /// For a connection to `host`. `given`: the address is known beforehand; `announced`: the server names it.
    #[must_use]
    pub fn new(host: &str, given: bool, announced: bool) -> Self {
        let host = if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() };
        Self { host, given, announced }
    }

    fn address(&self, port: &str) -> Vec<Said> {
        if self.announced {
            return vec![];
        }
        if self.given {
            return vec![Said::Connected];
        }
        let url = port.parse::<u16>().ok().and_then(|port| Url::parse(&format!("http://{}:{port}/", self.host)).ok());
        url.map_or_else(Vec::new, |url| vec![Said::Address(url), Said::Connected])
    }
}

impl Reader for Ssh {
    fn read(&mut self, line: &str) -> Vec<Said> {
        let line = plain(line);
        let line = line.trim();
        if let Some(rest) = after(line, "Allocated port ") {
            return self.address(rest.split(' ').next().unwrap_or_default());
        }
        // "debug1: remote forward success for: listen 127.0.0.1:9000, connect 127.0.0.1:8791"
        if let Some(rest) = after(line, "remote forward success for: listen ") {
            let listen = rest.split(',').next().unwrap_or_default();
            let port = listen.rsplit(':').next().unwrap_or_default();
            // Port 0 was named by "Allocated port" already.
            return if port == "0" { vec![] } else { self.address(port) };
        }
        if self.announced && !line.starts_with("debug1:") {
            let names = |url: &Url| {
                let host = url.host_str().unwrap_or_default();
                SERVICES.iter().any(|end| host.ends_with(end)) && !PAGES.contains(&host)
            };
            if let Some(url) = https_urls(line).into_iter().find(names) {
                return vec![Said::Address(url), Said::Connected];
            }
        }
        if line.starts_with("debug1:") {
            let off = line.contains("Server has disabled port forwarding");
            let trouble = || {
                let cure = "have AllowTcpForwarding switched on for this user in the server's sshd_config";
                Trouble::new("the ssh server does not allow forwarding", cure)
            };
            return off.then(|| Said::Refused(trouble())).into_iter().collect();
        }
        trouble(line).into_iter().collect()
    }
}

fn trouble(line: &str) -> Option<Said> {
    let has = |words: &str| line.contains(words);
    let refused = |cause: &str, cure: &str| Some(Said::Refused(Trouble::new(cause, cure)));
    if has("Permission denied (") || has("Too many authentication failures") {
        return refused(
            "the ssh server did not accept this computer's key",
            "add the public key to ~/.ssh/authorized_keys on the server, and try `ssh` to it once in a terminal",
        );
    }
    if has("REMOTE HOST IDENTIFICATION HAS CHANGED") || has("Host key verification failed") {
        return refused(
            "the ssh server shows another host key than before",
            "if the server was set up anew, remove its line from tunnel/known_hosts in the data folder; otherwise someone stands in between",
        );
    }
    if has("UNPROTECTED PRIVATE KEY FILE") || has("bad permissions") {
        return refused("ssh does not use the key, because others can read its file", "run chmod 600 on the key file");
    }
    if has("Enter passphrase") || has("invalid format") && has("Load key") {
        return refused("ssh cannot use the key", "name a key without passphrase, or one that an agent holds");
    }
    if has("remote port forwarding failed for listen port") {
        return Some(Said::Trouble(
            "the server did not give the port: it is taken there, or forwarding is not allowed".to_owned(),
        ));
    }
    if has("Could not resolve hostname") {
        return Some(Said::Trouble("the ssh server's name was not found".to_owned()));
    }
    let gone = ["Connection refused", "Connection timed out", "Connection reset", "Broken pipe", "not responding"];
    let gone = gone.iter().any(|words| has(words)) || has("Connection closed by") || has("No route to host");
    let network = has("Network is unreachable") || (has("Connection to ") && has(" closed"));
    (gone || network).then(|| Said::Lost("the connection to the ssh server was lost".to_owned()))
}
