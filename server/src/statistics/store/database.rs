//! Connection to a database: SQL with parameters `$1`, `$2` and so on, numbered in order of appearance.

pub use rusqlite::types::Value;

/// Version of the tables.
pub const SCHEMA_VERSION: i64 = 1;

/// SQL with its parameters.
pub type Statement = (String, Vec<Value>);

/// Connection that runs SQL.
pub trait Database: Send {
    /// Runs statements in one transaction: all or none.
    ///
    /// # Errors
    /// When the database refuses.
    fn execute(&mut self, statements: Vec<Statement>) -> Result<(), StoreError>;

    /// Rows of a query, column by column. A boolean is an integer.
    ///
    /// # Errors
    /// When the database refuses.
    fn query(&mut self, statement: Statement) -> Result<Vec<Vec<Value>>, StoreError>;

    /// Whether the connection is worth another try; otherwise it has to be opened again.
    fn is_usable(&self) -> bool {
        true
    }
}

/// Tables. The types are those of PostgreSQL; `bytes` is the one word in which databases differ.
pub fn tables(bytes: &str) -> String {
    format!(
        "CREATE TABLE IF NOT EXISTS counts (
            period TEXT NOT NULL, start BIGINT NOT NULL, replica TEXT NOT NULL, flush BIGINT NOT NULL,
            split TEXT NOT NULL, value TEXT NOT NULL, name TEXT NOT NULL, n BIGINT NOT NULL,
            PRIMARY KEY (period, start, replica, split, value, name));
        CREATE TABLE IF NOT EXISTS times (
            period TEXT NOT NULL, start BIGINT NOT NULL, replica TEXT NOT NULL, flush BIGINT NOT NULL,
            split TEXT NOT NULL, value TEXT NOT NULL, stage TEXT NOT NULL, cold BOOLEAN NOT NULL,
            n BIGINT NOT NULL, sum_ms DOUBLE PRECISION NOT NULL, histogram {bytes} NOT NULL,
            PRIMARY KEY (period, start, replica, split, value, stage, cold));"
    )
}

/// Reason that a store cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Tables of a newer program.
    #[error(
        "the statistics there were written by a newer version of this server (tables of version {found}, this one knows {}). \
         Start the newer server, or choose another place",
        SCHEMA_VERSION
    )]
    Newer {
        /// Version of the tables.
        found: i64,
    },
    /// Refusal of the system, the file or the database.
    #[error("{0}")]
    Unavailable(String),
}
