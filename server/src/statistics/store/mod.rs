//! Rows of sums in SQLite or PostgreSQL: the SQL is shared, a [`database::Database`] runs it.

pub mod database;
pub mod fallback_store;
pub mod location;
#[cfg_attr(not(feature = "postgres"), path = "postgres_absent.rs")]
pub mod postgres_database;
pub mod row;
pub mod sql_store;
pub mod sqlite_database;
