//! SQLite: a file, which many servers on one machine can share.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior, params_from_iter};

use super::database::{Columns, Database, SCHEMA_VERSION, Statement, StoreError, TABLES};

/// Time to wait for another server that writes to the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Connection to SQLite.
pub struct SqliteDatabase(Connection);

impl SqliteDatabase {
    /// Opens the file, and makes it and its folder if they are not there. Fails where that cannot be, or a newer server made it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| StoreError::Unavailable(format!("{}: {error}", path.display())))?;
        }
        Self::with_tables(path).map_err(|error| match error {
            StoreError::Unavailable(reason) => StoreError::Unavailable(format!("{}: {reason}", path.display())),
            newer @ StoreError::Newer { .. } => newer,
        })
    }

    /// With a write-ahead log a killed process loses nothing that was committed, and a machine that loses power at most the last commits;
    /// neither damages the file. Readers and a writer do not wait for each other.
    fn with_tables(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "normal")?;
        let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > SCHEMA_VERSION {
            return Err(StoreError::Newer { found });
        }
        if found < SCHEMA_VERSION {
            connection.execute_batch(&format!("BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT"))?;
        }
        Ok(Self(connection))
    }
}

impl Database for SqliteDatabase {
    fn execute(&mut self, statements: &[Statement]) -> Result<(), StoreError> {
        let transaction = self.0.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (sql, parameter) in statements {
            transaction.prepare_cached(sql)?.execute(params_from_iter(parameter))?;
        }
        Ok(transaction.commit()?)
    }

    fn rows(&mut self, query: &str) -> Result<Vec<Columns>, StoreError> {
        let mut select = self.0.prepare(query)?;
        Ok(select.query_map([], |row| Columns::try_from(row))?.collect::<Result<_, _>>()?)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
