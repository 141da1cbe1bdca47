//! The tunnel: which, how it is, what it needs, what a test found.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// The tunnel as the Connection screen and Settings show it.
    pub struct Tunnel {
        pub state: TunnelState,
        /// What is wanted, without the secret.
        pub config: TunnelConfig,
        /// Where the secret (bore's, Cloudflare's token, ngrok's authtoken) comes from.
        pub secret: TunnelSecret,
        /// A flag or variable decides, or this is sample data: saving is refused, with this reason.
        pub fixed: Option<String>,
        /// All kinds in the order to offer them, with what they need.
        pub kinds: Vec<TunnelKindInfo>,
        /// Where a tunnel or proxy must lead ("127.0.0.1:8791"); empty while nothing listens.
        pub hook_address: String,
        /// The one path that must be let through.
        pub hook_path: String,
    }

    /// How the tunnel is.
    pub struct TunnelState {
        pub kind: TunnelKind,
        pub phase: TunnelPhase,
        /// The phase as a sentence for a person.
        pub sentence: String,
        /// Public address without a path, if known.
        pub public_url: Option<String>,
        /// The address to give to Quo by hand, if known.
        pub webhook_url: Option<String>,
        /// Since when it is in this phase.
        pub since: i64,
        /// What is wrong, as a plain sentence.
        pub cause: Option<String>,
        /// What helps.
        pub cure: Option<String>,
        /// How often the tool was started again.
        pub restarts: u32,
        /// When a request of Ringbook's own last came in through the public address.
        pub reached_at: Option<i64>,
        /// What the test of this address found at its first success.
        pub test: Option<TunnelTest>,
    }

    /// Which kind.
    pub enum TunnelKind { Off, Own, Ssh, Bore, CloudflaredQuick, CloudflaredNamed, Ngrok, Tailscale }

    /// Where it is in its life.
    pub enum TunnelPhase { Off, Starting, Up, Unreachable, Restarting, Missing, Refused }

    /// What the owner chose, by kind.
    #[serde(tag = "kind")]
    pub enum TunnelConfig {
        Off,
        /// An address the owner has anyway: `https://hooks.example.com`, without a path.
        Own { url: String },
        /// `destination` is user@host; `announced`: the server names an https address itself (localhost.run, serveo).
        Ssh {
            destination: String,
            port: Option<u16>,
            identity_file: Option<String>,
            remote_host: Option<String>,
            remote_port: Option<u16>,
            public_url: Option<String>,
            announced: bool,
        },
        /// `server` may be bore.pub; the secret, if the server asks for one, goes beside.
        Bore { server: String, port: Option<u16>, public_url: Option<String> },
        CloudflaredQuick,
        /// Either the token as the secret, or tunnel and credentials file.
        CloudflaredNamed { hostname: String, tunnel: Option<String>, credentials_file: Option<String> },
        /// The authtoken goes beside as the secret.
        Ngrok { domain: Option<String> },
        /// 443 if none.
        Tailscale { port: Option<u16> },
    }

    /// Where the secret comes from; `thisRun`: it is forgotten when Ringbook ends.
    pub enum TunnelSecret { None, Environment, Kept, ThisRun }

    /// A kind with what it needs.
    pub struct TunnelKindInfo {
        pub kind: TunnelKind,
        /// The program it needs; none if nothing has to be installed.
        pub program: Option<String>,
        pub installed: bool,
        /// How to get the program on the computer Ringbook runs on.
        pub get: Option<String>,
        /// How to get it on each system, for showing all.
        pub get_everywhere: Vec<TunnelGet>,
        /// The program's official page.
        pub page: Option<String>,
        /// The name of its secret ("authtoken"), if it can have one.
        pub secret: Option<String>,
    }

    /// How to get a program on one system.
    pub struct TunnelGet {
        pub system: String,
        pub how: String,
    }

    /// A change of the tunnel.
    pub struct SaveTunnelReq {
        pub config: TunnelConfig,
        /// A new secret; empty forgets it; none leaves it as it is.
        pub secret: Option<String>,
    }

    /// What came of it: saved and opened if there are no problems, else nothing was changed.
    pub struct TunnelSaved {
        pub problems: Vec<TunnelProblem>,
        pub tunnel: Tunnel,
    }

    /// What is wrong with one field.
    pub struct TunnelProblem {
        /// As in `TunnelConfig` ("publicUrl"), or "secret".
        pub field: String,
        pub sentence: String,
    }

    /// What a test found.
    pub struct TunnelTest {
        pub at: i64,
        pub passed: bool,
        pub steps: Vec<TunnelStep>,
    }

    /// One thing that was looked at.
    pub struct TunnelStep {
        pub name: String,
        pub outcome: TunnelStepOutcome,
        pub cause: Option<String>,
        pub cure: Option<String>,
    }

    /// What came of a step.
    pub enum TunnelStepOutcome { Ok, Failed, Skipped }
}
