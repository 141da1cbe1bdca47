//! The tunnel: how it is, changing it, testing it.

use super::{Result, ask};
use crate::{
    api::{
        Api,
        wire::{
            ApiError, Code, Nothing, SaveTunnelReq, Tunnel, TunnelConfig, TunnelGet, TunnelKind, TunnelKindInfo,
            TunnelPhase, TunnelProblem, TunnelSaved, TunnelSecret, TunnelState, TunnelStep, TunnelStepOutcome,
            TunnelTest,
        },
    },
    app::tunnelling::{NotSaved, SecretPlace},
    tunnel::{self, Config, Kind, Phase, SelfTest, StepOutcome, Trouble},
    webhook::HOOK_PATH,
};
use secrecy::SecretString;

pub async fn tunnel(api: &Api, _: Nothing) -> Result<Tunnel> {
    let listening = api.listening();
    ask(api, move |app| {
        let state = app.tunnel_state().borrow().clone();
        let fixed = if app.config.demo {
            Some("sample data never opens a tunnel")
        } else if app.config.tunnel.is_some() {
            Some("set by --tunnel or --public-url, or their variables")
        } else {
            None
        };
        let config = app.tunnel_config()?;
        Ok(Tunnel {
            state: state_shown(state),
            secret: match app.tunnelling.secret_place(config.kind()) {
                SecretPlace::None => TunnelSecret::None,
                SecretPlace::Environment => TunnelSecret::Environment,
                SecretPlace::Kept => TunnelSecret::Kept,
                SecretPlace::ThisRun => TunnelSecret::ThisRun,
            },
            config: config_shown(config),
            fixed: fixed.map(str::to_owned),
            kinds: Kind::ALL.into_iter().map(kind_info).collect(),
            hook_address: listening.map(|address| address.to_string()).unwrap_or_default(),
            hook_path: HOOK_PATH.to_owned(),
        })
    })
    .await
}

pub async fn save_tunnel(api: &Api, req: SaveTunnelReq) -> Result<TunnelSaved> {
    let secret = req.secret.map(|secret| SecretString::from(secret.trim().to_owned()));
    let problems = match api.app.save_tunnel(config_meant(req.config), secret).await {
        Ok(()) => Vec::new(),
        Err(NotSaved::Problems(problems)) => problems,
        Err(NotSaved::App(error)) => return Err(error.into()),
        Err(refused @ (NotSaved::Fixed | NotSaved::Demo)) => {
            return Err(ApiError::new(Code::Refused, refused.to_string()));
        }
    };
    let shown =
        |problem: tunnel::Problem| TunnelProblem { field: problem.field.to_owned(), sentence: problem.sentence };
    Ok(TunnelSaved { problems: problems.into_iter().map(shown).collect(), tunnel: tunnel(api, Nothing {}).await? })
}

pub async fn test_tunnel(api: &Api, _: Nothing) -> Result<TunnelTest> {
    let state = api.app.tunnel_state().borrow().clone();
    let now = api.app.seam.now().0;
    let mut before = Vec::new();
    let kind = state.kind;
    if kind == Kind::Off {
        let cause = "no tunnel is chosen";
        let cure = "choose one, or Quo cannot reach this computer";
        before.push(step("A tunnel is chosen", StepOutcome::Failed(Trouble::new(cause, cure))));
    } else if let Some(tool) = kind.tool() {
        let outcome = match tunnel::find(&tool) {
            Some(_) => StepOutcome::Ok,
            None => StepOutcome::Failed(Trouble::new(
                format!("{} is not installed", tool.program),
                format!("{}; {}", tool.get_here(), tool.get.page),
            )),
        };
        before.push(step("Its program is installed", outcome));
    }
    if kind != Kind::Off {
        let trouble = || state.last_error.clone().unwrap_or_else(|| Trouble::passing("it names none yet"));
        let outcome = if state.public_url.is_some() { StepOutcome::Ok } else { StepOutcome::Failed(trouble()) };
        before.push(step("The public address is known", outcome));
    }
    api.app.nudge_tunnel().await;
    let failed = before.iter().any(|step| step.outcome == TunnelStepOutcome::Failed);
    let tested = if failed { None } else { api.app.test_tunnel().await };
    let Some(tested) = tested else {
        let rest = tunnel::selftest::STEPS.into_iter().map(|name| step(name, StepOutcome::Skipped));
        return Ok(TunnelTest { at: now, passed: false, steps: before.into_iter().chain(rest).collect() });
    };
    let mut test = test_shown(tested);
    test.steps = before.into_iter().chain(test.steps).collect();
    Ok(test)
}

fn step(name: &str, outcome: StepOutcome) -> TunnelStep {
    let (outcome, trouble) = match outcome {
        StepOutcome::Ok => (TunnelStepOutcome::Ok, None),
        StepOutcome::Skipped => (TunnelStepOutcome::Skipped, None),
        StepOutcome::Failed(trouble) => (TunnelStepOutcome::Failed, Some(trouble)),
    };
    let (cause, cure) = trouble_shown(trouble);
    TunnelStep { name: name.to_owned(), outcome, cause, cure }
}

fn test_shown(test: SelfTest) -> TunnelTest {
    let passed = test.passed();
    let SelfTest { url: _, at, steps } = test;
    let steps = steps.into_iter().map(|one| step(one.name, one.outcome)).collect();
    TunnelTest { at: at.0, passed, steps }
}

fn trouble_shown(trouble: Option<Trouble>) -> (Option<String>, Option<String>) {
    trouble.map_or((None, None), |Trouble { cause, cure }| (Some(cause), (!cure.is_empty()).then_some(cure)))
}

fn state_shown(state: tunnel::State) -> TunnelState {
    let tunnel::State { kind, phase, public_url, since, last_error, restarts, reached_at, self_test } = state;
    let (cause, cure) = trouble_shown(last_error);
    let mut webhook_url = public_url.clone();
    if let Some(url) = &mut webhook_url {
        url.set_path(HOOK_PATH);
    }
    TunnelState {
        kind: kind_shown(kind),
        sentence: match phase {
            Phase::Off => "No tunnel is open.",
            Phase::Starting => "Opening the tunnel.",
            Phase::Up => "Quo can reach this computer.",
            Phase::Unreachable => "The public address does not lead here at the moment.",
            Phase::Restarting => "The tunnel broke and is being opened again.",
            Phase::Missing => "The tunnel's program is not installed.",
            Phase::Refused => "The tunnel's service refused.",
        }
        .to_owned(),
        phase: match phase {
            Phase::Off => TunnelPhase::Off,
            Phase::Starting => TunnelPhase::Starting,
            Phase::Up => TunnelPhase::Up,
            Phase::Unreachable => TunnelPhase::Unreachable,
            Phase::Restarting => TunnelPhase::Restarting,
            Phase::Missing => TunnelPhase::Missing,
            Phase::Refused => TunnelPhase::Refused,
        },
        public_url: public_url.map(|url| url.as_str().trim_end_matches('/').to_owned()),
        webhook_url: webhook_url.map(String::from),
        since: since.0,
        cause,
        cure,
        restarts,
        reached_at: reached_at.map(|at| at.0),
        test: self_test.map(test_shown),
    }
}

fn kind_shown(kind: Kind) -> TunnelKind {
    match kind {
        Kind::Off => TunnelKind::Off,
        Kind::Own => TunnelKind::Own,
        Kind::Ssh => TunnelKind::Ssh,
        Kind::Bore => TunnelKind::Bore,
        Kind::CloudflaredQuick => TunnelKind::CloudflaredQuick,
        Kind::CloudflaredNamed => TunnelKind::CloudflaredNamed,
        Kind::Ngrok => TunnelKind::Ngrok,
        Kind::Tailscale => TunnelKind::Tailscale,
    }
}

fn kind_info(kind: Kind) -> TunnelKindInfo {
    let tool = kind.tool();
    let everywhere = |tool: &tunnel::Tool| {
        let all = [("Debian and Ubuntu", tool.get.debian), ("macOS", tool.get.macos), ("Windows", tool.get.windows)];
        all.map(|(system, how)| TunnelGet { system: system.to_owned(), how: how.to_owned() }).into()
    };
    TunnelKindInfo {
        kind: kind_shown(kind),
        program: tool.map(|tool| tool.program.to_owned()),
        installed: tool.is_none_or(|tool| tunnel::find(&tool).is_some()),
        get: tool.map(|tool| tool.get_here().to_owned()),
        get_everywhere: tool.as_ref().map(everywhere).unwrap_or_default(),
        page: tool.map(|tool| tool.get.page.to_owned()),
        secret: match kind {
            Kind::Bore => Some("secret of the server"),
            Kind::CloudflaredNamed => Some("tunnel token"),
            Kind::Ngrok => Some("authtoken"),
            Kind::Off | Kind::Own | Kind::Ssh | Kind::CloudflaredQuick | Kind::Tailscale => None,
        }
        .map(str::to_owned),
    }
}

fn config_shown(config: Config) -> TunnelConfig {
    match config {
        Config::Off => TunnelConfig::Off,
        Config::Own { url } => TunnelConfig::Own { url },
        Config::Ssh { destination, port, identity_file, remote_host, remote_port, public_url, announced } => {
            TunnelConfig::Ssh { destination, port, identity_file, remote_host, remote_port, public_url, announced }
        }
        Config::Bore { server, port, public_url } => TunnelConfig::Bore { server, port, public_url },
        Config::CloudflaredQuick => TunnelConfig::CloudflaredQuick,
        Config::CloudflaredNamed { hostname, tunnel, credentials_file } => {
            TunnelConfig::CloudflaredNamed { hostname, tunnel, credentials_file }
        }
        Config::Ngrok { domain } => TunnelConfig::Ngrok { domain },
        Config::Tailscale { port } => TunnelConfig::Tailscale { port },
    }
}

/// As a person typed it: spaces around are not meant, and an empty field is none.
fn config_meant(config: TunnelConfig) -> Config {
    let text = |text: String| text.trim().to_owned();
    let maybe = |given: Option<String>| given.map(text).filter(|given| !given.is_empty());
    match config {
        TunnelConfig::Off => Config::Off,
        TunnelConfig::Own { url } => Config::Own { url: text(url) },
        TunnelConfig::Ssh { destination, port, identity_file, remote_host, remote_port, public_url, announced } => {
            Config::Ssh {
                destination: text(destination),
                port,
                identity_file: maybe(identity_file),
                remote_host: maybe(remote_host),
                remote_port,
                public_url: maybe(public_url),
                announced,
            }
        }
        TunnelConfig::Bore { server, port, public_url } => {
            Config::Bore { server: text(server), port, public_url: maybe(public_url) }
        }
        TunnelConfig::CloudflaredQuick => Config::CloudflaredQuick,
        TunnelConfig::CloudflaredNamed { hostname, tunnel, credentials_file } => Config::CloudflaredNamed {
            hostname: text(hostname),
            tunnel: maybe(tunnel),
            credentials_file: maybe(credentials_file),
        },
        TunnelConfig::Ngrok { domain } => Config::Ngrok { domain: maybe(domain) },
        TunnelConfig::Tailscale { port } => Config::Tailscale { port },
    }
}
