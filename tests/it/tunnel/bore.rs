//! bore's own server on loopback, and the client that is built in.

use super::{check, free_port, is_tested, is_up, until};
use crate::support::Browser;
use std::net::IpAddr;
use tokio::task::JoinHandle;

/// A bore server. Its control port is a constant, so each has a loopback address of its own.
struct Server(JoinHandle<anyhow::Result<()>>);

impl Server {
    async fn start(address: &str, port: u16, secret: Option<&str>) -> Self {
        let ip: IpAddr = address.parse().unwrap();
        let mut server = bore_cli::server::Server::new(port..=port, secret);
        server.set_bind_addr(ip);
        server.set_bind_tunnels(ip);
        let task = tokio::spawn(server.listen());
        while tokio::net::TcpStream::connect((ip, bore_cli::shared::CONTROL_PORT)).await.is_err() {
            tokio::task::yield_now().await;
        }
        Self(task)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deliveries_arrive_through_bore_and_a_rotated_address_is_noticed() {
    const HERE: &str = "127.0.0.37";
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    // Servers of tests live on a runtime of their own, so that ending one ends its connections too.
    let first = free_port(HERE);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.spawn(Server::start(HERE, first, Some("a secret of both ends"))).await.unwrap();
    let line = format!("bore:{HERE}");
    let variables = [("RINGBOOK_TUNNEL", line.as_str()), ("RINGBOOK_TUNNEL_SECRET", "a secret of both ends")];
    let (_ringbook, browser) = Browser::with_server(&data, &variables).await;
    let tunnel = until(&browser, is_tested).await;
    assert_eq!(tunnel["state"]["publicUrl"], format!("http://{HERE}:{first}"));
    assert_eq!(tunnel["state"]["test"]["passed"], true, "{tunnel:#}");
    assert_eq!(tunnel["secret"], "environment");
    check(&format!("http://{HERE}:{first}"), &data).await;

    // The server is gone, with all its connections.
    drop(server);
    runtime.shutdown_background();
    let tunnel = until(&browser, |state| state["phase"] == "restarting").await;
    assert!(tunnel["state"]["cause"].as_str().unwrap().contains("bore server"), "{tunnel:#}");

    // It comes back and gives another port.
    let second = free_port(HERE);
    assert_ne!(first, second);
    let _server = Server::start(HERE, second, Some("a secret of both ends")).await;
    let public = format!("http://{HERE}:{second}");
    let tunnel = until(&browser, |state| is_up(state) && state["publicUrl"] == public.as_str()).await;
    assert!(tunnel["state"]["restarts"].as_u64() >= Some(1));
    check(&public, &data).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bore_server_that_wants_another_secret_is_named_as_the_cause() {
    const HERE: &str = "127.0.0.38";
    let dir = tempfile::tempdir().unwrap();
    let _server = Server::start(HERE, free_port(HERE), Some("theirs")).await;
    let line = format!("bore:{HERE}");
    for (secret, cause) in
        [("ours", "the bore server does not accept the secret"), ("", "the bore server asks for a secret")]
    {
        let data = dir.path().join(format!("data-{secret}"));
        let variables = [("RINGBOOK_TUNNEL", line.as_str()), ("RINGBOOK_TUNNEL_SECRET", secret)];
        let (_ringbook, browser) = Browser::with_server(&data, &variables).await;
        let tunnel = until(&browser, |state| state["phase"] == "refused").await;
        assert_eq!(tunnel["state"]["cause"], cause);
    }
}
