//! The desktop's notification service, spoken to directly over D-Bus, because only so a click can be heard.
//!
//! Source: Desktop Notifications Specification 1.2 (org.freedesktop.Notifications).

use super::{Note, Said};
use futures::{Stream, StreamExt as _, stream};
use std::{collections::HashMap, pin::Pin, time::Duration};
use tauri::AppHandle;
use zbus::zvariant::Value;

/// A service that does not answer within this is treated as absent.
const PATIENCE: Duration = Duration::from_secs(2);
/// The action that the specification gives to a click on the notification itself.
const CLICK: &str = "default";
/// Leaves it to the service how long to show.
const SERVICES_CHOICE: i32 = -1;

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications",
    gen_blocking = false
)]
trait Notifications {
    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;

    #[expect(clippy::too_many_arguments, reason = "the specification's")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;

    fn close_notification(&self, id: u32) -> zbus::Result<()>;

    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action_key: String) -> zbus::Result<()>;

    #[zbus(signal)]
    fn notification_closed(&self, id: u32, reason: u32) -> zbus::Result<()>;
}

/// The service, looked for when first needed.
pub struct Service {
    app_name: &'static str,
    picture: Option<Picture>,
    line: Option<Line>,
    told_absent: bool,
}

struct Picture {
    rgba: Vec<u8>,
    width: i32,
    height: i32,
}

/// An open line to the service.
struct Line {
    proxy: NotificationsProxy<'static>,
    signals: Pin<Box<dyn Stream<Item = Said> + Send>>,
    /// Whether the service reads markup in the words, so that they must be escaped.
    reads_markup: bool,
}

impl Service {
    /// Announces under this name, with the window's icon.
    pub fn new(app_name: &'static str, app: &AppHandle) -> Self {
        let picture = app.default_window_icon().and_then(|icon| {
            let (width, height) = (i32::try_from(icon.width()).ok()?, i32::try_from(icon.height()).ok()?);
            Some(Picture { rgba: icon.rgba().to_vec(), width, height })
        });
        Self { app_name, picture, line: None, told_absent: false }
    }

    /// Shows a notification and gives its number; none if there is no service.
    pub async fn show(&mut self, note: &Note<'_>) -> Option<u32> {
        let answer = tokio::time::timeout(PATIENCE, self.try_show(note)).await;
        match answer {
            Ok(Ok(id)) => Some(id),
            Ok(Err(error)) => self.lost(&error.to_string()),
            Err(_) => self.lost("it does not answer"),
        }
    }

    async fn try_show(&mut self, note: &Note<'_>) -> zbus::Result<u32> {
        let mut hints = HashMap::from([
            ("category", Value::from("im.received")),
            ("desktop-entry", Value::from("ringbook")),
            ("urgency", Value::from(1_u8)),
        ]);
        if let Some(Picture { rgba, width, height }) = &self.picture {
            let (bits, channels, has_alpha) = (8_i32, 4_i32, true);
            let picture = (*width, *height, *width * channels, has_alpha, bits, channels, rgba.as_slice());
            hints.insert("image-data", Value::from(picture));
        }
        let app_name = self.app_name;
        let line = self.line().await?;
        let body = if line.reads_markup { escaped(note.body) } else { note.body.to_owned() };
        let actions = [CLICK, "Open"];
        let replaces = note.replaces.unwrap_or(0);
        line.proxy.notify(app_name, replaces, "", note.title, &body, &actions, hints, SERVICES_CHOICE).await
    }

    /// Takes a notification back; one that is gone already is no error.
    pub async fn close(&mut self, id: u32) {
        let Some(line) = &self.line else { return };
        match tokio::time::timeout(PATIENCE, line.proxy.close_notification(id)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "a notification was gone already"),
            Err(_) => tracing::debug!("the notification service does not answer"),
        }
    }

    /// Waits for what the service says next; for ever while there is no line.
    pub async fn said(&mut self) -> Said {
        if let Some(line) = &mut self.line
            && let Some(said) = line.signals.next().await
        {
            return said;
        }
        // The bus is gone; `show` opens a new line.
        self.line = None;
        std::future::pending().await
    }

    async fn line(&mut self) -> zbus::Result<&mut Line> {
        if self.line.is_none() {
            self.line = Some(Line::open().await?);
        }
        self.line.as_mut().ok_or(zbus::Error::InvalidReply)
    }

    fn lost(&mut self, reason: &str) -> Option<u32> {
        self.line = None;
        if !self.told_absent {
            tracing::warn!(reason, "arrivals cannot be announced: no notification service");
        }
        self.told_absent = true;
        None
    }
}

impl Line {
    async fn open() -> zbus::Result<Self> {
        let connection = zbus::Connection::session().await?;
        let proxy = NotificationsProxy::new(&connection).await?;
        // Listening begins before anything is shown, so that no click is missed.
        let chosen = proxy.receive_action_invoked().await?.filter_map(|signal| async move {
            let arguments = signal.args().ok()?;
            (arguments.action_key == CLICK).then_some(Said::Chosen(arguments.id))
        });
        let closed = proxy.receive_notification_closed().await?.filter_map(|signal| async move {
            let arguments = signal.args().ok()?;
            Some(Said::Closed(arguments.id))
        });
        let reads_markup = proxy.get_capabilities().await?.iter().any(|name| name == "body-markup");
        Ok(Self { proxy, signals: Box::pin(stream::select(chosen, closed)), reads_markup })
    }
}

/// Words as they are, for a service that would read `<b>` or `&amp;` in them.
fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_never_read_as_markup() {
        assert_eq!(escaped("<img src=x> & <b>"), "&lt;img src=x&gt; &amp; &lt;b&gt;");
    }
}
