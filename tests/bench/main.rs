//! Benchmarks anyone can run: `./run bench`, or `cargo bench -- NAME…` with `--scale 0.1` for a quick look.
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

mod ingest;
mod start;
mod table;

use table::Table;

fn main() {
    let mut scale = 1.0_f64;
    let mut wanted: Vec<String> = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--scale" => scale = args.next().and_then(|value| value.parse().ok()).expect("--scale needs a number"),
            flag if flag.starts_with("--") => {} // cargo's own, such as --bench
            name => wanted.push(name.to_owned()),
        }
    }
    type Section = (&'static str, fn(f64, &mut Table));
    let sections: [Section; 2] = [("ingest", ingest::run), ("start", start::run)];
    for (name, run) in sections {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            let mut table = Table::new(name);
            run(scale, &mut table);
            table.print();
        }
    }
}
