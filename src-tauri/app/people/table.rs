//! A file as text, and the text as a table. What is no table says so with row and column.

use super::draft::Problem;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// Rows of a file.
pub const MOST_ROWS: usize = 20_000;
/// Columns of a file.
const MOST_COLUMNS: usize = 300;
/// Bytes that are looked at to tell an encoding.
const LOOKED_AT: usize = 1 << 20;

/// Rows under their column's names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Names of the columns.
    pub headers: Vec<String>,
    /// Row of the file (from 1, the names are 1) and its cells.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// The text of a file, and how it was written.
pub fn text_of(bytes: &[u8]) -> Result<(String, &'static str), Problem> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Problem::of_file("the file is empty"));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(Problem::of_file(
            "this is an Excel workbook or an archive; save the sheet as CSV and choose that file",
        ));
    }
    let encoding = encoding_of(bytes)?;
    let (text, used, broken) = encoding.decode(bytes);
    if broken {
        let row = text.split('\u{fffd}').next().map(line_of);
        return Err(Problem { row, column: None, sentence: format!("it is not text as {} writes it", used.name()) });
    }
    if let Some(at) = text.find(|letter: char| letter.is_control() && !"\t\r\n\u{c}".contains(letter)) {
        let row = text.get(..at).map(line_of);
        let sentence = "the file is not text: it contains bytes that no text has".to_owned();
        return Err(Problem { row, column: None, sentence });
    }
    Ok((text.into_owned(), used.name()))
}

fn line_of(before: &str) -> u64 {
    before.matches('\n').count() as u64 + 1
}

fn encoding_of(bytes: &[u8]) -> Result<&'static Encoding, Problem> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(encoding);
    }
    let head = bytes.get(..bytes.len().min(LOOKED_AT)).unwrap_or_default();
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if even + odd > 0 {
        let half = head.len() / 2;
        let mostly = |zeros: usize, others: usize| zeros > half / 2 && others == 0;
        return match (mostly(even, odd), mostly(odd, even)) {
            (true, _) => Ok(UTF_16BE),
            (_, true) => Ok(UTF_16LE),
            _ => {
                let before = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
                let row = before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
                Err(Problem::at(row, None, "the file is not text: it contains bytes that no text has"))
            }
        };
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Ok(encoding_rs::UTF_8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, head.len() == bytes.len());
    Ok(detector.guess(None, Utf8Detection::Deny))
}

/// Whether a text is vCards.
pub fn is_cards(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .is_some_and(|line| line.trim_start_matches('\u{feff}').eq_ignore_ascii_case("BEGIN:VCARD"))
}

/// The table of a text.
pub fn read(text: &str) -> Result<Table, Problem> {
    let (text, named) = match text.split_once('\n') {
        // Excel's own first line.
        Some((first, rest)) if first.trim().to_ascii_lowercase().starts_with("sep=") => {
            (rest, first.trim().as_bytes().get(4).copied())
        }
        _ => (text, None),
    };
    let delimiter = named.filter(u8::is_ascii_punctuation).unwrap_or_else(|| delimiter_of(text));
    check_quotes(text, delimiter)?;
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut table = Table::default();
    let mut row = if named.is_some() { 1_u64 } else { 0 };
    for record in reader.records() {
        row = row.saturating_add(1);
        let record = record.map_err(|error| Problem::at(row, None, format!("it cannot be read: {error}")))?;
        let cells: Vec<String> = record.iter().map(undefused).collect();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if cells.len() > MOST_COLUMNS {
            return Err(Problem::at(row, None, format!("it has more than {MOST_COLUMNS} columns")));
        }
        if table.headers.is_empty() {
            table.headers = named_columns(&cells);
            continue;
        }
        if table.rows.len() >= MOST_ROWS {
            return Err(Problem::at(row, None, "the file has more than 20,000 rows; divide it into several files"));
        }
        table.rows.push((row, cells));
    }
    if table.rows.is_empty() {
        return Err(Problem::of_file("there is no row below the names of the columns"));
    }
    Ok(table)
}

fn named_columns(cells: &[String]) -> Vec<String> {
    let name = |(at, cell): (usize, &String)| {
        let cell = super::draft::clean(cell);
        let short: String = cell.chars().take(100).collect();
        if short.is_empty() { format!("Column {}", at + 1) } else { short }
    };
    cells.iter().enumerate().map(name).collect()
}

/// What divides the cells: what the first line has most of.
fn delimiter_of(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let (mut commas, mut semicolons, mut tabs) = (0, 0, 0);
    for letter in first.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => commas += 1,
            ';' if !quoted => semicolons += 1,
            '\t' if !quoted => tabs += 1,
            _ => {}
        }
    }
    if tabs > commas && tabs > semicolons {
        b'\t'
    } else if semicolons > commas {
        b';'
    } else {
        b','
    }
}

/// A quote that is never closed takes in the rest of the file: no reader can say where it went wrong afterwards.
fn check_quotes(text: &str, delimiter: u8) -> Result<(), Problem> {
    let delimiter = char::from(delimiter);
    let (mut row, mut column) = (1_u64, 0_usize);
    let mut headers: Vec<String> = Vec::new();
    let (mut cell, mut at_start, mut quoted) = (String::new(), true, false);
    let (mut opened_row, mut opened_column) = (0_u64, 0_usize);
    let mut letters = text.chars().peekable();
    let named = |headers: &[String], column: usize| {
        headers.get(column).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| format!("Column {}", column + 1))
    };
    while let Some(letter) = letters.next() {
        if quoted {
            match letter {
                '"' if letters.peek() == Some(&'"') => {
                    letters.next();
                }
                '"' => {
                    quoted = false;
                    let next = letters.peek().copied();
                    if !next.is_none_or(|next| next == delimiter || next == '\n' || next == '\r') {
                        let column = named(&headers, column);
                        let sentence =
                            "a quote is closed in the middle of the cell; double it where it belongs to the text";
                        return Err(Problem::at(row, Some(&column), sentence));
                    }
                }
                _ if opened_row == 1 && cell.len() < 100 => cell.push(letter),
                _ => {}
            }
            continue;
        }
        match letter {
            '"' if at_start => {
                (quoted, at_start) = (true, false);
                (opened_row, opened_column) = (row, column);
            }
            '\n' => {
                if row == 1 {
                    headers.push(std::mem::take(&mut cell));
                }
                (row, column, at_start) = (row.saturating_add(1), 0, true);
            }
            _ if letter == delimiter => {
                if row == 1 {
                    headers.push(std::mem::take(&mut cell));
                }
                (column, at_start) = (column.saturating_add(1), true);
            }
            '\r' => {}
            _ => {
                at_start = false;
                if row == 1 && cell.len() < 100 {
                    cell.push(letter);
                }
            }
        }
    }
    if quoted {
        let column = named(&headers, opened_column);
        return Err(Problem::at(opened_row, Some(&column), "a quote is opened and never closed"));
    }
    Ok(())
}

/// What a spreadsheet would take for a formula begins so.
pub fn begins_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection").
pub fn defused(cell: &str) -> String {
    if begins_formula(cell.trim_start_matches('\'')) { format!("'{cell}") } else { cell.to_owned() }
}

/// A cell as it was before [`defused`].
fn undefused(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if begins_formula(rest.trim_start_matches('\'')) => format!("{SAFE}{rest}"),
        _ => cell.to_owned(),
    }
}

/// Stands before a cell that was defused, so that it is not taken for a formula again.
pub const SAFE: char = '\u{e000}';
