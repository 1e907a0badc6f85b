//! The flags that say where statistics are kept.

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, value_parser};

/// Where statistics are kept.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Statistics")]
pub struct StatisticsFlags {
    /// Folder for the statistics, kept in an SQLite file; made if it is not there [default: the user's state folder]
    #[arg(long, env = "OFFCUT_DATA", value_name = "DIR", conflicts_with_all = ["stateless", "database"])]
    pub data: Option<PathBuf>,

    /// Write nothing to disk: statistics last as long as the server, and what outlives it is in Prometheus
    #[arg(long, env = "OFFCUT_STATELESS", value_parser = FalseyValueParser::new(), conflicts_with = "database")]
    pub stateless: bool,

    /// Keep statistics in a PostgreSQL database that many servers share, as postgres://user@host/name
    #[arg(long, env = "OFFCUT_DATABASE", value_name = "URL")]
    pub database: Option<String>,

    /// Show at /stats what this Prometheus server knows of the whole fleet, as http://host:9090
    #[arg(long, env = "OFFCUT_PROMETHEUS", value_name = "URL")]
    pub prometheus: Option<String>,

    /// How often statistics are written: a killed server loses at most this much
    #[arg(long, env = "OFFCUT_FLUSH_SECONDS", value_name = "SECONDS", default_value_t = 5, value_parser = value_parser!(u64).range(1..=3600))]
    pub flush_seconds: u64,
}

impl Default for StatisticsFlags {
    /// In memory only: what a test wants.
    fn default() -> Self {
        Self { data: None, stateless: true, database: None, prometheus: None, flush_seconds: 5 }
    }
}
