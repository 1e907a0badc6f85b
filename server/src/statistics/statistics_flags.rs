//! Flags of the statistics.

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, value_parser};

/// Default of `--flush-seconds`.
pub const DEFAULT_FLUSH_SECONDS: u64 = 5;

/// Storage of the statistics.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Statistics")]
pub struct StatisticsFlags {
    /// Folder of the SQLite file with the statistics; created if it does not exist [default: the user's state folder]
    #[arg(long, env = "OFFCUT_DATA", value_name = "DIR", conflicts_with_all = ["stateless", "database"])]
    pub data: Option<PathBuf>,

    /// Keep statistics in memory only, until the server stops
    #[arg(long, env = "OFFCUT_STATELESS", value_parser = FalseyValueParser::new(), conflicts_with = "database")]
    pub stateless: bool,

    /// PostgreSQL database for the statistics of many servers, as postgres://user@host/name
    #[arg(long, env = "OFFCUT_DATABASE", value_name = "URL")]
    pub database: Option<String>,

    /// Interval between two writes of the statistics, which is also the most that a killed server loses
    #[arg(long, env = "OFFCUT_FLUSH_SECONDS", value_name = "SECONDS", default_value_t = DEFAULT_FLUSH_SECONDS, value_parser = value_parser!(u64).range(1..=3600))]
    pub flush_seconds: u64,
}

impl Default for StatisticsFlags {
    /// In memory only, for tests.
    fn default() -> Self {
        Self { data: None, stateless: true, database: None, flush_seconds: DEFAULT_FLUSH_SECONDS }
    }
}
