//! A table on standard output.

use std::time::Duration;

pub struct Table {
    name: String,
    rows: Vec<[String; 4]>,
}

impl Table {
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), rows: Vec::new() }
    }

    /// A row: what, the figure, the baseline of the same run, the goal.
    pub fn row(
        &mut self,
        what: impl Into<String>,
        figure: impl Into<String>,
        against: impl Into<String>,
        goal: impl Into<String>,
    ) {
        let row = [what.into(), figure.into(), against.into(), goal.into()];
        // A long run shows what it has so far; the table at its end is what to quote.
        eprintln!("{}: {}  {}", row[0], row[1], row[2]);
        self.rows.push(row);
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn print(&self) {
        let head =
            [self.name.clone(), "measured".to_owned(), "same run, baseline and ratio".to_owned(), "goal".to_owned()];
        let width = |column: usize| {
            let rows = self.rows.iter().map(|row| row[column].chars().count());
            rows.chain([head[column].chars().count()]).max().unwrap_or(0)
        };
        let widths = [width(0), width(1), width(2), width(3)];
        let line = |row: &[String; 4]| {
            let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            println!("| {} |", cells.join(" | "));
        };
        println!();
        line(&head);
        println!("|{}|", widths.map(|width| "-".repeat(width + 2)).join("|"));
        for row in &self.rows {
            line(row);
        }
    }
}

/// The quantile `q` (0–1) of unsorted times.
pub fn quantile(times: &mut [Duration], q: f64) -> Duration {
    if times.is_empty() {
        return Duration::ZERO;
    }
    times.sort_unstable();
    times[((times.len() - 1) as f64 * q).round() as usize]
}

/// Milliseconds with sensible digits.
pub fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    if ms < 1.0 {
        format!("{ms:.3} ms")
    } else if ms < 100.0 {
        format!("{ms:.1} ms")
    } else {
        format!("{ms:.0} ms")
    }
}
