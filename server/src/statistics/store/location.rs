//! Location of the statistics, by flags and environment.

use std::ffi::OsString;
use std::path::PathBuf;

use super::database::StoreError;
use super::postgres_database::{self, PostgresDatabase};
use super::sql_store::SqlStore;
use super::sqlite_database::SqliteDatabase;
use crate::error::StartupError;
use crate::statistics::statistics_flags::StatisticsFlags;

/// Name of the SQLite file in its folder.
const FILE: &str = "stats.sqlite";

/// Location of the statistics.
#[derive(Debug, Clone)]
pub enum Location {
    /// Memory, as asked for.
    Memory,
    /// Memory, since no folder is known.
    NoFolder,
    /// SQLite file.
    File(PathBuf),
    /// PostgreSQL database.
    Database(Box<postgres_database::Config>),
}

impl Location {
    /// Location that the flags name, or else the folder that `variable` (the environment) gives programs for their state.
    ///
    /// # Errors
    /// When the address of the database is not one.
    pub fn of(flags: &StatisticsFlags, variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, StartupError> {
        if let Some(url) = &flags.database {
            return Ok(Self::Database(Box::new(postgres_database::config(url)?)));
        }
        if flags.stateless {
            return Ok(Self::Memory);
        }
        let folder = flags.data.clone().or_else(|| state_folder(variable));
        Ok(folder.map_or(Self::NoFolder, |folder| Self::File(folder.join(FILE))))
    }

    /// Identifier in answers.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Memory | Self::NoFolder => "memory",
            Self::File(_) => "sqlite",
            Self::Database(_) => "postgres",
        }
    }

    /// Opens its database.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(&self) -> Result<SqlStore, StoreError> {
        Ok(match self {
            Self::Memory | Self::NoFolder => SqlStore::new(SqliteDatabase::in_memory()?),
            Self::File(path) => SqlStore::new(SqliteDatabase::open(path)?),
            Self::Database(config) => SqlStore::new(PostgresDatabase::open(config)?),
        })
    }
}

/// systemd may name several folders, the first is the main one; then the XDG base directories.
fn state_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    if let Some(folders) = set("STATE_DIRECTORY") {
        return std::env::split_paths(&folders).next();
    }
    let state = set("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    state.or_else(|| set("HOME").map(|home| PathBuf::from(home).join(".local/state"))).map(|state| state.join("offcut"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(data: Option<&str>, variables: &[(&str, &str)]) -> Option<String> {
        let flags = StatisticsFlags { stateless: false, data: data.map(PathBuf::from), ..StatisticsFlags::default() };
        let variable = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
        match Location::of(&flags, variable).unwrap() {
            Location::File(path) => Some(path.to_str().unwrap().to_owned()),
            Location::Memory | Location::NoFolder | Location::Database(_) => None,
        }
    }

    #[test]
    fn flag_precedes_systemd_then_xdg_then_home() {
        let all = [("STATE_DIRECTORY", "/var/lib/offcut:/var/lib/other"), ("XDG_STATE_HOME", "/state"), ("HOME", "/home/me")];
        assert_eq!(file(Some("/data"), &all).as_deref(), Some("/data/stats.sqlite"));
        assert_eq!(file(None, &all).as_deref(), Some("/var/lib/offcut/stats.sqlite"));
        assert_eq!(file(None, &all[1..]).as_deref(), Some("/state/offcut/stats.sqlite"));
        assert_eq!(file(None, &all[2..]).as_deref(), Some("/home/me/.local/state/offcut/stats.sqlite"));
        assert_eq!(file(None, &[("STATE_DIRECTORY", ""), ("XDG_STATE_HOME", "not/absolute")]), None);
    }

    #[test]
    fn invalid_database_address_is_refused_without_its_password() {
        let flags = StatisticsFlags { database: Some("postgres://me:secret@host:port/name".to_owned()), ..StatisticsFlags::default() };
        let error = Location::of(&flags, |_| None).unwrap_err().to_string();
        assert!(error.contains("--database") && !error.contains("secret"), "{error}");
    }
}
