//! Does what the machine decides: starts, watches, asks, ends.

use super::{
    Checker, Config, Files, Phase, Plan, Run, State, Trouble, bore, child, leftover,
    machine::{Input, Machine, Next},
    plan::Unplannable,
    reader::Said,
    selftest,
};
use crate::seam::Seam;
use futures::future::BoxFuture;
use secrecy::SecretString;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    sync::{Notify, mpsc, watch},
    task::JoinHandle,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;
use url::Url;

/// What a supervisor needs from around it.
#[derive(Clone)]
pub struct Surroundings {
    /// Time and chance.
    pub seam: Seam,
    /// Asks the public address.
    pub checker: Checker,
    /// Where the hook port listens.
    pub hook: SocketAddr,
    /// The one path that may be reached.
    pub hook_path: &'static str,
    /// Where the tunnel's own files are.
    pub files: Files,
    /// What the hook answers strangers at present.
    pub unsigned: Arc<dyn Fn() -> u16 + Send + Sync>,
    /// Told of each change.
    pub state: watch::Sender<State>,
    /// Told of each address that may be given to Quo.
    pub named: watch::Sender<Option<Url>>,
}

/// A tunnel that is kept up until it is stopped or dropped.
#[derive(Debug)]
pub struct Supervisor {
    stop: CancellationToken,
    nudge: Arc<Notify>,
    task: Option<JoinHandle<()>>,
}

impl Supervisor {
    /// Starts what `config` asks for.
    #[must_use]
    pub fn start(config: Config, secret: Option<SecretString>, around: Surroundings) -> Self {
        let (stop, nudge) = (CancellationToken::new(), Arc::new(Notify::new()));
        let running = Running {
            machine: Machine::new(config.kind(), config.given_url(), around.seam.now()),
            config,
            secret,
            around,
            began: Instant::now(),
        };
        let task = tokio::spawn(running.run(stop.clone(), nudge.clone()));
        Self { stop, nudge, task: Some(task) }
    }

    /// Checks now, or starts now what waits.
    pub fn nudge(&self) {
        self.nudge.notify_one();
    }

    /// Ends the tool and everything it started, and waits for that. Takes a few seconds at most.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(task) = self.task.take()
            && task.await.is_err()
        {
            tracing::error!("watching the tunnel failed");
        }
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

struct Running {
    machine: Machine,
    config: Config,
    secret: Option<SecretString>,
    around: Surroundings,
    began: Instant,
}

type Tool = BoxFuture<'static, Trouble>;

impl Running {
    async fn run(mut self, stop: CancellationToken, nudge: Arc<Notify>) {
        leftover::end(&self.around.files.folder);
        let (said_sender, mut said) = mpsc::channel(64);
        let mut tool: Option<Tool> = None;
        let mut tool_stop = CancellationToken::new();
        let mut check: Option<BoxFuture<'static, Input>> = None;
        let mut test: Option<BoxFuture<'static, selftest::SelfTest>> = None;
        loop {
            self.publish();
            if test.is_none() {
                test = self.test();
            }
            let until = match self.machine.next(self.at()) {
                Next::Start => {
                    tool_stop = CancellationToken::new();
                    match self.plan() {
                        Ok(plan) => {
                            self.tell(Input::Started);
                            tool = Some(self.tool(plan, said_sender.clone(), tool_stop.clone()));
                        }
                        Err(Unplannable::Missing(missing)) => {
                            let cause = format!("{} is not installed", missing.program);
                            let cure = format!("{}; {}", missing.get_here(), missing.get.page);
                            self.tell(Input::Missing(Trouble::new(cause, cure)));
                        }
                        Err(Unplannable::Problem(problem)) => {
                            self.tell(Input::Unusable(Trouble::new(problem.to_string(), "correct it in Settings")));
                        }
                        Err(Unplannable::File(error)) => self.tell(Input::Ended(Trouble::passing(error.to_string()))),
                    }
                    continue;
                }
                Next::End(trouble) => {
                    tool_stop.cancel();
                    if let Some(tool) = tool.take() {
                        tool.await;
                    }
                    // What it still said is about what is over.
                    while said.try_recv().is_ok() {}
                    self.tell(Input::Ended(trouble));
                    continue;
                }
                Next::Check(url) => {
                    let checker = self.around.checker.clone();
                    check = Some(Box::pin(async move {
                        let outcome = checker.check(&url).await;
                        Input::Checked(url, outcome)
                    }));
                    continue;
                }
                Next::Wait(until) => until,
            };
            let began = self.began;
            tokio::select! {
                () = stop.cancelled() => break,
                () = nudge.notified() => self.tell(Input::Nudged),
                Some(one) = said.recv() => self.tell(Input::Said(one)),
                trouble = waiting(&mut tool) => {
                    tool = None;
                    // What it said before it ended comes first.
                    while let Ok(one) = said.try_recv() {
                        self.tell(Input::Said(one));
                    }
                    self.tell(Input::Ended(trouble));
                }
                checked = waiting(&mut check) => {
                    check = None;
                    self.tell(checked);
                }
                tested = waiting(&mut test) => {
                    test = None;
                    if let Some(trouble) = tested.trouble() {
                        tracing::warn!(cause = trouble.cause, "the test through the public address failed");
                    }
                    self.machine.tested(tested);
                }
                () = async { match until {
                    Some(until) => sleep_until(began + until).await,
                    None => std::future::pending().await,
                } } => self.machine.tick(self.at()),
            }
        }
        tool_stop.cancel();
        if let Some(tool) = tool {
            tool.await;
        }
        let now = self.around.seam.now();
        self.around.state.send_replace(State::off(now));
    }

    fn at(&self) -> Duration {
        self.began.elapsed()
    }

    fn tell(&mut self, input: Input) {
        match &input {
            Input::Ended(trouble) | Input::Missing(trouble) => {
                tracing::info!(cause = trouble.cause, "the tunnel is down")
            }
            Input::Said(Said::Address(_)) => tracing::info!("the tunnel named its address"),
            _ => {}
        }
        let (at, now) = (self.at(), self.around.seam.now());
        self.machine.on(input, at, now, &*self.around.seam.entropy);
    }

    fn publish(&self) {
        let state = self.machine.state();
        self.around.state.send_if_modified(|kept| {
            let changed = kept != state;
            if changed {
                kept.clone_from(state);
            }
            changed
        });
        let named = self.machine.named();
        self.around.named.send_if_modified(|kept| {
            let changed = named.is_some() && kept.as_ref() != named;
            if changed {
                *kept = named.cloned();
            }
            changed
        });
    }

    /// The test that an address gets once, when it has been reached for the first time.
    fn test(&self) -> Option<BoxFuture<'static, selftest::SelfTest>> {
        let state = self.machine.state();
        if state.phase != Phase::Up || state.self_test.is_some() {
            return None;
        }
        let url = state.public_url.clone()?;
        let (checker, seam, unsigned) =
            (self.around.checker.clone(), self.around.seam.clone(), self.around.unsigned.clone());
        Some(Box::pin(async move { selftest::run(&checker, &url, unsigned(), || seam.now()).await }))
    }

    fn plan(&self) -> Result<Plan, Unplannable> {
        let Surroundings { hook, hook_path, files, .. } = &self.around;
        Plan::make(&self.config, self.secret.as_ref(), *hook, hook_path, files)
    }

    fn tool(&self, plan: Plan, said: mpsc::Sender<Said>, stop: CancellationToken) -> Tool {
        let hook = self.around.hook;
        let folder = self.around.files.folder.clone();
        match plan.run {
            Run::Nothing => Box::pin(async move {
                stop.cancelled().await;
                Trouble::passing("stopped")
            }),
            Run::Child { command, reader } => Box::pin(async move {
                match child::run(&command, reader, &folder, &said, stop.cancelled_owned()).await {
                    Ok(trouble) => trouble,
                    Err(error) => Trouble::passing(format!("{} cannot be started: {error}", command.name())),
                }
            }),
            Run::Bore { server, port, secret, given } => Box::pin(async move {
                tokio::select! {
                    () = stop.cancelled() => Trouble::passing("stopped"),
                    trouble = bore::run(&server, port, secret.as_ref(), given, hook, &said) => trouble,
                }
            }),
            #[cfg(feature = "ngrok")]
            Run::Ngrok { domain, token } => Box::pin(async move {
                tokio::select! {
                    () = stop.cancelled() => Trouble::passing("stopped"),
                    trouble = super::ngrok::run(domain.as_deref(), &token, hook, &said) => trouble,
                }
            }),
        }
    }
}

/// The outcome of what runs; for ever if nothing does.
async fn waiting<T>(running: &mut Option<BoxFuture<'static, T>>) -> T {
    match running {
        Some(running) => running.await,
        None => std::future::pending().await,
    }
}
