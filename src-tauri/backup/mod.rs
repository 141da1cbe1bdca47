//! Backups: the journal and the files of a workspace in another folder, checked, and taken back from there.
//!
//! Store and index are not in a backup: they follow from the journal. Nor are secrets (API key, signing secrets, the
//! passphrase), the browser password and `ringbook.toml`, so a stolen backup opens neither Quo nor Ringbook.
//!
//! # In the folder
//! ```text
//! ringbook-backup.json   says what the folder is, its format, and whose backups these are
//! backups/<time>.json    one backup: what it holds, with the BLAKE3 of each file and of the list itself
//! files/ab/<hash>        contents by their BLAKE3, each kept once however many backups hold it
//! ```
//! A backup counts once its list is there, and the list is written last: after every file of it was synced and read
//! back. Whatever breaks off before leaves the earlier backups as they were; what it left is cleared by the next one.
//!
//! Start reading at [`make`], then [`choose`] and [`stage`].

mod calendar;
mod error;
mod manifest;
mod meter;
mod place;
mod reading;
mod restore;
mod write;

pub use calendar::{Keep, due};
pub use error::Error;
pub use meter::{Meter, Phase, Progress};
pub use place::Place;
pub use restore::{Chosen, Found, check, choose, list, stage};
pub use write::{Made, Subject, Wish, make};
