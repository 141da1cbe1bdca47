//! A tool as a child process: its own group, its lines, and its end.

use super::{
    Trouble, leftover, plan,
    reader::{Reader, Said, plain},
};
use secrecy::ExposeSecret as _;
use std::{path::Path, process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    process::{Child, Command},
    sync::mpsc,
    time::timeout,
};

/// A longer line is cut: no tool writes one that says anything.
const MOST_LINE: usize = 16 << 10;
/// How long a tool may take to end when asked.
const LAST_WORDS: Duration = Duration::from_secs(3);
/// How long to wait for the next of the last lines of a tool that has ended.
const DRAIN: Duration = Duration::from_millis(200);

/// A running tool. Dropped, its whole group is killed.
struct Group {
    child: Child,
    pid: Option<u32>,
}

impl Group {
    /// Asks the group to end, then makes it.
    async fn stop(&mut self) {
        if let Some(pid) = self.pid {
            ask_group(pid);
        }
        if timeout(LAST_WORDS, self.child.wait()).await.is_err() {
            tracing::debug!("a tunnel's program did not end when asked and is killed");
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(pid) = self.pid.take() {
            kill_group(pid);
        }
    }
}

#[cfg(unix)]
fn signal_group(pid: u32, signal: rustix::process::Signal) {
    let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw);
    // It fails only if the group is gone already.
    let _ = pid.map(|pid| rustix::process::kill_process_group(pid, signal));
}

#[cfg(unix)]
fn ask_group(pid: u32) {
    signal_group(pid, rustix::process::Signal::TERM);
}

/// Kills all processes of the group that `pid` leads.
#[cfg(unix)]
pub fn kill_group(pid: u32) {
    signal_group(pid, rustix::process::Signal::KILL);
}

#[cfg(not(unix))]
fn ask_group(_: u32) {}

/// Elsewhere the runtime kills the one process when its handle is dropped.
#[cfg(not(unix))]
pub fn kill_group(_: u32) {}

/// Runs the tool until it ends or `stop` is called for, telling what it says. Gives why it ended.
pub async fn run(
    command: &plan::Command,
    mut reader: Box<dyn Reader>,
    folder: &Path,
    said: &mpsc::Sender<Said>,
    stop: impl Future<Output = ()>,
) -> Result<Trouble, std::io::Error> {
    let mut group = spawn(command, folder)?;
    let mut lines = Lines::new(&mut group.child);
    let mut last = String::new();
    tokio::pin!(stop);
    let mut hear = async |line: String, reader: &mut Box<dyn Reader>| {
        tracing::debug!(line = %command.without_secrets(&line), "tunnel");
        for one in reader.read(&line) {
            // Nobody listens only when everything is being stopped.
            let _ = said.send(one).await;
        }
        let words = plain(&line);
        if !words.trim().is_empty() && !words.starts_with("debug1:") {
            last = command.without_secrets(words.trim());
        }
    };
    let status = loop {
        tokio::select! {
            () = &mut stop => {
                group.stop().await;
                leftover::forget(folder);
                return Ok(Trouble::passing("stopped"));
            }
            line = lines.next() => match line {
                Some(line) => hear(line, &mut reader).await,
                // Both ends of its output are closed: it has ended or is about to.
                None => break timeout(LAST_WORDS, group.child.wait()).await.ok(),
            },
            status = group.child.wait() => {
                // What it said last is still on its way; a process it left behind may keep the way open.
                while let Ok(Some(line)) = timeout(DRAIN, lines.next()).await {
                    hear(line, &mut reader).await;
                }
                break Some(status);
            }
        }
    };
    drop(group);
    leftover::forget(folder);
    let how = match status {
        Some(Ok(status)) => {
            status.code().map_or_else(|| "was killed".to_owned(), |code| format!("ended with code {code}"))
        }
        Some(Err(error)) => format!("ended: {error}"),
        None => "closed its output".to_owned(),
    };
    let said = if last.is_empty() { last } else { format!(": {}", shortened(&last)) };
    Ok(Trouble::passing(format!("{} {how}{said}", command.name())))
}

fn shortened(line: &str) -> String {
    let mut short: String = line.chars().take(200).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}

fn spawn(command: &plan::Command, folder: &Path) -> Result<Group, std::io::Error> {
    let mut process = Command::new(&command.program);
    process.args(&command.args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    // The tool has no use for Ringbook's own settings, some of which are secrets.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("RINGBOOK_") {
            process.env_remove(name);
        }
    }
    for (name, value) in &command.env {
        process.env(name, value.expose_secret());
    }
    #[cfg(unix)]
    process.process_group(0);
    let child = process.spawn()?;
    let pid = child.id();
    if let Some(pid) = pid {
        leftover::remember(folder, pid);
    }
    Ok(Group { child, pid })
}

/// Both outputs of a process, line by line as they come.
struct Lines {
    receiver: mpsc::Receiver<String>,
}

impl Lines {
    fn new(child: &mut Child) -> Self {
        let (sender, receiver) = mpsc::channel(64);
        if let Some(out) = child.stdout.take() {
            tokio::spawn(read(out, sender.clone()));
        }
        if let Some(err) = child.stderr.take() {
            tokio::spawn(read(err, sender));
        }
        Self { receiver }
    }

    async fn next(&mut self) -> Option<String> {
        self.receiver.recv().await
    }
}

async fn read(output: impl AsyncRead + Unpin, lines: mpsc::Sender<String>) {
    let mut output = BufReader::with_capacity(MOST_LINE, output);
    let mut line: Vec<u8> = Vec::new();
    loop {
        let Ok(part) = output.fill_buf().await else { return };
        if part.is_empty() {
            break;
        }
        // A carriage return ends a line too: programs that draw progress write those.
        let end = part.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let taken = end.map_or(part.len(), |end| end + 1);
        let room = MOST_LINE.saturating_sub(line.len());
        line.extend(part.iter().take(end.unwrap_or(part.len())).take(room));
        output.consume(taken);
        if end.is_some() && !line.is_empty() {
            let text = String::from_utf8_lossy(&std::mem::take(&mut line)).into_owned();
            if lines.send(text).await.is_err() {
                return;
            }
        }
    }
    if !line.is_empty() {
        // The last line may lack its end; nobody listens only when everything is being stopped.
        let _ = lines.send(String::from_utf8_lossy(&line).into_owned()).await;
    }
}
