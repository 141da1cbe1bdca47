//! Files that are being imported, in memory until they are applied: nothing of them is kept.

use super::{
    cards::{self, Cards},
    draft::{Draft, Problem},
    mapping::{self, Use},
    plan::Plan,
    table::{self, Table},
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

/// Bytes of a file. Pictures in vCards make most of it.
const MOST_BYTES: usize = 128 << 20;
/// Files at one time; the oldest gives way.
const MOST_FILES: usize = 3;
/// Values of a column that are shown.
const SAMPLES: usize = 3;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table.
    Csv,
    /// Cards.
    Vcard,
}

/// How a file is to be read, and what is to be done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What each column is; empty for cards.
    pub columns: Vec<Use>,
    /// Country of numbers that name none, two letters.
    pub country: String,
    /// Where file and contact differ, the file stands.
    pub take_file: bool,
    /// Quo is not to have it.
    pub here: bool,
}

/// What is in a file.
#[derive(Debug)]
pub struct Content {
    /// How it is written.
    pub encoding: &'static str,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Table(Table),
    Cards(Cards),
}

/// Contacts of a file, and what it has beside.
#[derive(Debug, Default)]
pub struct Drafted {
    /// One contact a row.
    pub drafts: Vec<Draft>,
    /// What contacts do not have, and how often it was there.
    pub ignored: BTreeMap<&'static str, u64>,
}

impl Content {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it is no list of contacts, with row and column.
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        let (text, encoding) = table::text_of(bytes)?;
        let body =
            if table::is_cards(&text) { Body::Cards(cards::split(&text)?) } else { Body::Table(table::read(&text)?) };
        Ok(Self { encoding, body })
    }

    /// What it is.
    pub fn format(&self) -> Format {
        match self.body {
            Body::Table(_) => Format::Csv,
            Body::Cards(_) => Format::Vcard,
        }
    }

    /// What each column most probably is.
    pub fn guess(&self, fields: &[String]) -> Vec<Use> {
        match &self.body {
            Body::Table(table) => mapping::guess(&table.headers, fields),
            Body::Cards(_) => Vec::new(),
        }
    }

    /// Names of the columns, with some of their values.
    pub fn columns(&self) -> Vec<(String, Vec<String>)> {
        let Body::Table(table) = &self.body else { return Vec::new() };
        let samples = |at: usize| {
            let cells = table.rows.iter().filter_map(|(_, cells)| cells.get(at));
            let shown = cells.map(|cell| super::draft::shortened(cell.trim_start_matches(table::SAFE).trim()));
            shown.filter(|cell| !cell.is_empty()).take(SAMPLES).collect()
        };
        table.headers.iter().enumerate().map(|(at, name)| (name.clone(), samples(at))).collect()
    }

    /// The contacts in it.
    pub fn drafts(&self, settings: &Settings, fields: &[String]) -> Drafted {
        match &self.body {
            Body::Table(table) => {
                let drafts = mapping::drafts(table, &settings.columns, &settings.country);
                Drafted { drafts, ignored: BTreeMap::new() }
            }
            Body::Cards(cards) => {
                let cards::Read { drafts, ignored } = cards.read(fields, &settings.country);
                Drafted { drafts, ignored }
            }
        }
    }
}

/// A plan with what it was made of.
#[derive(Clone)]
pub struct Made {
    /// How the file was read.
    pub settings: Settings,
    /// As of this position of the journal.
    pub position: u64,
    /// The plan.
    pub plan: Arc<Plan>,
}

/// A file that is being imported.
pub struct Staged {
    /// Which one.
    pub id: String,
    /// Name of the file.
    pub name: String,
    size: usize,
    bytes: Vec<u8>,
    /// What is in it, once it was read.
    pub content: Option<Result<Arc<Content>, Problem>>,
    /// The newest plan.
    pub made: Option<Made>,
}

/// Files that are being imported.
#[derive(Default)]
pub struct Staging {
    files: VecDeque<Staged>,
}

impl Staging {
    /// Begins a file.
    ///
    /// # Errors
    /// If it is too large: one plain sentence.
    pub fn begin(&mut self, id: String, name: &str, size: u64) -> Result<(), String> {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size > MOST_BYTES {
            return Err("the file is larger than 128 MiB; export the contacts without their pictures".to_owned());
        }
        while self.files.len() >= MOST_FILES {
            self.files.pop_front();
        }
        let name = super::draft::shortened(name.rsplit(['/', '\\']).next().unwrap_or(name));
        self.files.push_back(Staged { id, name, size, bytes: Vec::new(), content: None, made: None });
        Ok(())
    }

    /// Adds a piece, and says how much of the file is here.
    ///
    /// # Errors
    /// If the piece is not the next one: one plain sentence.
    pub fn add(&mut self, id: &str, offset: u64, piece: &[u8]) -> Result<u64, String> {
        let file = self.get(id).ok_or_else(|| GONE.to_owned())?;
        let here = file.bytes.len() as u64;
        if offset != here || file.bytes.len().saturating_add(piece.len()) > file.size {
            return Err("the pieces of the file do not follow each other".to_owned());
        }
        file.bytes.extend_from_slice(piece);
        Ok(file.bytes.len() as u64)
    }

    /// A file by its id.
    pub fn get(&mut self, id: &str) -> Option<&mut Staged> {
        self.files.iter_mut().find(|file| file.id == id)
    }

    /// Takes a file out.
    pub fn take(&mut self, id: &str) -> Option<Staged> {
        let at = self.files.iter().position(|file| file.id == id)?;
        self.files.remove(at)
    }

    /// Puts a file back.
    pub fn put(&mut self, file: Staged) {
        self.files.push_back(file);
    }
}

/// What to say of a file that is not here any more.
pub const GONE: &str = "the file is not here any more; choose it again";

impl Staged {
    /// The bytes of a file that is here whole; they are given away, since what is in them is kept instead.
    pub fn whole(&mut self) -> Option<Vec<u8>> {
        (self.bytes.len() == self.size).then(|| std::mem::take(&mut self.bytes))
    }
}
