//! `ringbook serve` as a process of its own, on ports of its own, in a folder of its own.

use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

/// The binary under test.
pub fn binary() -> &'static str {
    env!("CARGO_BIN_EXE_ringbook")
}

/// A running `ringbook serve`. Killed when dropped.
pub struct Ringbook {
    child: Child,
    pub hook: String,
    pub ui: String,
    pub data: PathBuf,
}

impl Ringbook {
    /// Starts on `data` and waits for the line with the addresses.
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// The same with further variables.
    pub fn start_with(data: &Path, variables: &[(&str, &str)]) -> Self {
        Self::start_on(data, "127.0.0.1:0", variables)
    }

    /// The same with the hook port at this address.
    pub fn start_on(data: &Path, hook: &str, variables: &[(&str, &str)]) -> Self {
        let mut command = command(data);
        command.args(["serve", "--json", "--hook", hook, "--ui", "127.0.0.1:0"]).stdout(Stdio::piped());
        for (name, value) in variables {
            command.env(name, value);
        }
        let log = std::fs::OpenOptions::new().create(true).append(true).open(data.with_extension("log")).unwrap();
        let mut child = command.stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Ok(addresses) = serde_json::from_str::<Value>(&line) else {
            let log = std::fs::read_to_string(data.with_extension("log")).unwrap_or_default();
            panic!("no addresses but {line:?} from {:?}\n{log}", child.wait());
        };
        let address = |name: &str| addresses[name].as_str().unwrap().to_owned();
        Self { hook: address("hook"), ui: address("ui"), data: data.to_owned(), child }
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it without any warning, as a power switch would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end and gives how long that took and its exit code.
    pub fn terminate(mut self) -> (Duration, Option<i32>) {
        let began = Instant::now();
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        let status = self.child.wait().unwrap();
        (began.elapsed(), status.code())
    }
}

impl Drop for Ringbook {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs another command of the binary on the same folder.
pub fn run(data: &Path, args: &[&str]) -> Output {
    command(data).args(args).output().unwrap()
}

/// The same with further variables and something on standard input.
pub fn run_with(data: &Path, args: &[&str], variables: &[(&str, &str)], input: &str) -> Output {
    let mut command = command(data);
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, value) in variables {
        command.env(name, value);
    }
    let mut child = command.spawn().unwrap();
    // A command that reads nothing closes its end.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// `ringbook export --jsonl`, line by line.
pub fn export(data: &Path) -> Vec<Value> {
    let output = run(data, &["export", "--jsonl"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn command(data: &Path) -> Command {
    let mut command = Command::new(binary());
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("RINGBOOK_DATA", data).env("RINGBOOK_SIGNING_SECRETS", super::SECRET).env("RINGBOOK_LOG", "warn");
    // A test must not touch the keychain of whoever runs it.
    command.env("RINGBOOK_SECRETS", "file");
    command
}
