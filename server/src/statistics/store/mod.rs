//! Sums as rows in SQLite or PostgreSQL.

pub mod connection;
pub mod database;
pub mod location;
#[cfg_attr(not(feature = "postgres"), path = "postgres_absent.rs")]
pub mod postgres_database;
pub mod sqlite_database;
