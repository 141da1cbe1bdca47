use super::heard::heard;
use super::*;
use crate::model::event::{Place, Speaker, Utterance};
use proptest::prelude::*;

fn at(ms: i64) -> UtcMillis {
    UtcMillis(ms)
}

fn fact(change: &str, ms: i64) -> TaskFact {
    TaskFact {
        id: TaskId::from("TK1"),
        change: change.to_owned(),
        title: (change == "created").then(|| "Call back".to_owned()),
        description: None,
        due_at: None,
        activity: None,
        place: Place::default(),
        at: at(ms),
    }
}

fn said(texts: &[&str]) -> Vec<Utterance> {
    let mut start_ms = 0;
    let speaker = Speaker::Named("Dana".to_owned());
    texts
        .iter()
        .map(|text| {
            start_ms += 4_000;
            Utterance { speaker: speaker.clone(), text: (*text).to_owned(), start_ms, end_ms: start_ms + 3_500 }
        })
        .collect()
}

#[test]
fn a_next_step_and_its_follow_up_have_one_id() {
    let id = step_id(&ItemId::from("AC12:3"), 4);
    assert_eq!(id, step_id(&ItemId::from("AC12:3"), 4));
    assert_eq!(step_of(&id), Some((ItemId::from("AC12:3"), 4)));
    for text in ["step:", "step:x:AC1", "step:1", "follow:1", "", "step:99999999999:AC1"] {
        assert_eq!(step_of(&FollowUpId::from(text)), None, "{text}");
    }
}

#[test]
fn the_sentence_of_a_next_step_is_found_and_never_guessed() {
    let talk = said(&[
        "Hi, this is Dana about the roof.",
        "The leak is above the kitchen, next to the skylight.",
        "Okay. I'll send you the written estimate by Friday, and I'll text the photos tonight.",
        "Great, thank you so much.",
        "We're dropping off a tarp tomorrow morning at eight.",
    ]);
    let found = |step: &str| heard(step, &talk).map(|heard| (heard.index, heard.sentence, heard.start_ms));
    let estimate = "I'll send you the written estimate by Friday, and I'll text the photos tonight.";
    assert_eq!(found("Send the written estimate by Friday"), Some((2, estimate.into(), 12_000)));
    assert_eq!(found("Text photos of the damage tonight").map(|it| it.0), Some(2));
    assert_eq!(found("Drop off a tarp tomorrow at 8 AM").map(|it| it.0), Some(4));
    for nothing in ["Order new gutters from the supplier", "Schedule the crew", "", "the of and", "🙂"] {
        assert_eq!(found(nothing), None, "{nothing}");
    }
    assert_eq!(heard("Send the estimate", &[]), None);

    // Whom it is about is not what was promised.
    let talk = said(&["Who is calling?", "Simone Archer.", "I can schedule a visit with you, Simone."]);
    let found = |step: &str| heard(step, &talk).map(|heard| heard.index);
    assert_eq!(found("Call or text Simone Archer to schedule a visit."), Some(2));
    assert_eq!(heard("Call or text Simone Archer to schedule a visit.", &talk[..2]), None);
    assert_eq!(found("Simone Archer"), Some(1));
}

#[test]
fn quo_and_here_agree_whoever_was_last() {
    let mut follow_up = FollowUp::unknown(quo_id(&TaskId::from("TK1")));
    follow_up.hear(&fact("created", 10));
    assert!(follow_up.is_shown() && follow_up.done_at().is_none());
    let done = FollowUpChange { done: Some(true), ..FollowUpChange::of(follow_up.id.clone()) };
    follow_up.change(&done, at(20));
    assert_eq!(follow_up.for_quo(), [ForQuo::Status(TaskStatus::Completed)]);
    // Until Quo has it, nothing that Quo says takes it back.
    follow_up.hear(&fact("reopened", 25));
    assert_eq!(follow_up.done_at(), Some(at(20)));
    follow_up.written = Some(at(30));
    assert_eq!((follow_up.for_quo(), follow_up.done_at()), (vec![], None));
    follow_up.hear(&fact("completed", 40));
    assert_eq!(follow_up.done_at(), Some(at(40)));
    follow_up.hear(&fact("deleted", 50));
    assert!(!follow_up.is_shown());
}

#[test]
fn what_was_written_to_quo_is_known_to_be_there_although_quo_never_says_so() {
    let mut follow_up = FollowUp::unknown(quo_id(&TaskId::from("TK1")));
    follow_up.hear(&fact("created", 10));
    let done = |done| FollowUpChange { done: Some(done), ..FollowUpChange::of(quo_id(&TaskId::from("TK1"))) };
    follow_up.change(&done(true), at(20));
    follow_up.write(at(20), None);
    assert!(!follow_up.is_waiting());
    follow_up.change(&done(false), at(30));
    assert_eq!(follow_up.for_quo(), [ForQuo::Status(TaskStatus::Open)]);
    // Taken back before it was written: there is nothing to change, and Quo is heard again from then on.
    follow_up.change(&done(true), at(40));
    assert_eq!((follow_up.for_quo(), follow_up.is_waiting()), (vec![], true));
    follow_up.write(at(40), None);
    follow_up.hear(&fact("reopened", 50));
    assert_eq!(follow_up.done_at(), None);
    follow_up.change(&done(true), at(60));
    follow_up.write(at(60), Some("Quo refused the change"));
    assert_eq!((follow_up.refusal(), follow_up.is_waiting()), (Some("Quo refused the change"), false));
}

#[test]
fn a_follow_up_and_the_task_made_of_it_are_one_whenever_that_is_known() {
    let new = NewFollowUp {
        id: FollowUpId::from("follow:1"),
        title: "Call back".into(),
        due: Due::Never,
        source: Source::Item { item: ItemId::from("AC1") },
        place: None,
        contact: None,
    };
    let task = TaskId::from("TK1");
    let facts = [fact("created", 12), fact("completed", 40)];
    // Everything is heard before it is known, between, or after: the result is the same.
    let ends: Vec<FollowUp> = (0..=facts.len())
        .map(|known| {
            let mut ours = FollowUp::unknown(new.id.clone());
            ours.make(&new, at(10));
            assert!(ours.wants_task());
            let mut theirs = FollowUp::unknown(quo_id(&task));
            facts.iter().take(known).for_each(|fact| theirs.hear(fact));
            ours.create(&task, at(10));
            ours.take_over(&mut theirs);
            assert_eq!((theirs.became.as_ref(), theirs.is_shown()), (Some(&new.id), false));
            facts.iter().skip(known).for_each(|fact| ours.hear(fact));
            ours
        })
        .collect();
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:#?}");
    assert_eq!((ends[0].done_at(), ends[0].wants_task(), ends[0].is_waiting()), (Some(at(40)), false, false));

    let mut refused = FollowUp::unknown(new.id.clone());
    refused.make(&new, at(10));
    refused.write(at(10), Some("Too many open tasks"));
    assert!(!refused.wants_task(), "not asked again as it stands");
    refused.change(&FollowUpChange { title: Some("Call".into()), ..FollowUpChange::of(new.id) }, at(20));
    assert!(refused.wants_task(), "but once it was changed");
}

#[test]
fn a_reminder_comes_once_for_each_due_moment_that_lay_ahead() {
    let mut follow_up = FollowUp::unknown(FollowUpId::from("follow:1"));
    let new = NewFollowUp {
        id: follow_up.id.clone(),
        title: "Call Dana".into(),
        due: Due::At(at(100)),
        source: Source::Hand,
        place: None,
        contact: None,
    };
    follow_up.make(&new, at(10));
    assert_eq!((follow_up.remind_at(), follow_up.past_due()), (Some(at(100)), None));
    follow_up.reminded = Some(Latest { at: at(20), value: at(100) });
    assert_eq!(follow_up.past_due(), None, "who was told early has time until then");
    follow_up.reminded = Some(Latest { at: at(101), value: at(100) });
    assert_eq!((follow_up.remind_at(), follow_up.reminded_at()), (None, Some(at(101))));
    assert_eq!(follow_up.past_due(), Some(at(100)));
    follow_up.change(&FollowUpChange { due: Some(Due::At(at(300))), ..FollowUpChange::of(new.id.clone()) }, at(110));
    assert_eq!((follow_up.remind_at(), follow_up.reminded_at()), (Some(at(300)), None));
    follow_up.change(&FollowUpChange { due: Some(Due::At(at(90))), ..FollowUpChange::of(new.id) }, at(120));
    assert_eq!(follow_up.remind_at(), None, "it was over when it was chosen");
}

proptest! {
    #[test]
    fn what_quo_says_may_come_in_any_order_and_twice(order in Just(vec![0usize, 1, 2, 3, 4, 1, 3]).prop_shuffle()) {
        let facts = [fact("created", 10), fact("duedate.updated", 15), fact("completed", 20), fact("reopened", 30), fact("overdue", 40)];
        let id = quo_id(&TaskId::from("TK1"));
        let (mut straight, mut shuffled) = (FollowUp::unknown(id.clone()), FollowUp::unknown(id));
        facts.iter().for_each(|fact| straight.hear(fact));
        order.iter().for_each(|at| shuffled.hear(&facts[*at]));
        prop_assert_eq!(straight, shuffled);
    }

    #[test]
    fn no_words_break_the_search_for_a_sentence(step in ".{0,60}", text in ".{0,200}") {
        let _ = heard(&step, &said(&[&text, "x", "y z"]));
    }
}
