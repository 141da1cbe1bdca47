//! Announces what arrived: one notification per conversation, replaced in place, taken back once it is read.

#[cfg(target_os = "linux")]
mod freedesktop;
#[cfg(not(target_os = "linux"))]
mod plain;
mod reminders;

#[cfg(target_os = "linux")]
use freedesktop as system;
#[cfg(not(target_os = "linux"))]
use plain as system;

use super::{core::Running, window};
use ringbook::api::wire::{Arrival, Change, Conversation, Health, HealthWarning, PreviewKind, Tag};
use serde::Serialize;
use std::collections::BTreeMap;
use tauri::{AppHandle, Emitter as _};
use tokio::sync::mpsc;

/// Name of the event that asks the page to open a conversation.
const OPEN_EVENT: &str = "open";
/// Announcements that may wait for a slow service; beyond that they are dropped, as the inbox has them all.
const WAITING: usize = 64;
/// Conversations announced at the same time.
const MOST: usize = 64;
/// Longest words, in characters; services cut, too, but not all.
const LONGEST: usize = 240;

/// Hands on what may have to be announced.
pub struct Notifier(mpsc::Sender<Request>);

/// What [`run`] works through.
pub type Requests = mpsc::Receiver<Request>;

/// Something for the announcer.
pub enum Request {
    /// It arrived just now.
    Announce(Arrival),
    /// A conversation, or any, was changed: perhaps it has been read.
    Recheck(Option<String>),
    /// A warning was raised or cleared.
    Warnings,
    /// A follow-up fell due, or was changed.
    Reminders,
}

/// A notification as the service gets it.
struct Note<'a> {
    title: &'a str,
    body: &'a str,
    /// The one that it takes the place of.
    replaces: Option<u32>,
}

/// What the service said.
enum Said {
    /// The person chose this notification.
    Chosen(u32),
    /// It is gone from the screen.
    Closed(u32),
}

/// A notification on the screen.
struct Shown {
    id: u32,
    item_id: String,
    /// How many arrivals it stands for.
    count: u64,
}

/// What the page is asked to open.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
struct Open<'a> {
    conversation_id: &'a str,
    item_id: &'a str,
}

/// A queue between the change feed and the announcer.
pub fn channel() -> (Notifier, Requests) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (Notifier(sender), receiver)
}

impl Notifier {
    /// Passes on what a change means for the announcements. Never waits.
    pub fn tell(&self, change: &Change) {
        if change.tags.contains(&Tag::Health) && self.0.try_send(Request::Warnings).is_err() {
            tracing::debug!("a warning is announced later");
        }
        if change.tags.contains(&Tag::FollowUps) && self.0.try_send(Request::Reminders).is_err() {
            tracing::debug!("a reminder is told of later");
        }
        let may_be_read = change.tags.iter().any(|tag| matches!(tag, Tag::Inbox | Tag::Conversation));
        let request = match &change.arrival {
            Some(arrival) => Request::Announce(arrival.clone()),
            None if may_be_read => Request::Recheck(change.conversation_id.clone()),
            None => return,
        };
        if self.0.try_send(request).is_err() {
            tracing::debug!("too many arrivals to announce each");
        }
    }
}

/// Announces until the window is gone, then takes back what is on the screen.
pub async fn run(app: AppHandle, running: Running, mut requests: Requests) {
    let sample = running.surface.is_demo();
    let mut service = system::Service::new(if sample { "Ringbook (sample data)" } else { "Ringbook" }, &app);
    let mut shown = BTreeMap::<String, Shown>::new();
    let mut warned = Warned::default();
    // What was raised before anyone listened.
    warn(&running, &mut service, &mut warned).await;
    let mut reminders = reminders::Reminders::new();
    reminders.follow(&running, &mut service).await;
    loop {
        tokio::select! {
            () = running.ending.cancelled() => break,
            request = requests.recv() => match request {
                Some(Request::Announce(arrival)) => announce(&app, &running, &mut service, &mut shown, &arrival).await,
                Some(Request::Recheck(conversation)) => {
                    take_back_read(&running, &mut service, &mut shown, conversation.as_deref()).await;
                }
                Some(Request::Warnings) => warn(&running, &mut service, &mut warned).await,
                Some(Request::Reminders) => reminders.follow(&running, &mut service).await,
                None => break,
            },
            said = service.said() => match said {
                Said::Chosen(id) => {
                    service.close(id).await;
                    if warned.forget_note(id) {
                        window::present(&app);
                    } else if let Some(link) = reminders.chosen(id) {
                        window::present(&app);
                        window::open_link(&app, &link);
                    } else {
                        choose(&app, &mut shown, id);
                    }
                }
                Said::Closed(id) => {
                    warned.forget_note(id);
                    reminders.forget_note(id);
                    shown.retain(|_, note| note.id != id);
                }
            },
        }
    }
    for note in shown.values() {
        service.close(note.id).await;
    }
    for id in warned.0.into_values().flatten().chain(reminders.notes()) {
        service.close(id).await;
    }
}

/// Warnings that were announced and still stand, each with its notification while that is on the screen: one that
/// was put away is not shown again.
#[derive(Default)]
struct Warned(BTreeMap<String, Option<u32>>);

impl Warned {
    /// The warnings to announce, and the notifications to take back.
    fn follow(&mut self, warnings: &[HealthWarning]) -> (Vec<HealthWarning>, Vec<u32>) {
        let stands: BTreeMap<String, &HealthWarning> =
            warnings.iter().map(|warning| (format!("{:?}", warning.kind), warning)).collect();
        let over: Vec<String> = self.0.keys().filter(|kind| !stands.contains_key(*kind)).cloned().collect();
        let gone = over.into_iter().filter_map(|kind| self.0.remove(&kind).flatten()).collect();
        let new = stands.into_iter().filter(|(kind, _)| !self.0.contains_key(kind));
        (new.map(|(_, warning)| warning.clone()).collect(), gone)
    }

    fn announced(&mut self, warning: &HealthWarning, note: Option<u32>) {
        self.0.insert(format!("{:?}", warning.kind), note);
    }

    /// Whether this notification was one of a warning; it is not on the screen any more.
    fn forget_note(&mut self, id: u32) -> bool {
        let found = self.0.values_mut().find(|note| **note == Some(id));
        found.map(|note| *note = None).is_some()
    }
}

/// Announces each warning once, and takes it back when it is cleared.
async fn warn(running: &Running, service: &mut system::Service, warned: &mut Warned) {
    let answer = running.surface.call("health", serde_json::json!({})).await;
    let Some(health) = answer.ok().and_then(|value| serde_json::from_value::<Health>(value).ok()) else { return };
    let (new, gone) = warned.follow(&health.warnings);
    for id in gone {
        service.close(id).await;
    }
    for warning in new {
        let note = if running.wishes.notifications() {
            service.show(&Note { title: &warning.title, body: &warning.sentence, replaces: None }).await
        } else {
            None
        };
        warned.announced(&warning, note);
    }
}

async fn announce(
    app: &AppHandle,
    running: &Running,
    service: &mut system::Service,
    shown: &mut BTreeMap<String, Shown>,
    arrival: &Arrival,
) {
    let known = shown.get(&arrival.conversation_id);
    let is_one_too_many = known.is_none() && shown.len() >= MOST;
    if !running.wishes.notifications() || is_one_too_many || window::is_showing(app, &arrival.conversation_id) {
        return;
    }
    let count = known.map_or(1, |note| note.count + 1);
    let title = if count == 1 { arrival.title.clone() } else { format!("{} ({count})", arrival.title) };
    let body = words(arrival, running.wishes.notification_text());
    let note = Note { title: &title, body: &body, replaces: known.map(|note| note.id) };
    if let Some(id) = service.show(&note).await {
        shown.insert(arrival.conversation_id.clone(), Shown { id, item_id: arrival.item_id.clone(), count });
    }
}

/// Takes back the announcements of conversations that have been read meanwhile.
async fn take_back_read(
    running: &Running,
    service: &mut system::Service,
    shown: &mut BTreeMap<String, Shown>,
    conversation_id: Option<&str>,
) {
    let candidates = shown.keys().filter(|id| conversation_id.is_none_or(|changed| changed == *id));
    for id in candidates.cloned().collect::<Vec<_>>() {
        let answer = running.surface.call("conversation", serde_json::json!({ "conversationId": id })).await;
        let is_read = answer
            .ok()
            .and_then(|value| serde_json::from_value::<Conversation>(value).ok())
            .is_some_and(|conversation| conversation.row.unread == 0);
        if is_read && let Some(note) = shown.remove(&id) {
            service.close(note.id).await;
        }
    }
}

/// Brings the window to the front with the announced item open.
fn choose(app: &AppHandle, shown: &mut BTreeMap<String, Shown>, id: u32) {
    let Some(conversation_id) = shown.iter().find(|(_, note)| note.id == id).map(|(key, _)| key.clone()) else {
        return;
    };
    let Some(note) = shown.remove(&conversation_id) else { return };
    window::present(app);
    let open = Open { conversation_id: &conversation_id, item_id: &note.item_id };
    if let Err(error) = app.emit_to(window::LABEL, OPEN_EVENT, open) {
        tracing::warn!(%error, "cannot tell the window what to open");
    }
}

/// What an announcement says: the words themselves, or only what kind of thing came.
fn words(arrival: &Arrival, with_text: bool) -> String {
    let kind = match arrival.kind {
        PreviewKind::Text | PreviewKind::Sending | PreviewKind::FailedText => "New text",
        PreviewKind::Picture => "New picture",
        PreviewKind::File => "New file",
        PreviewKind::Call => "Call",
        PreviewKind::MissedCall => "Missed call",
        PreviewKind::Voicemail => "New voicemail",
        PreviewKind::Note => "New note",
    };
    if !with_text || arrival.text.trim().is_empty() {
        return kind.to_owned();
    }
    cut(&arrival.text)
}

/// Words of a length that services show.
fn cut(words: &str) -> String {
    let mut text = words.chars().take(LONGEST).collect::<String>();
    if text.len() < words.len() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival(kind: PreviewKind, text: &str) -> Arrival {
        Arrival {
            conversation_id: "c1".into(),
            item_id: "i1".into(),
            title: "Dana Whitfield".into(),
            text: text.into(),
            kind,
        }
    }

    #[test]
    fn the_words_are_shown_only_if_wished() {
        let text = arrival(PreviewKind::Text, "the gate code is 4711");
        assert_eq!(words(&text, true), "the gate code is 4711");
        assert_eq!(words(&text, false), "New text");
        assert_eq!(words(&arrival(PreviewKind::MissedCall, ""), true), "Missed call");
    }

    #[test]
    fn long_words_are_cut_between_characters() {
        let text = words(&arrival(PreviewKind::Text, &"ü".repeat(500)), true);
        assert_eq!(text.chars().count(), LONGEST + 1);
        assert!(text.ends_with('…'));
    }

    #[test]
    fn a_warning_is_announced_once_and_taken_back_when_it_is_over() {
        use ringbook::api::wire::HealthWarningKind;
        let warning = |kind| HealthWarning {
            kind,
            since: 0,
            severe: true,
            title: "Nothing arrives from Quo".into(),
            sentence: "Nothing arrived for 6 business hours.".into(),
        };
        let (silence, key) = (warning(HealthWarningKind::Silence), warning(HealthWarningKind::KeyRefused));
        let mut warned = Warned::default();
        assert_eq!(warned.follow(std::slice::from_ref(&silence)), (vec![silence.clone()], vec![]));
        warned.announced(&silence, Some(7));
        assert_eq!(warned.follow(&[silence.clone(), key.clone()]), (vec![key.clone()], vec![]));
        warned.announced(&key, Some(8));
        assert!(warned.forget_note(8) && !warned.forget_note(8));
        assert_eq!(warned.follow(&[silence.clone(), key.clone()]), (vec![], vec![]), "put away is not shown again");
        assert_eq!(warned.follow(&[]), (vec![], vec![7]));
        let again = std::slice::from_ref(&key);
        assert_eq!(warned.follow(again), (again.to_vec(), vec![]), "raised anew is announced anew");
    }

    #[test]
    fn an_arrival_is_announced_and_a_mark_is_rechecked() {
        let (notifier, mut requests) = channel();
        let mut change = Change { seq: 1, tags: vec![Tag::Inbox], conversation_id: Some("c1".into()), arrival: None };
        notifier.tell(&change);
        assert!(matches!(requests.try_recv(), Ok(Request::Recheck(Some(id))) if id == "c1"));
        change.arrival = Some(arrival(PreviewKind::Text, "hello"));
        notifier.tell(&change);
        assert!(matches!(requests.try_recv(), Ok(Request::Announce(_))));
        change.arrival = None;
        change.tags = vec![Tag::Health, Tag::Status];
        notifier.tell(&change);
        assert!(matches!(requests.try_recv(), Ok(Request::Warnings)));
        change.tags = vec![Tag::Settings];
        notifier.tell(&change);
        assert!(requests.try_recv().is_err());
    }
}
