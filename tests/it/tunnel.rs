//! Deliveries arrive through real reverse tunnels, and nothing but the hook can be reached through them.

use crate::{
    simulator::{self, Simulator, webhooks::Generation},
    support::{Delivery, Ringbook, SECRET},
};
use std::{
    io::{BufRead as _, BufReader},
    net::{IpAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
};

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port(address: &str) -> u16 {
    TcpListener::bind((address, 0)).unwrap().local_addr().unwrap().port()
}

/// A text of Quo's stand-in gets through, an unsigned one does not, and no other path exists.
async fn check(public: &str, data: &Path) {
    let quo = Simulator::start(simulator::Options::default()).await.unwrap();
    quo.webhook(Generation::Dated, &format!("http://{public}/webhooks/quo"), Some(SECRET));
    let id = quo.inbound("+17735550118", "Through the tunnel: is Friday still open?");
    quo.idle().await;
    let lines = crate::support::process::export(data);
    let text = lines.iter().find(|line| line["kind"] == "text" && line["id"] == id.as_str());
    assert_eq!(text.unwrap()["text"], "Through the tunnel: is Friday still open?");

    let client = crate::support::client();
    for path in ["/", "/api/session", "/api/rpc/status", "/index.html", "/../", "/webhooks/quo/x"] {
        let status = client.get(format!("http://{public}{path}")).send().await.unwrap().status().as_u16();
        assert_eq!(status, 404, "{path}");
    }
    let body = Delivery::text(1, "+17735550118", "Unsigned", "2026-10-05T14:01:22.271Z").body;
    let unsigned = client.post(format!("http://{public}/webhooks/quo")).body(body).send().await.unwrap();
    assert_eq!(unsigned.status().as_u16(), 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deliveries_arrive_through_ssh() {
    let dir = tempfile::tempdir().unwrap();
    let ringbook = Ringbook::start(&dir.path().join("data"));
    let port = free_port("127.0.0.1");
    let keygen = |name: &str| {
        let done = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-f"])
            .arg(dir.path().join(name))
            .status();
        assert!(done.expect("OpenSSH is needed: `./run test` installs it").success());
    };
    keygen("host");
    keygen("user");
    std::fs::copy(dir.path().join("user.pub"), dir.path().join("authorized")).unwrap();
    let here = dir.path().display();
    let config = format!(
        "ListenAddress 127.0.0.1:{port}\nHostKey {here}/host\nAuthorizedKeysFile {here}/authorized\nPidFile none\nUsePAM no\n\
         StrictModes no\nAllowTcpForwarding yes\nPasswordAuthentication no\nPermitRootLogin prohibit-password\nLogLevel ERROR\n"
    );
    std::fs::write(dir.path().join("sshd_config"), config).unwrap();
    // sshd wants the folder it separates privileges in; making it needs rights only where it is missing.
    let _ = std::fs::create_dir_all("/run/sshd");
    let server = Command::new("/usr/sbin/sshd")
        .args(["-D", "-e", "-f"])
        .arg(dir.path().join("sshd_config"))
        .stderr(Stdio::null())
        .spawn();
    let _server = Killed(server.expect("sshd is needed: `./run test` installs it"));
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        tokio::task::yield_now().await;
    }
    let mut client = Command::new("ssh")
        .args(["-N", "-T", "-p", &port.to_string(), "-R"])
        .arg(format!("127.0.0.1:0:{}", ringbook.hook))
        .args(["-o", "ExitOnForwardFailure=yes", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=accept-new"])
        .arg("-o")
        .arg(format!("UserKnownHostsFile={here}/known"))
        .arg("-i")
        .arg(dir.path().join("user"))
        .arg("127.0.0.1")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(client.stderr.take().unwrap()).lines();
    let _client = Killed(client);
    let allocated = said.find_map(|line| {
        let line = line.ok()?;
        line.split("Allocated port ").nth(1)?.split(' ').next()?.parse::<u16>().ok()
    });
    let public = format!("127.0.0.1:{}", allocated.expect("ssh named no port"));
    check(&public, &ringbook.data).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deliveries_arrive_through_bore() {
    let dir = tempfile::tempdir().unwrap();
    let ringbook = Ringbook::start(&dir.path().join("data"));
    // bore's control port is a constant, so the server gets a loopback address of its own.
    let address: IpAddr = "127.0.0.37".parse().unwrap();
    let lowest = free_port("127.0.0.37");
    let mut server = bore_cli::server::Server::new(lowest..=lowest, Some("a secret of both ends"));
    server.set_bind_addr(address);
    server.set_bind_tunnels(address);
    let server = tokio::spawn(server.listen());
    while tokio::net::TcpStream::connect((address, bore_cli::shared::CONTROL_PORT)).await.is_err() {
        tokio::task::yield_now().await;
    }
    let (host, port) = ringbook.hook.split_once(':').unwrap();
    let client =
        bore_cli::client::Client::new(host, port.parse().unwrap(), "127.0.0.37", 0, Some("a secret of both ends"));
    let client = client.await.unwrap();
    let public = format!("127.0.0.37:{}", client.remote_port());
    let client = tokio::spawn(client.listen());
    check(&public, &ringbook.data).await;
    client.abort();
    server.abort();
}
