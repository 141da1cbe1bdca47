//! Files that were written for somebody to fetch: exports. They are gone when this run ends.

use super::App;
use std::{
    collections::VecDeque,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};
use tempfile::TempPath;

/// Files that can be fetched; the oldest gives way.
const MOST: usize = 4;

/// Files that can be fetched.
#[derive(Default)]
pub struct Handing(Mutex<Handed>);

#[derive(Default)]
struct Handed {
    folder_is_fresh: bool,
    files: VecDeque<(String, TempPath, &'static str)>,
}

impl App {
    /// Writes a file of the type `mime` that can be fetched by the id, as media are.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn hand_out(&self, body: &[u8], mime: &'static str) -> io::Result<String> {
        let folder = self.config.data.join("handed");
        let mut handed = self.handing.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !handed.folder_is_fresh {
            // What an earlier run left behind when it was cut off.
            if folder.exists() {
                std::fs::remove_dir_all(&folder)?;
            }
            std::fs::create_dir_all(&folder)?;
            handed.folder_is_fresh = true;
        }
        let mut file = tempfile::Builder::new().prefix("export-").tempfile_in(&folder)?;
        file.write_all(body)?;
        while handed.files.len() >= MOST {
            handed.files.pop_front();
        }
        let id = self.seam.fresh_id().to_string();
        handed.files.push_back((id.clone(), file.into_temp_path(), mime));
        Ok(id)
    }

    /// A file that was written for fetching, and its type.
    #[must_use]
    pub fn handed_out(&self, id: &str) -> Option<(PathBuf, &'static str)> {
        let handed = self.handing.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, path, mime) = handed.files.iter().find(|(held, _, _)| held == id)?;
        let path: &Path = path;
        Some((path.to_owned(), mime))
    }
}
