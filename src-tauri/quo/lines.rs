//! The lines' own numbers, which tell the ends of a text or call apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Direction, LineId, Party};

/// The number of each line. Quo lists everyone of a text or call, the line among them, and does not say which it
/// is; whoever reads history knows the lines.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct LineNumbers(BTreeMap<LineId, Party>);

/// Redacted by [`Party`].
impl std::fmt::Debug for LineNumbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("LineNumbers").field(&self.0).finish()
    }
}

impl FromIterator<(LineId, Party)> for LineNumbers {
    fn from_iter<T: IntoIterator<Item = (LineId, Party)>>(lines: T) -> Self {
        Self(lines.into_iter().collect())
    }
}

impl LineNumbers {
    /// A line's number, if known.
    #[must_use]
    pub fn of(&self, line: Option<&LineId>) -> Option<&Party> {
        line.and_then(|line| self.0.get(line))
    }
}

/// Everyone, sorted, once each; `None` where that is nobody, which no text or call has.
fn everyone(parties: impl IntoIterator<Item = Party>) -> Option<Vec<Party>> {
    let parties: BTreeSet<Party> = parties.into_iter().collect();
    if parties.is_empty() { None } else { Some(parties.into_iter().collect()) }
}

/// The line's number and everyone else of a text. Without the line's number the first recipient of an incoming
/// text is taken for the line, as in every sample of Quo's.
pub(super) fn text_ends(
    own: Option<&Party>,
    direction: Direction,
    from: &Party,
    to: Vec<Party>,
) -> (Option<Party>, Option<Vec<Party>>) {
    match (direction, own) {
        (Direction::Outgoing, _) => (Some(from.clone()), everyone(to)),
        (Direction::Incoming, Some(own)) => {
            let others = to.into_iter().chain([from.clone()]).filter(|party| party != own);
            (Some(own.clone()), everyone(others))
        }
        (Direction::Incoming, None) => {
            let mut to = to.into_iter();
            let line = to.next();
            (line, everyone(to.chain([from.clone()])))
        }
    }
}

/// A party of a call, and whether Quo names a person of the workspace for it.
pub(super) struct CallEnd {
    pub(super) party: Party,
    pub(super) ours: bool,
}

/// The line's number and everyone else of a call. Without the line's number: whoever belongs to the workspace is
/// not the other side, else two ends come in the order incoming `[other, line]`, outgoing `[line, other]`.
pub(super) fn call_ends(
    own: Option<&Party>,
    direction: Option<Direction>,
    ends: Vec<CallEnd>,
) -> (Option<Party>, Option<Vec<Party>>) {
    if let Some(own) = own {
        let outside = everyone(ends.iter().filter(|end| !end.ours && end.party != *own).map(|end| end.party.clone()));
        // Between two lines of one workspace the other side belongs to it too.
        let others = outside.or_else(|| everyone(ends.into_iter().map(|end| end.party).filter(|party| party != own)));
        return (Some(own.clone()), others);
    }
    if ends.iter().any(|end| end.ours) && ends.iter().any(|end| !end.ours) {
        let (ours, theirs): (Vec<CallEnd>, Vec<CallEnd>) = ends.into_iter().partition(|end| end.ours);
        let line = match ours.as_slice() {
            [only] => Some(only.party.clone()),
            _ => None,
        };
        return (line, everyone(theirs.into_iter().map(|end| end.party)));
    }
    let mut parties: Vec<Party> = ends.into_iter().map(|end| end.party).collect();
    if parties.len() < 2 {
        return (None, None);
    }
    match direction {
        Some(Direction::Incoming) => {
            let line = parties.pop();
            (line, everyone(parties))
        }
        Some(Direction::Outgoing) => {
            let line = parties.remove(0);
            (Some(line), everyone(parties))
        }
        None => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "+13125550142";

    fn parties(numbers: &[&str]) -> Vec<Party> {
        numbers.iter().map(|number| Party::parse(number)).collect()
    }

    fn ends(numbers: &[(&str, bool)]) -> Vec<CallEnd> {
        numbers.iter().map(|(number, ours)| CallEnd { party: Party::parse(number), ours: *ours }).collect()
    }

    #[test]
    fn a_group_text_is_the_same_conversation_from_whoever_it_comes() {
        let own = Party::parse(OWN);
        let expected = Some(parties(&["+17735550111", "+17735550122"]));
        let first =
            text_ends(Some(&own), Direction::Incoming, &Party::parse("+17735550111"), parties(&["+17735550122", OWN]));
        let answer = text_ends(Some(&own), Direction::Outgoing, &own, parties(&["+17735550122", "+17735550111"]));
        assert_eq!((first.1, answer.1), (expected.clone(), expected));
    }

    #[test]
    fn the_other_side_of_a_call_is_whoever_does_not_belong_to_the_business() {
        let own = Party::parse(OWN);
        let other = Some(parties(&["+17735550111"]));
        let incoming = Some(Direction::Incoming);
        for list in [
            ends(&[("+17735550111", false), (OWN, true)]),
            ends(&[(OWN, true), ("+17735550111", false), (OWN, true)]),
            ends(&[(OWN, false), ("+17735550111", false)]),
            ends(&[("+17735550111", false), (OWN, true), ("+13125550199", true)]),
        ] {
            assert_eq!(call_ends(Some(&own), incoming, list).1, other);
        }
        assert_eq!(
            call_ends(None, incoming, ends(&[("+17735550111", false), (OWN, true)])),
            (Some(own.clone()), other.clone())
        );
        assert_eq!(
            call_ends(None, incoming, ends(&[("+17735550111", false), (OWN, false)])),
            (Some(own.clone()), other)
        );
        let between_lines = ends(&[("+13125550199", true), (OWN, true)]);
        assert_eq!(call_ends(Some(&own), incoming, between_lines).1, Some(parties(&["+13125550199"])));
    }
}
