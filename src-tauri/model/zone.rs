//! In which time zone somebody probably is, by the number they have.
//!
//! Source: libphonenumber's time zone metadata (`assets/zones/numbers.txt` names edition and license). A number says
//! where it was given out, not where the phone is; where an area has several zones all of them are given.

use super::{Party, UtcMillis};
use chrono::{DateTime, Offset as _, TimeZone as _, Utc};
use chrono_tz::Tz;
use std::{collections::BTreeMap, sync::OnceLock};

const NUMBERS: &str = include_str!("../../assets/zones/numbers.txt");
/// The longest prefix in the table.
const LONGEST: usize = 8;

fn table() -> &'static BTreeMap<&'static str, &'static str> {
    static TABLE: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = BTreeMap::new();
        for line in NUMBERS.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            let zones = words.next().unwrap_or_default();
            table.extend(words.map(|prefix| (prefix, zones)));
        }
        table
    })
}

/// The zones that a number's area has; none if the number does not tell.
#[must_use]
pub fn zones_of(party: &Party) -> Vec<Tz> {
    let Some(digits) = party.phone().and_then(|number| number.strip_prefix('+')) else { return Vec::new() };
    let found = (1..=LONGEST.min(digits.len())).rev().find_map(|length| table().get(digits.get(..length)?));
    found.map_or_else(Vec::new, |zones| zones.split('&').filter_map(|zone| zone.parse().ok()).collect())
}

/// The same zones, of those whose clocks show the same at `at` only the first.
#[must_use]
pub fn distinct(zones: Vec<Tz>, at: UtcMillis) -> Vec<Tz> {
    let Some(at) = DateTime::<Utc>::from_timestamp_millis(at.0) else { return zones };
    let mut offsets = Vec::new();
    zones
        .into_iter()
        .filter(|zone| {
            let offset = zone.offset_from_utc_datetime(&at.naive_utc()).fix();
            let new = !offsets.contains(&offset);
            offsets.push(offset);
            new
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_the_zone_of_its_area() {
        for (number, wanted) in [
            ("+17735550118", "America/Chicago"),
            ("+12125550118", "America/New_York"),
            ("+14155550118", "America/Los_Angeles"),
            ("+16025550118", "America/Phoenix"),
            ("+18085550118", "Pacific/Honolulu"),
            ("+14165550118", "America/Toronto"),
            ("+442079460018", "Europe/London"),
            ("+4930123456", "Europe/Berlin"),
            ("+61291234567", "Australia/Sydney"),
            // An exchange of the Chicago side of an area code that is otherwise in Indiana's east.
            ("+12192265555", "America/Chicago"),
        ] {
            let at = UtcMillis(1_790_000_000_000);
            let zones = distinct(zones_of(&Party::parse(number)), at);
            assert_eq!(zones.first().map(|zone| zone.name()), Some(wanted), "{number}");
        }
    }

    #[test]
    fn what_a_number_does_not_tell_is_not_guessed() {
        for number in ["+18005550118", "72345", "Anonymous", "+88212345678"] {
            assert!(zones_of(&Party::parse(number)).is_empty(), "{number}");
        }
        let idaho = distinct(zones_of(&Party::parse("+12082555555")), UtcMillis(1_790_000_000_000));
        assert!(!idaho.is_empty());
    }

    #[test]
    fn every_zone_of_the_table_is_known_and_every_prefix_is_found() {
        assert!(table().len() > 2_500);
        for (prefix, zones) in table() {
            assert!(prefix.len() <= LONGEST && prefix.bytes().all(|digit| digit.is_ascii_digit()), "{prefix}");
            assert!(*zones == "-" || zones.split('&').all(|zone| zone.parse::<Tz>().is_ok()), "{zones}");
        }
    }
}
