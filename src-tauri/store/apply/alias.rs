//! What Quo's conversation ids and lines' numbers stand for, and what moves when that becomes known.

use super::Stage;
use crate::model::event::Place;
use crate::model::merge::{Latest, keep_all, keep_greater, value};
use crate::model::place::{Target, Whereabouts, line_of_number, others_of_quo};
use crate::model::{LineId, Party, QuoConversationId, UtcMillis};
use crate::store::Error;
use crate::store::keys::{self, Alias17, AliasKind, Dependent, Tree};
use crate::store::record::Claims;

const MOST_CLAIMS: usize = 8;
const MOST_DEPENDENTS: usize = 10_000_000;

impl Stage<'_> {
    /// Takes in what a source said about how ids, numbers and people belong together.
    pub(super) fn learn(&mut self, place: &Place) -> Result<(), Error> {
        let Place { line, line_number, conversation, others, contacts: _ } = place;
        if let (Some(line), Some(number)) = (line, line_number) {
            let claims = Claims { lines: vec![line.clone()], ..Claims::default() };
            let changed = self.claim(AliasKind::Number, &number.key(), claims)?;
            if changed {
                let mut known = crate::model::contact::Line::unknown(line.clone());
                known.number = Some(Latest { at: UtcMillis(0), value: number.clone() });
                self.keep_line(known)?;
            }
        }
        if let Some(quo) = conversation {
            let mut others: Vec<Party> = others.clone().unwrap_or_default();
            others.sort();
            others.dedup();
            let claims = Claims {
                lines: line.iter().cloned().collect(),
                numbers: line_number.iter().cloned().collect(),
                others: if others.is_empty() { Vec::new() } else { vec![others] },
                line: None,
            };
            self.claim(AliasKind::Quo, quo.as_str(), claims)?;
        }
        Ok(())
    }

    /// A line's own record says which number it has.
    pub(super) fn learn_line(&mut self, line: &LineId, number: &Party, at: UtcMillis) -> Result<(), Error> {
        let claims = Claims { line: Some(Latest { at, value: line.clone() }), ..Claims::default() };
        self.claim(AliasKind::Number, &number.key(), claims).map(|_| ())
    }

    fn claim(&mut self, kind: AliasKind, text: &str, new: Claims) -> Result<bool, Error> {
        let alias = keys::alias(kind, text);
        let old: Claims = self.get(Tree::Alias, &alias)?.unwrap_or_default();
        let mut claims = old.clone();
        let Claims { lines, numbers, others, line } = new;
        keep_all(&mut claims.lines, lines, MOST_CLAIMS);
        keep_all(&mut claims.numbers, numbers, MOST_CLAIMS);
        keep_all(&mut claims.others, others, MOST_CLAIMS);
        keep_greater(&mut claims.line, line);
        if claims == old {
            return Ok(false);
        }
        self.put(Tree::Alias, alias.to_vec(), &claims, 0)?;
        if kind == AliasKind::Quo {
            let this = Dependent::Quo(quo_key(&alias));
            self.change_waits(this, number_needed(&old), number_needed(&claims));
        }
        self.move_dependents(&alias)?;
        Ok(true)
    }

    /// Moves everything that stands where it stands because of `alias`.
    fn move_dependents(&mut self, alias: &Alias17) -> Result<(), Error> {
        for key in self.keys(Tree::Wait, alias, MOST_DEPENDENTS)? {
            match keys::dependent_of(&key) {
                Some(Dependent::Item(item)) => self.place_item_again(&item)?,
                Some(Dependent::Mark(origin)) => self.place_marks_again(&origin)?,
                Some(Dependent::Quo(quo)) => {
                    let mut alias = [AliasKind::Quo as u8; 17];
                    alias.iter_mut().skip(1).zip(quo).for_each(|(to, from)| *to = from);
                    self.move_dependents(&alias)?;
                }
                None => {}
            }
        }
        Ok(())
    }

    /// The conversation that follows from what is known; `None` while there is too little.
    pub(super) fn resolve(&self, known: &Whereabouts) -> Result<Option<Target>, Error> {
        let claims = match value(&known.quo) {
            Some(quo) if !needs_of(known).is_empty() => self.claims_of_quo(quo)?,
            _ => Claims::default(),
        };
        let line = match (value(&known.line), value(&known.line_number)) {
            (Some(line), _) => Some(line.clone()),
            (None, Some(number)) => Some(self.line_with(number)?),
            (None, None) => match (claims.lines.last(), claims.numbers.last()) {
                (Some(line), _) => Some(line.clone()),
                (None, Some(number)) => Some(self.line_with(number)?),
                (None, None) => None,
            },
        };
        let others = value(&known.others)
            .cloned()
            .or_else(|| claims.others.into_iter().max_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b))))
            .or_else(|| value(&known.quo).map(others_of_quo));
        Ok(line.zip(others).map(|(line, others)| Target::new(line, others)))
    }

    fn claims_of_quo(&self, quo: &QuoConversationId) -> Result<Claims, Error> {
        Ok(self.get(Tree::Alias, &keys::alias(AliasKind::Quo, quo.as_str()))?.unwrap_or_default())
    }

    /// The line with this number, or its stand-in.
    fn line_with(&self, number: &Party) -> Result<LineId, Error> {
        let claims: Claims = self.get(Tree::Alias, &keys::alias(AliasKind::Number, &number.key()))?.unwrap_or_default();
        let line = value(&claims.line).or(claims.lines.last());
        Ok(line.cloned().unwrap_or_else(|| line_of_number(number)))
    }

    /// Notes what `dependent` depends on now, instead of before.
    pub(super) fn change_waits(&mut self, dependent: Dependent, old: Vec<Alias17>, new: Vec<Alias17>) {
        for alias in old.iter().filter(|alias| !new.contains(alias)) {
            self.upper.set(Tree::Wait, keys::wait(alias, dependent), None);
        }
        for alias in new.iter().filter(|alias| !old.contains(alias)) {
            self.put_bare(Tree::Wait, keys::wait(alias, dependent));
        }
    }
}

/// What a place depends on besides itself.
pub(super) fn needs_of(known: &Whereabouts) -> Vec<Alias17> {
    let mut needs = Vec::new();
    if known.line.is_none()
        && let Some(number) = value(&known.line_number)
    {
        needs.push(keys::alias(AliasKind::Number, &number.key()));
    }
    let line_missing = known.line.is_none() && known.line_number.is_none();
    if (line_missing || known.others.is_none())
        && let Some(quo) = value(&known.quo)
    {
        needs.push(keys::alias(AliasKind::Quo, quo.as_str()));
    }
    needs
}

/// The number that a Quo conversation's line is known by alone.
fn number_needed(claims: &Claims) -> Vec<Alias17> {
    match (claims.lines.is_empty(), claims.numbers.last()) {
        (true, Some(number)) => vec![keys::alias(AliasKind::Number, &number.key())],
        _ => Vec::new(),
    }
}

fn quo_key(alias: &Alias17) -> keys::Key16 {
    let mut key = keys::NOWHERE;
    key.iter_mut().zip(alias.iter().skip(1)).for_each(|(to, from)| *to = *from);
    key
}
