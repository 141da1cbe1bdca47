//! Texts go out once, whatever happens in between, and none is lost in silence.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU32,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use ringbook::{
    journal::{FileJournal, Journal as _, JournalOptions},
    model::{LineId, Party, UtcMillis, decision::SendStep, place::Target},
    outbox::{Consent, Draft, Entry, Error, Ledger, NotSendable, Options, Outbox, Resolution, Sendable},
    quo::{Pace, Quo, QuoOptions, Retries, Urgency},
    seam::{Breakpoint, DiskOpKind, Fault as DiskFault, FaultScript, ManualClock, Seam},
};

use crate::simulator::{
    self, KEY, Simulator,
    faults::Fault,
    quirks::Quirks,
    sending::magic,
    world::{Direction, MAIN_LINE},
};

const START: i64 = 1_790_000_000_000;

struct Everyone;

impl Consent for Everyone {
    fn opted_out(&self, _: &Party) -> bool {
        false
    }
}

/// Quo's stand-in and an outbox over a real journal, both on one clock that the test moves.
struct Bench {
    sim: Simulator,
    clock: Arc<ManualClock>,
    seam: Seam,
    folder: tempfile::TempDir,
    line: LineId,
    timeout: Duration,
}

impl Bench {
    async fn new() -> Self {
        Self::with_disk(None).await
    }

    async fn with_disk(disk: Option<Arc<FaultScript>>) -> Self {
        let (seam, clock) = Seam::scripted(7, UtcMillis(START));
        let seam = match disk {
            Some(disk) => seam.with_disk(disk),
            None => seam,
        };
        let now: simulator::core::Now = {
            let clock = Arc::clone(&clock);
            Arc::new(move || ringbook::seam::Clock::now(&*clock).0)
        };
        let quirks = Quirks { rate_per_second: 0, fate_withheld: true, ..Quirks::default() };
        let options = simulator::Options { now: Some(now), scale: 0.001, quirks, ..simulator::Options::default() };
        let sim = Simulator::start(options).await.unwrap();
        let line = LineId(sim.line_id(MAIN_LINE));
        let folder = tempfile::tempdir().unwrap();
        Self { sim, clock, seam, folder, line, timeout: Duration::from_millis(400) }
    }

    fn quo(&self) -> Quo {
        Quo::new(self.options()).unwrap()
    }

    fn options(&self) -> QuoOptions {
        QuoOptions {
            connect: Duration::from_millis(400),
            total: self.timeout,
            pace: Pace { per_second: NonZeroU32::new(20_000).unwrap() },
            retries: Retries {
                first: Duration::from_millis(2),
                longest: Duration::from_millis(2),
                ..Retries::default()
            },
            ..QuoOptions::new(self.sim.url(), KEY.to_owned().into())
        }
    }

    fn journal(&self) -> Arc<FileJournal> {
        let options = JournalOptions {
            segment_bytes: 1 << 20,
            preallocate: false,
            reserve_bytes: 0,
            ..JournalOptions::default()
        };
        Arc::new(FileJournal::open(self.folder.path().join("journal"), options, self.seam.clone()).unwrap())
    }

    /// An outbox as a start of the program makes it.
    fn start(&self, options: Options) -> (Outbox, Arc<FileJournal>) {
        let journal = self.journal();
        let ledger = Ledger::recover(&*journal, None, self.seam.now()).unwrap();
        let outbox =
            Outbox::new(ledger, journal.clone(), Arc::new(Everyone), self.seam.clone(), Some(self.quo()), options);
        (outbox, journal)
    }

    fn draft(&self, to: &str, text: &str, token: &str) -> Draft {
        let place = Target::new(self.line.clone(), vec![Party::parse(to)]);
        Draft { place, text: text.to_owned(), token: token.to_owned(), by: None, known: true }
    }

    async fn send(&self, outbox: &Outbox, to: &str, text: &str) -> Entry {
        let token = format!("{to} {text} {}", uuid::Uuid::from_u128(u128::from(self.seam.entropy.jitter(u64::MAX))));
        let text = Sendable::check(self.draft(to, text, &token), &Everyone).unwrap();
        outbox.send(text).await.unwrap()
    }

    /// Lets the outbox work, moving the clock from one due moment to the next, until nothing is left to do by itself.
    async fn settle(&self, outbox: &Outbox) {
        while let Some(next) = outbox.step().await {
            let now = self.seam.now();
            assert!(next.0 - now.0 < 200_000, "nothing waits longer than three minutes");
            self.clock.set(UtcMillis(next.0.max(now.0)));
        }
    }
}

fn unlimited() -> Options {
    Options { daily_cap: usize::MAX, parallel: 16, ..Options::default() }
}

fn step_of(outbox: &Outbox, entry: &Entry) -> SendStep {
    outbox.entry(entry.id()).unwrap().step
}

/// How many rounds of the long tests: all of them in a nightly run, a part of them otherwise.
fn rounds(all: usize, some: usize) -> usize {
    if std::env::var_os("RINGBOOK_NIGHTLY").is_some() { all } else { some }
}

#[tokio::test]
async fn a_text_waits_for_its_undo_window_then_goes_out_once() {
    let bench = Bench::new().await;
    let (outbox, _) = bench.start(Options::default());
    let undone = bench.send(&outbox, "+17735550101", "Not this one").await;
    let sent = bench.send(&outbox, "+17735550102", "On our way").await;
    assert_eq!(outbox.step().await, Some(UtcMillis(START + 5_000)));
    assert!(bench.sim.accepted().is_empty(), "the undo window is open");
    assert!(matches!(outbox.undo(undone.id()).await.unwrap().step, SendStep::Cancelled { reason: None }));
    bench.settle(&outbox).await;
    let accepted = bench.sim.accepted();
    assert_eq!(accepted.len(), 1);
    assert_eq!((accepted[0].text.as_str(), &accepted[0].to), ("On our way", &vec!["+17735550102".to_owned()]));
    let SendStep::Accepted { quo: Some(id) } = step_of(&outbox, &sent) else { panic!("not accepted") };
    assert_eq!(id.as_str(), accepted[0].id);
    assert_eq!(outbox.by_quo_id(&id).unwrap().id(), sent.id());
    assert!(matches!(outbox.undo(sent.id()).await, Err(Error::TooLate)));
}

#[tokio::test]
async fn the_same_token_never_makes_a_second_text_even_after_a_restart() {
    let bench = Bench::new().await;
    let (outbox, journal) = bench.start(Options::default());
    let draft = || Sendable::check(bench.draft("+17735550101", "hello", "gesture-1"), &Everyone).unwrap();
    let first = outbox.send(draft()).await.unwrap();
    assert_eq!(outbox.send(draft()).await.unwrap(), first);
    bench.settle(&outbox).await;
    drop((outbox, journal));
    let (outbox, _) = bench.start(Options::default());
    assert_eq!(outbox.send(draft()).await.unwrap().id(), first.id());
    bench.settle(&outbox).await;
    assert_eq!(bench.sim.accepted().len(), 1);
}

#[tokio::test]
async fn a_day_has_a_limit_and_taken_back_texts_do_not_count() {
    let bench = Bench::new().await;
    let (outbox, _) = bench.start(Options { daily_cap: 3, ..Options::default() });
    let first = bench.send(&outbox, "+17735550101", "one").await;
    bench.send(&outbox, "+17735550102", "two").await;
    bench.send(&outbox, "+17735550103", "three").await;
    let more = || Sendable::check(bench.draft("+17735550104", "four", "t4"), &Everyone).unwrap();
    assert!(matches!(outbox.send(more()).await, Err(Error::DailyCap { cap: 3 })));
    outbox.undo(first.id()).await.unwrap();
    outbox.send(more()).await.unwrap();
    bench.settle(&outbox).await;
    bench.clock.advance_ms(24 * 3_600_000);
    bench.send(&outbox, "+17735550105", "tomorrow").await;
}

#[tokio::test]
async fn who_opts_out_while_a_text_waits_gets_none() {
    struct Later(std::sync::atomic::AtomicBool);
    impl Consent for Later {
        fn opted_out(&self, party: &Party) -> bool {
            self.0.load(std::sync::atomic::Ordering::SeqCst) && party.phone() == Some("+17735550101")
        }
    }
    let bench = Bench::new().await;
    let journal = bench.journal();
    let consent = Arc::new(Later(false.into()));
    let outbox = Outbox::new(
        Ledger::default(),
        journal,
        consent.clone(),
        bench.seam.clone(),
        Some(bench.quo()),
        Options::default(),
    );
    let stopped = bench.send(&outbox, "+17735550101", "one").await;
    let claimed = bench.send(&outbox, "+17735550101", "two").await;
    let other = bench.send(&outbox, "+17735550102", "three").await;
    outbox.undo(claimed.id()).await.unwrap();
    assert_eq!(outbox.stop_for(&Party::parse("+17735550101")).await.unwrap(), 1);
    let late = bench.send(&outbox, "+17735550101", "four").await;
    consent.0.store(true, std::sync::atomic::Ordering::SeqCst);
    bench.settle(&outbox).await;
    for entry in [&stopped, &late] {
        assert!(
            matches!(step_of(&outbox, entry), SendStep::Cancelled { reason: Some(reason) } if reason.contains("opted out"))
        );
    }
    assert!(matches!(step_of(&outbox, &other), SendStep::Accepted { .. }));
    assert_eq!(bench.sim.accepted().len(), 1);
    let refused = Sendable::check(bench.draft("+17735550101", "five", "t5"), &*consent);
    assert!(matches!(refused, Err(NotSendable::OptedOut(_))));
}

#[tokio::test]
async fn a_refusal_is_shown_in_a_sentence_and_not_repeated() {
    let bench = Bench::new().await;
    let (outbox, _) = bench.start(unlimited());
    for (to, words) in [
        (magic::NOT_REGISTERED, "registration"),
        (magic::NO_CREDIT, "payment"),
        (magic::DAILY_CAP, "daily limit"),
        (magic::NOT_A_USER, "line's user"),
    ] {
        let entry = bench.send(&outbox, to, "hello").await;
        bench.settle(&outbox).await;
        let SendStep::Rejected { reason } = step_of(&outbox, &entry) else { panic!("{to} was not refused") };
        assert!(reason.contains(words), "{reason}");
    }
    assert_eq!(bench.sim.requests().len(), 4);
    assert!(bench.sim.accepted().is_empty());
}

#[tokio::test]
async fn what_certainly_did_not_go_out_is_tried_again_and_given_up_in_the_end() {
    let bench = Bench::new().await;
    let (outbox, _) = bench.start(unlimited());
    bench.sim.fault(Fault::TooMany { retry_after_s: Some(7) }, 3);
    let entry = bench.send(&outbox, "+17735550101", "hello").await;
    bench.settle(&outbox).await;
    assert!(matches!(step_of(&outbox, &entry), SendStep::Accepted { .. }));
    assert!(bench.seam.now().0 - START >= 3 * 7_000, "Retry-After is obeyed");
    bench.sim.listen(false).await;
    let lost = bench.send(&outbox, "+17735550102", "hello").await;
    bench.settle(&outbox).await;
    let SendStep::Rejected { reason } = step_of(&outbox, &lost) else { panic!("not given up") };
    assert!(reason.contains("nothing was sent after 8 tries"), "{reason}");
    bench.sim.listen(true).await;
    bench.settle(&outbox).await;
    assert_eq!(bench.sim.accepted().len(), 1);
}

#[tokio::test]
async fn an_unclear_text_asks_the_person_whose_decision_is_a_new_linked_text() {
    let bench = Bench::new().await;
    let (outbox, journal) = bench.start(unlimited());
    bench.sim.fault(Fault::ServerError { status: 500 }, 3);
    let entries = [
        bench.send(&outbox, "+17735550101", "a").await,
        bench.send(&outbox, "+17735550102", "b").await,
        bench.send(&outbox, "+17735550103", "c").await,
    ];
    bench.settle(&outbox).await;
    assert_eq!(bench.seam.now().0, START + 5_000 + 120_000, "three looks, then the person");
    for entry in &entries {
        assert!(matches!(step_of(&outbox, entry), SendStep::NeedsYou { .. }));
    }
    outbox.resolve(entries[0].id(), Resolution::ItArrived).await.unwrap();
    outbox.resolve(entries[1].id(), Resolution::Drop).await.unwrap();
    let text = Sendable::check(bench.draft("+17735550103", "c", "again"), &Everyone).unwrap();
    let again = outbox.send_again(entries[2].id(), text).await.unwrap();
    assert_eq!(again.intent.again.as_ref(), Some(entries[2].id()));
    assert!(matches!(outbox.resolve(entries[0].id(), Resolution::Drop).await, Err(Error::NothingToDecide)));
    bench.settle(&outbox).await;
    drop((outbox, journal));
    let (outbox, _) = bench.start(unlimited());
    assert!(matches!(step_of(&outbox, &entries[0]), SendStep::Accepted { quo: None }));
    assert!(matches!(step_of(&outbox, &entries[1]), SendStep::Cancelled { .. }));
    assert!(matches!(step_of(&outbox, &entries[2]), SendStep::Cancelled { .. }));
    assert!(matches!(step_of(&outbox, &again), SendStep::Accepted { quo: Some(_) }));
    assert_eq!(bench.sim.accepted().len(), 1);
}

/// The faults of one request, and whether the simulator has the text afterwards.
fn fault_kinds() -> Vec<(&'static str, Option<Fault>)> {
    vec![
        ("refused", None),
        ("reset before the body", Some(Fault::ResetBeforeBody)),
        ("reset after the body", Some(Fault::ResetAfterBody)),
        ("answer lost", Some(Fault::AnswerLost)),
        ("closed after accepting", Some(Fault::ClosedAfterAccept)),
        ("202 cut short", Some(Fault::CutShort)),
        ("500 not accepted", Some(Fault::ServerError { status: 500 })),
        ("500 accepted", Some(Fault::ServerErrorAccepted { status: 500 })),
        ("502", Some(Fault::ServerError { status: 502 })),
        ("504 accepted", Some(Fault::ServerErrorAccepted { status: 504 })),
        ("stall", Some(Fault::Stall { for_ms: 2_000, accepted: true })),
        ("429 burst", Some(Fault::TooMany { retry_after_s: None })),
        ("wrong JSON", Some(Fault::WrongJson)),
        ("no JSON", Some(Fault::NotJson)),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_makes_a_second_text_and_every_text_ends() {
    let bench = Bench::new().await;
    let (outbox, _) = bench.start(unlimited());
    let each = rounds(1_000, 72);
    let mut number = 0;
    for (name, fault) in fault_kinds() {
        let slow = matches!(fault, Some(Fault::Stall { .. }));
        let count = if slow { each.min(100) } else { each };
        let mut entries = Vec::new();
        for _ in 0..count {
            number += 1;
            entries
                .push(bench.send(&outbox, &format!("+1773556{:04}", number % 10_000), &format!("text {number}")).await);
        }
        match fault {
            Some(fault) => bench.sim.fault(fault, u32::try_from(count).unwrap()),
            None => bench.sim.listen(false).await,
        }
        bench.clock.advance_ms(5_000);
        // One go with the fault; then Quo is well again.
        outbox.step().await;
        bench.sim.listen(true).await;
        bench.settle(&outbox).await;
        let accepted: BTreeSet<String> = bench.sim.accepted().into_iter().map(|send| send.text).collect();
        for entry in &entries {
            let step = step_of(&outbox, entry);
            let there = accepted.contains(&entry.intent.text);
            match (there, &step) {
                // A text that is unique is found in Quo's history, always.
                (true, SendStep::Accepted { quo: Some(_) }) => {}
                (false, SendStep::NeedsYou { .. } | SendStep::Rejected { .. }) => {}
                _ => panic!("{name}: accepted by Quo: {there}, here: {step:?}"),
            }
        }
        assert_eq!(bench.sim.doubles(), [], "{name}");
        bench.sim.clear_faults();
        bench.clock.advance_ms(600_000);
    }
}

/// Where the program is killed.
#[derive(Debug, Clone, Copy)]
enum Crash {
    /// The intent may or may not be on the disk; the composer was not told.
    Intending,
    /// It waits in its undo window.
    Waiting,
    /// Claimed, nothing left the computer.
    Claimed,
    /// The head of the request is out.
    BeforeBody,
    /// Quo has it and has not answered.
    Accepted,
    /// The answer is here and not recorded.
    Answered,
    /// The result is recorded; nobody was told.
    Recorded,
    /// While Quo's history is read.
    Looking,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_crash_makes_a_second_text() {
    use Crash::{Accepted, Answered, BeforeBody, Claimed, Intending, Looking, Recorded, Waiting};
    let bench = Bench::new().await;
    let batch = 25;
    let each = rounds(250, 125) / batch;
    let mut number = 0;
    for crash in [Intending, Waiting, Claimed, BeforeBody, Accepted, Answered, Recorded, Looking] {
        for _ in 0..each {
            let (outbox, journal) = bench.start(unlimited());
            let points = &bench.seam.breakpoints;
            let texts: Vec<(String, String)> = (0..batch)
                .map(|_| {
                    number += 1;
                    (format!("+1773557{number:04}"), format!("text {number}"))
                })
                .collect();
            let stall = |accepted| Fault::Stall { for_ms: 10_000, accepted };
            let all = u64::try_from(batch).unwrap();
            match crash {
                Intending => {
                    let sends = texts.iter().map(|(to, text)| bench.send(&outbox, to, text));
                    // Given up after the first few are durable: the rest are on their way into the journal.
                    let _ = tokio::time::timeout(Duration::from_millis(2), futures::future::join_all(sends)).await;
                }
                _ => {
                    futures::future::join_all(texts.iter().map(|(to, text)| bench.send(&outbox, to, text))).await;
                    bench.clock.advance_ms(if matches!(crash, Waiting) { 2_500 } else { 5_000 });
                }
            }
            let point = match crash {
                Intending | Waiting => None,
                Claimed => Some(Breakpoint::Claimed),
                Answered => Some(Breakpoint::Sent),
                Recorded => Some(Breakpoint::Settled),
                BeforeBody => {
                    bench.sim.fault(stall(false), u32::try_from(batch).unwrap());
                    None
                }
                Accepted => {
                    bench.sim.fault(stall(true), u32::try_from(batch).unwrap());
                    None
                }
                Looking => {
                    // The answers are lost; then Quo is asked and does not answer either.
                    bench.sim.fault(Fault::AnswerLost, u32::try_from(batch).unwrap());
                    outbox.step().await;
                    bench.clock.advance_ms(6_000);
                    bench.sim.fault_on("GET /messages", stall(false), 1_000);
                    None
                }
            };
            if let Some(point) = point {
                points.arm(point);
            }
            let working = tokio::spawn({
                let outbox = outbox.clone();
                async move { outbox.step().await }
            });
            let parallel = u64::try_from(unlimited().parallel).unwrap();
            let waiting = || bench.sim.core.faults.lock().unwrap().waiting();
            match crash {
                Intending | Waiting => {}
                Claimed | Answered | Recorded => points.arrivals(point.unwrap(), parallel).await,
                // All hands are on a request that the simulator has and does not answer.
                BeforeBody | Accepted => {
                    until(|| u64::from(waiting().iter().map(|armed| armed.times).sum::<u32>()) <= all - parallel).await;
                }
                Looking => {
                    until(|| waiting().iter().any(|armed| armed.on == "GET /messages" && armed.times < 1_000)).await
                }
            }
            // The process is gone: its tasks, its memory, its connections. The disk stays.
            working.abort();
            let _ = working.await;
            // Intents may still be on their way to the disk; they end with it.
            journal.close();
            drop((outbox, journal));
            bench.sim.clear_faults();
            if let Some(point) = point {
                points.disarm(point);
            }
        }
    }
    // A last start: everything comes to its end.
    let (outbox, _) = bench.start(unlimited());
    bench.settle(&outbox).await;
    let accepted: BTreeMap<String, String> =
        bench.sim.accepted().into_iter().map(|send| (send.text, send.id)).collect();
    assert_eq!(bench.sim.doubles(), []);
    let entries = outbox.entries();
    assert!(entries.len() >= 7 * each * batch, "{} texts", entries.len());
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &entries {
        let end = match (&entry.step, accepted.get(&entry.intent.text)) {
            (SendStep::Accepted { quo: Some(quo) }, Some(id)) if quo.as_str() == id => "accepted",
            (SendStep::NeedsYou { .. }, None) => "needs you",
            (SendStep::Cancelled { .. }, None) => "cancelled",
            (step, there) => panic!("{:?}: here {step:?}, at Quo {there:?}", entry.intent.text),
        };
        *ends.entry(end).or_default() += 1;
    }
    assert!(ends.values().all(|count| *count > 0) && ends.contains_key("needs you"), "{ends:?}");
}

/// Waits for something that is about to be true; fails after ten seconds.
async fn until(holds: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !holds() {
        assert!(Instant::now() < end, "it did not come true");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_same_words_meant_twice_are_never_merged_and_never_guessed() {
    let bench = Bench::new().await;
    let (outbox, _) = bench.start(unlimited());
    let cases = rounds(1_000, 60);
    for case in 0..cases {
        let to = format!("+1773558{:04}", case % 10_000);
        // One answer is lost, one text was never taken: which one is at Quo nobody can know.
        bench.sim.fault(Fault::AnswerLost, 1);
        bench.sim.fault(Fault::ServerError { status: 500 }, 1);
        let (one, two) = (bench.send(&outbox, &to, "ok").await, bench.send(&outbox, &to, "ok").await);
        bench.settle(&outbox).await;
        for entry in [&one, &two] {
            assert!(matches!(step_of(&outbox, entry), SendStep::NeedsYou { .. }), "{:?}", step_of(&outbox, entry));
        }
        // The same a while later, with one answer: the other one's text is then known, and this one is found.
        bench.clock.advance_ms(600_000);
        bench.sim.fault(Fault::AnswerLost, 1);
        let (lost, sent) = (bench.send(&outbox, &to, "yes").await, bench.send(&outbox, &to, "yes").await);
        bench.settle(&outbox).await;
        let ids: BTreeSet<_> =
            [&lost, &sent].iter().filter_map(|entry| outbox.entry(entry.id()).unwrap().quo_id().cloned()).collect();
        assert_eq!(ids.len(), 2, "each has its own text");
        bench.clock.advance_ms(600_000);
    }
    assert_eq!(bench.sim.accepted().len(), 3 * cases);
}

#[tokio::test]
async fn a_text_typed_in_quo_beside_an_unclear_one_is_not_taken_for_it_when_there_are_two() {
    let bench = Bench::new().await;
    let (outbox, _) = bench.start(unlimited());
    bench.sim.fault(Fault::AnswerLost, 1);
    let entry = bench.send(&outbox, "+17735550101", "On our way").await;
    bench.clock.advance_ms(5_000);
    outbox.step().await;
    bench.sim.history(MAIN_LINE, &["+17735550101"], "On our way", Direction::Outgoing, bench.seam.now().0 + 1_000);
    bench.settle(&outbox).await;
    let SendStep::NeedsYou { reason } = step_of(&outbox, &entry) else { panic!("guessed") };
    assert!(reason.contains("more than once"), "{reason}");
}

#[tokio::test]
async fn a_delivery_seen_by_webhook_settles_an_unclear_text() {
    let bench = Bench::new().await;
    let (outbox, _) = bench.start(unlimited());
    bench.sim.fault(Fault::AnswerLost, 1);
    bench.sim.fault_on("GET /messages", Fault::ServerError { status: 500 }, 1_000);
    let entry = bench.send(&outbox, "+17735550101", "It’s ready — call us").await;
    bench.settle(&outbox).await;
    assert!(matches!(step_of(&outbox, &entry), SendStep::NeedsYou { reason } if reason.contains("could not be read")));
    bench.sim.clear_faults();
    let seen = bench.quo().sent_text(&bench.sim.accepted()[0].id.as_str().into()).await.unwrap();
    let other = ringbook::quo::SentText { text: "Something else".to_owned(), ..seen.clone() };
    assert_eq!(outbox.noticed(&other).await.unwrap(), None);
    assert_eq!(outbox.noticed(&seen).await.unwrap().as_ref(), Some(entry.id()));
    assert_eq!(outbox.noticed(&seen).await.unwrap(), None);
    assert_eq!(bench.sim.accepted().len(), 1);
}

#[tokio::test]
async fn a_disk_that_cannot_record_the_claim_sends_nothing() {
    let disk = Arc::new(FaultScript::new());
    let bench = Bench::with_disk(Some(disk.clone())).await;
    let (outbox, _) = bench.start(unlimited());
    let entry = bench.send(&outbox, "+17735550101", "hello").await;
    for kind in [DiskOpKind::Write, DiskOpKind::SyncData] {
        disk.fail_always(kind, DiskFault::NoSpace);
    }
    bench.clock.advance_ms(5_000);
    outbox.step().await;
    assert!(bench.sim.requests().is_empty(), "nothing leaves before the claim is durable");
    assert!(matches!(step_of(&outbox, &entry), SendStep::Queued { .. }));
    let refused = Sendable::check(bench.draft("+17735550102", "more", "t2"), &Everyone).unwrap();
    assert!(matches!(outbox.send(refused).await, Err(Error::Journal(_))));
    disk.heal();
    bench.settle(&outbox).await;
    assert!(matches!(step_of(&outbox, &entry), SendStep::Accepted { .. }));
    assert_eq!(bench.sim.accepted().len(), 1);
}

#[tokio::test]
async fn a_result_that_cannot_be_recorded_is_found_again() {
    let disk = Arc::new(FaultScript::new());
    let bench = Bench::with_disk(Some(disk.clone())).await;
    let (outbox, _) = bench.start(unlimited());
    let entry = bench.send(&outbox, "+17735550101", "hello").await;
    bench.clock.advance_ms(5_000);
    bench.seam.breakpoints.arm(Breakpoint::Sent);
    let working = tokio::spawn({
        let outbox = outbox.clone();
        async move { outbox.step().await }
    });
    bench.seam.breakpoints.arrivals(Breakpoint::Sent, 1).await;
    disk.fail_always(DiskOpKind::SyncData, DiskFault::Io);
    bench.seam.breakpoints.disarm(Breakpoint::Sent);
    working.await.unwrap();
    disk.heal();
    bench.settle(&outbox).await;
    assert!(matches!(step_of(&outbox, &entry), SendStep::Accepted { quo: Some(_) }));
    assert_eq!(bench.sim.accepted().len(), 1);
}

#[tokio::test]
async fn texts_of_one_conversation_go_out_in_order() {
    let bench = Bench::new().await;
    let (outbox, _) = bench.start(unlimited());
    bench.sim.fault(Fault::TooMany { retry_after_s: Some(3) }, 1);
    for at in 0..5 {
        bench.send(&outbox, "+17735550101", &format!("part {at}")).await;
    }
    bench.settle(&outbox).await;
    let texts: Vec<String> = bench.sim.accepted().into_iter().map(|send| send.text).collect();
    assert_eq!(texts, ["part 0", "part 1", "part 2", "part 3", "part 4"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_recipients_are_a_hundred_texts_and_no_group() {
    let bench = Bench::new().await;
    let (outbox, _) = bench.start(Options::default());
    for at in 0..100 {
        bench.send(&outbox, &format!("+1773559{at:04}"), "We start at 8 tomorrow.").await;
    }
    bench.settle(&outbox).await;
    let accepted = bench.sim.accepted();
    assert_eq!(accepted.len(), 100);
    assert!(accepted.iter().all(|send| send.to.len() == 1));
    assert_eq!(accepted.iter().map(|send| &send.to[0]).collect::<BTreeSet<_>>().len(), 100);
}

/// SND-4: all use of a key goes at one pace, and people go first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_second_sees_more_than_nine_requests_of_a_key_and_people_wait_half_a_second_at_most() {
    let sim = Simulator::start(simulator::Options::default()).await.unwrap();
    let quo = Quo::new(QuoOptions::new(sim.url(), KEY.to_owned().into())).unwrap();
    let reading: Vec<_> = (0..24)
        .map(|_| {
            let quo = quo.clone();
            let line = LineId(sim.line_id(MAIN_LINE));
            tokio::spawn(async move {
                let (after, before) = (UtcMillis(START), UtcMillis(START + 1_000));
                let query = ringbook::quo::HistoryQuery { line, to: vec![Party::parse("+17735550101")], after, before };
                quo.sent_texts(&query).await.unwrap();
            })
        })
        .collect();
    until(|| !sim.requests().is_empty()).await;
    for at in 0..8 {
        let text = ringbook::quo::NewText {
            line: LineId(sim.line_id(MAIN_LINE)),
            to: vec![Party::parse("+17735550101")],
            text: format!("text {at}"),
            user: None,
        };
        let asked = Instant::now();
        quo.send_text(&text).await.unwrap();
        assert!(asked.elapsed() <= Duration::from_millis(500), "a person waited {:?}", asked.elapsed());
    }
    for task in reading {
        task.await.unwrap();
    }
    let mut times: Vec<u64> = sim.requests().iter().map(|request| request.at_us).collect();
    assert!(sim.requests().iter().all(|request| request.status != 429));
    assert_eq!(times.len(), 32);
    times.sort_unstable();
    for (at, first) in times.iter().enumerate() {
        let in_a_second = times[at..].iter().filter(|time| **time - first < 1_000_000).count();
        assert!(in_a_second <= 9, "{in_a_second} requests in one second");
    }
    let _ = Urgency::Background;
}

#[tokio::test]
async fn the_key_stays_with_quo_and_connecting_reads_lines() {
    let bench = Bench::new().await;
    let quo = bench.quo();
    assert!(quo.organization().await.unwrap().active);
    let lines = quo.lines().await.unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!((lines[0].number.phone(), lines[0].texts_us), (Some(MAIN_LINE), Some(true)));
    for request in bench.sim.requests() {
        let key = request.headers.iter().find(|(name, _)| name == "authorization").map(|(_, value)| value.as_str());
        assert_eq!(key, Some(KEY), "bare, without Bearer");
    }
    let elsewhere = Simulator::start(simulator::Options::default()).await.unwrap();
    let there = serde_json::json!({ "location": elsewhere.url() });
    bench.sim.fault_on("GET /organization", Fault::Answer { status: 307, body: there }, 1);
    // A read may be made once more: what leads elsewhere is taken for a network's sign-in page.
    assert!(quo.organization().await.unwrap().active);
    assert!(elsewhere.requests().is_empty(), "a redirect is not followed");
    let wrong = Quo::new(QuoOptions::new(bench.sim.url(), "wrong".to_owned().into())).unwrap();
    let refused = wrong.organization().await.unwrap_err();
    assert!(refused.to_string().contains("API key"), "{refused}");
}

/// The only callers of the sending request are the outbox's worker and the client itself.
#[test]
fn no_path_leads_from_an_event_to_a_send() {
    fn visit(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                visit(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
                if code.into_iter().any(|line| {
                    line.contains(".send_text(") || line.contains("Outbox::send") || line.contains("outbox.send(")
                }) {
                    found.push(path.to_string_lossy().replace('\\', "/"));
                }
            }
        }
    }
    let mut found = Vec::new();
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri"), &mut found);
    for path in &found {
        let allowed = ["/outbox/", "/api/", "/app/"].iter().any(|folder| path.contains(folder));
        assert!(allowed, "{path} can send");
    }
    assert!(found.iter().any(|path| path.ends_with("outbox/worker.rs")));
}

#[tokio::test]
async fn a_refused_key_holds_texts_and_says_why_and_a_new_one_sends_each_once() {
    let bench = Bench::new().await;
    let (outbox, _) = bench.start(unlimited());
    bench.sim.revoke_key(KEY);
    let entry = bench.send(&outbox, "+17735550101", "hello").await;
    let other = bench.send(&outbox, "+17735550102", "hello to you").await;
    bench.clock.advance_ms(5_000);
    for _ in 0..5 {
        outbox.step().await;
        bench.clock.advance_ms(60_000);
    }
    for text in [&entry, &other] {
        let SendStep::Queued { reason: Some(reason), .. } = step_of(&outbox, text) else { panic!("not held") };
        assert!(reason.contains("API key"), "{reason}");
    }
    assert!(bench.sim.requests().len() <= 2, "a key that was refused is not tried with every text");
    outbox.connect(None);
    outbox.step().await;
    assert!(
        matches!(step_of(&outbox, &entry), SendStep::Queued { reason: Some(reason), .. } if reason.contains("not connected"))
    );
    bench.sim.add_key("sim-key-0002");
    let options = QuoOptions { key: "sim-key-0002".to_owned().into(), ..bench.options() };
    outbox.connect(Some(Quo::new(options).unwrap()));
    bench.settle(&outbox).await;
    assert!(matches!(step_of(&outbox, &entry), SendStep::Accepted { .. }));
    assert!(matches!(step_of(&outbox, &other), SendStep::Accepted { .. }));
    assert_eq!(bench.sim.accepted().len(), 2);
    assert!(bench.sim.doubles().is_empty());
}
