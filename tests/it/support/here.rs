//! Ringbook in the test's own process: its clock, its breakpoints and its store within reach, its ports real.

use ringbook::{
    api::{Announcements, Api},
    app::{
        App,
        config::{Config, Given},
    },
    http::{Face, Server},
    journal::{Journal as _, Kind, NewRecord},
    model::UtcMillis,
    seam::Seam,
    webhook::{delivery::Delivery, signature::Scheme},
};
use serde_json::{Value, json};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

/// A configuration on free ports.
pub fn config(data: &Path, change: impl FnOnce(&mut Given)) -> Config {
    let any: std::net::SocketAddr = "127.0.0.1:0".parse().unwrap();
    let mut given = Given { data: Some(data.to_owned()), hook: Some(any), ui: Some(any), ..Given::default() };
    given.signing_secrets = Some(super::SECRET.to_owned().into());
    change(&mut given);
    Config::complete(given, None).unwrap()
}

/// A running Ringbook whose interface asks for no password.
pub struct Here {
    pub app: Arc<App>,
    pub server: Server,
    pub http: reqwest::Client,
}

impl Here {
    pub async fn start(config: Config, seam: Seam) -> Self {
        Self::with_face(config, seam, Face::Demo).await
    }

    pub async fn with_face(config: Config, seam: Seam, face: Face) -> Self {
        let announcements = Announcements::default();
        let password = config.password.clone();
        let app = App::start(config, seam, announcements.announce()).await.unwrap();
        let api = Api::new(app.clone(), announcements);
        let server = Server::start(&app, &api, face, password).await.unwrap();
        Self { app, server, http: super::client() }
    }

    pub async fn stop(self) {
        let Self { app, server, http: _ } = self;
        server.stop().await;
        app.stop().await;
        // What a stopped task was still looking at lets go of it in a moment; then the folder can be opened again.
        let (held, began) = (Arc::downgrade(&app), Instant::now());
        drop(app);
        while held.strong_count() > 0 {
            assert!(began.elapsed() < Duration::from_secs(40), "somebody holds on to a stopped Ringbook");
            tokio::time::sleep(Duration::from_millis(5)).await; // pace of looking
        }
    }

    /// Calls a command over HTTP.
    pub async fn call(&self, command: &str, input: Value) -> Value {
        let origin = format!("http://{}", self.server.ui);
        let request = self.http.post(format!("{origin}/api/rpc/{command}")).header("origin", &origin);
        let answer = request.json(&input).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{command}");
        answer.json().await.unwrap()
    }

    /// Calls a command until its answer fits, at most 40 s.
    pub async fn until(&self, command: &str, input: Value, fits: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let answer = self.call(command, input.clone()).await;
            if fits(&answer) {
                return answer;
            }
            assert!(began.elapsed() < Duration::from_secs(40), "{command} never fitted: {answer:#}");
            tokio::time::sleep(Duration::from_millis(20)).await; // pace of asking
        }
    }

    /// Writes deliveries down as if they had been received, and gives the position of the last.
    pub async fn receive(&self, bodies: impl IntoIterator<Item = super::Delivery>) -> u64 {
        let now = self.app.seam.now();
        let records: Vec<NewRecord> = bodies
            .into_iter()
            .map(|one| {
                let delivery = Delivery {
                    received_at: now,
                    scheme: Scheme::Standard,
                    secret_index: Some(0),
                    webhook_id: Some(one.webhook_id),
                    signed_at: Some(now),
                    headers: vec![("webhook-id".to_owned(), "x".to_owned())],
                    body: one.body.into(),
                };
                NewRecord { kind: Kind::Delivery, at: now, payload: delivery.encode().unwrap().into() }
            })
            .collect();
        let mut last = 0;
        for unit in records.chunks(500) {
            last = self.app.journal.append(unit.to_vec()).await.unwrap().last.0;
        }
        last
    }

    /// Waits until everything written down has taken effect.
    pub async fn settle(&self) {
        self.app.wait_for(self.app.journal.last()).await;
    }

    /// `status`.
    pub async fn status(&self) -> Value {
        self.call("status", json!({})).await
    }
}

/// The moment that text number `n` was written.
pub fn moment(n: u64) -> String {
    let at = UtcMillis(1_790_000_000_000 + i64::try_from(n).unwrap() * 1000);
    chrono::DateTime::from_timestamp_millis(at.0).unwrap().to_rfc3339()
}

/// Distinct texts from forty senders.
pub fn texts(numbers: std::ops::Range<u64>) -> Vec<super::Delivery> {
    let text = |n: u64| {
        super::Delivery::text(
            n,
            &format!("+1773555{:04}", 100 + n % 40),
            &format!("number q{n}q of the roof"),
            &moment(n),
        )
    };
    numbers.map(text).collect()
}
