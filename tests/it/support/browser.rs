//! A browser without a window: signs in and calls commands as the pages do.

use super::Ringbook;
use serde_json::{Value, json};

/// The password that [`Browser::open`] expects the server to have been started with.
pub const PASSWORD: &str = "a roof over it";

pub struct Browser {
    pub http: reqwest::Client,
    pub ui: String,
    pub cookie: String,
}

impl Browser {
    /// Starts Ringbook with a password and signs in.
    pub async fn with_server(data: &std::path::Path, variables: &[(&str, &str)]) -> (Ringbook, Self) {
        let mut all = vec![("RINGBOOK_PASSWORD", PASSWORD)];
        all.extend_from_slice(variables);
        let ringbook = Ringbook::start_with(data, &all);
        let browser = Self::open(&ringbook.ui).await;
        (ringbook, browser)
    }

    /// Signs in.
    pub async fn open(ui: &str) -> Self {
        let http = crate::support::client();
        let answer = http.post(format!("http://{ui}/api/login")).header("origin", format!("http://{ui}"));
        let answer = answer.json(&json!({ "password": PASSWORD })).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Self { http, ui: ui.to_owned(), cookie }
    }

    /// Calls a command and gives status and answer.
    pub async fn try_call(&self, command: &str, input: Value) -> (u16, Value) {
        let request = self.http.post(format!("http://{}/api/rpc/{command}", self.ui));
        let request = request.header("origin", format!("http://{}", self.ui)).header("cookie", &self.cookie);
        let answer = request.json(&input).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or(Value::Null))
    }

    /// Calls a command that must work.
    pub async fn call(&self, command: &str, input: Value) -> Value {
        let (status, answer) = self.try_call(command, input).await;
        assert_eq!(status, 200, "{command}: {answer}");
        answer
    }

    /// Calls a command again and again until its answer fits. Bounded by 30 s.
    pub async fn until(&self, command: &str, input: Value, fits: impl Fn(&Value) -> bool) -> Value {
        let began = std::time::Instant::now();
        loop {
            let answer = self.call(command, input.clone()).await;
            if fits(&answer) {
                return answer;
            }
            assert!(began.elapsed().as_secs() < 30, "{command} never fitted: {answer:#}");
            tokio::task::yield_now().await;
        }
    }

    /// The newest conversations.
    pub async fn inbox(&self, tab: &str) -> Value {
        self.call("inbox_page", json!({ "tab": tab, "lineId": null, "cursor": null, "limit": 50 })).await
    }
}
