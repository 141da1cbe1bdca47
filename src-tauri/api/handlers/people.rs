//! People, lines and rows as screens show them.

use super::Result;
use crate::{
    api::wire::{Arrival, Author, ConversationRow, Line, Person, Preview, PreviewKind},
    app::App,
    model::{ConversationId, ItemId, LineId, Party, UserId, conversation::Standing},
    store::{ConversationSummary, LineInfo, PersonInfo, Store, record},
};
use unicode_segmentation::UnicodeSegmentation as _;

/// Colours an avatar can have.
const HUES: u64 = 12;

pub fn line_of(info: LineInfo) -> Line {
    let LineInfo { id, name, number, symbol } = info;
    let number = number.as_ref().map(Party::display).unwrap_or_default();
    let name = name.filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| if number.is_empty() { "Line".to_owned() } else { number.clone() });
    Line { id: id.0, name, number, symbol }
}

pub fn line(store: &Store, id: &LineId) -> Result<Line> {
    Ok(line_of(store.line(id)?))
}

pub fn person_of(info: PersonInfo) -> Person {
    let PersonInfo { party, contact, contact_id } = info;
    let name = contact.as_ref().and_then(crate::model::contact::Contact::name);
    let company = contact.as_ref().and_then(|contact| contact.company()).map(str::to_owned);
    let named = name.is_some();
    let initials = name.as_deref().map(initials).unwrap_or_default();
    let seed = contact_id.as_ref().map_or_else(|| party.key(), |id| id.0.clone());
    Person {
        contact_id: contact_id.map(|id| id.0),
        company: company.filter(|company| Some(company) != name.as_ref()),
        name: name.unwrap_or_else(|| party.display()),
        named,
        number: if party == Party::Withheld { String::new() } else { party.display() },
        e164: party.phone().map(str::to_owned),
        initials,
        hue: hue(&seed),
    }
}

/// Names joined.
pub fn title(people: &[Person]) -> String {
    match people {
        [] => "Unknown".to_owned(),
        people => people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", "),
    }
}

pub fn people(store: &Store, parties: &[Party]) -> Result<Vec<Person>> {
    Ok(store.people(parties)?.into_iter().map(person_of).collect())
}

/// First letters of the first and last word that begin with a letter.
pub fn initials(name: &str) -> String {
    let first_letter =
        |word: &str| word.graphemes(true).next().filter(|g| g.chars().all(char::is_alphabetic)).map(str::to_uppercase);
    let letters: Vec<String> = name.split_whitespace().filter_map(first_letter).collect();
    match letters.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, .., last] => format!("{first}{last}"),
    }
}

/// A stable colour for whoever `seed` names.
pub fn hue(seed: &str) -> u8 {
    let byte = blake3::hash(seed.as_bytes()).as_bytes().first().copied().unwrap_or_default();
    u8::try_from(u64::from(byte) % HUES).unwrap_or_default()
}

pub fn party_author(store: &Store, party: &Party) -> Result<Author> {
    let person = people(store, std::slice::from_ref(party))?.into_iter().next();
    Ok(person.map_or_else(
        || nobody(""),
        |Person { name, initials, hue, .. }| Author { name, initials, hue, ai: false, ours: false },
    ))
}

pub fn user_author(store: &Store, user: Option<&UserId>) -> Result<Author> {
    let Some(user) = user else { return Ok(Author { ours: true, ..nobody("You") }) };
    if user.is_nobody() {
        return Ok(Author { ai: true, ours: true, ..nobody("Automatic") });
    }
    if user.is_ai_agent() {
        return Ok(Author { ai: true, ours: true, ..nobody("AI agent") });
    }
    let name = store.user(user)?.map(|user| user.name.value).filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| "Our side".to_owned());
    Ok(Author { initials: initials(&name), hue: hue(user.as_str()), name, ai: false, ours: true })
}

pub fn nobody(name: &str) -> Author {
    Author { name: name.to_owned(), initials: initials(name), hue: hue(name), ai: false, ours: false }
}

pub fn preview(preview: record::Preview) -> Preview {
    let record::Preview { item: _, kind, outgoing, text } = preview;
    Preview { kind: preview_kind(kind), outgoing, text }
}

fn preview_kind(kind: record::PreviewKind) -> PreviewKind {
    match kind {
        record::PreviewKind::Text => PreviewKind::Text,
        record::PreviewKind::Picture => PreviewKind::Picture,
        record::PreviewKind::File => PreviewKind::File,
        record::PreviewKind::Call => PreviewKind::Call,
        record::PreviewKind::MissedCall => PreviewKind::MissedCall,
        record::PreviewKind::Voicemail => PreviewKind::Voicemail,
        record::PreviewKind::Note => PreviewKind::Note,
        record::PreviewKind::Sending => PreviewKind::Sending,
        record::PreviewKind::FailedText => PreviewKind::FailedText,
    }
}

pub fn row(store: &Store, summary: ConversationSummary) -> Result<ConversationRow> {
    let ConversationSummary {
        id,
        target,
        items: _,
        messages: _,
        calls: _,
        first_at: _,
        last_at,
        preview: last,
        last_incoming: _,
        unread,
        waiting_since,
        promise_due,
        done,
        standing,
        stands_since: _,
        returned_at,
        pinned,
        read_through: _,
        has_draft,
        opted_out,
    } = summary;
    let snoozed_until = match standing {
        Standing::Snoozed { until, wake_early: _ } => Some(until.0),
        Standing::Open | Standing::Done => None,
    };
    let people = people(store, &target.others)?;
    let title = match people.as_slice() {
        [] => "Unknown".to_owned(),
        people => people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", "),
    };
    Ok(ConversationRow {
        id: id.0,
        line: line(store, &target.line)?,
        people,
        title,
        last_at: last_at.0,
        last: preview(last),
        unread,
        done,
        waiting_since: waiting_since.map(|at| at.0),
        promise_due: promise_due.map(|at| at.0),
        has_draft,
        opted_out,
        snoozed_until,
        // What happened since says more than that it came back.
        returned_at: returned_at.filter(|at| *at >= last_at).map(|at| at.0),
        pinned,
        tags: store.tags_of(&target.others)?,
    })
}

/// What to tell the person about a new item; nothing for one that is read already or was not for them.
pub fn arrival(app: &App, conversation: &ConversationId, item: &ItemId) -> Option<Arrival> {
    let summary = app.store.conversation(conversation).ok()??;
    let found = app.store.item(item).ok()??;
    let last = preview(crate::store::preview::preview_of(&found));
    let row = row(&app.store, summary).ok()?;
    Some(Arrival {
        conversation_id: conversation.0.clone(),
        item_id: item.0.clone(),
        title: row.title,
        text: last.text,
        kind: last.kind,
    })
}

/// A snooze that was over so long ago is no news: it is read out of the journal once more.
const NEWS_MS: i64 = 10 * 60_000;

/// What to tell the person about a conversation whose snooze is over.
pub fn returned(app: &App, conversation: &ConversationId) -> Option<Arrival> {
    let summary = app.store.conversation(conversation).ok()??;
    let is_news = summary.returned_at.is_some_and(|at| app.seam.now().0.saturating_sub(at.0) < NEWS_MS);
    if !is_news {
        return None;
    }
    let item_id = summary.preview.item.0.clone();
    let row = row(&app.store, summary).ok()?;
    Some(Arrival {
        conversation_id: conversation.0.clone(),
        item_id,
        title: row.title,
        text: if row.last.text.is_empty() {
            "Back from snooze".to_owned()
        } else {
            format!("Back from snooze: {}", row.last.text)
        },
        kind: row.last.kind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_letters_of_first_and_last_name() {
        for (name, wanted) in [
            ("Dana Whitfield", "DW"),
            ("Ana María de la Cruz", "AC"),
            ("cher", "C"),
            ("3M", ""),
            ("(773) 555-0118", ""),
            ("Óscar Núñez", "ÓN"),
            ("", ""),
        ] {
            assert_eq!(initials(name), wanted, "{name}");
        }
    }
}
