//! A notification service of the test's own: it sees what is announced and can click on it.
//!
//! Source: Desktop Notifications Specification 1.2.

use std::collections::HashMap;
use tokio::sync::mpsc;
use zbus::{interface, object_server::SignalEmitter, zvariant::OwnedValue};

/// What the window asked of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A notification was shown, new or in the place of another.
    Shown { id: u32, replaced: bool, title: String, body: String },
    /// A notification was taken back.
    TakenBack(u32),
}

/// The service, as long as it lives.
pub struct Service {
    connection: zbus::Connection,
    asked: mpsc::UnboundedReceiver<Asked>,
}

struct Notifications {
    last: u32,
    asked: mpsc::UnboundedSender<Asked>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    fn get_capabilities(&self) -> Vec<String> {
        ["actions", "body", "body-markup"].map(str::to_owned).to_vec()
    }

    #[expect(clippy::too_many_arguments, reason = "the specification's")]
    fn notify(
        &mut self,
        app_name: String,
        replaces_id: u32,
        _app_icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        assert!(app_name.starts_with("Ringbook"), "{app_name}");
        assert!(actions.iter().any(|action| action == "default"), "a click would mean nothing: {actions:?}");
        assert!(hints.contains_key("image-data"));
        let replaced = replaces_id != 0;
        if !replaced {
            self.last += 1;
        }
        let id = if replaced { replaces_id } else { self.last };
        self.asked.send(Asked::Shown { id, replaced, title: summary, body }).unwrap();
        id
    }

    async fn close_notification(&self, id: u32, #[zbus(signal_emitter)] emitter: SignalEmitter<'_>) {
        self.asked.send(Asked::TakenBack(id)).unwrap();
        Self::notification_closed(&emitter, id, 3).await.unwrap();
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ["test", "ringbook", "1", "1.2"].map(str::to_owned).into()
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;
}

impl Service {
    /// Takes the service's name on this bus.
    pub async fn start(bus: &str) -> Self {
        let (sender, asked) = mpsc::unbounded_channel();
        let connection = zbus::connection::Builder::address(bus)
            .unwrap()
            .name("org.freedesktop.Notifications")
            .unwrap()
            .serve_at("/org/freedesktop/Notifications", Notifications { last: 0, asked: sender })
            .unwrap()
            .build()
            .await
            .unwrap();
        Self { connection, asked }
    }

    /// What is asked next.
    pub async fn next(&mut self) -> Asked {
        let next = tokio::time::timeout(super::desk::PATIENCE, self.asked.recv()).await;
        next.expect("the window announces nothing").unwrap()
    }

    /// Clicks on a notification.
    pub async fn click(&self, id: u32) {
        let emitter = SignalEmitter::new(&self.connection, "/org/freedesktop/Notifications").unwrap();
        Notifications::action_invoked(&emitter, id, "default").await.unwrap();
    }
}
