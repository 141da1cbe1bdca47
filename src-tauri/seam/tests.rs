//! Promises of the seam.

use std::sync::Arc;
use std::time::Duration;

use super::*;

#[test]
fn the_manual_clock_moves_only_when_it_is_moved() {
    let (seam, clock) = Seam::scripted(1, UtcMillis(1_000));
    assert_eq!(seam.now(), UtcMillis(1_000));
    assert_eq!(clock.advance_ms(5), UtcMillis(1_005));
    clock.set(UtcMillis(7));
    assert_eq!(seam.now(), UtcMillis(7));
}

#[test]
fn equal_seeds_give_equal_numbers_and_ids_carry_their_time() {
    let (a, _) = Seam::scripted(9, UtcMillis(1_700_000_000_000));
    let (b, _) = Seam::scripted(9, UtcMillis(1_700_000_000_000));
    let (first, second) = (a.fresh_id(), a.fresh_id());
    assert_eq!(first, b.fresh_id());
    assert_ne!(first, second);
    assert_eq!(first.get_version_num(), 7);
    assert_eq!(first.as_u128() >> 80, 1_700_000_000_000);
}

#[test]
fn jitter_stays_in_its_range_and_reaches_both_ends() {
    let entropy = SeededEntropy::new(3);
    let seen: std::collections::BTreeSet<u64> = (0..200).map(|_| entropy.jitter(3)).collect();
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert_eq!(entropy.jitter(0), 0);
}

#[test]
fn the_system_gives_different_bytes_each_time() {
    let (mut a, mut b) = ([0; 32], [0; 32]);
    SystemEntropy.fill(&mut a);
    SystemEntropy.fill(&mut b);
    assert_ne!(a, b);
    assert!(SystemClock.now() > UtcMillis(1_600_000_000_000));
}

#[test]
fn a_scripted_fault_strikes_once_at_its_call() {
    let script = Arc::new(FaultScript::new());
    let disk = Disk::new(script.clone());
    let folder = tempfile::tempdir().unwrap();
    let file = disk.create(&folder.path().join("a")).unwrap();
    script.fail_nth(DiskOpKind::Write, 2, Fault::Short(3));
    file.write_at(0, b"first").unwrap();
    let error = file.write_at(5, b"second").unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    file.write_at(8, b"ond").unwrap();
    assert_eq!(std::fs::read(file.path()).unwrap(), b"firstsecond");
    assert_eq!((script.asked(DiskOpKind::Write), script.finished(DiskOpKind::Write)), (3, 2));
    script.fail_always(DiskOpKind::SyncData, Fault::Io);
    assert!(file.sync_data().is_err());
    script.heal();
    file.sync_data().unwrap();
}

#[test]
fn a_worker_stops_where_it_is_told_and_goes_on_step_by_step() {
    let points = Arc::new(Breakpoints::default());
    points.reach(Breakpoint::Journaled);
    points.arm(Breakpoint::Journaled);
    let worker = std::thread::spawn({
        let points = points.clone();
        move || (0..3).for_each(|_| points.reach(Breakpoint::Journaled))
    });
    let limit = Duration::from_secs(10);
    assert!(points.wait_for(Breakpoint::Journaled, 1, limit));
    points.step(Breakpoint::Journaled);
    assert!(points.wait_for(Breakpoint::Journaled, 2, limit));
    assert!(!worker.is_finished());
    points.disarm(Breakpoint::Journaled);
    worker.join().unwrap();
}

#[tokio::test]
async fn an_asynchronous_worker_stops_too() {
    let points = Arc::new(Breakpoints::default());
    points.arm(Breakpoint::Sent);
    let worker = tokio::spawn({
        let points = points.clone();
        async move { points.reach_async(Breakpoint::Sent).await }
    });
    points.arrivals(Breakpoint::Sent, 1).await;
    assert!(!worker.is_finished());
    points.step(Breakpoint::Sent);
    worker.await.unwrap();
}
