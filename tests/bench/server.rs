//! A server process for benchmarks and a signed-in client of its interface.

use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// A running `ringbook serve`, release build. Killed when dropped.
pub struct Server {
    child: Child,
    pub hook: String,
    pub ui: String,
}

/// A browser without a window.
pub struct Client {
    http: reqwest::Client,
    ui: String,
    cookie: String,
}

const PASSWORD: &str = "bench password";

impl Server {
    pub fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ringbook"))
            .args(["serve", "--json", "--hook", "127.0.0.1:0", "--ui", "127.0.0.1:0"])
            .env("RINGBOOK_DATA", data)
            .env("RINGBOOK_SIGNING_SECRETS", super::SECRET)
            .env("RINGBOOK_PASSWORD", PASSWORD)
            .env("RINGBOOK_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let addresses: Value = serde_json::from_str(&line).unwrap();
        let address = |name: &str| addresses[name].as_str().unwrap().to_owned();
        Self { hook: address("hook"), ui: address("ui"), child }
    }

    /// Ends it as a service manager does, and waits.
    pub fn stop(mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success(), "it did not end cleanly");
    }

    /// Resident memory in MiB.
    pub fn resident_mib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
    }

    pub async fn signed_in(&self) -> Client {
        // Err means that there is one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let response = http
            .post(format!("http://{}/api/login", self.ui))
            .header("origin", format!("http://{}", self.ui))
            .json(&json!({ "password": PASSWORD }))
            .send()
            .await
            .unwrap();
        let cookie = response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Client { http, ui: self.ui.clone(), cookie }
    }
}

impl Client {
    pub async fn call(&self, command: &str, input: Value) -> Value {
        let request = self.http.post(format!("http://{}/api/rpc/{command}", self.ui));
        let request = request.header("origin", format!("http://{}", self.ui)).header("cookie", &self.cookie);
        request.json(&input).send().await.unwrap().json().await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
