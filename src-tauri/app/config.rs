//! Configuration: one struct, from flags and variables, then one file, then defaults.

use crate::tunnel::Config as Tunnel;
use crate::vault::Keeping;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

/// Name of the configuration file in the data folder.
pub const FILE: &str = "ringbook.toml";

/// Everything that decides how a start of Ringbook behaves. Read once, at start.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of journal, store, index and media.
    pub data: PathBuf,
    /// Where webhooks are received; the only address a tunnel may reach.
    pub hook: SocketAddr,
    /// Where the interface is served.
    pub ui: SocketAddr,
    /// Further names by which a browser may address the interface (`ringbook.example.com`), for a reverse proxy.
    pub ui_hosts: Vec<String>,
    /// Base of Quo's REST API.
    pub quo_url: String,
    /// Quo API key; without it nothing is sent and nothing is read back.
    pub quo_key: Option<SecretString>,
    /// Webhook signing secrets, each tried.
    pub signing_secrets: Vec<SecretString>,
    /// Password of the browser interface; set at start when given.
    pub password: Option<SecretString>,
    /// Bearer token that opens `/metrics` beside a session.
    pub metrics_token: Option<SecretString>,
    /// Compatibility signature scheme (`body-hex`, `timestamp-hex`) and its secret; off by default.
    pub compat: Option<Compat>,
    /// The tunnel, where a flag or variable decides and not the owner's setting.
    pub tunnel: Option<Tunnel>,
    /// What the tunnel's service asks for.
    pub tunnel_secret: Option<SecretString>,
    /// Where secrets are kept.
    pub secrets: Keeping,
    /// For secrets in sealed files.
    pub passphrase: Option<SecretString>,
    /// Sample data on a throw-away folder.
    pub demo: bool,
}

/// A signature scheme of older third-party tools that the owner allowed.
#[derive(Debug, Clone)]
pub struct Compat {
    /// `body-hex`, `timestamp-hex` or `none`.
    pub scheme: String,
    /// Secret as text; empty for `none`.
    pub secret: SecretString,
    /// Source addresses that may use `none`.
    pub allow: Vec<IpAddr>,
}

/// What a flag, a variable or the file may say; `None` where it is silent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    /// `--data` / `RINGBOOK_DATA`; not in the file, which lies in that folder.
    #[serde(skip)]
    pub data: Option<PathBuf>,
    /// `--hook` / `RINGBOOK_HOOK` / `hook`.
    pub hook: Option<SocketAddr>,
    /// `--ui` / `RINGBOOK_UI` / `ui`.
    pub ui: Option<SocketAddr>,
    /// `RINGBOOK_UI_HOSTS` (comma-separated) / `ui_hosts`.
    pub ui_hosts: Option<Vec<String>>,
    /// `RINGBOOK_QUO_URL` / `quo_url`.
    pub quo_url: Option<String>,
    /// `RINGBOOK_QUO_KEY`; never in the file.
    #[serde(skip)]
    pub quo_key: Option<SecretString>,
    /// `RINGBOOK_SIGNING_SECRETS` (comma-separated); never in the file.
    #[serde(skip)]
    pub signing_secrets: Option<SecretString>,
    /// `RINGBOOK_PASSWORD`; never in the file.
    #[serde(skip)]
    pub password: Option<SecretString>,
    /// `--public-url` / `RINGBOOK_PUBLIC_URL` / `public_url`: an address of one's own, the same as a tunnel `own:…`.
    pub public_url: Option<String>,
    /// `--tunnel` / `RINGBOOK_TUNNEL` / `tunnel`, as one line.
    pub tunnel: Option<String>,
    /// `RINGBOOK_TUNNEL_SECRET`; never in the file.
    #[serde(skip)]
    pub tunnel_secret: Option<SecretString>,
    /// `RINGBOOK_SECRETS` / `secrets`: `auto`, `keychain` or `file`.
    pub secrets: Option<Keeping>,
    /// `RINGBOOK_PASSPHRASE`; never in the file.
    #[serde(skip)]
    pub passphrase: Option<SecretString>,
    /// `RINGBOOK_METRICS_TOKEN`; never in the file.
    #[serde(skip)]
    pub metrics_token: Option<SecretString>,
    /// `[webhook]` of the file.
    pub webhook: Webhook,
}

/// The `[webhook]` table of the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhook {
    /// `webhook.compat`: the one compatibility scheme that is allowed.
    pub compat: Option<String>,
    /// Addresses for the scheme `none`.
    pub compat_allow: Vec<IpAddr>,
}

/// Why a start was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read {path}: {cause}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The file says something that is not understood.
    #[error("{path} is not a valid configuration: {cause}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Where and what.
        cause: Box<toml::de::Error>,
    },
    /// There is no home folder to put the data in.
    #[error("no home folder was found; name a data folder with --data")]
    NoHome,
    /// The compatibility scheme has no secret.
    #[error(
        "webhook.compat = {0:?} needs RINGBOOK_COMPAT_SECRET (or an address list in webhook.compat_allow for \"none\")"
    )]
    CompatSecret(String),
    /// Unknown compatibility scheme.
    #[error("webhook.compat must be \"body-hex\", \"timestamp-hex\" or \"none\", not {0:?}")]
    CompatScheme(String),
    /// Quo's address must be https, or loopback for a stand-in.
    #[error("RINGBOOK_QUO_URL must start with https:// (http:// only on a loopback address)")]
    QuoUrl,
    /// The tunnel is not described rightly.
    #[error("the tunnel is not described rightly: {0}")]
    Tunnel(#[from] crate::tunnel::Problem),
    /// Two answers to one question.
    #[error("give either --public-url or --tunnel (or their variables), not both")]
    TwoTunnels,
}

impl Config {
    /// Completes what flags and variables gave by the file in the data folder, then by defaults.
    ///
    /// # Errors
    /// Names the file and what is wrong in it. Unknown keys are errors: a misspelt setting must not be ignored.
    pub fn complete(given: Given, compat_secret: Option<SecretString>) -> Result<Self, Error> {
        let data = match given.data {
            Some(data) => data,
            None => default_data_folder().ok_or(Error::NoHome)?,
        };
        let file = read_file(&data.join(FILE))?;
        let quo_url = given.quo_url.or(file.quo_url).unwrap_or_else(|| "https://api.quo.com".to_owned());
        let quo_url = quo_url.trim_end_matches('/').to_owned();
        if !is_allowed_quo_url(&quo_url) {
            return Err(Error::QuoUrl);
        }
        let compat = match file.webhook.compat {
            None => None,
            Some(scheme) => Some(compat(scheme, compat_secret, file.webhook.compat_allow)?),
        };
        // An empty variable says nothing, as with the others.
        let said = |text: &String| !text.trim().is_empty();
        let public_url = given.public_url.filter(said).or(file.public_url);
        let tunnel = match (public_url, given.tunnel.filter(said).or(file.tunnel)) {
            (None, None) => None,
            (Some(url), None) => Some(Tunnel::Own { url }),
            (None, Some(line)) => Some(line.parse()?),
            (Some(_), Some(_)) => return Err(Error::TwoTunnels),
        };
        let tunnel_secret = given.tunnel_secret.filter(|secret| !secret.expose_secret().is_empty());
        if let Some(problem) = tunnel.iter().flat_map(|tunnel| tunnel.problems(tunnel_secret.is_some())).next() {
            return Err(Error::Tunnel(problem));
        }
        Ok(Self {
            data,
            hook: given.hook.or(file.hook).unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8791))),
            ui: given.ui.or(file.ui).unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8790))),
            ui_hosts: given.ui_hosts.or(file.ui_hosts).unwrap_or_default(),
            quo_url,
            quo_key: given.quo_key.filter(|key| !key.expose_secret().trim().is_empty()),
            signing_secrets: given.signing_secrets.map(|list| split_secrets(&list)).unwrap_or_default(),
            password: given.password.filter(|password| !password.expose_secret().is_empty()),
            metrics_token: given.metrics_token.filter(|token| !token.expose_secret().is_empty()),
            compat,
            tunnel,
            tunnel_secret,
            secrets: given.secrets.or(file.secrets).unwrap_or_default(),
            passphrase: given.passphrase.filter(|passphrase| !passphrase.expose_secret().is_empty()),
            demo: false,
        })
    }
}

/// Where each platform expects a program's data (`~/.local/share/ringbook` on Linux).
#[must_use]
pub fn default_data_folder() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "ringbook").map(|dirs| dirs.data_dir().to_path_buf())
}

/// Whether `url` may receive the API key: https anywhere, plain http only on this machine (a stand-in for Quo).
#[must_use]
pub fn is_allowed_quo_url(url: &str) -> bool {
    let Ok(url) = url::Url::parse(url) else { return false };
    let loopback = match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && loopback)
}

fn split_secrets(list: &SecretString) -> Vec<SecretString> {
    let parts = list.expose_secret().split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| SecretString::from(part.to_owned())).collect()
}

fn compat(scheme: String, secret: Option<SecretString>, allow: Vec<IpAddr>) -> Result<Compat, Error> {
    match scheme.as_str() {
        "body-hex" | "timestamp-hex" => match secret {
            Some(secret) if !secret.expose_secret().is_empty() => Ok(Compat { scheme, secret, allow }),
            _ => Err(Error::CompatSecret(scheme)),
        },
        "none" if !allow.is_empty() => Ok(Compat { scheme, secret: SecretString::from(String::new()), allow }),
        "none" => Err(Error::CompatSecret(scheme)),
        _ => Err(Error::CompatScheme(scheme)),
    }
}

fn read_file(path: &Path) -> Result<Given, Error> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            toml::from_str(&text).map_err(|cause| Error::Invalid { path: path.to_owned(), cause: Box::new(cause) })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Given::default()),
        Err(cause) => Err(Error::Unreadable { path: path.to_owned(), cause }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_win_over_the_file_and_the_file_over_defaults() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), "hook = \"127.0.0.1:1111\"\nui = \"127.0.0.1:2222\"\n").unwrap();
        let given = Given { data: Some(dir.path().into()), ui: "127.0.0.1:3333".parse().ok(), ..Given::default() };
        let config = Config::complete(given, None).unwrap();
        assert_eq!(config.hook.port(), 1111);
        assert_eq!(config.ui.port(), 3333);
        assert_eq!(config.quo_url, "https://api.quo.com");
    }

    #[test]
    fn a_misspelt_setting_is_named_and_not_ignored() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), "hok = \"127.0.0.1:1111\"\n").unwrap();
        let given = Given { data: Some(dir.path().into()), ..Given::default() };
        let error = Config::complete(given, None).unwrap_err().to_string();
        assert!(error.contains("hok"), "{error}");
    }

    #[test]
    fn the_key_goes_over_https_or_to_this_machine_only() {
        for (url, allowed) in [
            ("https://api.quo.com", true),
            ("http://127.0.0.1:9", true),
            ("http://localhost:9", true),
            ("http://[::1]:9", true),
            ("http://api.quo.com", false),
            ("http://localhost.evil.example", false),
            ("ftp://api.quo.com", false),
            ("nonsense", false),
        ] {
            assert_eq!(is_allowed_quo_url(url), allowed, "{url}");
        }
    }
}
