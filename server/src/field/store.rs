//! What keeps rows: a file, a database, or memory.

use super::period::Period;
use super::rows::Row;

/// The version of the tables.
pub const SCHEMA_VERSION: i64 = 1;

/// Where rows are kept.
pub trait Store: Send {
    /// Adds rows, or puts them in the place of those of an earlier flush: all or none of them.
    ///
    /// # Errors
    /// When they cannot be written.
    fn write(&mut self, rows: &[Row]) -> Result<(), StoreError>;

    /// The rows that are asked for, in any order.
    ///
    /// # Errors
    /// When they cannot be read.
    fn read(&mut self, wanted: &Wanted) -> Result<Vec<Row>, StoreError>;

    /// Deletes what began before this Unix second.
    ///
    /// # Errors
    /// When it cannot be deleted.
    fn forget(&mut self, period: Period, before: u64) -> Result<(), StoreError>;

    /// Whether it is worth another try as it is; otherwise it has to be opened again.
    fn is_usable(&self) -> bool;
}

/// All counts of a stretch of time; the times of everything together and of the server, and those of one split that are compared.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Which rows.
    pub period: Period,
    /// Unix seconds of the first beginning.
    pub from: u64,
    /// Unix seconds; beginnings are before it.
    pub to: u64,
    /// The word of the split.
    pub split: &'static str,
}

/// Why a store cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A newer program made the tables.
    #[error(
        "the statistics there were written by a newer version of this server (tables of version {found}, this one knows {}). \
         Start the newer server, or choose another place",
        SCHEMA_VERSION
    )]
    Newer {
        /// The version of the tables.
        found: i64,
    },
    /// The system, the file or the database says no.
    #[error("{0}")]
    Unavailable(String),
}
