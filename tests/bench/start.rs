//! Cold start and memory of an empty and of a filled folder.

use super::{
    ingest::{Server, exchange, request},
    table::{Table, ms, quantile},
};
use std::time::Instant;
use tokio::net::TcpStream;

pub fn run(scale: f64, table: &mut Table) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let begin = |times: &mut Vec<std::time::Duration>| {
        let began = Instant::now();
        let server = Server::start(&data);
        times.push(began.elapsed());
        server
    };
    let mut times = Vec::new();
    let mut memory = 0.0;
    for _ in 0..5 {
        memory = begin(&mut times).resident_mib();
    }
    table.row(
        "start, empty folder: to listening, median of 5",
        ms(quantile(&mut times, 0.5)),
        "",
        "window usable in 1.5 s",
    );
    table.row("resident memory, empty and idle", format!("{memory:.0} MiB"), "", "at most 90 MiB (G10)");
    let events = (20_000.0 * scale).max(200.0) as u64;
    {
        let server = begin(&mut Vec::new());
        runtime.block_on(async {
            let mut tasks = Vec::new();
            for c in 0..16 {
                let hook = server.hook.clone();
                tasks.push(tokio::spawn(async move {
                    let mut stream = TcpStream::connect(&hook).await.unwrap();
                    for n in (c..events).step_by(16) {
                        assert!(exchange(&mut stream, &request(n + 1, "start")).await);
                    }
                }));
            }
            for task in tasks {
                task.await.unwrap();
            }
        });
    }
    let mut times = Vec::new();
    for _ in 0..5 {
        memory = begin(&mut times).resident_mib();
    }
    table.row(
        format!("start after kill -9, {events} events: to listening, median of 5"),
        ms(quantile(&mut times, 0.5)),
        "",
        "",
    );
    table.row(format!("resident memory, {events} events, just started"), format!("{memory:.0} MiB"), "", "");
}
