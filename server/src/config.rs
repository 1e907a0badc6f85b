//! The flags, and what is true after parsing them.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::FalseyValueParser;
use clap::{Parser, Subcommand, value_parser};
use tracing::level_filters::LevelFilter;

use crate::api::ApiFlags;
use crate::export::ExportFlags;
use crate::field::StatisticsFlags;
use crate::operators::OperatorFlags;

/// Hands out the Offcut page and counts how it went, without ever seeing a picture.
///
/// Every flag can also be given as the environment variable shown beside it; the flag wins.
#[derive(Debug, Clone, Parser)]
#[command(name = "offcut-server", version, after_help = "Example: offcut-server --port 9000 --site dist --models models")]
pub struct Flags {
    /// What to do instead of serving.
    #[command(subcommand)]
    pub task: Option<Task>,

    /// Address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for everyone who can reach it
    #[arg(long, env = "OFFCUT_ADDRESS", global = true, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub address: IpAddr,

    /// Port to listen on; 0 lets the system choose a free one
    #[arg(long, env = "OFFCUT_PORT", global = true, default_value_t = 8080)]
    pub port: u16,

    /// Take the next free port when the port is taken, instead of stopping
    #[arg(long, env = "OFFCUT_FIND_PORT", value_parser = FalseyValueParser::new())]
    pub find_port: bool,

    /// Folder of the built page, with its index.html
    #[arg(long, env = "OFFCUT_SITE", global = true, value_name = "DIR", default_value = "dist")]
    pub site: PathBuf,

    /// Folder of the models; files that are not in the catalogue are not handed out
    #[arg(long, env = "OFFCUT_MODELS", global = true, value_name = "DIR", default_value = "models")]
    pub models: PathBuf,

    /// A client that has not sent its headers after this time is cut; also ends idle connections
    #[arg(long, env = "OFFCUT_HEADER_TIMEOUT_SECONDS", value_name = "SECONDS", default_value_t = 10, value_parser = value_parser!(u64).range(1..=600))]
    pub header_timeout_seconds: u64,

    /// A request that is not answered after this time, its body included, gets status 408
    #[arg(long, env = "OFFCUT_REQUEST_TIMEOUT_SECONDS", value_name = "SECONDS", default_value_t = 30, value_parser = value_parser!(u64).range(1..=600))]
    pub request_timeout_seconds: u64,

    /// How long running requests may take to finish after SIGINT or SIGTERM
    #[arg(long, env = "OFFCUT_SHUTDOWN_GRACE_SECONDS", value_name = "SECONDS", default_value_t = 10, value_parser = value_parser!(u64).range(0..=600))]
    pub shutdown_grace_seconds: u64,

    /// What to log on stderr: error, warn, info, debug (one line per request, without addresses or query strings) or trace
    #[arg(long, env = "OFFCUT_LOG", value_name = "LEVEL", default_value_t = LevelFilter::INFO)]
    pub log: LevelFilter,

    /// What operators look at.
    #[command(flatten)]
    pub operators: OperatorFlags,

    /// Where statistics are kept.
    #[command(flatten)]
    pub statistics: StatisticsFlags,

    /// The API.
    #[command(flatten)]
    pub api: ApiFlags,
}

/// What the program does instead of serving.
#[derive(Debug, Clone, Subcommand)]
pub enum Task {
    /// Write the page, the workers and the models into a folder, with a _headers file, for a host that only hands out files
    Export(ExportFlags),
    /// Ask the server that runs at this address and port whether it answers; exit code 1 if not
    Healthcheck,
}

/// What the server runs with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address to listen on.
    pub address: IpAddr,
    /// Port to listen on, 0 for any.
    pub port: u16,
    /// Whether a taken port is passed over for the next one.
    pub find_port: bool,
    /// Folder of the built page.
    pub site: PathBuf,
    /// Folder of the models.
    pub models: PathBuf,
    /// For the headers of each request, and between requests of a connection.
    pub header_timeout: Duration,
    /// For the answer to each request.
    pub request_timeout: Duration,
    /// For running requests after a stop signal.
    pub shutdown_grace: Duration,
    /// What operators look at.
    pub operators: OperatorFlags,
    /// Where statistics are kept.
    pub statistics: StatisticsFlags,
    /// The API.
    pub api: ApiFlags,
}

impl Config {
    /// The defaults of the flags with these folders, on any free port of this machine: what a test wants.
    pub fn on_free_port(site: impl Into<PathBuf>, models: impl Into<PathBuf>) -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            find_port: false,
            site: site.into(),
            models: models.into(),
            header_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(30),
            shutdown_grace: Duration::from_secs(10),
            operators: OperatorFlags::default(),
            statistics: StatisticsFlags::default(),
            api: ApiFlags::default(),
        }
    }
}

impl From<Flags> for Config {
    fn from(flags: Flags) -> Self {
        Self {
            address: flags.address,
            port: flags.port,
            find_port: flags.find_port,
            site: flags.site,
            models: flags.models,
            header_timeout: Duration::from_secs(flags.header_timeout_seconds),
            request_timeout: Duration::from_secs(flags.request_timeout_seconds),
            shutdown_grace: Duration::from_secs(flags.shutdown_grace_seconds),
            operators: flags.operators,
            statistics: flags.statistics,
            api: flags.api,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_flags_are_consistent_and_each_has_its_environment_variable() {
        let command = Flags::command();
        command.clone().debug_assert();
        for flag in command.get_arguments() {
            let name = flag.get_long().unwrap().to_uppercase().replace('-', "_");
            assert_eq!(flag.get_env().unwrap().to_str().unwrap(), format!("OFFCUT_{name}"));
            assert!(flag.get_help().is_some(), "{name} has no help");
        }
    }

    #[test]
    fn an_empty_token_is_refused() {
        assert!(Flags::try_parse_from(["offcut-server", "--operators-token", ""]).is_err());
        assert!(Flags::try_parse_from(["offcut-server", "--operators-token", "s3cret"]).is_ok());
    }

    #[test]
    fn a_timeout_of_zero_or_a_day_is_refused() {
        for seconds in ["0", "86400", "soon"] {
            assert!(Flags::try_parse_from(["offcut-server", "--header-timeout-seconds", seconds]).is_err());
        }
    }
}
