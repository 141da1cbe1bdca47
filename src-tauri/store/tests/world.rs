//! A small world of facts: few people, few lines, everything that can go wrong with them.

use crate::model::event::*;
use crate::model::{Direction, Party, UtcMillis};

/// A reproducible source of chance.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let other = self.roll(at as u64 + 1) as usize;
            list.swap(at, other);
        }
    }
}

pub const START: i64 = 1_790_000_000_000;

pub fn at(seconds: i64) -> UtcMillis {
    UtcMillis(START + seconds * 1000)
}

pub fn number(n: u64) -> Party {
    Party::parse(&format!("+1773555{:04}", 100 + n))
}

/// Line `n` of two: its id and its number.
pub fn line(n: u64) -> (String, Party) {
    (format!("PN{n}"), Party::parse(&format!("+1312555014{n}")))
}

/// A text from `from` on line 0.
pub fn text(id: &str, from: u64, words: &str, seconds: i64) -> Event {
    Event::Message(MessageFact {
        id: id.into(),
        place: full_place(0, &[number(from)]),
        direction: Direction::Incoming,
        from: number(from),
        text: Some(words.into()),
        media: None,
        state: DeliveryState::Received,
        error: None,
        user: None,
        created_at: Some(at(seconds)),
        at: at(seconds),
    })
}

/// An answer to `to` on line 0.
pub fn answer(id: &str, to: u64, words: &str, seconds: i64, state: DeliveryState) -> Event {
    Event::Message(MessageFact {
        id: id.into(),
        place: full_place(0, &[number(to)]),
        direction: Direction::Outgoing,
        from: line(0).1,
        text: Some(words.into()),
        media: None,
        state,
        error: None,
        user: Some("US1".into()),
        created_at: Some(at(seconds)),
        at: at(seconds),
    })
}

pub fn full_place(of_line: u64, others: &[Party]) -> Place {
    let mut others = others.to_vec();
    others.sort();
    Place {
        line: Some(line(of_line).0.into()),
        line_number: Some(line(of_line).1),
        conversation: None,
        others: Some(others),
        contacts: ContactLinks::Unknown,
    }
}

/// A place of which chance leaves out some parts; all parts of one conversation agree.
fn some_place(dice: &mut Dice, conversation: u64) -> Place {
    let of_line = conversation % 2;
    let (id, own) = line(of_line);
    let others = match conversation {
        4 => vec![number(1), number(2)],
        5 => vec![Party::Withheld],
        n => vec![number(n)],
    };
    let (line_id, line_number) = match dice.roll(4) {
        0 => (None, Some(own)),
        1 => (None, None),
        2 => (Some(id.into()), None),
        _ => (Some(id.into()), Some(own)),
    };
    let others = match dice.roll(4) {
        0 => None,
        1 => Some(Vec::new()),
        _ => Some(others),
    };
    let conversation = dice.chance(70).then(|| format!("CN{conversation}").into());
    Place { line: line_id, line_number, conversation, others, contacts: ContactLinks::Unknown }
}

/// What happens to one of 20 resources: texts, calls, contacts, lines, people.
fn event(dice: &mut Dice, resource: u64) -> Event {
    let conversation = resource % 6;
    let began = resource as i64 * 100;
    let moment = at(began + dice.roll(40) as i64);
    match resource {
        0..=6 => message(dice, resource, conversation, began, moment),
        7..=13 => call(dice, resource, conversation, began, moment),
        14..=16 => contact(dice, resource, moment),
        17 => {
            let n = dice.roll(2);
            let number = dice.chance(70).then(|| line(n).1);
            let name = dice.chance(50).then(|| "Main office".to_owned());
            Event::Line(LineFact { id: line(n).0.into(), number, name, symbol: None, at: moment })
        }
        18 => Event::User(UserFact { id: "US1".into(), name: format!("Sam {}", dice.roll(3)), at: moment }),
        _ => Event::OptedOut { party: number(dice.roll(3)), at: moment },
    }
}

fn message(dice: &mut Dice, resource: u64, conversation: u64, began: i64, moment: UtcMillis) -> Event {
    let incoming = resource.is_multiple_of(2);
    let states = [DeliveryState::Queued, DeliveryState::Sent, DeliveryState::Failed, DeliveryState::Delivered];
    let words = ["my roof leaks", "STOP", "start", "ok", "please do not text me"][dice.roll(5) as usize];
    Event::Message(MessageFact {
        id: format!("ACm{resource}").into(),
        place: some_place(dice, conversation),
        direction: if incoming { Direction::Incoming } else { Direction::Outgoing },
        from: if incoming { number(conversation) } else { line(conversation % 2).1 },
        text: dice.chance(80).then(|| words.to_owned()),
        media: dice.chance(30).then(|| vec![MediaFact { url: "https://files.test/roof.jpg".into(), mime: None }]),
        state: if incoming { DeliveryState::Received } else { states[dice.roll(4) as usize] },
        error: None,
        user: None,
        created_at: dice.chance(60).then(|| at(began)),
        at: moment,
    })
}

fn call(dice: &mut Dice, resource: u64, conversation: u64, began: i64, moment: UtcMillis) -> Event {
    let id = format!("ACc{resource}");
    let place = if dice.chance(60) { some_place(dice, conversation) } else { Place::default() };
    let answered = match dice.roll(3) {
        0 => Answered::At(at(began + 5)),
        1 => Answered::No,
        _ => Answered::Unsaid,
    };
    let step = match dice.roll(10) {
        0 => CallStep::Ringing,
        1 => CallStep::Answered,
        2 => CallStep::Missed,
        3 => CallStep::Menu { digit: Some("1".into()), name: Some("Sales".into()), reason: None },
        4 | 5 => CallStep::Ended(EndStatus::Completed),
        6 => {
            return Event::Recordings(RecordingsFact {
                call: id.into(),
                place,
                recordings: vec![RecordingFact {
                    id: format!("CR{}", dice.roll(2)).into(),
                    url: dice.chance(50).then(|| "https://files.test/1.mp3".into()),
                    mime: None,
                    duration_ms: None,
                    started_at: None,
                }],
                at: moment,
            });
        }
        7 => {
            return Event::Voicemail(VoicemailFact {
                call: id.into(),
                place,
                url: None,
                mime: None,
                duration_ms: Some(1000),
                transcript: Some(format!("call me back {}", dice.roll(2))),
                at: moment,
            });
        }
        8 => {
            return Event::Summary(SummaryFact {
                call: id.into(),
                place,
                processing: if dice.chance(50) { Processing::InProgress } else { Processing::Completed },
                summary: vec![format!("about a roof {}", dice.roll(3))],
                next_steps: vec!["send a quote".into()],
                extras: Vec::new(),
                at: moment,
            });
        }
        _ => {
            let longest = if dice.chance(5) { 3000 } else { 30 };
            let length = 1 + dice.roll(longest) as usize;
            let utterance = |text: &str| Utterance {
                speaker: Speaker::Named("Agent".into()),
                text: text.into(),
                start_ms: 0,
                end_ms: 10,
            };
            return Event::Transcript(TranscriptFact {
                call: id.into(),
                place,
                processing: Processing::Completed,
                dialogue: vec![utterance(&"hello ".repeat(length))],
                duration_ms: None,
                at: moment,
            });
        }
    };
    Event::Call(CallFact {
        id: id.into(),
        place,
        direction: dice.chance(80).then_some(if resource.is_multiple_of(3) {
            Direction::Outgoing
        } else {
            Direction::Incoming
        }),
        step,
        answered,
        answered_by: dice.chance(20).then(|| if dice.chance(30) { "SYU1".into() } else { "US1".into() }),
        user: None,
        created_at: dice.chance(60).then(|| at(began)),
        completed_at: dice.chance(40).then(|| at(began + 60)),
        duration_s: dice.chance(40).then(|| dice.roll(3) as i64),
        has_voicemail: dice.chance(10),
        forwarded_from: None,
        forwarded_to: None,
        at: moment,
    })
}

fn contact(dice: &mut Dice, resource: u64, moment: UtcMillis) -> Event {
    let id = format!("contact{resource}");
    if dice.chance(15) {
        return Event::ContactDeleted { id: id.into(), at: moment };
    }
    let phone = |n: u64| Labelled { label: "mobile".into(), value: number(n).key() };
    Event::Contact(ContactFact {
        id: id.into(),
        first_name: dice.chance(70).then(|| format!("Dana {}", dice.roll(3))),
        last_name: None,
        company: dice.chance(30).then(|| "Bright Roofs".to_owned()),
        role: None,
        phones: dice.chance(80).then(|| (0..dice.roll(3)).map(|n| phone((resource + n) % 5)).collect()),
        emails: None,
        fields: None,
        at: moment,
    })
}

/// `count` events over 20 resources, as time would tell them.
pub fn events(seed: u64, count: usize) -> Vec<Event> {
    let mut dice = Dice::new(seed);
    (0..count)
        .map(|_| {
            let resource = dice.roll(20);
            event(&mut dice, resource)
        })
        .collect()
}
