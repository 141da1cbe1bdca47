//! The file by which tools of the same machine find a running Ringbook: `run.json` in the data folder, 0600.

use serde::{Deserialize, Serialize};
use std::{io::Write as _, net::SocketAddr, path::Path};

const FILE: &str = "run.json";

/// Where a running Ringbook answers its own tools.
#[derive(Clone, Serialize, Deserialize)]
pub struct Presence {
    /// The interface's port, as bound.
    pub ui: SocketAddr,
    /// The hook port, as bound.
    pub hook: SocketAddr,
    /// Proof for the tools' door; whoever can read the data folder has all of it anyway.
    pub token: String,
    /// Process id, for a person.
    pub pid: u32,
}

impl Presence {
    /// Writes the file, readable by its owner only.
    ///
    /// # Errors
    /// What the disk said.
    pub fn announce(&self, data: &Path) -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(data)?;
        serde_json::to_writer(file.as_file_mut(), self)?;
        file.flush()?;
        file.persist(data.join(FILE)).map_err(|error| error.error)?;
        Ok(())
    }

    /// Reads the file; `None` if there is none or it is not one. It may be left over from a killed process.
    #[must_use]
    pub fn find(data: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(data.join(FILE)).ok()?).ok()
    }

    /// Removes the file.
    pub fn withdraw(data: &Path) {
        // If it stays, tools find nobody at that address and say so.
        let _ = std::fs::remove_file(data.join(FILE));
    }

    /// Where a tool of this machine asks: a wildcard address is asked on loopback.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        let mut address = self.ui;
        if address.ip().is_unspecified() {
            address.set_ip(match address {
                SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
            });
        }
        address
    }
}
