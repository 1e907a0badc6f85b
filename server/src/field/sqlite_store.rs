//! Rows in an SQLite file, which many servers on one machine can share, or in memory.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior, params};

use super::period::{Period, Slot};
use super::rows::{Cell, Row};
use super::statements::{FORGET_COUNTS, FORGET_TIMES, ON_OLDER_COUNT, ON_OLDER_TIMES, SELECT_COUNTS, SELECT_TIMES, TABLES};
use super::store::{SCHEMA_VERSION, Store, StoreError, Wanted};

/// How long to wait for another server that writes to the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// Rows in SQLite.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
}

impl SqliteStore {
    /// Opens the file, and makes it and its folder if they are not there.
    ///
    /// # Errors
    /// When it cannot be opened or a newer server made it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let unavailable = |error: &dyn std::fmt::Display| StoreError::Unavailable(format!("{}: {error}", path.display()));
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| unavailable(&error))?;
        }
        let connection = Connection::open(path).map_err(|error| unavailable(&error))?;
        Self::with(connection).map_err(|error| match error {
            StoreError::Newer { .. } => error,
            StoreError::Unavailable(reason) => unavailable(&reason),
        })
    }

    /// Empty tables in memory.
    ///
    /// # Errors
    /// When there is no memory.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::with(Connection::open_in_memory()?)
    }

    /// With a write-ahead log a killed process loses nothing that was committed, and a machine that loses power at most the last commits;
    /// neither damages the file. Readers and a writer do not wait for each other.
    fn with(mut connection: Connection) -> Result<Self, StoreError> {
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "normal")?;
        let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > SCHEMA_VERSION {
            return Err(StoreError::Newer { found });
        }
        if found < SCHEMA_VERSION {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute_batch(&TABLES.replace("{bytes}", "BLOB"))?;
            transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
            transaction.commit()?;
        }
        Ok(Self { connection })
    }

    /// Every row, whatever its time: what is copied elsewhere.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn every_row(&mut self) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        for period in Period::EVERY {
            let all_times = "SELECT start, replica, flush, split, value, stage, cold, n, sum_ms, histogram FROM times WHERE period = $1";
            let all_counts = "SELECT start, replica, flush, split, value, name, n FROM counts WHERE period = $1";
            let mut times = self.connection.prepare_cached(all_times)?;
            for row in times.query_map(params![period.word()], |row| time_row(period, row))? {
                rows.push(row?);
            }
            let mut counts = self.connection.prepare_cached(all_counts)?;
            for row in counts.query_map(params![period.word()], |row| count_row(period, row))? {
                rows.push(row?);
            }
        }
        Ok(rows)
    }
}

impl Store for SqliteStore {
    fn write(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut counts = transaction.prepare_cached(&format!("INSERT INTO counts VALUES ($1, $2, $3, $4, $5, $6, $7, $8) {ON_OLDER_COUNT}"))?;
            let mut times =
                transaction.prepare_cached(&format!("INSERT INTO times VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) {ON_OLDER_TIMES}"))?;
            for Row { slot, replica, flush, split, value, cell } in rows {
                let (period, start) = (slot.period.word(), seconds(slot.start));
                match cell {
                    Cell::Count { name, n } => counts.execute(params![period, start, replica, flush, split, value, name, n])?,
                    Cell::Times { stage, cold, n, sum_ms, histogram } => {
                        times.execute(params![period, start, replica, flush, split, value, stage, cold, n, sum_ms, histogram])?
                    }
                };
            }
        }
        Ok(transaction.commit()?)
    }

    fn read(&mut self, wanted: &Wanted) -> Result<Vec<Row>, StoreError> {
        let Wanted { period, from, to, split } = *wanted;
        // One transaction, so that counts and times are of the same moment.
        let transaction = self.connection.transaction()?;
        let mut rows = Vec::new();
        {
            let mut counts = transaction.prepare_cached(SELECT_COUNTS)?;
            for row in counts.query_map(params![period.word(), seconds(from), seconds(to)], |row| count_row(period, row))? {
                rows.push(row?);
            }
            let mut times = transaction.prepare_cached(SELECT_TIMES)?;
            for row in times.query_map(params![period.word(), seconds(from), seconds(to), split], |row| time_row(period, row))? {
                rows.push(row?);
            }
        }
        Ok(rows)
    }

    fn forget(&mut self, period: Period, before: u64) -> Result<(), StoreError> {
        for statement in [FORGET_COUNTS, FORGET_TIMES] {
            self.connection.prepare_cached(statement)?.execute(params![period.word(), seconds(before)])?;
        }
        Ok(())
    }

    fn is_usable(&self) -> bool {
        true
    }
}

fn count_row(period: Period, row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let cell = Cell::Count { name: row.get(5)?, n: row.get(6)? };
    Ok(Row { slot: slot(period, row.get(0)?), replica: row.get(1)?, flush: row.get(2)?, split: row.get(3)?, value: row.get(4)?, cell })
}

fn time_row(period: Period, row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let cell = Cell::Times { stage: row.get(5)?, cold: row.get(6)?, n: row.get(7)?, sum_ms: row.get(8)?, histogram: row.get(9)? };
    Ok(Row { slot: slot(period, row.get(0)?), replica: row.get(1)?, flush: row.get(2)?, split: row.get(3)?, value: row.get(4)?, cell })
}

/// A row as the tables have it, with a beginning that is never negative.
pub fn slot(period: Period, start: i64) -> Slot {
    Slot { period, start: u64::try_from(start).unwrap_or(0) }
}

/// Unix seconds as the tables have them.
pub fn seconds(second: u64) -> i64 {
    i64::try_from(second).unwrap_or(i64::MAX)
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_a_newer_server_are_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stats.sqlite");
        SqliteStore::open(&path).unwrap().connection.pragma_update(None, "user_version", 99).unwrap();
        assert_eq!(SqliteStore::open(&path).unwrap_err(), StoreError::Newer { found: 99 });
    }

    #[test]
    fn writing_twice_changes_nothing_and_an_older_flush_neither() {
        let mut store = SqliteStore::in_memory().unwrap();
        let row = |flush, n| Row {
            slot: Period::Hour.slot(7200),
            replica: "one".to_owned(),
            flush,
            split: "all".to_owned(),
            value: String::new(),
            cell: Cell::Count { name: "ready".to_owned(), n },
        };
        for rows in [[row(1, 10)], [row(3, 30)], [row(3, 30)], [row(2, 20)]] {
            store.write(&rows).unwrap();
        }
        let wanted = Wanted { period: Period::Hour, from: 7200, to: 7201, split: "build" };
        assert_eq!(store.read(&wanted).unwrap(), [row(3, 30)]);
        store.forget(Period::Hour, 7200).unwrap();
        assert_eq!(store.every_row().unwrap().len(), 1);
        store.forget(Period::Hour, 7201).unwrap();
        assert_eq!(store.every_row().unwrap().len(), 0);
    }
}
