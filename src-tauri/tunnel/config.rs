//! What the owner chose, checked field by field.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// The public bore server of bore's author.
pub const BORE_PUB: &str = "bore.pub";

/// The ports on which Tailscale lets Funnel listen.
const FUNNEL_PORTS: [u16; 3] = [443, 8443, 10000];

/// The kinds of tunnels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// None.
    Off,
    /// An address the owner has anyway: a reverse proxy, a forwarded port.
    Own,
    /// `ssh -R` to a server of the owner, or to a service that speaks ssh.
    Ssh,
    /// A bore server.
    Bore,
    /// Cloudflare without an account: a new address at each start.
    CloudflaredQuick,
    /// A tunnel of the owner's Cloudflare account.
    CloudflaredNamed,
    /// ngrok.
    Ngrok,
    /// Tailscale Funnel.
    Tailscale,
}

/// What the owner chose. Secrets are not part of it: they are kept elsewhere.
///
/// Kept as a setting; a field's meaning never changes, a new field has a default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Config {
    /// None.
    #[default]
    Off,
    /// An address the owner has anyway.
    Own {
        /// `https://hooks.example.com`, without a path.
        url: String,
    },
    /// `ssh -R`.
    Ssh {
        /// `user@host`, or a name of `~/.ssh/config`.
        destination: String,
        /// Port of the ssh server, if not 22.
        #[serde(default)]
        port: Option<u16>,
        /// File of the private key, if not ssh's own choice.
        #[serde(default)]
        identity_file: Option<String>,
        /// Address on the server to listen on: 127.0.0.1 behind a proxy, else all.
        #[serde(default)]
        remote_host: Option<String>,
        /// Port on the server; 0 or none takes any.
        #[serde(default)]
        remote_port: Option<u16>,
        /// The address at which the server's port is reached, if a proxy stands before it.
        #[serde(default)]
        public_url: Option<String>,
        /// The server itself names an https address when connected (localhost.run, serveo and the like).
        #[serde(default)]
        announced: bool,
    },
    /// A bore server.
    Bore {
        /// Name or address of the server.
        server: String,
        /// Port on the server; 0 or none takes any.
        #[serde(default)]
        port: Option<u16>,
        /// The address at which that port is reached, if a proxy stands before it.
        #[serde(default)]
        public_url: Option<String>,
    },
    /// Cloudflare without an account.
    CloudflaredQuick,
    /// A tunnel of the owner's Cloudflare account: by its token (a secret), or by name and credentials file.
    CloudflaredNamed {
        /// The public name that leads to it.
        hostname: String,
        /// Name or id of the tunnel, with `credentials_file`.
        #[serde(default)]
        tunnel: Option<String>,
        /// The file that `cloudflared tunnel create` wrote.
        #[serde(default)]
        credentials_file: Option<String>,
    },
    /// ngrok; its token is a secret, or is known to ngrok's program already.
    Ngrok {
        /// The domain reserved with ngrok, if any.
        #[serde(default)]
        domain: Option<String>,
    },
    /// Tailscale Funnel.
    Tailscale {
        /// 443, 8443 or 10000.
        #[serde(default)]
        port: Option<u16>,
    },
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {sentence}")]
pub struct Problem {
    /// The field, in `camelCase`, as on the wire.
    pub field: &'static str,
    /// What is wrong and what is right: lower case, no full stop.
    pub sentence: String,
}

fn problem(field: &'static str, sentence: impl Into<String>) -> Problem {
    Problem { field, sentence: sentence.into() }
}

impl Config {
    /// Which kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Off => Kind::Off,
            Self::Own { .. } => Kind::Own,
            Self::Ssh { .. } => Kind::Ssh,
            Self::Bore { .. } => Kind::Bore,
            Self::CloudflaredQuick => Kind::CloudflaredQuick,
            Self::CloudflaredNamed { .. } => Kind::CloudflaredNamed,
            Self::Ngrok { .. } => Kind::Ngrok,
            Self::Tailscale { .. } => Kind::Tailscale,
        }
    }

    /// What is wrong with it, field by field; `has_secret` says whether this kind's secret is kept.
    #[must_use]
    pub fn problems(&self, has_secret: bool) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut check = |result: Result<(), Problem>| found.extend(result.err());
        match self {
            Self::Off | Self::CloudflaredQuick => {}
            Self::Own { url } => check(public_url("url", url).map(drop)),
            Self::Ssh { destination, port, identity_file, remote_host, remote_port: _, public_url: url, announced } => {
                check(ssh_destination(destination));
                check(port_is_not_zero("port", *port));
                if let Some(file) = identity_file {
                    check(existing_file("identityFile", file));
                }
                if let Some(host) = remote_host {
                    let star = host == "*";
                    check(if star { Ok(()) } else { host_name("remoteHost", host) });
                }
                if let Some(url) = url {
                    check(public_url("publicUrl", url).map(drop));
                    if *announced {
                        check(Err(problem(
                            "announced",
                            "either give the public address or let the server name it, not both",
                        )));
                    }
                }
            }
            Self::Bore { server, port: _, public_url: url } => {
                check(host_name("server", server));
                if let Some(url) = url {
                    check(public_url("publicUrl", url).map(drop));
                }
            }
            Self::CloudflaredNamed { hostname, tunnel, credentials_file } => {
                check(domain_name("hostname", hostname));
                match (tunnel, credentials_file) {
                    (Some(tunnel), Some(file)) => {
                        check(tunnel_name(tunnel));
                        check(existing_file("credentialsFile", file));
                    }
                    (Some(_), None) => {
                        check(Err(problem("credentialsFile", "name the file that cloudflared tunnel create wrote")));
                    }
                    (None, Some(_)) => check(Err(problem("tunnel", "name the tunnel that the file belongs to"))),
                    (None, None) if !has_secret => check(Err(problem(
                        "secret",
                        "paste the tunnel's token from Cloudflare's dashboard, or give the tunnel and its credentials file",
                    ))),
                    (None, None) => {}
                }
            }
            Self::Ngrok { domain } => {
                if let Some(domain) = domain {
                    check(domain_name("domain", domain));
                }
                if cfg!(feature = "ngrok") && !has_secret {
                    check(Err(problem("secret", "paste the authtoken from ngrok's dashboard")));
                }
            }
            Self::Tailscale { port } => {
                if port.is_some_and(|port| !FUNNEL_PORTS.contains(&port)) {
                    check(Err(problem("port", "Funnel listens on 443, 8443 or 10000 only")));
                }
            }
        }
        found
    }

    /// The address that is known beforehand, if it is.
    #[must_use]
    pub fn given_url(&self) -> Option<Url> {
        match self {
            Self::Own { url } => public_url("url", url).ok(),
            Self::Ssh { public_url: url, .. } | Self::Bore { public_url: url, .. } => {
                url.as_deref().and_then(|url| public_url("publicUrl", url).ok())
            }
            Self::CloudflaredNamed { hostname, .. } => Url::parse(&format!("https://{hostname}/")).ok(),
            Self::Off | Self::CloudflaredQuick | Self::Ngrok { .. } | Self::Tailscale { .. } => None,
        }
    }
}

/// The base of a public address: https, or http where its owner says so; no path, no query, no name and password.
pub(super) fn public_url(field: &'static str, text: &str) -> Result<Url, Problem> {
    let bad = || problem(field, "write it as https://hooks.example.com");
    let url = Url::parse(text.trim()).map_err(|_| bad())?;
    if !matches!(url.scheme(), "https" | "http") || url.host().is_none() {
        return Err(bad());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(problem(field, "leave out the name and password: Quo sends none"));
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(problem(field, "give the address without a path; Ringbook adds its own"));
    }
    let loopback = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if url.scheme() == "http" && !loopback && field == "url" {
        return Err(problem(field, "use https: without it anyone on the way can read and change what Quo sends"));
    }
    Ok(url)
}

fn ssh_destination(text: &str) -> Result<(), Problem> {
    let bad = |sentence| Err(problem("destination", sentence));
    if text.is_empty() {
        return bad("write it as user@host, or a name of your ssh configuration");
    }
    // ssh would take it for an option.
    if text.starts_with('-') || text.contains("@-") {
        return bad("a destination does not begin with a dash");
    }
    let odd = |c: char| !(c.is_ascii_alphanumeric() || "@._-:[]+%".contains(c));
    if text.len() > 255 || text.contains(odd) {
        return bad("write it as user@host, without spaces or other signs");
    }
    Ok(())
}

fn host_name(field: &'static str, text: &str) -> Result<(), Problem> {
    match Host::parse(text.trim_start_matches('[').trim_end_matches(']')) {
        Ok(_) if !text.starts_with('-') => Ok(()),
        _ if text.parse::<std::net::Ipv6Addr>().is_ok() => Ok(()),
        _ => Err(problem(field, "write a host name or an address, without a port")),
    }
}

fn domain_name(field: &'static str, text: &str) -> Result<(), Problem> {
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    let ends = !text.starts_with(['-', '.']) && !text.ends_with(['-', '.']);
    match Host::parse(text) {
        Ok(Host::Domain(name)) if plain && ends && name.contains('.') && name.len() <= 253 => Ok(()),
        _ => Err(problem(field, "write a name such as hooks.example.com, without https:// and without a path")),
    }
}

fn tunnel_name(text: &str) -> Result<(), Problem> {
    let odd = |c: char| !(c.is_alphanumeric() || "-_. ".contains(c));
    if text.is_empty() || text.starts_with('-') || text.len() > 100 || text.contains(odd) {
        return Err(problem("tunnel", "write the name or the id that cloudflared tunnel list shows"));
    }
    Ok(())
}

fn existing_file(field: &'static str, text: &str) -> Result<(), Problem> {
    let path = std::path::Path::new(text);
    if !path.is_absolute() {
        return Err(problem(field, "give the whole path of the file"));
    }
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() => Ok(()),
        _ => Err(problem(field, "there is no such file")),
    }
}

fn port_is_not_zero(field: &'static str, port: Option<u16>) -> Result<(), Problem> {
    if port == Some(0) { Err(problem(field, "a port is 1 to 65535")) } else { Ok(()) }
}
