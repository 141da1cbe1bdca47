//! A tunnel as one line of text, for `--tunnel` and `RINGBOOK_TUNNEL`.
//!
//! `KIND`, `KIND:MAIN` or `KIND:MAIN,name=value,…`:
//!
//! | Line | Means |
//! |---|---|
//! | `off` | none |
//! | `own:https://hooks.example.com` | an address you have |
//! | `ssh:me@host,port=2222,key=/path,remote-port=9000,remote-host=127.0.0.1,url=https://…` | `ssh -R` |
//! | `ssh:nokey@localhost.run,announced` | `ssh -R` to a service that names the address |
//! | `bore:bore.pub,port=12345,url=https://…` | a bore server |
//! | `cloudflared` | Cloudflare without an account |
//! | `cloudflared:hooks.example.com` | by token, from `RINGBOOK_TUNNEL_SECRET` |
//! | `cloudflared:hooks.example.com,tunnel=NAME,credentials=/path.json` | by credentials file |
//! | `ngrok`, `ngrok:name.ngrok.app` | ngrok |
//! | `tailscale`, `tailscale:8443` | Tailscale Funnel |

use super::{Config, Problem};
use std::{collections::BTreeMap, str::FromStr};

impl FromStr for Config {
    type Err = Problem;

    fn from_str(line: &str) -> Result<Self, Problem> {
        let (kind, rest) = line.trim().split_once(':').unwrap_or((line.trim(), ""));
        let mut parts = rest.split(',').map(str::trim);
        let main = parts.next().filter(|main| !main.is_empty());
        let mut named = Named::read(parts)?;
        let needed = |what: &str| main.map(str::to_owned).ok_or_else(|| wrong(format!("{kind}: needs {what}")));
        let config = match kind {
            "off" => Self::Off,
            "own" => Self::Own { url: needed("an address: own:https://hooks.example.com")? },
            "ssh" => Self::Ssh {
                destination: needed("a destination: ssh:user@host")?,
                port: named.port("port")?,
                identity_file: named.take("key"),
                remote_host: named.take("remote-host"),
                remote_port: named.port("remote-port")?,
                public_url: named.take("url"),
                announced: named.flag("announced"),
            },
            "bore" => Self::Bore {
                server: needed("a server: bore:bore.pub")?,
                port: named.port("port")?,
                public_url: named.take("url"),
            },
            "cloudflared" => match main {
                None => Self::CloudflaredQuick,
                Some(hostname) => Self::CloudflaredNamed {
                    hostname: hostname.to_owned(),
                    tunnel: named.take("tunnel"),
                    credentials_file: named.take("credentials"),
                },
            },
            "ngrok" => Self::Ngrok { domain: main.map(str::to_owned) },
            "tailscale" => Self::Tailscale {
                port: match main {
                    None => None,
                    Some(port) => Some(port.parse().map_err(|_| wrong("tailscale: takes a port: tailscale:8443"))?),
                },
            },
            _ => return Err(wrong("begin with off, own, ssh, bore, cloudflared, ngrok or tailscale")),
        };
        named.done()?;
        Ok(config)
    }
}

fn wrong(sentence: impl Into<String>) -> Problem {
    Problem { field: "tunnel", sentence: sentence.into() }
}

struct Named<'a>(BTreeMap<&'a str, Option<&'a str>>);

impl<'a> Named<'a> {
    fn read(parts: impl Iterator<Item = &'a str>) -> Result<Self, Problem> {
        let mut named = BTreeMap::new();
        for part in parts {
            let (name, value) = part.split_once('=').map_or((part, None), |(name, value)| (name, Some(value)));
            if named.insert(name, value).is_some() {
                return Err(wrong(format!("{name} is given twice")));
            }
        }
        Ok(Self(named))
    }

    fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name).flatten().map(str::to_owned)
    }

    fn port(&mut self, name: &str) -> Result<Option<u16>, Problem> {
        let Some(value) = self.0.remove(name) else { return Ok(None) };
        let port = value.and_then(|value| value.parse().ok());
        port.map(Some).ok_or_else(|| wrong(format!("{name} is a number up to 65535")))
    }

    fn flag(&mut self, name: &str) -> bool {
        self.0.remove(name).is_some()
    }

    fn done(self) -> Result<(), Problem> {
        match self.0.into_keys().next() {
            None => Ok(()),
            Some(name) => Err(wrong(format!("{name} is not known here"))),
        }
    }
}
