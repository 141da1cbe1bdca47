//! The newest item in a few words.

use super::record::{Preview, PreviewKind};
use crate::model::call::{Call, Outcome};
use crate::model::decision::SendStep;
use crate::model::event::Processing;
use crate::model::item::Item;
use crate::model::merge::value;
use crate::model::message::Message;

/// Characters of a preview at most.
pub const MOST_CHARACTERS: usize = 140;

/// The item in a few words.
#[must_use]
pub fn preview_of(item: &Item) -> Preview {
    let (kind, text) = match item {
        Item::Message(message) => (kind_of_message(message), message.words()),
        Item::Call(call) => (kind_of_call(call), words_of_call(call)),
        Item::Note(note) => (PreviewKind::Note, note.text.as_str()),
        Item::Outgoing(outgoing) => {
            let kind = match outgoing.step() {
                Some(SendStep::Rejected { .. } | SendStep::Cancelled { .. }) => PreviewKind::FailedText,
                Some(SendStep::Accepted { .. }) => PreviewKind::Text,
                Some(
                    SendStep::Queued { .. }
                    | SendStep::Claimed { .. }
                    | SendStep::Unclear { .. }
                    | SendStep::NeedsYou { .. },
                )
                | None => PreviewKind::Sending,
            };
            (kind, outgoing.intent.as_ref().map_or("", |intent| intent.text.as_str()))
        }
    };
    Preview { item: item.id(), kind, outgoing: item.outgoing(), text: one_line(text) }
}

fn kind_of_message(message: &Message) -> PreviewKind {
    if message.outgoing() && message.failed() {
        return PreviewKind::FailedText;
    }
    match message.files().first() {
        Some(file) if message.words().trim().is_empty() => {
            let picture = file.mime.as_deref().is_none_or(|mime| mime.starts_with("image/"));
            if picture { PreviewKind::Picture } else { PreviewKind::File }
        }
        Some(_) | None => PreviewKind::Text,
    }
}

fn kind_of_call(call: &Call) -> PreviewKind {
    match call.outcome() {
        Outcome::Voicemail => PreviewKind::Voicemail,
        Outcome::Missed | Outcome::Abandoned => PreviewKind::MissedCall,
        Outcome::Ringing
        | Outcome::InProgress
        | Outcome::Answered
        | Outcome::NoAnswer
        | Outcome::Forwarded
        | Outcome::Failed
        | Outcome::AiHandled => PreviewKind::Call,
    }
}

fn words_of_call(call: &Call) -> &str {
    let voicemail = call.voicemail.as_ref().and_then(|voicemail| value(&voicemail.transcript));
    let summary = call
        .summary
        .as_ref()
        .filter(|summary| summary.processing == Processing::Completed)
        .and_then(|summary| summary.lines.first());
    voicemail.or(summary).map_or("", String::as_str)
}

/// The beginning of a text as one line.
#[must_use]
pub fn one_line(text: &str) -> String {
    let mut line = String::new();
    let mut count = 0usize;
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
            count = count.saturating_add(1);
        }
        for character in word.chars() {
            if count.saturating_add(1) >= MOST_CHARACTERS {
                line.push('…');
                return line;
            }
            line.push(character);
            count = count.saturating_add(1);
        }
        if count.saturating_add(1) >= MOST_CHARACTERS {
            break;
        }
    }
    line
}
