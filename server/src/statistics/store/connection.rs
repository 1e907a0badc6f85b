//! Connection to the database at a location, opened anew where it failed.

use super::database::{Database, StoreError};
use super::location::Location;
use crate::statistics::collect::rollup::Buckets;
use crate::statistics::query::Query;

/// Connection to the database of a location, if that has one.
pub struct Connection {
    location: Location,
    database: Option<Box<dyn Database>>,
    error: Option<StoreError>,
}

impl Connection {
    /// Opens the database. One that cannot be opened now is tried again at each write; fails where a newer server wrote there, which no waiting mends.
    pub fn open(location: Location) -> Result<Self, StoreError> {
        if let Some(note) = location.note {
            tracing::warn!("{note}");
        }
        let mut connection = Self { location, database: None, error: None };
        connection.with_database(|_| Ok(()));
        match connection.error {
            Some(error @ StoreError::Newer { .. }) => Err(error),
            Some(StoreError::Unavailable(_)) | None => Ok(connection),
        }
    }

    /// Identifier of the location in responses.
    pub fn source(&self) -> &'static str {
        self.location.source
    }

    /// Whether the database took what was last written.
    pub fn is_up(&self) -> bool {
        self.error.is_none()
    }

    /// Sentence for operators, if something has to be put right.
    pub fn warning(&self) -> Option<String> {
        let refused = |reason| format!("Statistics cannot be written and are kept in memory until that is put right: {reason}.");
        self.error.as_ref().map(refused).or_else(|| self.location.note.map(str::to_owned))
    }

    /// Writes sums, with a number that rises. Whether they need not be kept any longer: false where there is no database, or where it refuses.
    pub fn write(&mut self, buckets: &Buckets, flush: u64) -> bool {
        self.with_database(|database| database.write(buckets, flush))
    }

    /// Sums that answer a query. A database that cannot be read is passed over with a warning; one that is not open is opened by the next write, not by
    /// each reader.
    pub fn read(&mut self, query: &Query) -> Buckets {
        let read = self.database.as_mut().map(|database| database.read(query)).transpose();
        read.unwrap_or_else(|error| {
            self.set_error(Some(error));
            None
        })
        .unwrap_or_default()
    }

    /// Deletes buckets that are past their retention. A failure is tried again the next time.
    pub fn delete_old(&mut self, now: u64) {
        if self.is_up() {
            self.with_database(|database| database.delete_old(now));
        }
    }

    /// Closes the database, on the thread that may block.
    pub fn close(&mut self) {
        self.database = None;
    }

    /// Does something with the database. False where there is none, or where that fails.
    fn with_database(&mut self, act: impl FnOnce(&mut dyn Database) -> Result<(), StoreError>) -> bool {
        let Some(opener) = &self.location.opener else { return false };
        // One that failed is opened anew, since its file may be another one by now; it stays where that fails, as it may still be read.
        let opened = match self.database.take() {
            Some(database) if self.error.is_none() => Ok(database),
            failed => opener().or_else(|error| failed.ok_or(error)),
        };
        let outcome = opened.and_then(|database| act(self.database.insert(database).as_mut()));
        self.set_error(outcome.err());
        self.is_up()
    }

    /// Logs once per change.
    fn set_error(&mut self, error: Option<StoreError>) {
        if self.error != error {
            self.error = error;
            match &self.error {
                Some(error) => tracing::warn!("statistics cannot be written and are kept in memory until that is put right: {error}"),
                None => tracing::info!("statistics can be written again"),
            }
        }
        if self.error.is_some() {
            self.database = self.database.take().filter(|database| database.is_usable());
        }
    }
}
