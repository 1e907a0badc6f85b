//! Keeps rows in their place, and in memory while the place says no.

use super::period::Period;
use super::place::Place;
use super::rows::{Row, latest};
use super::sqlite_store::SqliteStore;
use super::store::{Store, StoreError, Wanted};

/// Opens a place; a parameter so that a test can have one that fails.
pub type Opener = Box<dyn Fn() -> Result<Box<dyn Store>, StoreError> + Send>;

/// The place, and what takes its part while it cannot be written.
pub struct Archive {
    opener: Opener,
    source: &'static str,
    /// For a lasting reason there is no better place than memory.
    note: Option<String>,
    main: Option<Box<dyn Store>>,
    /// Rows that wait for the place, if there are any.
    spare: Option<SqliteStore>,
    trouble: Option<StoreError>,
}

impl Archive {
    /// Opens the place. One that cannot be opened now is tried again at each write.
    ///
    /// # Errors
    /// When a newer server wrote there, which no waiting mends.
    pub fn new(place: Place) -> Result<Self, StoreError> {
        let (source, in_memory) = (place.word(), matches!(place, Place::NoFolder));
        let mut archive = Self::with(source, Box::new(move || place.open()))?;
        archive.note =
            in_memory.then(|| "No folder for statistics is known, so they last only as long as the server. Name one with --data.".to_owned());
        if let Some(note) = &archive.note {
            tracing::warn!("{note}");
        }
        Ok(archive)
    }

    /// As [`Archive::new`], with any store.
    ///
    /// # Errors
    /// As [`Archive::new`].
    pub fn with(source: &'static str, opener: Opener) -> Result<Self, StoreError> {
        let mut archive = Self { opener, source, note: None, main: None, spare: None, trouble: None };
        match archive.on_main(|_| Ok(())) {
            Err(error @ StoreError::Newer { .. }) => Err(error),
            Err(StoreError::Unavailable(_)) | Ok(()) => Ok(archive),
        }
    }

    /// The word for the place in answers.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// Whether the place takes what is written.
    pub fn is_up(&self) -> bool {
        self.trouble.is_none()
    }

    /// What an operator should know, as a sentence.
    pub fn warning(&self) -> Option<String> {
        let trouble = self.trouble.as_ref();
        trouble
            .map(|reason| format!("Statistics cannot be written and are kept in memory until that is put right: {reason}."))
            .or_else(|| self.note.clone())
    }

    /// Writes rows to the place, together with all that waited; where that fails they wait in memory.
    ///
    /// # Errors
    /// When not even memory takes them.
    pub fn write(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        let waiting = self.spare.as_mut().map(SqliteStore::every_row).transpose()?;
        let written = self.on_main(|main| {
            if let Some(waiting) = &waiting {
                main.write(waiting)?;
            }
            main.write(rows)
        });
        match written {
            Ok(()) => {
                self.spare = None;
                Ok(())
            }
            Err(_) => self.spare()?.write(rows),
        }
    }

    /// The rows that are asked for, those that wait included.
    ///
    /// # Errors
    /// When memory cannot be read; a place that cannot be read is passed over with a warning.
    pub fn read(&mut self, wanted: &Wanted) -> Result<Vec<Row>, StoreError> {
        // A place that is not open is opened by the next write, not by each reader.
        let mut rows = match self.main.as_mut().map(|main| main.read(wanted)) {
            Some(Ok(rows)) => rows,
            Some(Err(error)) => {
                self.failed(error);
                Vec::new()
            }
            None => Vec::new(),
        };
        if let Some(spare) = &mut self.spare {
            rows.extend(spare.read(wanted)?);
        }
        Ok(latest(rows))
    }

    /// Deletes what is past its age.
    pub fn forget(&mut self, now: u64) {
        let in_memory = self.source == Place::Memory.word();
        for period in Period::EVERY {
            let kept = if in_memory { period.kept_seconds_in_memory() } else { period.kept_seconds() };
            if self.is_up() {
                // Told and tried again by `on_main` and the next time.
                let _ = self.on_main(|main| main.forget(period, now.saturating_sub(kept)));
            }
            if let Some(spare) = &mut self.spare
                && let Err(error) = spare.forget(period, now.saturating_sub(period.kept_seconds_in_memory()))
            {
                tracing::error!("old statistics cannot be deleted from memory: {error}");
            }
        }
    }

    /// Lets go of the place, on the thread that may block.
    pub fn close(&mut self) {
        self.main = None;
    }

    fn spare(&mut self) -> Result<&mut SqliteStore, StoreError> {
        match &mut self.spare {
            Some(spare) => Ok(spare),
            empty @ None => Ok(empty.insert(SqliteStore::in_memory()?)),
        }
    }

    fn on_main(&mut self, act: impl FnOnce(&mut dyn Store) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let opened = match self.main.take() {
            Some(main) => Ok(main),
            None => (self.opener)(),
        };
        let result = opened.and_then(|mut main| {
            let result = act(main.as_mut());
            self.main = Some(main);
            result
        });
        match &result {
            Ok(()) => {
                if self.trouble.take().is_some() {
                    tracing::info!("statistics can be written again");
                }
            }
            Err(error) => self.failed(error.clone()),
        }
        result
    }

    /// Logs once per change.
    fn failed(&mut self, error: StoreError) {
        if self.trouble.as_ref() != Some(&error) {
            tracing::warn!("statistics cannot be written and are kept in memory until that is put right: {error}");
        }
        self.trouble = Some(error);
        self.main = self.main.take().filter(|main| main.is_usable());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::field::rows::Cell;

    /// A disk that can be read and, while it is full, not written.
    struct Disk {
        store: SqliteStore,
        full: Arc<AtomicBool>,
    }

    impl Store for Disk {
        fn write(&mut self, rows: &[Row]) -> Result<(), StoreError> {
            if self.full.load(Ordering::Relaxed) {
                return Err(StoreError::Unavailable("database or disk is full".to_owned()));
            }
            self.store.write(rows)
        }

        fn read(&mut self, wanted: &Wanted) -> Result<Vec<Row>, StoreError> {
            self.store.read(wanted)
        }

        fn forget(&mut self, period: Period, before: u64) -> Result<(), StoreError> {
            self.store.forget(period, before)
        }

        fn is_usable(&self) -> bool {
            true
        }
    }

    fn row(start: u64, flush: i64, n: i64) -> Row {
        let cell = Cell::Count { name: "ready".to_owned(), n };
        Row { slot: Period::Hour.slot(start), replica: "one".to_owned(), flush, split: "all".to_owned(), value: String::new(), cell }
    }

    const EVERYTHING: Wanted = Wanted { period: Period::Hour, from: 0, to: 100_000, split: "build" };

    #[test]
    fn what_a_full_disk_refuses_is_read_with_the_rest_and_written_once_there_is_room() {
        let full = Arc::new(AtomicBool::new(false));
        let path = tempfile::tempdir().unwrap();
        let (file, switch) = (path.path().join("stats.sqlite"), Arc::clone(&full));
        let at = file.clone();
        let opener = move || Ok(Box::new(Disk { store: SqliteStore::open(&at)?, full: Arc::clone(&switch) }) as Box<dyn Store>);
        let mut archive = Archive::with("sqlite", Box::new(opener)).unwrap();
        archive.write(&[row(3600, 1, 10)]).unwrap();
        assert_eq!(archive.warning(), None);
        full.store(true, Ordering::Relaxed);
        archive.write(&[row(3600, 2, 20), row(7200, 2, 5)]).unwrap();
        assert!(archive.warning().unwrap().contains("disk is full") && !archive.is_up());
        assert_eq!(archive.read(&EVERYTHING).unwrap(), [row(3600, 2, 20), row(7200, 2, 5)]);
        assert_eq!(SqliteStore::open(&file).unwrap().every_row().unwrap(), [row(3600, 1, 10)]);
        full.store(false, Ordering::Relaxed);
        archive.write(&[row(7200, 3, 6)]).unwrap();
        assert!(archive.warning().is_none() && archive.is_up());
        assert_eq!(SqliteStore::open(&file).unwrap().every_row().unwrap(), [row(3600, 2, 20), row(7200, 3, 6)]);
    }

    #[test]
    fn a_newer_place_is_refused_and_one_that_is_away_is_not() {
        let newer = || Err(StoreError::Newer { found: 9 });
        assert!(Archive::with("sqlite", Box::new(newer)).err().unwrap().to_string().contains("newer version"));
        let away = || Err(StoreError::Unavailable("no route to host".to_owned()));
        let mut archive = Archive::with("postgres", Box::new(away)).unwrap();
        archive.write(&[row(3600, 1, 10)]).unwrap();
        assert_eq!(archive.read(&EVERYTHING).unwrap(), [row(3600, 1, 10)]);
    }
}
