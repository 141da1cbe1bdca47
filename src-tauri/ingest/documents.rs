//! What of an item or contact can be found: its search documents.
//!
//! Documents carry ids and numbers of people, never names of contacts: a rename touches the contact's own
//! document alone.

use crate::{
    model::{
        ContactId, ConversationId, Direction, ItemId, Party, UserId,
        call::{Call, Outcome},
        contact::Contact,
        event::{Labelled, Speaker, Utterance},
        item::{Item, Note, Outgoing},
        merge::{Latest, value},
        message::Message,
    },
    search::{Doc, DocKey, DocKind, Flags, From, Write},
};

/// Who is who, at the moment of writing documents.
pub trait People {
    /// Name of a person of the workspace.
    fn user(&self, id: &UserId) -> Option<String>;
    /// The contact that has this number.
    fn contact(&self, party: &Party) -> Option<ContactId>;
    /// How a party is called, for showing.
    fn name(&self, party: &Party) -> String;
}

/// An item with what belongs to it.
#[derive(Debug)]
pub struct Subject {
    /// The item.
    pub item: Item,
    /// The conversation it stands in, if it has a place.
    pub conversation: Option<ConversationId>,
    /// Everyone but the line.
    pub others: Vec<Party>,
    /// What was said, for a call with a transcript.
    pub dialogue: Vec<Utterance>,
}

/// The changes that bring the index in line with an item as it now is.
pub fn of_item(subject: &Subject, people: &impl People) -> Vec<Write> {
    match &subject.item {
        Item::Message(message) => of_message(message, subject, people),
        Item::Call(call) => of_call(call, subject, people),
        Item::Note(note) => vec![Write::Put(of_note(note, subject, people))],
        Item::Outgoing(outgoing) => vec![of_outgoing(outgoing, subject, people)],
    }
}

/// What takes an item out of the index.
#[must_use]
pub fn removal(item: &ItemId) -> Vec<Write> {
    vec![Write::RemoveItem(item.clone())]
}

/// The change that brings the index in line with a contact as it now is. `found` is the contact with its numbers,
/// or nothing if it is deleted, or was a bare number that a named contact has now.
#[must_use]
pub fn of_contact(id: &ContactId, found: Option<(Contact, Vec<Party>)>) -> Write {
    let key = DocKey::contact(id);
    let Some((contact, numbers)) = found else { return Write::Remove(key) };
    let name = contact.name().or_else(|| numbers.first().map(Party::display)).unwrap_or_default();
    let mut doc = Doc::new(key, name, contact.said_at.unwrap_or_default());
    let listed = |slot: &Option<Latest<Vec<Labelled>>>| -> Vec<String> {
        value(slot).into_iter().flatten().map(|entry| entry.value.clone()).collect()
    };
    doc.also.extend(contact.company().map(str::to_owned));
    doc.also.extend(value(&contact.role).cloned());
    doc.also.extend(listed(&contact.emails));
    doc.also.extend(listed(&contact.fields));
    doc.contacts.push(id.clone());
    doc.parties.clone_from(&numbers);
    doc.numbers = numbers;
    Write::Put(doc)
}

fn base(key: DocKey, text: impl Into<String>, subject: &Subject, people: &impl People) -> Doc {
    let mut doc = Doc::new(key, text, subject.item.at());
    doc.conversation.clone_from(&subject.conversation);
    doc.parties.clone_from(&subject.others);
    doc.contacts = subject.others.iter().filter_map(|party| people.contact(party)).collect();
    doc.line = subject.item.whereabouts().and_then(|place| value(&place.line).cloned());
    doc
}

fn by_party(party: &Party, people: &impl People) -> From {
    From { party: Some(party.clone()), contact: people.contact(party), names: Vec::new() }
}

fn by_user(user: Option<&UserId>, people: &impl People) -> From {
    let names = user.and_then(|user| people.user(user)).into_iter().collect();
    From { party: None, contact: None, names }
}

fn of_message(message: &Message, subject: &Subject, people: &impl People) -> Vec<Write> {
    let from =
        if message.outgoing() { by_user(message.sender(), people) } else { by_party(&message.from.value, people) };
    let files = message.files();
    let finish = |mut doc: Doc| {
        doc.direction = Some(message.direction.value);
        doc.from = from.clone();
        doc.flags = Flags { media: !files.is_empty(), ..Flags::default() };
        Write::Put(doc)
    };
    let key = DocKey::of_item(DocKind::Text, &message.id, 0);
    let mut writes = vec![finish(base(key, message.words(), subject, people))];
    for (part, file) in (0_u32..).zip(files) {
        let key = DocKey::of_item(DocKind::File, &message.id, part);
        writes.push(finish(base(key, file_name(&file.url), subject, people)));
    }
    writes
}

/// The last part of an address, which is what Quo gives in place of a file's name.
fn file_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

fn of_note(note: &Note, subject: &Subject, people: &impl People) -> Doc {
    let mut doc = base(DocKey::of_item(DocKind::Note, &note.id, 0), note.text.as_str(), subject, people);
    doc.from = by_user(note.by.as_ref(), people);
    doc
}

fn of_outgoing(outgoing: &Outgoing, subject: &Subject, people: &impl People) -> Write {
    let item = subject.item.id();
    match outgoing.intent.as_ref().filter(|_| outgoing.is_shown()) {
        None => Write::RemoveItem(item),
        Some(intent) => {
            let mut doc = base(DocKey::of_item(DocKind::Text, &item, 0), intent.text.as_str(), subject, people);
            doc.direction = Some(Direction::Outgoing);
            doc.from = by_user(intent.by.as_ref(), people);
            Write::Put(doc)
        }
    }
}

fn of_call(call: &Call, subject: &Subject, people: &impl People) -> Vec<Write> {
    let outcome = call.outcome();
    let direction = value(&call.direction).copied();
    let flags = Flags {
        missed: matches!(outcome, Outcome::Missed | Outcome::Voicemail | Outcome::Abandoned),
        voicemail: call.voicemail.is_some() || call.has_voicemail,
        recording: call.recorded,
        media: false,
    };
    let caller = match direction {
        Some(Direction::Outgoing) => by_user(value(&call.user), people),
        Some(Direction::Incoming) | None => {
            subject.others.first().map_or_else(From::default, |party| by_party(party, people))
        }
    };
    let finish = |mut doc: Doc| {
        doc.direction = direction;
        doc.flags = flags;
        Write::Put(doc)
    };
    let part = |kind, part: u32, text: &str| base(DocKey::of_item(kind, &call.id, part), text, subject, people);

    let mut head = part(DocKind::Call, 0, words_of(outcome));
    head.also.extend(call.menu.iter().filter_map(|choice| choice.name.clone()));
    head.from = caller.clone();
    let mut writes = vec![finish(head)];
    if let Some(summary) = &call.summary {
        writes.push(Write::RemoveKind(DocKind::Summary, call.id.as_str().to_owned()));
        writes.push(Write::RemoveKind(DocKind::NextStep, call.id.as_str().to_owned()));
        writes.extend((0_u32..).zip(&summary.lines).map(|(n, line)| finish(part(DocKind::Summary, n, line))));
        writes.extend((0_u32..).zip(&summary.next_steps).map(|(n, step)| finish(part(DocKind::NextStep, n, step))));
    }
    if let Some(said) = call.voicemail.as_ref().and_then(|voicemail| value(&voicemail.transcript)) {
        let mut doc = part(DocKind::Voicemail, 0, said);
        doc.from = caller;
        writes.push(finish(doc));
    }
    if !subject.dialogue.is_empty() {
        writes.push(Write::RemoveKind(DocKind::Transcript, call.id.as_str().to_owned()));
        for (n, utterance) in (0_u32..).zip(&subject.dialogue) {
            let mut doc = part(DocKind::Transcript, n, &utterance.text);
            doc.start_ms = Some(utterance.start_ms);
            (doc.from, doc.speaker) = match &utterance.speaker {
                Speaker::User(user) => (by_user(Some(user), people), people.user(user)),
                Speaker::Party(party) => (by_party(party, people), Some(people.name(party))),
                Speaker::Named(name) => (From { names: vec![name.clone()], ..From::default() }, Some(name.clone())),
            };
            writes.push(finish(doc));
        }
    }
    writes
}

fn words_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ringing => "Ringing",
        Outcome::InProgress => "Call in progress",
        Outcome::Answered => "Call",
        Outcome::Missed => "Missed call",
        Outcome::NoAnswer => "Call not answered",
        Outcome::Voicemail => "Voicemail",
        Outcome::Forwarded => "Forwarded call",
        Outcome::Abandoned => "Abandoned call",
        Outcome::Failed => "Failed call",
        Outcome::AiHandled => "Call taken by the AI agent",
    }
}
