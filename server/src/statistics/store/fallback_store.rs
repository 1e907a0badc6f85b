//! Store that falls back to memory while its database refuses, and catches up afterwards.

use std::collections::BTreeSet;

use super::database::StoreError;
use super::location::Location;
use super::row::Row;
use super::sql_store::{Selection, SqlStore};
use super::sqlite_database::SqliteDatabase;
use crate::statistics::collect::period::{BucketKey, Period};

/// Opens the database; a parameter so that a test can have one that fails.
pub type Opener = Box<dyn Fn() -> Result<SqlStore, StoreError> + Send>;

/// Database, and the memory that takes its part while it cannot be written.
pub struct FallbackStore {
    opener: Opener,
    source: &'static str,
    /// Lasting reason that there is no better place than memory.
    note: Option<String>,
    main: Option<SqlStore>,
    /// Rows that wait for the database, if there are any.
    waiting: Option<SqlStore>,
    error: Option<StoreError>,
}

impl FallbackStore {
    /// Opens the database. One that cannot be opened now is tried again at each write.
    ///
    /// # Errors
    /// When a newer server wrote there, which no waiting mends.
    pub fn new(location: Location) -> Result<Self, StoreError> {
        let note = matches!(location, Location::NoFolder)
            .then(|| "No folder for statistics is known, so they last only as long as the server. Name one with --data.".to_owned());
        if let Some(note) = &note {
            tracing::warn!("{note}");
        }
        Ok(Self { note, ..Self::with(location.as_str(), Box::new(move || location.open()))? })
    }

    /// As [`FallbackStore::new`], with any database.
    ///
    /// # Errors
    /// As [`FallbackStore::new`].
    pub fn with(source: &'static str, opener: Opener) -> Result<Self, StoreError> {
        let mut store = Self { opener, source, note: None, main: None, waiting: None, error: None };
        match store.on_main(|_| Ok(())) {
            Err(error @ StoreError::Newer { .. }) => Err(error),
            Err(StoreError::Unavailable(_)) | Ok(()) => Ok(store),
        }
    }

    /// Word for the database in answers.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// Whether the database took what was last written.
    pub fn is_up(&self) -> bool {
        self.error.is_none()
    }

    /// Sentence for operators, if something has to be put right.
    pub fn warning(&self) -> Option<String> {
        let refused = |reason| format!("Statistics cannot be written and are kept in memory until that is put right: {reason}.");
        self.error.as_ref().map(refused).or_else(|| self.note.clone())
    }

    /// Writes rows to the database, together with all that waited; where that fails they wait in memory.
    ///
    /// # Errors
    /// When not even memory takes them.
    pub fn write(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        let waiting = self.waiting.as_mut().map(SqlStore::read_all).transpose()?.unwrap_or_default();
        let written = self.on_main(|main| {
            main.write(&waiting)?;
            main.write(rows)
        });
        if written.is_ok() {
            self.waiting = None;
            return Ok(());
        }
        match &mut self.waiting {
            Some(waiting) => waiting.write(rows),
            empty @ None => empty.insert(SqlStore::new(SqliteDatabase::in_memory()?)).write(rows),
        }
    }

    /// Rows of a selection, those that wait included.
    ///
    /// # Errors
    /// When memory cannot be read; a database that cannot be read is passed over with a warning.
    pub fn read(&mut self, selection: &Selection) -> Result<Vec<Row>, StoreError> {
        // A database that is not open is opened by the next write, not by each reader.
        let mut rows = match self.main.as_mut().map(|main| main.read(selection)) {
            Some(Ok(rows)) => rows,
            Some(Err(error)) => {
                self.failed(error);
                Vec::new()
            }
            None => Vec::new(),
        };
        if let Some(waiting) = &mut self.waiting {
            let waiting = waiting.read(selection)?;
            // Each of them is the whole sum of its bucket and run, and newer than what was written.
            let newer: BTreeSet<(BucketKey, &str)> = waiting.iter().map(|row| (row.bucket, row.replica.as_str())).collect();
            rows.retain(|row| !newer.contains(&(row.bucket, row.replica.as_str())));
            rows.extend(waiting);
        }
        Ok(rows)
    }

    /// Deletes buckets that are past their retention.
    pub fn delete_old(&mut self, now: u64) {
        let in_memory = self.source == Location::Memory.as_str();
        for period in Period::ALL {
            let retention = if in_memory { period.retention_in_memory() } else { period.retention() };
            if self.is_up() {
                // Reported and tried again by `on_main` and the next time.
                let _ = self.on_main(|main| main.delete_before(period, now.saturating_sub(retention)));
            }
            if let Some(waiting) = &mut self.waiting
                && let Err(error) = waiting.delete_before(period, now.saturating_sub(period.retention_in_memory()))
            {
                tracing::error!("old statistics cannot be deleted from memory: {error}");
            }
        }
    }

    /// Closes the database, on the thread that may block.
    pub fn close(&mut self) {
        self.main = None;
    }

    fn on_main(&mut self, act: impl FnOnce(&mut SqlStore) -> Result<(), StoreError>) -> Result<(), StoreError> {
        // One that failed is opened anew, since its file may be another one by now; it stays where that fails, as it may still be read.
        let opened = match self.main.take() {
            Some(main) if self.error.is_none() => Ok(main),
            failed => (self.opener)().or_else(|error| failed.ok_or(error)),
        };
        let result = opened.and_then(|main| act(self.main.insert(main)));
        match &result {
            Ok(()) => {
                if self.error.take().is_some() {
                    tracing::info!("statistics can be written again");
                }
            }
            Err(error) => self.failed(error.clone()),
        }
        result
    }

    /// Logs once per change.
    fn failed(&mut self, error: StoreError) {
        if self.error.as_ref() != Some(&error) {
            tracing::warn!("statistics cannot be written and are kept in memory until that is put right: {error}");
        }
        self.error = Some(error);
        self.main = self.main.take().filter(SqlStore::is_usable);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::statistics::store::database::{Database, Statement, Value};

    /// Disk that can be read and, while it is full, not written.
    struct Disk {
        database: SqliteDatabase,
        full: Arc<AtomicBool>,
    }

    impl Database for Disk {
        fn execute(&mut self, statements: Vec<Statement>) -> Result<(), StoreError> {
            if self.full.load(Ordering::Relaxed) {
                return Err(StoreError::Unavailable("database or disk is full".to_owned()));
            }
            self.database.execute(statements)
        }

        fn query(&mut self, statement: Statement) -> Result<Vec<Vec<Value>>, StoreError> {
            self.database.query(statement)
        }
    }

    fn row(start: u64, flush: i64, n: i64) -> Row {
        let (replica, split, name) = ("one".to_owned(), "all".to_owned(), "ready".to_owned());
        Row { bucket: Period::Hour.bucket(start), replica, flush, split, value: String::new(), name, n, latencies: None }
    }

    const EVERYTHING: Selection = Selection { period: Period::Hour, from: 0, to: 100_000, split: "build" };

    #[test]
    fn rows_of_full_disk_are_read_from_memory_and_written_once_there_is_room() {
        let full = Arc::new(AtomicBool::new(false));
        let path = tempfile::tempdir().unwrap();
        let (file, switch) = (path.path().join("stats.sqlite"), Arc::clone(&full));
        let at = file.clone();
        let opener = move || Ok(SqlStore::new(Disk { database: SqliteDatabase::open(&at)?, full: Arc::clone(&switch) }));
        let written = || SqlStore::new(SqliteDatabase::open(&file).unwrap()).read_all().unwrap();
        let mut store = FallbackStore::with("sqlite", Box::new(opener)).unwrap();
        let other = Row { replica: "two".to_owned(), ..row(3600, 1, 5) };
        store.write(&[row(3600, 1, 10), other.clone()]).unwrap();
        assert_eq!(store.warning(), None);
        full.store(true, Ordering::Relaxed);
        store.write(&[row(3600, 2, 20), row(7200, 2, 5)]).unwrap();
        assert!(store.warning().unwrap().contains("disk is full") && !store.is_up());
        assert_eq!(store.read(&EVERYTHING).unwrap(), [other.clone(), row(3600, 2, 20), row(7200, 2, 5)]);
        assert_eq!(written(), [row(3600, 1, 10), other.clone()]);
        full.store(false, Ordering::Relaxed);
        store.write(&[row(7200, 3, 6)]).unwrap();
        assert!(store.warning().is_none() && store.is_up());
        assert_eq!(written(), [row(3600, 2, 20), other, row(7200, 3, 6)]);
    }

    #[test]
    fn newer_database_is_refused_and_absent_one_is_not() {
        let newer = || Err(StoreError::Newer { found: 9 });
        assert!(FallbackStore::with("sqlite", Box::new(newer)).err().unwrap().to_string().contains("newer version"));
        let absent = || Err(StoreError::Unavailable("no route to host".to_owned()));
        let mut store = FallbackStore::with("postgres", Box::new(absent)).unwrap();
        store.write(&[row(3600, 1, 10)]).unwrap();
        assert_eq!(store.read(&EVERYTHING).unwrap(), [row(3600, 1, 10)]);
    }
}
