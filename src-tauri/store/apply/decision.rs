//! Decisions of people and of Ringbook.

use super::Stage;
use crate::model::UtcMillis;
use crate::model::address::lasting;
use crate::model::contact::Line;
use crate::model::conversation::{Marks, OptCause, OptVerdict, Rest, Resting};
use crate::model::decision::{Decided, Decision, DecisionV1, MediaState};
use crate::model::item::{Item, Note, Outgoing};
use crate::model::merge::{Latest, keep_greater};
use crate::model::place::Target;
use crate::store::Error;
use crate::store::keys::{Tree, hash16};
use crate::store::record::{MediaRecord, SettingRecord};

impl Stage<'_> {
    /// Applies a decision that stands at `position` of the journal. Replaying a dead letter is not done here: only
    /// the caller can read the journal.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn decide(&mut self, decision: &Decision, position: u64) -> Result<(), Error> {
        let Decision::V1(DecisionV1 { at, what }) = decision;
        let at = *at;
        match what {
            Decided::NoteAdded { id, place, text, by } => self.upsert(Item::Note(Note {
                at,
                id: id.clone(),
                place: place.clone(),
                text: text.clone(),
                by: by.clone(),
            })),
            Decided::MarkedRead { place, through } => {
                let read_through = Some(Latest { at, value: *through });
                self.mark(place, Marks { read_through, ..Marks::default() })
            }
            Decided::Done { place } => self.put_to_rest(place, at, Rest::Done, None),
            Decided::Reopened { place } => self.put_to_rest(place, at, Rest::Open, None),
            Decided::DraftSaved { place, text } => {
                self.mark(place, Marks { draft: Some(Latest { at, value: text.clone() }), ..Marks::default() })
            }
            Decided::NextStepTicked { call, index, done } => self.tick(call, *index, *done, at),
            Decided::OptOutSet { party } => {
                let value = OptVerdict { out: true, cause: OptCause::Person };
                self.opt(party, Latest { at, value })
            }
            Decided::OptOutLifted { party } => {
                let value = OptVerdict { out: false, cause: OptCause::Person };
                self.opt(party, Latest { at, value })
            }
            Decided::LineNamed { line, name } => {
                let mut named = Line::unknown(line.clone());
                named.own_name = Some(Latest { at, value: name.clone() });
                self.keep_line(named)
            }
            Decided::SettingSaved { name, value } => self.setting(name, value.to_string(), at),
            Decided::DeadLetterReplayed { seq: _ } => Ok(()),
            Decided::MediaFetched { url, media } => self.media(url, media.clone(), at),
            Decided::HistoryRead(reading) => self.history_read(reading, at),
            Decided::PartsSeen { parts } => self.parts_seen(parts),
            Decided::HistoryNoted(note) => self.history_noted(note, at),
            Decided::ContactEdited(edit) => self.edit_contact(edit, at, position),
            Decided::ContactEditMoved { id, contact, step } => self.move_edit(contact, id, step, at, position),
            Decided::ContactTagged { contact, tags } => {
                self.change_own(contact, |own| keep_greater(&mut own.tags, Some((position, tags.clone()))))
            }
            Decided::ContactNoted { contact, text } => {
                self.change_own(contact, |own| keep_greater(&mut own.note, Some((position, text.clone()))))
            }
            Decided::ContactsMerged { kept, gone } => self.merge_contacts(kept, gone, position),
            Decided::ContactsUnmerged { back } => self.unmerge_contacts(back, position),
            Decided::ContactsKeptApart { contacts } => {
                self.keep_contacts_apart(contacts);
                Ok(())
            }
            Decided::InboxPushWanted { conversation, mark } => self.want_inbox_push(conversation, *mark),
            Decided::InboxPushed { conversation, mark, refused: _ } => self.end_inbox_push(conversation, *mark),
            Decided::ContactsChanged { changes } => self.change_contacts(changes, at, position),
            Decided::ImportMade(head) => self.import_made(head, at, position),
            Decided::ImportUndone { id } => self.import_undone(id, at),
            Decided::ContactRemovalMoved { contact, step } => self.step_removal(contact, step, position),
            Decided::ContactsLetAlike { contacts } => self.let_contacts_alike(contacts),
            Decided::SendIntended(intent) => self.outgoing(Outgoing::intended(intent.clone(), at)),
            Decided::SendMoved { id, step } => self.outgoing(Outgoing::moved(id.clone(), step.clone(), at, position)),
            Decided::DoneAsSeen { place, seen } => self.put_to_rest(place, at, Rest::Done, Some(*seen)),
            Decided::Snoozed { place, until, wake_early, seen } => {
                let rest = Rest::Snoozed { until: *until, wake_early: *wake_early };
                self.put_to_rest(place, at, rest, Some(*seen))
            }
            Decided::Woken { place, snoozed_at } => self.put_to_rest(place, *snoozed_at, Rest::Woken { at }, None),
            Decided::Pinned { place, pinned } => {
                self.mark(place, Marks { pinned: Some(Latest { at, value: *pinned }), ..Marks::default() })
            }
            Decided::FollowUpMade(new) => self.make_follow_up(new, at),
            Decided::FollowUpChanged(change) => self.change_follow_up(change, at),
            Decided::FollowUpMoved { id, step } => self.move_follow_up(id, step, at),
            Decided::SearchSaved { id, search } => self.save_search(id, search.as_ref(), at),
            Decided::SnippetSaved(snippet) => self.save_snippet(snippet, position),
            Decided::SnippetRemoved { id } => self.remove_snippet(id),
            Decided::ConversationStarted { place } => self.start_conversation(place),
            Decided::TextScheduled(text) => self.schedule(text, at, position),
            Decided::ScheduleMoved { id, step } => self.move_scheduled(id, step, at, position),
            Decided::FailureSettled { item, settled } => self.settle_failure(item, *settled),
        }
    }

    fn put_to_rest(&mut self, place: &Target, at: UtcMillis, rest: Rest, seen: Option<UtcMillis>) -> Result<(), Error> {
        let resting = Some(Latest { at, value: Resting { rest, seen } });
        self.mark(place, Marks { resting, ..Marks::default() })
    }

    fn setting(&mut self, name: &str, json: String, at: UtcMillis) -> Result<(), Error> {
        let key = hash16(name).to_vec();
        let said = SettingRecord { name: name.to_owned(), value: Latest { at, value: json } };
        let old: Option<SettingRecord> = self.get(Tree::Setting, &key)?;
        let mut new = old.clone().unwrap_or_else(|| said.clone());
        keep_greater(&mut new.value, said.value);
        if old.as_ref() != Some(&new) {
            self.put(Tree::Setting, key, &new, 0)?;
            self.effects.settings = true;
        }
        Ok(())
    }

    fn media(&mut self, url: &str, state: MediaState, at: UtcMillis) -> Result<(), Error> {
        let key = hash16(&lasting(url)).to_vec();
        let said = MediaRecord { url: url.to_owned(), state: Latest { at, value: state } };
        let old: Option<MediaRecord> = self.get(Tree::Media, &key)?;
        let mut new = old.clone().unwrap_or_else(|| said.clone());
        // Whichever order they were told in, the address that was told with the newest state stands.
        if (&said.state, &said.url) > (&new.state, &new.url) {
            new = said;
        }
        if old.as_ref() != Some(&new) {
            self.put(Tree::Media, key, &new, 0)?;
        }
        Ok(())
    }
}
