//! Making store and index anew from the journal.

use super::{App, Config, Error, folder};
use crate::{
    ingest::{self, Building, Measures, Meter, Projector},
    journal::Journal as _,
    seam::Seam,
    store::{OpenOptions, Store},
};
use std::{fs, path::PathBuf, sync::Arc, time::Duration};

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rebuilt {
    /// Records of the journal.
    pub records: u64,
    /// How long it took.
    pub seconds: f64,
}

impl App {
    /// Makes store and index anew. The old ones are kept beside until the new ones are complete. Blocks.
    ///
    /// # Errors
    /// [`Error::InUse`] beside a running Ringbook; otherwise what could not be opened or written.
    pub fn rebuild(config: Config, seam: Seam, progress: &mut dyn FnMut(Building)) -> Result<Rebuilt, Error> {
        let began = seam.now();
        // Opened once as it is, so that a folder in use or of a newer version is left alone.
        let parts = folder::open(&config, &seam)?;
        parts.journal.close();
        drop(parts);
        let mut asides: Vec<(PathBuf, PathBuf)> = Vec::new();
        for name in ["store", "index"] {
            let (from, to) = (config.data.join(name), config.data.join(format!("{name}.before-rebuild")));
            let cannot = |cause| Error::Folder { path: from.clone(), cause };
            if to.exists() {
                fs::remove_dir_all(&to).map_err(cannot)?;
            }
            fs::rename(&from, &to).map_err(cannot)?;
            asides.push((from, to));
        }
        let records = fill(&config, &seam, progress)?;
        settle(&config, &seam)?;
        for (_, aside) in asides {
            if let Err(error) = fs::remove_dir_all(&aside) {
                tracing::warn!(%error, "the old {} could not be removed", aside.display());
            }
        }
        let seconds = (seam.now().0 - began.0) as f64 / 1000.0;
        Ok(Rebuilt { records, seconds })
    }
}

/// Opens the store once more. sled reads what was written since its last opening whenever it opens, and notes where
/// it is only then (LIMITS.md section 4: 11 s after a bulk load): better now than when somebody waits for the inbox.
fn settle(config: &Config, seam: &Seam) -> Result<(), Error> {
    let options = OpenOptions { now: seam.now(), ..OpenOptions::default() };
    let closed = Store::open(&config.data.join("store"), options).and_then(|opened| opened.store.close());
    closed.map_err(|cause| Error::part("store", &cause))
}

pub(super) fn fill(config: &Config, seam: &Seam, progress: &mut dyn FnMut(Building)) -> Result<u64, Error> {
    let folder::Parts { journal, opened, index, .. } = folder::open(config, seam)?;
    let (journal, index) = (Arc::new(journal), Arc::new(index));
    let parts = ingest::Parts {
        journal: journal.clone(),
        store: opened.store.clone(),
        index: index.clone(),
        seam: seam.clone(),
        announce: Arc::new(|_| {}),
        meter: Meter::new(seam.clock.clone()),
        measures: Measures::new().map_err(|cause| Error::part("measures", &cause))?,
    };
    let building = parts.meter.watch();
    let projector = Projector::start(parts).map_err(|cause| Error::part("projector", &cause))?;
    let all = journal.last().0;
    let watching = projector.progress();
    loop {
        let now = watching.borrow().clone();
        if let Some(cause) = now.stuck {
            return Err(Error::Part { what: "store", cause });
        }
        if let Some(building) = *building.borrow() {
            progress(building);
        }
        if now.through >= all {
            break;
        }
        std::thread::sleep(Duration::from_millis(50)); // pace of the progress shown, not a synchronisation
    }
    projector.stop();
    index.commit().map_err(|cause| Error::part("index", &cause))?;
    journal.close();
    Ok(all)
}
