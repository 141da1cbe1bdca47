//! Fills the placeholders of a body: moments, words of the calendar, the address of the media.

use std::fmt::Write as _;

use chrono::{Days, NaiveDate};

use super::calendar;
use crate::model::UtcMillis;

/// What the placeholders of one delivery stand for.
pub struct Filling<'a> {
    /// `{{t}}`; `{{t-12.5}}` is 12.5 s before.
    pub moment: UtcMillis,
    /// `{{media}}`: base address of pictures and sound.
    pub media: &'a str,
    /// `{{salt}}`: the end of ids that must be new each time.
    pub salt: &'a str,
}

/// `template` with every `{{…}}` filled. What is filled in never needs JSON escapes; an unknown name stays as it is.
#[must_use]
pub fn fill(template: &str, with: &Filling<'_>) -> String {
    let mut out = String::with_capacity(template.len() + 256);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((name, after)) = after.split_once("}}") else {
            out.push_str("{{");
            rest = after;
            continue;
        };
        match value(name, with) {
            Some(value) => out.push_str(&value),
            None => {
                // Writing to a String cannot fail.
                let _ = write!(out, "{{{{{name}}}}}");
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn value(name: &str, with: &Filling<'_>) -> Option<String> {
    let date = || calendar::date(with.moment);
    match name {
        "t" => Some(calendar::iso(with.moment)),
        "media" => Some(format!("{}/media", with.media)),
        "salt" => Some(with.salt.to_owned()),
        "tom" => Some(tomorrow(date())),
        _ => {
            if let Some(seconds) = name.strip_prefix("t-") {
                return Some(calendar::iso(with.moment.plus_ms(-milliseconds(seconds)?)));
            }
            if let Some(count) = name.strip_prefix("day+") {
                return Some(calendar::working_day(date(), count.parse().ok()?).format("%A").to_string());
            }
            let days = name.strip_prefix("date+")?.parse().ok()?;
            Some(date().checked_add_days(Days::new(days))?.format("%b %-d").to_string())
        }
    }
}

/// "tomorrow", or on a Friday the name of the next working day.
fn tomorrow(today: NaiveDate) -> String {
    let next = calendar::working_day(today, 1);
    if Some(next) == today.succ_opt() { "tomorrow".to_owned() } else { next.format("%A").to_string() }
}

/// "12.5" seconds as 12500, without going through floating point.
fn milliseconds(seconds: &str) -> Option<i64> {
    let (whole, part) = seconds.split_once('.').unwrap_or((seconds, ""));
    let part = format!("{part:0<3}");
    let part = part.get(..3)?;
    Some(whole.parse::<i64>().ok()? * 1000 + part.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_placeholder_is_filled_and_the_rest_is_left_alone() {
        // A Friday, 3 pm in Chicago.
        let moment = UtcMillis(1_794_258_000_000 - 86_400_000 * 14);
        let with = Filling { moment, media: "http://127.0.0.1:9", salt: "abcd0123" };
        let friday = calendar::date(moment);
        let text = fill("{{t}} {{t-1.25}} {{tom}} {{day+2}} {{media}}/a.jpg ACx{{salt}} {{what}} {{open", &with);
        let first = calendar::iso(moment);
        let second = calendar::iso(moment.plus_ms(-1250));
        let next = calendar::working_day(friday, 1);
        let tom = if Some(next) == friday.succ_opt() { "tomorrow".to_owned() } else { next.format("%A").to_string() };
        let two = calendar::working_day(friday, 2).format("%A").to_string();
        assert_eq!(
            text,
            format!("{first} {second} {tom} {two} http://127.0.0.1:9/media/a.jpg ACxabcd0123 {{{{what}}}} {{{{open")
        );
    }

    #[test]
    fn tomorrow_of_a_friday_is_called_monday() {
        let friday = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        assert_eq!(tomorrow(friday), "Monday");
        assert_eq!(tomorrow(friday.pred_opt().unwrap()), "tomorrow");
    }
}
