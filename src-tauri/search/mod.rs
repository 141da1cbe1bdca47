//! Search: tantivy for what is committed, memory for what has just been said, one answer from both.
//!
//! Start at [`Index`]: documents go in with [`Index::apply`] and can be found at once; [`Index::search`] answers a
//! [`Query`]. The index is never the truth: it remembers the position up to which it has been filled
//! ([`Index::covered`]), is fed again from there, and may be deleted at any time.
//!
//! - [`query`]: the language of the search box (own, linear: tantivy's parser can be made to end the process).
//! - `words`: how text becomes words; the same for index, tail, question and snippet.
//! - `clause`: what must be true of a document and what a match is worth; the tail asks it of documents in memory,
//!   `segment` of the index. Both give the same answer for the same documents, which the tests prove.
//! - `find`: totals, order, pages.

mod clause;
mod codec;
mod dates;
mod doc;
mod error;
mod find;
mod index;
pub mod query;
mod schema;
mod segment;
mod select;
mod snippet;
mod tail;
mod words;
mod writer;

#[cfg(test)]
mod tests;

pub use dates::Clock;
pub use doc::{Doc, DocKey, DocKind, Flags, From, Group, Write};
pub use error::{Error, Result};
pub use find::{Found, GroupFound, Hit, Options};
pub use index::{Index, Settings};
pub use query::{Chip, Query};
pub use select::Order;
pub use snippet::Piece;
