//! The promises of an engine, kept by every one of them.

use std::ops::ControlFlow;

use super::*;

fn rows(engine: &dyn Engine, span: &Span, order: Order) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut rows = Vec::new();
    engine
        .scan(Tree::Item, span, order, &mut |key, value| {
            rows.push((key.to_vec(), value.to_vec()));
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    rows
}

fn keeps_its_promises(engine: &dyn Engine) {
    let change = |key: &'static [u8], value: Option<&'static [u8]>| Change { tree: Tree::Item, key, value };
    engine.write(&[change(b"b", Some(b"2")), change(b"a", Some(b"1")), change(b"c", Some(b"3"))]).unwrap();
    engine.write(&[Change { tree: Tree::Meta, key: b"a", value: Some(b"other tree") }]).unwrap();
    assert_eq!(engine.get(Tree::Item, b"a").unwrap().unwrap(), b"1");
    assert_eq!(engine.get(Tree::Item, b"x").unwrap(), None);
    let up = rows(engine, &Span::all(), Order::Up);
    assert_eq!(up.iter().map(|(key, _)| key[0]).collect::<Vec<_>>(), b"abc");
    let mut down = rows(engine, &Span::all(), Order::Down);
    down.reverse();
    assert_eq!(down, up);
    assert_eq!(rows(engine, &Span::all().after(b"a").before(b"c"), Order::Down).len(), 1);
    assert_eq!(rows(engine, &Span::prefix(b"b"), Order::Up).len(), 1);
    assert_eq!(rows(engine, &Span::all().starting(b"b").before(b"a"), Order::Up).len(), 0);

    // All or nothing: a batch with a row that is too long leaves no trace.
    let long = vec![0; MOST_VALUE_BYTES + 1];
    let refused = engine.write(&[change(b"d", Some(b"4")), Change { tree: Tree::Item, key: b"e", value: Some(&long) }]);
    assert!(refused.is_err());
    assert!(engine.write(&[Change { tree: Tree::Item, key: &[7; MOST_KEY_BYTES + 1], value: None }]).is_err());
    assert_eq!(engine.get(Tree::Item, b"d").unwrap(), None);

    engine.write(&[change(b"a", None), change(b"b", Some(b"new"))]).unwrap();
    assert_eq!(
        rows(engine, &Span::all(), Order::Up),
        [(b"b".to_vec(), b"new".to_vec()), (b"c".to_vec(), b"3".to_vec())]
    );
    engine.checkpoint().unwrap();
    assert_eq!(engine.stray_files(), 0);
}

#[test]
fn every_engine_keeps_the_same_promises() {
    keeps_its_promises(&MemoryEngine::default());
    let folder = tempfile::tempdir().unwrap();
    keeps_its_promises(&SledEngine::open(folder.path(), 16 << 20).unwrap());
    let again = SledEngine::open(folder.path(), 16 << 20).unwrap();
    assert_eq!(again.get(Tree::Item, b"b").unwrap().unwrap(), b"new");
}

#[test]
fn who_lets_go_of_it_a_moment_later_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let first = SledEngine::open(folder.path(), 16 << 20).unwrap();
    let path = folder.path().to_owned();
    let opening = std::thread::spawn(move || SledEngine::open(&path, 16 << 20).map(drop));
    drop(first);
    opening.join().unwrap().unwrap();
}

#[test]
fn a_prefix_ends_where_its_last_byte_ends() {
    assert_eq!(Span::prefix(&[1, 255]).to, Some(vec![2]));
    assert_eq!(Span::prefix(&[255, 255]).to, None);
}
