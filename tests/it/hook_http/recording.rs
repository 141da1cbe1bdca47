//! No yes before the record is durable, whatever the disk does and whenever the stop comes.

use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use ringbook::http::hook::HookLimits;
use ringbook::seam::{DiskFaults, DiskOp, DiskOpKind, Fault, FaultScript};
use ringbook::webhook::stats::Refused;
use tokio::task::JoinSet;

use super::wire::{Wire, exchange, status};
use super::{BODY, Hooked, both_secrets, bytes, valid};

/// A disk whose syncs wait until they are let go.
#[derive(Default)]
struct HeldSync {
    held: Mutex<Held>,
    changed: Condvar,
}

#[derive(Default)]
struct Held {
    hold: bool,
    waiting: u32,
}

impl HeldSync {
    fn hold(&self, hold: bool) {
        self.held.lock().unwrap().hold = hold;
        self.changed.notify_all();
    }

    /// Blocks until a sync waits.
    fn wait_for_sync(&self) {
        let held = self.held.lock().unwrap();
        let (held, timeout) =
            self.changed.wait_timeout_while(held, Duration::from_secs(20), |held| held.waiting == 0).unwrap();
        assert!(!timeout.timed_out(), "nothing was synced");
        drop(held);
    }
}

impl DiskFaults for HeldSync {
    fn before(&self, op: &DiskOp<'_>) -> Fault {
        if op.kind() == DiskOpKind::SyncData {
            let mut held = self.held.lock().unwrap();
            held.waiting += 1;
            self.changed.notify_all();
            while held.hold {
                held = self.changed.wait(held).unwrap();
            }
            held.waiting -= 1;
        }
        Fault::None
    }
}

async fn held(limits: HookLimits) -> (Hooked, Arc<HeldSync>) {
    let disk = Arc::new(HeldSync::default());
    let hooked = Hooked::with(both_secrets(), limits, disk.clone()).await;
    assert_eq!(status(hooked.address, valid("msg_0", BODY.as_bytes())).await, 200);
    disk.hold(true);
    (hooked, disk)
}

async fn sync_waits(disk: &Arc<HeldSync>) {
    let disk = disk.clone();
    tokio::task::spawn_blocking(move || disk.wait_for_sync()).await.unwrap();
}

#[tokio::test]
async fn a_full_or_failing_disk_puts_the_sender_off_and_promises_nothing() {
    let disk = Arc::new(FaultScript::new());
    let hooked = Hooked::with(both_secrets(), HookLimits::default(), disk.clone()).await;
    for (kind, fault) in
        [(DiskOpKind::Write, Fault::NoSpace), (DiskOpKind::Write, Fault::Io), (DiskOpKind::SyncData, Fault::Io)]
    {
        disk.fail_always(kind, fault);
        let answer = exchange(hooked.address, valid("msg_1", BODY.as_bytes())).await.unwrap();
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("30")), "{kind:?} {fault:?}");
        disk.heal();
    }
    assert_eq!(hooked.records(), 0);
    assert_eq!(hooked.intake.stats().snapshot().refused[&Refused::NotRecorded], 3);
    let answered = async {
        // The journal finds out by itself that the disk is well again.
        while status(hooked.address, valid("msg_1", BODY.as_bytes())).await != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), answered).await.unwrap();
    assert_eq!(hooked.deliveries().last().unwrap().body, bytes(BODY));
}

#[tokio::test]
async fn nothing_is_acknowledged_before_the_sync_returned() {
    let (hooked, disk) = held(HookLimits::default()).await;
    let mut wire = Wire::open(hooked.address).await;
    wire.send(valid("msg_1", BODY.as_bytes())).await;
    sync_waits(&disk).await;
    let early = tokio::time::timeout(Duration::from_millis(200), wire.answer()).await;
    assert!(early.is_err(), "answered before the sync: {early:?}");
    assert_eq!(hooked.intake.stats().snapshot().received, 1);
    disk.hold(false);
    assert_eq!(wire.answer().await.map(|answer| answer.status), Some(200));
    assert_eq!(hooked.records(), 2);
}

#[tokio::test]
async fn a_stop_answers_what_is_under_way_and_takes_nothing_new() {
    let (hooked, disk) = held(HookLimits::default()).await;
    let mut under_way = Wire::open(hooked.address).await;
    under_way.send(valid("msg_1", BODY.as_bytes())).await;
    let mut idle = Wire::open(hooked.address).await;
    idle.send("POST /webhooks").await;
    sync_waits(&disk).await;
    hooked.stop.cancel();
    idle.closed().await;
    disk.hold(false);
    assert_eq!(under_way.answer().await.map(|answer| answer.status), Some(200));
    under_way.closed().await;
    tokio::time::timeout(Duration::from_secs(5), hooked.served).await.unwrap().unwrap();
    assert!(tokio::net::TcpStream::connect(hooked.address).await.is_err());
}

#[tokio::test]
async fn a_stop_ends_in_time_even_if_the_disk_does_not_answer() {
    let limits = HookLimits { stop_time: Duration::from_millis(300), ..HookLimits::default() };
    let (hooked, disk) = held(limits).await;
    let mut under_way = Wire::open(hooked.address).await;
    under_way.send(valid("msg_1", BODY.as_bytes())).await;
    sync_waits(&disk).await;
    let begin = Instant::now();
    hooked.stop.cancel();
    tokio::time::timeout(Duration::from_secs(5), hooked.served).await.unwrap().unwrap();
    assert!(begin.elapsed() < Duration::from_secs(3));
    under_way.closed().await;
    disk.hold(false);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_over_many_connections_is_recorded_once_each() {
    let hooked = Hooked::start().await;
    let address = hooked.address;
    let mut senders = JoinSet::new();
    for sender in 0..64 {
        senders.spawn(async move {
            let mut wire = Wire::open(address).await;
            for number in 0..16 {
                let id = format!("msg_{sender}_{number}");
                wire.send(valid(&id, id.as_bytes())).await;
                assert_eq!(wire.answer().await.map(|answer| answer.status), Some(200), "{id}");
            }
        });
    }
    while let Some(done) = senders.join_next().await {
        done.unwrap();
    }
    let ids: std::collections::BTreeSet<_> =
        hooked.deliveries().into_iter().filter_map(|delivery| delivery.webhook_id).collect();
    assert_eq!((ids.len(), hooked.records()), (1_024, 1_024));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_acknowledged_during_a_stop_is_in_the_journal() {
    let hooked = Hooked::start().await;
    let address = hooked.address;
    let mut senders = JoinSet::new();
    for sender in 0..32 {
        senders.spawn(async move {
            let mut acknowledged = Vec::new();
            for number in 0..1_000 {
                let id = format!("msg_{sender}_{number}");
                if status_or_gone(address, valid(&id, b"{}")).await != Some(200) {
                    break;
                }
                acknowledged.push(id);
            }
            acknowledged
        });
    }
    while hooked.records() < 100 {
        tokio::task::yield_now().await;
    }
    let begin = Instant::now();
    hooked.stop.cancel();
    while !hooked.served.is_finished() {
        tokio::task::yield_now().await;
        assert!(begin.elapsed() < Duration::from_secs(5));
    }
    let recorded: std::collections::BTreeSet<_> =
        hooked.deliveries().into_iter().filter_map(|delivery| delivery.webhook_id).collect();
    let mut count = 0;
    while let Some(acknowledged) = senders.join_next().await {
        for id in acknowledged.unwrap() {
            assert!(recorded.contains(&id), "{id} was acknowledged and is not in the journal");
            count += 1;
        }
    }
    assert!(count >= 50, "{count}");
}

/// The status, or nothing if the port is closed.
async fn status_or_gone(address: std::net::SocketAddr, bytes: Vec<u8>) -> Option<u16> {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(address).await.ok()?;
    stream.write_all(&bytes).await.ok()?;
    let mut read = [0; 12];
    stream.read_exact(&mut read).await.ok()?;
    std::str::from_utf8(&read[9..]).ok()?.parse().ok()
}
