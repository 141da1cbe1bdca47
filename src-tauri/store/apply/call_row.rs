//! The row of a call in the order of all calls.

use super::Stage;
use crate::model::item::Item;
use crate::model::place::Target;
use crate::store::Error;
use crate::store::calls::CallMarks;
use crate::store::keys::{Key16, Place24, Tree};
use crate::store::record::Location;

impl Stage<'_> {
    /// Keeps the row of a call where the call is: `key` is the item's, `old` what it was and where.
    pub(super) fn keep_call_row(
        &mut self,
        key: &Key16,
        old: Option<(&Item, Location)>,
        new: &Item,
        is_at: Location,
        target: Option<&Target>,
    ) -> Result<(), Error> {
        let place_of = |item: &Item, location: Location| -> Option<Place24> {
            matches!(item, Item::Call(_)).then(|| location.place(key))
        };
        let was = old.and_then(|(item, location)| place_of(item, location));
        let is = place_of(new, is_at);
        if let Some(was) = was.filter(|was| Some(*was) != is) {
            self.delete(Tree::Calls, was.to_vec())?;
        }
        let (Some(is), Item::Call(call)) = (is, new) else { return Ok(()) };
        let marks = CallMarks::of(call, target);
        if was == Some(is) && self.get::<CallMarks>(Tree::Calls, &is)?.as_ref() == Some(&marks) {
            return Ok(());
        }
        self.put(Tree::Calls, is.to_vec(), &marks, 0)
    }
}
