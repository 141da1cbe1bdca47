//! Rows that are not in the engine yet, and the view over them and the engine as one.
//!
//! Records are applied into a layer and reach the engine in batches. So a row that changes with every event (a
//! conversation's state) is written once per batch, and a reader that holds the layer's lock sees all trees as
//! of one moment, which sled's own scans would not give.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::ops::{Bound, ControlFlow};

use super::Error;
use super::engine::{Change, Engine, Order, Span, Visit};
use super::keys::Tree;

type Rows = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// Changed rows; `None` is a removed one.
#[derive(Debug, Clone)]
pub struct Layer {
    trees: Vec<Rows>,
    len: usize,
}

impl Default for Layer {
    fn default() -> Self {
        Self { trees: vec![Rows::new(); Tree::ALL.len()], len: 0 }
    }
}

impl Layer {
    /// Number of changed rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Changes a row.
    pub fn set(&mut self, tree: Tree, key: Vec<u8>, value: Option<Vec<u8>>) {
        if let Some(rows) = self.trees.get_mut(tree.index())
            && rows.insert(key, value).is_none()
        {
            self.len = self.len.saturating_add(1);
        }
    }

    /// What this layer says about a row: nothing, that it is gone, or its value.
    pub fn get(&self, tree: Tree, key: &[u8]) -> Option<Option<&[u8]>> {
        self.trees.get(tree.index())?.get(key).map(Option::as_deref)
    }

    /// Puts `upper`'s changes over this layer's.
    pub fn absorb(&mut self, upper: Layer) {
        for (tree, rows) in Tree::ALL.iter().zip(upper.trees) {
            for (key, value) in rows {
                self.set(*tree, key, value);
            }
        }
    }

    /// Every change, tree by tree in key order.
    pub fn changes(&self) -> impl Iterator<Item = Change<'_>> {
        Tree::ALL.iter().zip(&self.trees).flat_map(|(tree, rows)| {
            rows.iter().map(|(key, value)| Change { tree: *tree, key, value: value.as_deref() })
        })
    }

    /// Every change of one tree, in key order.
    pub fn changes_of(&self, tree: Tree) -> impl Iterator<Item = Change<'_>> {
        let rows = self.trees.get(tree.index()).into_iter().flatten();
        rows.map(move |(key, value)| Change { tree, key, value: value.as_deref() })
    }

    fn range<'a>(&'a self, tree: Tree, span: &'a Span, order: Order) -> LayerRows<'a> {
        let rows = self.trees.get(tree.index()).filter(|_| !span.is_empty());
        let Some(rows) = rows else { return Box::new(std::iter::empty()) };
        let to = span.to.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let range = rows
            .range::<[u8], _>((Bound::Included(span.from.as_slice()), to))
            .map(|(key, value)| (key.as_slice(), value.as_deref()));
        match order {
            Order::Up => Box::new(range),
            Order::Down => Box::new(range.rev()),
        }
    }
}

/// Key and value.
type OwnedRow = (Vec<u8>, Vec<u8>);

type LayerRows<'a> = Box<dyn Iterator<Item = (&'a [u8], Option<&'a [u8]>)> + 'a>;

/// Several layers (the first stands above the others) over an engine, as one.
#[derive(Clone, Copy)]
pub struct View<'a> {
    layers: &'a [&'a Layer],
    engine: &'a dyn Engine,
}

impl<'a> View<'a> {
    /// `layers` over `engine`.
    pub fn new(layers: &'a [&'a Layer], engine: &'a dyn Engine) -> Self {
        Self { layers, engine }
    }

    /// A row's value.
    pub fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        for layer in self.layers {
            if let Some(value) = layer.get(tree, key) {
                return Ok(value.map(<[u8]>::to_vec));
            }
        }
        self.engine.get(tree, key)
    }

    /// Hands the rows of `span` to `visit`, in order.
    pub fn scan(&self, tree: Tree, span: &Span, order: Order, visit: &mut Visit<'_>) -> Result<(), Error> {
        let mut upper: Vec<Peekable<LayerRows<'_>>> =
            self.layers.iter().map(|layer| layer.range(tree, span, order).peekable()).collect();
        let mut ended = false;
        self.engine.scan(tree, span, order, &mut |key, value| {
            // Everything in the layers that comes before the engine's row, and what they say about that row.
            while let Some((next, over)) = next_upper(&mut upper, order) {
                match direction(next.cmp(key), order) {
                    Ordering::Less => {
                        skip(&mut upper, next);
                        if let Some(over) = over
                            && visit(next, over)?.is_break()
                        {
                            ended = true;
                            return Ok(ControlFlow::Break(()));
                        }
                    }
                    Ordering::Equal => {
                        skip(&mut upper, next);
                        let Some(over) = over else { return Ok(ControlFlow::Continue(())) };
                        let flow = visit(next, over)?;
                        ended = flow.is_break();
                        return Ok(flow);
                    }
                    Ordering::Greater => break,
                }
            }
            let flow = visit(key, value)?;
            ended = flow.is_break();
            Ok(flow)
        })?;
        while !ended && let Some((next, over)) = next_upper(&mut upper, order) {
            skip(&mut upper, next);
            if let Some(over) = over {
                ended = visit(next, over)?.is_break();
            }
        }
        Ok(())
    }

    /// The first row of `span` in `order`.
    pub fn first(&self, tree: Tree, span: &Span, order: Order) -> Result<Option<OwnedRow>, Error> {
        let mut found = None;
        self.scan(tree, span, order, &mut |key, value| {
            found = Some((key.to_vec(), value.to_vec()));
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// The keys of `span`, at most `most`.
    pub fn keys(&self, tree: Tree, span: &Span, most: usize) -> Result<Vec<Vec<u8>>, Error> {
        let mut keys = Vec::new();
        if most == 0 {
            return Ok(keys);
        }
        self.scan(tree, span, Order::Up, &mut |key, _| {
            keys.push(key.to_vec());
            Ok(if keys.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok(keys)
    }
}

fn direction(ordering: Ordering, order: Order) -> Ordering {
    match order {
        Order::Up => ordering,
        Order::Down => ordering.reverse(),
    }
}

/// The next row of the layers; the first layer that has it says what it holds.
fn next_upper<'a>(upper: &mut [Peekable<LayerRows<'a>>], order: Order) -> Option<(&'a [u8], Option<&'a [u8]>)> {
    let mut next: Option<(&[u8], Option<&[u8]>)> = None;
    for rows in upper {
        if let Some((key, value)) = rows.peek()
            && next.is_none_or(|(held, _)| direction(key.cmp(&held), order) == Ordering::Less)
        {
            next = Some((key, *value));
        }
    }
    next
}

fn skip(upper: &mut [Peekable<LayerRows<'_>>], key: &[u8]) {
    for rows in upper {
        rows.next_if(|(next, _)| *next == key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::engine::MemoryEngine;
    use proptest::prelude::*;

    fn rows() -> impl Strategy<Value = Vec<(u8, Option<u8>)>> {
        proptest::collection::vec((0u8..40, proptest::option::of(any::<u8>())), 0..40)
    }

    proptest! {
        #[test]
        fn a_view_over_layers_reads_like_one_map(engine in rows(), lower in rows(), upper in rows(), from in 0u8..40, to in 0u8..45) {
            let mut naive = BTreeMap::new();
            let memory = MemoryEngine::default();
            let mut layers = [Layer::default(), Layer::default()];
            for (place, rows) in [(None, engine), (Some(1), lower), (Some(0), upper)] {
                for (key, value) in rows {
                    let (key, value) = (vec![key], value.map(|byte| vec![byte]));
                    match &value {
                        Some(value) => naive.insert(key.clone(), value.clone()),
                        None => naive.remove(&key),
                    };
                    match place {
                        None => memory.write(&[Change { tree: Tree::Meta, key: &key, value: value.as_deref() }]).unwrap(),
                        Some(place) => layers[place].set(Tree::Meta, key, value),
                    }
                }
            }
            let layers = [&layers[0], &layers[1]];
            let view = View::new(&layers, &memory);
            let span = Span { from: vec![from], to: Some(vec![to]) };
            let expected: Vec<_> = naive.iter().filter(|(key, _)| key[0] >= from && key[0] < to).map(|(k, v)| (k.clone(), v.clone())).collect();
            for order in [Order::Up, Order::Down] {
                let mut found = Vec::new();
                view.scan(Tree::Meta, &span, order, &mut |key, value| {
                    found.push((key.to_vec(), value.to_vec()));
                    Ok(ControlFlow::Continue(()))
                }).unwrap();
                if order == Order::Down {
                    found.reverse();
                }
                prop_assert_eq!(&found, &expected);
            }
            for key in 0u8..40 {
                prop_assert_eq!(view.get(Tree::Meta, &[key]).unwrap(), naive.get(&vec![key]).cloned());
            }
        }
    }
}
