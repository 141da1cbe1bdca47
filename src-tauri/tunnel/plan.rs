//! What is run for a configuration: arguments built here and nowhere else, never a shell, never a secret among them.

#[cfg(test)]
mod tests;

use super::{
    Config, Problem, Tool, find,
    reader::{self, Reader},
};
use secrecy::{ExposeSecret as _, SecretString};
use std::{
    ffi::OsString,
    io::Write as _,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
};
use url::Url;

/// A program with its arguments.
#[derive(Debug, Clone)]
pub struct Command {
    /// The program.
    pub program: PathBuf,
    /// Its arguments; none is a secret.
    pub args: Vec<OsString>,
    /// Variables of its own, some of which are secrets.
    pub env: Vec<(&'static str, SecretString)>,
}

impl Command {
    /// What the program is called.
    #[must_use]
    pub fn name(&self) -> String {
        self.program.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// `line` with every secret of the command blotted out.
    #[must_use]
    pub fn without_secrets(&self, line: &str) -> String {
        let mut line = line.to_owned();
        for (_, secret) in &self.env {
            let secret = secret.expose_secret();
            if secret.len() > 3 {
                line = line.replace(secret, "•••");
            }
        }
        line
    }
}

/// What makes the tunnel.
pub enum Run {
    /// Nothing: the address is the owner's own.
    Nothing,
    /// A program.
    Child {
        /// How it is run.
        command: Command,
        /// What reads its output.
        reader: Box<dyn Reader>,
    },
    /// bore's client, in this process.
    Bore {
        /// The server.
        server: String,
        /// Port on the server; 0 takes any.
        port: u16,
        /// What the server asks for, if anything.
        secret: Option<SecretString>,
        /// The address is known beforehand.
        given: bool,
    },
    /// ngrok's agent, in this process.
    #[cfg(feature = "ngrok")]
    Ngrok {
        /// The reserved domain.
        domain: Option<String>,
        /// The authtoken.
        token: SecretString,
    },
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing => f.write_str("Nothing"),
            Self::Child { command, .. } => f.debug_tuple("Child").field(command).finish(),
            Self::Bore { server, port, .. } => {
                f.debug_struct("Bore").field("server", server).field("port", port).finish()
            }
            #[cfg(feature = "ngrok")]
            Self::Ngrok { domain, .. } => f.debug_struct("Ngrok").field("domain", domain).finish(),
        }
    }
}

/// Why nothing can be run.
#[derive(Debug, thiserror::Error)]
pub enum Unplannable {
    /// The program is not installed.
    #[error("{} is not installed", .0.program)]
    Missing(Tool),
    /// The configuration is not right.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// A file that the tool needs cannot be written.
    #[error("cannot write to the data folder: {0}")]
    File(#[from] std::io::Error),
}

/// Where a tunnel's own files are.
#[derive(Debug, Clone)]
pub struct Files {
    /// The folder, made when needed; only the owner can read it.
    pub folder: PathBuf,
}

impl Files {
    /// Makes the folder.
    ///
    /// # Errors
    /// What the disk said.
    pub fn make(&self) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&self.folder, std::fs::Permissions::from_mode(0o700))?;
        }
        Ok(())
    }

    /// Writes a file that only its owner can read.
    fn write(&self, name: &str, text: &str) -> std::io::Result<PathBuf> {
        self.make()?;
        let path = self.folder.join(name);
        // A named temporary file is 0600 from its first moment.
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(path)
    }
}

/// What to run, and what is known of the address.
#[derive(Debug)]
pub struct Plan {
    /// What makes the tunnel.
    pub run: Run,
    /// The address, if it is known beforehand.
    pub given: Option<Url>,
}

impl Plan {
    /// What `config` asks for, so that the public address leads to `hook`.
    ///
    /// # Errors
    /// `Unplannable`; nothing was started.
    pub fn make(
        config: &Config,
        secret: Option<&SecretString>,
        hook: SocketAddr,
        hook_path: &str,
        files: &Files,
    ) -> Result<Self, Unplannable> {
        if let Some(problem) = config.problems(secret.is_some()).into_iter().next() {
            return Err(problem.into());
        }
        let hook = reachable(hook);
        let given = config.given_url();
        let program = || {
            let tool = config.kind().tool();
            let tool = tool.ok_or(Problem { field: "kind", sentence: "needs no program".to_owned() })?;
            find(&tool).ok_or(Unplannable::Missing(tool))
        };
        let run = match config {
            Config::Off | Config::Own { .. } => Run::Nothing,
            Config::Ssh { destination, announced, .. } => {
                files.make()?;
                let host = destination.rsplit_once('@').map_or(destination.as_str(), |(_, host)| host);
                Run::Child {
                    command: Command { program: program()?, args: ssh(config, hook, &files.folder), env: vec![] },
                    reader: Box::new(reader::Ssh::new(host, given.is_some(), *announced)),
                }
            }
            Config::Bore { server, port, .. } => Run::Bore {
                server: server.clone(),
                port: port.unwrap_or_default(),
                secret: secret.cloned(),
                given: given.is_some(),
            },
            Config::CloudflaredQuick => {
                // A configuration of the user's own, if there is one, must not be used: it may name other ports.
                let empty = files.write("cloudflared-quick.yml", "{}\n")?;
                let args = ["tunnel", "--no-autoupdate", "--config"].map(OsString::from).into_iter();
                let args = args.chain([empty.into(), "--url".into(), format!("http://{hook}").into()]);
                Run::Child {
                    command: Command { program: program()?, args: args.collect(), env: vec![] },
                    reader: Box::new(reader::Cloudflared::new(false)),
                }
            }
            Config::CloudflaredNamed { hostname, tunnel, credentials_file } => {
                let mut args: Vec<OsString> = vec!["tunnel".into(), "--no-autoupdate".into()];
                let mut env = vec![];
                match (tunnel, credentials_file) {
                    (Some(tunnel), Some(credentials)) => {
                        let rules = ingress(hostname, tunnel, credentials, hook, hook_path);
                        let rules = files.write("cloudflared-named.yml", &rules)?;
                        args.extend(["--config".into(), rules.into(), "run".into(), tunnel.into()]);
                    }
                    _ => {
                        args.push("run".into());
                        env.extend(secret.cloned().map(|token| ("TUNNEL_TOKEN", token)));
                    }
                }
                Run::Child {
                    command: Command { program: program()?, args, env },
                    reader: Box::new(reader::Cloudflared::new(true)),
                }
            }
            #[cfg(feature = "ngrok")]
            Config::Ngrok { domain } => match secret {
                Some(token) => Run::Ngrok { domain: domain.clone(), token: token.clone() },
                None => return Err(Problem { field: "secret", sentence: "paste the authtoken".to_owned() }.into()),
            },
            #[cfg(not(feature = "ngrok"))]
            Config::Ngrok { domain } => {
                let mut args: Vec<OsString> =
                    ["http", "--log", "stdout", "--log-format", "logfmt"].map(OsString::from).into();
                if let Some(domain) = domain {
                    args.extend(["--url".into(), format!("https://{domain}").into()]);
                }
                args.push(format!("http://{hook}").into());
                Run::Child {
                    command: Command {
                        program: program()?,
                        args,
                        env: secret.cloned().map(|token| ("NGROK_AUTHTOKEN", token)).into_iter().collect(),
                    },
                    reader: Box::new(reader::Ngrok::default()),
                }
            }
            Config::Tailscale { port } => {
                let port = port.unwrap_or(443);
                // Only this path is published, so whatever else may be served stays what it is.
                let args = [
                    "funnel".to_owned(),
                    "--yes".to_owned(),
                    format!("--https={port}"),
                    format!("--set-path={hook_path}"),
                    format!("http://{hook}{hook_path}"),
                ];
                Run::Child {
                    command: Command { program: program()?, args: args.map(OsString::from).into(), env: vec![] },
                    reader: Box::new(reader::Tailscale),
                }
            }
        };
        Ok(Self { run, given })
    }
}

/// Where a tool on this machine reaches the hook port.
fn reachable(hook: SocketAddr) -> SocketAddr {
    let ip = match hook.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, hook.port())
}

fn ssh(config: &Config, hook: SocketAddr, folder: &Path) -> Vec<OsString> {
    let Config::Ssh { destination, port, identity_file, remote_host, remote_port, public_url, announced } = config
    else {
        return vec![];
    };
    // Its own messages are what says that forwarding works, and why not.
    let mut args: Vec<OsString> = vec!["-v".into(), "-T".into()];
    if !announced {
        args.push("-N".into());
    }
    let remote = match (announced, remote_host.as_deref(), public_url) {
        (true, _, _) => format!("{}", remote_port.unwrap_or(80)),
        (false, Some(host), _) => format!("{}:{}", bracketed(host), remote_port.unwrap_or_default()),
        (false, None, Some(_)) => format!("127.0.0.1:{}", remote_port.unwrap_or_default()),
        (false, None, None) => format!("*:{}", remote_port.unwrap_or_default()),
    };
    args.extend(["-R".into(), format!("{remote}:{hook}").into()]);
    for option in [
        "BatchMode=yes",
        "ExitOnForwardFailure=yes",
        "ServerAliveInterval=15",
        "ServerAliveCountMax=2",
        "ConnectTimeout=15",
        "StrictHostKeyChecking=accept-new",
        "ControlMaster=no",
        "ControlPath=none",
    ] {
        args.extend(["-o".into(), option.into()]);
    }
    let mut known = OsString::from("UserKnownHostsFile=\"");
    known.push(folder.join("known_hosts"));
    known.push("\" ~/.ssh/known_hosts");
    args.extend(["-o".into(), known]);
    if let Some(port) = port {
        args.extend(["-p".into(), port.to_string().into()]);
    }
    if let Some(file) = identity_file {
        args.extend(["-i".into(), file.into(), "-o".into(), "IdentitiesOnly=yes".into()]);
    }
    args.extend(["--".into(), destination.into()]);
    args
}

fn bracketed(host: &str) -> String {
    if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() }
}

/// Rules by which only the hook path of the one name leads here.
fn ingress(hostname: &str, tunnel: &str, credentials: &str, hook: SocketAddr, hook_path: &str) -> String {
    // JSON is YAML, and its quoting leaves nothing open.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    format!(
        "tunnel: {}\ncredentials-file: {}\ningress:\n  - hostname: {}\n    path: {}\n    service: {}\n  - service: http_status:404\n",
        quoted(tunnel),
        quoted(credentials),
        quoted(hostname),
        quoted(&format!("^{hook_path}$")),
        quoted(&format!("http://{hook}")),
    )
}
