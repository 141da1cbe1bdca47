//! Benchmarks anyone can run: `./run bench`, or `cargo bench -- NAME…` with `--scale 0.1` for a quick look.
//!
//! `--keep DIR` leaves the indexes of `search`, or the data folder of `whole`, there and asks them again the next
//! time: for tuning, and for `./run speed`, which shows that folder in window and browser.
//!
//! Every speed stands beside a baseline of the same run; medians and ratios are what to quote. Nothing here
//! gates a test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    missing_docs
)]

mod backfill;
mod ingest;
mod journal;
mod search;
mod start;
mod store;
mod table;
mod text;
mod whole;

use std::time::Duration;
use table::Table;

fn main() {
    let mut scale = 1.0_f64;
    let mut wanted: Vec<String> = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--scale" => scale = args.next().and_then(|value| value.parse().ok()).expect("--scale needs a number"),
            "--keep" => drop(args.next()),
            flag if flag.starts_with("--") => {} // cargo's own, such as --bench
            name => wanted.push(name.to_owned()),
        }
    }
    type Section = (&'static str, fn(f64, &mut Table));
    let sections: [Section; 7] = [
        ("journal", measure_journal),
        ("ingest", ingest::run),
        ("store", store::run),
        ("search", measure_search),
        ("start", start::run),
        ("whole", whole::run),
        ("backfill", backfill::run),
    ];
    for (name, run) in sections {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            let mut table = Table::new(name);
            run(scale, &mut table);
            if !table.is_empty() {
                table.print();
            }
        }
    }
}

/// The journal against a bare append and fdatasync loop (G4).
fn measure_journal(scale: f64, table: &mut Table) {
    let round = Duration::from_secs_f64((1.6 * scale).clamp(0.2, 1.6));
    for line in journal::run(round) {
        println!("{line}");
    }
    let records = (1_000_000.0 * scale).max(10_000.0) as u64;
    let (open, read) = journal::open_and_read(records);
    table.row(format!("open a journal of {records} records"), table::ms(open), "", "");
    table.row(format!("read all {records} records"), table::ms(read), "", "");
}

/// Every kind of question (G11–G14); prints its own table.
fn measure_search(scale: f64, _: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let dir = kept().unwrap_or_else(|| folder.path().to_owned());
    search::run(search::Scale::of(scale), &dir, &mut std::io::stdout()).unwrap();
}

/// The folder that is to be left there, if one is named.
fn kept() -> Option<std::path::PathBuf> {
    std::env::args().skip_while(|arg| arg != "--keep").nth(1).map(Into::into)
}
