//! What happens to a text that the owner sends: its fate at the carrier, and then somebody answers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::data::{Replies, Rule};
use super::envelope::{Book, Text};
use super::player::Director;
use super::{Shared, rest};

/// Who was written to last, and what they said last, so that nobody answers twice or says the same again.
#[derive(Default)]
pub struct Memory(Mutex<BTreeMap<String, Remembered>>);

#[derive(Default)]
struct Remembered {
    turn: u64,
    said: Option<String>,
}

impl Memory {
    /// A new text to the conversation; earlier ones are not answered any more.
    fn take_turn(&self, conversation: &str) -> u64 {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = all.entry(conversation.to_owned()).or_default();
        entry.turn += 1;
        entry.turn
    }

    /// Whether nothing was written since `turn`.
    fn is_turn(&self, conversation: &str, turn: u64) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(conversation).is_some_and(|entry| entry.turn == turn)
    }

    /// One of `sentences`, beginning at `start`, and not the one they said last.
    fn choose(&self, conversation: &str, sentences: &[String], start: usize) -> Option<String> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = all.entry(conversation.to_owned()).or_default();
        let turned = sentences.iter().cycle().skip(start).take(sentences.len());
        let said = turned.clone().find(|next| entry.said.as_ref() != Some(*next)).or(sentences.first())?;
        entry.said = Some(said.clone());
        Some(said.clone())
    }
}

/// Lets the text take its course: delivered or failed, then answered. Every step comes by webhook.
pub async fn follow(shared: Arc<Shared>, director: Director, book: Arc<Book>, mut text: Text) {
    let conversation = text.conversation();
    let turn = shared.history.memory.take_turn(&conversation);
    director.wait_ms(director.between([700, 2200])).await;
    let refusal = text.others.iter().find_map(|number| shared.replies.refused.get(number));
    text.status = if refusal.is_some() { "failed" } else { "delivered" };
    text.error = refusal.cloned();
    text.updated = director.now();
    shared.history.put(text.clone());
    director.deliver(text.delivery(&rest::event_id(&director), &book)).await;
    if refusal.is_some() {
        return;
    }
    let replies = &shared.replies;
    let answering: Vec<&String> = text.others.iter().filter(|number| !replies.silent.contains(number)).collect();
    let start = usize::try_from(director.between([0, 1000])).unwrap_or(0);
    let Some(from) = answering.iter().cycle().nth(start % answering.len().max(1)).map(|from| (*from).clone()) else {
        return;
    };
    let delay = replies.people.get(&from).and_then(|person| person.delay_ms).unwrap_or(replies.delay_ms);
    director.wait_ms(director.between(delay)).await;
    if !shared.history.memory.is_turn(&conversation, turn) {
        return;
    }
    let Some(said) = shared.history.memory.choose(&conversation, sentences(replies, &from, &text.text), start) else {
        return;
    };
    let now = director.now();
    let answer = Text {
        id: rest::message_id(&director),
        incoming: true,
        from,
        text: said,
        status: "received",
        error: None,
        at: now,
        updated: now,
        ..text
    };
    shared.history.put(answer.clone());
    director.deliver(answer.delivery(&rest::event_id(&director), &book)).await;
}

/// What `number` may say to `text`: their own manner first, then what anybody would say.
fn sentences<'a>(replies: &'a Replies, number: &str, text: &str) -> &'a [String] {
    let text = format!(" {} ", text.to_lowercase());
    let fitting = |rules: &'a [Rule]| rules.iter().find(|rule| rule.any.iter().any(|word| text.contains(word)));
    match replies.people.get(number) {
        Some(person) => fitting(&person.rules).map_or(&person.fallback, |rule| &rule.say),
        None => fitting(&replies.rules).map_or(&replies.fallback, |rule| &rule.say),
    }
}

#[cfg(test)]
mod tests {
    use super::super::data;
    use super::*;

    #[test]
    fn everybody_answers_in_their_own_manner() {
        let replies = data::replies().unwrap();
        let walter = sentences(&replies, "+17735550118", "Just cover the attic, Walter");
        assert!(walter.iter().all(|said| said.ends_with("Walter")), "{walter:?}");
        let maria = sentences(&replies, "+13125550163", "Sí, con tarjeta está bien");
        assert!(maria.iter().any(|said| said.contains("Gracias") || said.contains("🙏")), "{maria:?}");
        let stranger = sentences(&replies, "+17735550154", "See you on Friday");
        assert!(stranger.iter().any(|said| said.contains("works")), "{stranger:?}");
    }

    #[test]
    fn nobody_says_the_same_twice_in_a_row() {
        let (memory, said) = (Memory::default(), vec!["a".to_owned(), "b".to_owned()]);
        let first = memory.choose("c", &said, 0).unwrap();
        let second = memory.choose("c", &said, 0).unwrap();
        assert_ne!(first, second);
    }
}
