//! SQLite: a file, which many servers on one machine can share, or memory.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior, params_from_iter};

use super::database::{Database, SCHEMA_VERSION, Statement, StoreError, Value, tables};

/// Time to wait for another server that writes to the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Connection to SQLite.
#[derive(Debug)]
pub struct SqliteDatabase(Connection);

impl SqliteDatabase {
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

    /// Opens empty tables in memory.
    ///
    /// # Errors
    /// When there is no memory.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::with(Connection::open_in_memory()?)
    }

    /// With a write-ahead log a killed process loses nothing that was committed, and a machine that loses power at most the last commits;
    /// neither damages the file. Readers and a writer do not wait for each other.
    fn with(mut connection: Connection) -> Result<Self, StoreError> {
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "normal")?;
        let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > SCHEMA_VERSION {
            return Err(StoreError::Newer { found });
        }
        if found < SCHEMA_VERSION {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute_batch(&tables("BLOB"))?;
            transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
            transaction.commit()?;
        }
        Ok(Self(connection))
    }
}

impl Database for SqliteDatabase {
    fn execute(&mut self, statements: Vec<Statement>) -> Result<(), StoreError> {
        let transaction = self.0.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (sql, parameters) in statements {
            transaction.prepare_cached(&sql)?.execute(params_from_iter(parameters))?;
        }
        Ok(transaction.commit()?)
    }

    fn query(&mut self, (sql, parameters): Statement) -> Result<Vec<Vec<Value>>, StoreError> {
        let mut query = self.0.prepare_cached(&sql)?;
        let columns = query.column_count();
        let rows = query.query_map(params_from_iter(parameters), |row| (0..columns).map(|column| row.get(column)).collect())?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
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
    fn tables_of_newer_server_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stats.sqlite");
        SqliteDatabase::open(&path).unwrap().0.pragma_update(None, "user_version", 99).unwrap();
        assert_eq!(SqliteDatabase::open(&path).unwrap_err(), StoreError::Newer { found: 99 });
    }
}
