//! The month on paper: what must hold before it is ever played.

use std::collections::BTreeSet;

use serde_json::Value;

use super::template::{Filling, fill};
use super::{Anchor, data};
use crate::model::UtcMillis;

const HOUR_MS: i64 = 3_600_000;

/// Every delivery of the month as it would be posted at `now`, oldest first.
fn month_at(now: UtcMillis) -> Vec<(UtcMillis, String)> {
    let anchor = Anchor::at(now);
    let month = data::month().unwrap();
    let filled = month.deliveries.iter().map(|delivery| {
        let moment = anchor.moment(delivery.when);
        (moment, fill(delivery.body.get(), &Filling { moment, media: "http://127.0.0.1:1", salt: "00000000" }))
    });
    filled.collect()
}

/// Some moments all over the year: a Sunday, summer and winter, night and day, around the change of the clocks.
fn moments() -> Vec<UtcMillis> {
    (0..13).map(|step| UtcMillis(1_767_225_600_000 + step * 28 * 24 * HOUR_MS + step * 31 * HOUR_MS)).collect()
}

#[test]
fn nothing_of_the_month_lies_in_the_future_and_it_ends_within_the_last_day() {
    for now in moments() {
        let month = month_at(now);
        let last = month.iter().map(|(moment, _)| moment.0).max().unwrap();
        assert!(last <= now.0, "{now:?}");
        assert!(now.0 - last < 17 * HOUR_MS, "{now:?}");
        let first = month.iter().map(|(moment, _)| moment.0).min().unwrap();
        let days = (now.0 - first) / (24 * HOUR_MS);
        assert!((28..=35).contains(&days), "{days} days at {now:?}");
    }
}

#[test]
fn no_placeholder_is_left_and_no_id_looks_like_an_account_key() {
    let live = data::live().unwrap();
    let with = Filling { moment: moments()[0], media: "http://127.0.0.1:1", salt: "0123abcd" };
    let arrivals = live.scenes.iter().flat_map(|scene| &scene.deliveries).map(|a| fill(a.body.get(), &with));
    let mut ids = BTreeSet::new();
    for body in month_at(moments()[9]).into_iter().map(|(_, body)| body).chain(arrivals) {
        assert!(!body.contains("{{"), "{body}");
        for at in body.match_indices("AC").map(|(at, _)| at + 2) {
            let hexes = body[at..].bytes().take_while(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase()).count();
            assert!(hexes < 32, "{body}");
        }
        let value: Value = serde_json::from_str(&body).unwrap();
        assert!(ids.insert(value["id"].as_str().unwrap().to_owned()), "an event twice: {body}");
    }
}

#[test]
fn every_file_that_is_mentioned_is_there() {
    for (_, body) in month_at(moments()[3]) {
        for (_, rest) in
            body.match_indices("http://127.0.0.1:1/media/").map(|(at, found)| (at, &body[at + found.len()..]))
        {
            let name = rest.split('"').next().unwrap();
            assert!(data::media(name).is_some(), "{name}");
        }
    }
}

#[test]
fn something_happens_within_twenty_seconds_and_never_much_later_than_a_minute_and_a_half() {
    let live = data::live().unwrap();
    assert!(live.scenes.len() >= 25);
    assert!(live.scenes[0].after_s <= 20);
    assert!(live.scenes.iter().skip(1).all(|scene| (30..=90).contains(&scene.after_s)));
    assert!(live.scenes.iter().any(|scene| scene.again));
}

#[test]
fn office_lines_are_quiet_at_night() {
    for now in moments() {
        for (moment, body) in month_at(now) {
            let emergency = body.contains("+13125550199");
            let hour = super::calendar::chicago_hour(moment);
            assert!(emergency || (6..24).contains(&hour), "{hour} h: {body}");
        }
    }
}
