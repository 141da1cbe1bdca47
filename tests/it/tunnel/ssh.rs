//! `ssh -R` to a server on loopback.

use super::{check, free_port, is_tested, is_up, refused, until};
use crate::support::Browser;
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// An ssh server that forwards, with one user's key.
struct Server {
    dir: PathBuf,
    port: u16,
    child: Option<Child>,
}

impl Server {
    fn new(dir: &Path) -> Self {
        for name in ["host", "user"] {
            let done =
                Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(dir.join(name)).status();
            assert!(done.expect("OpenSSH is needed: `./run test` installs it").success());
        }
        std::fs::copy(dir.join("user.pub"), dir.join("authorized")).unwrap();
        let (here, port) = (dir.display(), free_port("127.0.0.1"));
        let config = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {here}/host\nAuthorizedKeysFile {here}/authorized\nPidFile none\nUsePAM no\n\
             StrictModes no\nAllowTcpForwarding yes\nPasswordAuthentication no\nPermitRootLogin prohibit-password\nLogLevel ERROR\n"
        );
        std::fs::write(dir.join("sshd_config"), config).unwrap();
        // sshd wants the folder it separates privileges in; making it needs rights only where it is missing.
        let _ = std::fs::create_dir_all("/run/sshd");
        Self { dir: dir.to_owned(), port, child: None }
    }

    async fn start(&mut self) {
        let mut server = Command::new("/usr/sbin/sshd");
        server.args(["-D", "-e", "-f"]).arg(self.dir.join("sshd_config")).stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut server, 0);
        self.child = Some(server.spawn().expect("sshd is needed: `./run test` installs it"));
        while tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            tokio::task::yield_now().await;
        }
    }

    /// Ends the server with every connection.
    fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let mut pids = vec![child.id()];
        // Each connection has a process of its own, in a session of its own.
        while let Some(pid) = pids.pop() {
            let list = format!("/proc/{pid}/task/{pid}/children");
            let children = std::fs::read_to_string(list).unwrap_or_default();
            pids.extend(children.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
            let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
        child.wait().unwrap();
    }

    fn line(&self, more: &str) -> String {
        format!("ssh:127.0.0.1,port={},key={}{more}", self.port, self.dir.join("user").display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The process that Ringbook remembers as its tunnel.
fn tool(data: &Path) -> Option<rustix::process::Pid> {
    let text = std::fs::read(data.join("tunnel/running.json")).ok()?;
    let running: Value = serde_json::from_slice(&text).ok()?;
    rustix::process::Pid::from_raw(i32::try_from(running["pid"].as_i64()?).ok()?)
}

fn lives(pid: rustix::process::Pid) -> bool {
    // A process that has ended and was not waited for yet still has its number.
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
    !stat.is_empty() && !stat.contains(") Z ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deliveries_arrive_through_ssh_and_again_after_it_was_killed() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let mut server = Server::new(dir.path());
    server.start().await;
    let (ringbook, browser) = Browser::with_server(&data, &[("RINGBOOK_TUNNEL", &server.line(""))]).await;
    let tunnel = until(&browser, is_tested).await;
    assert_eq!(tunnel["state"]["test"]["passed"], true, "{tunnel:#}");
    assert_eq!(tunnel["state"]["restarts"], 0);
    let public = tunnel["state"]["publicUrl"].as_str().unwrap().to_owned();
    assert_eq!(
        refused(&browser).await,
        serde_json::json!([
            { "label": "not signed by Quo", "count": 1 },
            { "label": "another path", "count": 9 },
        ]),
        "of the test's own requests only those that strangers could send are counted"
    );
    check(&public, &ringbook.data).await;

    // Killed, as a user would or a system short of memory.
    let first = tool(&data).unwrap();
    rustix::process::kill_process(first, rustix::process::Signal::KILL).unwrap();
    let tunnel = until(&browser, |state| is_up(state) && state["restarts"].as_u64() >= Some(1)).await;
    let second = tool(&data).unwrap();
    assert_ne!(first, second);
    check(tunnel["state"]["publicUrl"].as_str().unwrap(), &data).await;

    // Ringbook ends, and takes its tool with it.
    let (_, code) = ringbook.terminate();
    assert_eq!(code, Some(0));
    assert!(!lives(second), "ssh outlived Ringbook");
    assert!(tool(&data).is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ssh_server_that_goes_and_comes_is_found_again() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let mut server = Server::new(dir.path());
    server.start().await;
    let fixed = free_port("127.0.0.1");
    let line = server.line(&format!(",remote-port={fixed}"));
    let (ringbook, browser) = Browser::with_server(&data, &[("RINGBOOK_TUNNEL", &line)]).await;
    until(&browser, is_up).await;
    server.stop();
    let tunnel = until(&browser, |state| state["phase"] == "restarting").await;
    assert_eq!(tunnel["state"]["cause"], "the connection to the ssh server was lost");
    server.start().await;
    let tunnel = until(&browser, is_up).await;
    assert_eq!(tunnel["state"]["publicUrl"], format!("http://127.0.0.1:{fixed}"));

    // Killed with no time for anything, Ringbook leaves ssh behind, which holds the port: the next one ends it.
    let left = tool(&data).unwrap();
    ringbook.kill();
    assert!(lives(left));
    let (_ringbook, browser) = Browser::with_server(&data, &[("RINGBOOK_TUNNEL", &line)]).await;
    until(&browser, is_up).await;
    assert!(!lives(left));
    check(&format!("http://127.0.0.1:{fixed}"), &data).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ssh_server_that_does_not_know_the_key_is_named_as_the_cause() {
    let dir = tempfile::tempdir().unwrap();
    let mut server = Server::new(dir.path());
    std::fs::write(dir.path().join("authorized"), "").unwrap();
    server.start().await;
    let line = server.line("");
    let (_ringbook, browser) = Browser::with_server(&dir.path().join("data"), &[("RINGBOOK_TUNNEL", &line)]).await;
    let tunnel = until(&browser, |state| state["phase"] == "refused").await;
    assert_eq!(tunnel["state"]["cause"], "the ssh server did not accept this computer's key");
    assert!(tunnel["state"]["cure"].as_str().unwrap().contains("authorized_keys"));
    assert_eq!(tunnel["fixed"], "set by --tunnel or --public-url, or their variables");
    let test = browser.call("test_tunnel", serde_json::json!({})).await;
    assert_eq!(test["passed"], false);
}
