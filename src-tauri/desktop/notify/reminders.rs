//! Tells of follow-ups that fell due, once each, and takes that back when one is done, moved or removed.

use super::{Note, cut, system};
use crate::desktop::core::Running;
use ringbook::api::wire::{FollowUpReminder, FollowUpReminders};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{SystemTime, UNIX_EPOCH},
};

/// More at one time are told as one.
const SINGLY: usize = 3;
/// What was told so long before anyone listened is told now: the core is quicker than the window.
const BEFORE_MS: i64 = 60_000;
/// Where all of them are.
const ALL: &str = "ringbook://follow-ups";

/// One falling due of one follow-up.
type Told = (String, i64);

/// What was told.
pub struct Reminders {
    since_ms: i64,
    /// Those that were told and still stand, each with its notification while that is on the screen.
    told: BTreeMap<Told, Option<u32>>,
    links: BTreeMap<u32, String>,
}

/// What is to be done about notifications.
#[derive(Debug, PartialEq)]
struct Plan {
    new: Vec<FollowUpReminder>,
    gone: Vec<u32>,
}

impl Reminders {
    /// Nothing was told yet.
    pub fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        Self { since_ms: now.saturating_sub(BEFORE_MS), told: BTreeMap::new(), links: BTreeMap::new() }
    }

    /// Tells what is new and takes back what is over.
    pub async fn follow(&mut self, running: &Running, service: &mut system::Service) {
        let answer = running.surface.call("follow_up_reminders", serde_json::json!({})).await;
        let read = answer.ok().and_then(|value| serde_json::from_value::<FollowUpReminders>(value).ok());
        let Some(FollowUpReminders { reminders }) = read else { return };
        let Plan { new, gone } = self.plan(reminders);
        for id in gone {
            self.links.remove(&id);
            service.close(id).await;
        }
        let wished = running.wishes.notifications();
        let with_text = running.wishes.notification_text();
        if new.len() > SINGLY {
            let title = format!("{} follow-ups are due", new.len());
            let first: Vec<&str> = new.iter().take(SINGLY).map(|one| one.title.as_str()).collect();
            let body = if with_text { cut(&first.join(" · ")) } else { String::new() };
            let id = show(service, wished, &title, &body).await;
            self.keep(&new, id, ALL);
            return;
        }
        for one in new {
            let title = if one.about.is_empty() { "Follow-up".to_owned() } else { one.about.clone() };
            let body =
                if with_text { cut(&format!("Due now: {}", one.title)) } else { "A follow-up is due".to_owned() };
            let id = show(service, wished, &title, &body).await;
            let link = one.link.clone();
            self.keep(std::slice::from_ref(&one), id, &link);
        }
    }

    /// The link of a notification that was chosen, if it is one of these; it is not on the screen any more.
    pub fn chosen(&mut self, id: u32) -> Option<String> {
        let link = self.links.get(&id).cloned();
        self.forget_note(id);
        link
    }

    /// A notification is not on the screen any more; what it told is not told again.
    pub fn forget_note(&mut self, id: u32) {
        self.links.remove(&id);
        self.told.values_mut().filter(|note| **note == Some(id)).for_each(|note| *note = None);
    }

    /// Notifications that are on the screen.
    pub fn notes(self) -> impl Iterator<Item = u32> {
        self.links.into_keys()
    }

    fn plan(&mut self, reminders: Vec<FollowUpReminder>) -> Plan {
        let stands: BTreeSet<Told> = reminders.iter().map(told).collect();
        let over: Vec<Told> = self.told.keys().filter(|told| !stands.contains(*told)).cloned().collect();
        let maybe_gone: Vec<u32> = over.into_iter().filter_map(|told| self.told.remove(&told).flatten()).collect();
        // One notification may stand for several.
        let kept: BTreeSet<u32> = self.told.values().copied().flatten().collect();
        let gone: BTreeSet<u32> = maybe_gone.into_iter().filter(|id| !kept.contains(id)).collect();
        let new =
            reminders.into_iter().filter(|one| one.told_at >= self.since_ms && !self.told.contains_key(&told(one)));
        Plan { new: new.collect(), gone: gone.into_iter().collect() }
    }

    fn keep(&mut self, reminders: &[FollowUpReminder], id: Option<u32>, link: &str) {
        self.told.extend(reminders.iter().map(|one| (told(one), id)));
        self.links.extend(id.map(|id| (id, link.to_owned())));
    }
}

fn told(one: &FollowUpReminder) -> Told {
    (one.id.clone(), one.due_at)
}

async fn show(service: &mut system::Service, wished: bool, title: &str, body: &str) -> Option<u32> {
    if wished { service.show(&Note { title, body, replaces: None }).await } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(id: &str, due_at: i64, told_at: i64) -> FollowUpReminder {
        let link = ALL.to_owned();
        FollowUpReminder { id: id.into(), title: "Call".into(), about: "Dana".into(), due_at, told_at, link }
    }

    #[test]
    fn each_is_told_once_and_taken_back_when_all_it_stands_for_is_over() {
        let mut reminders = Reminders { since_ms: 100, told: BTreeMap::new(), links: BTreeMap::new() };
        let (one, other, old) = (due("a", 150, 151), due("b", 160, 161), due("c", 10, 11));
        let plan = reminders.plan(vec![one.clone(), other.clone(), old]);
        assert_eq!(plan, Plan { new: vec![one.clone(), other.clone()], gone: vec![] });
        reminders.keep(&plan.new, Some(7), ALL);
        assert_eq!(reminders.plan(vec![one.clone(), other.clone()]), Plan { new: vec![], gone: vec![] });
        assert_eq!(reminders.plan(vec![other.clone()]), Plan { new: vec![], gone: vec![] });
        assert_eq!(reminders.plan(vec![]), Plan { new: vec![], gone: vec![7] });
        // Moved and due again is told anew.
        let again = due("a", 300, 301);
        assert_eq!(reminders.plan(vec![again.clone()]).new, std::slice::from_ref(&again));
        reminders.keep(std::slice::from_ref(&again), Some(8), "ringbook://thread/1");
        assert_eq!(reminders.chosen(8).as_deref(), Some("ringbook://thread/1"));
        assert_eq!(reminders.plan(vec![again]), Plan { new: vec![], gone: vec![] });
        assert_eq!(reminders.chosen(8), None);
    }
}
