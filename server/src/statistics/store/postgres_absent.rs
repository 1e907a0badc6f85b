//! Stand-in for [`super::postgres_database`] in a server without the feature `postgres`: no such database exists.

use super::database::{Database, Statement, StoreError, Value};
use crate::error::StartupError;

/// Address of a database, which nothing can make.
#[derive(Debug, Clone)]
pub enum Config {}

/// Refuses `--database`.
///
/// # Errors
/// Always.
pub fn config(_: &str) -> Result<Config, StartupError> {
    Err(StartupError::NotBuilt { flag: "--database" })
}

/// Connection to PostgreSQL, which nothing can make.
pub enum PostgresDatabase {}

impl PostgresDatabase {
    /// Never called.
    ///
    /// # Errors
    /// None.
    pub fn open(config: &Config) -> Result<Self, StoreError> {
        match *config {}
    }
}

impl Database for PostgresDatabase {
    fn execute(&mut self, _: Vec<Statement>) -> Result<(), StoreError> {
        match *self {}
    }

    fn query(&mut self, _: Statement) -> Result<Vec<Vec<Value>>, StoreError> {
        match *self {}
    }
}
