//! The programs that tunnels need: whether they are here, and how to get them.

use super::Kind;
use std::{env, ffi::OsString, path::PathBuf};

/// How to get a program on one system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Where {
    /// Debian and Ubuntu.
    pub debian: &'static str,
    /// macOS.
    pub macos: &'static str,
    /// Windows.
    pub windows: &'static str,
    /// The official page.
    pub page: &'static str,
}

/// A program that a tunnel needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tool {
    /// Its file name, without `.exe`.
    pub program: &'static str,
    /// How to get it.
    pub get: Where,
}

const SSH: Tool = Tool {
    program: "ssh",
    get: Where {
        debian: "sudo apt install openssh-client",
        macos: "part of macOS",
        windows: "Settings, Optional features, OpenSSH Client",
        page: "https://www.openssh.com/portable.html",
    },
};

const CLOUDFLARED: Tool = Tool {
    program: "cloudflared",
    get: Where {
        debian: "add Cloudflare's package source (see the page), then sudo apt install cloudflared",
        macos: "brew install cloudflared",
        windows: "winget install --id Cloudflare.cloudflared",
        page: "https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/downloads/",
    },
};

const NGROK: Tool = Tool {
    program: "ngrok",
    get: Where {
        debian: "add ngrok's package source (see the page), then sudo apt install ngrok",
        macos: "brew install ngrok",
        windows: "winget install ngrok.ngrok",
        page: "https://ngrok.com/download",
    },
};

const TAILSCALE: Tool = Tool {
    program: "tailscale",
    get: Where {
        debian: "add Tailscale's package source (see the page), then sudo apt install tailscale",
        macos: "brew install tailscale, or the app from the page",
        windows: "winget install tailscale.tailscale",
        page: "https://tailscale.com/download",
    },
};

impl Kind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Off,
        Self::CloudflaredQuick,
        Self::CloudflaredNamed,
        Self::Tailscale,
        Self::Ngrok,
        Self::Ssh,
        Self::Bore,
        Self::Own,
    ];

    /// The program it needs, if any: bore is built in, and so is ngrok where that was chosen when building.
    #[must_use]
    pub fn tool(self) -> Option<Tool> {
        match self {
            Self::Off | Self::Own | Self::Bore => None,
            Self::Ssh => Some(SSH),
            Self::CloudflaredQuick | Self::CloudflaredNamed => Some(CLOUDFLARED),
            Self::Ngrok if cfg!(feature = "ngrok") => None,
            Self::Ngrok => Some(NGROK),
            Self::Tailscale => Some(TAILSCALE),
        }
    }
}

impl Tool {
    /// How to get it on this system.
    #[must_use]
    pub fn get_here(&self) -> &'static str {
        if cfg!(target_os = "macos") {
            self.get.macos
        } else if cfg!(windows) {
            self.get.windows
        } else {
            self.get.debian
        }
    }
}

/// Where `tool` is, if it is installed. Looks where a program started from a dock or menu would not.
#[must_use]
pub fn find(tool: &Tool) -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    let more: &[&str] = if cfg!(target_os = "macos") {
        &["/opt/homebrew/bin", "/usr/local/bin", "/Applications/Tailscale.app/Contents/MacOS"]
    } else if cfg!(windows) {
        &["C:\\Windows\\System32\\OpenSSH", "C:\\Program Files\\Tailscale", "C:\\Program Files (x86)\\cloudflared"]
    } else {
        &["/usr/local/bin", "/usr/bin", "/snap/bin"]
    };
    folders.extend(more.iter().map(PathBuf::from));
    let folders: OsString = env::join_paths(folders).ok()?;
    which::which_in(tool.program, Some(folders), env::current_dir().ok()?).ok()
}
