//! Flags and configuration.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand, value_parser};
use tracing::level_filters::LevelFilter;

use crate::api::ApiFlags;
use crate::files::bundle::Bundle;
use crate::monitoring::MonitoringFlags;
use crate::statistics::StatisticsFlags;

/// Default of `--address`.
pub const DEFAULT_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Default of `--port`.
pub const DEFAULT_PORT: u16 = 8080;
/// Default of `--site` in a program without a page inside.
pub const DEFAULT_SITE: &str = "dist";
/// Default of `--header-timeout-seconds`.
pub const DEFAULT_HEADER_TIMEOUT_SECONDS: u64 = 10;
/// Default of `--request-timeout-seconds`.
pub const DEFAULT_REQUEST_TIMEOUT_SECONDS: u64 = 30;
/// Default of `--shutdown-grace-seconds`.
pub const DEFAULT_SHUTDOWN_GRACE_SECONDS: u64 = 10;

/// Serves the Offcut page and collects statistics, without ever seeing a picture.
///
/// Every flag can also be given as the environment variable shown beside it; the flag wins.
#[derive(Debug, Clone, Parser)]
#[command(name = "offcut-server", version, after_help = "Example: offcut-server --port 9000 --site dist --models models")]
pub struct Flags {
    /// Subcommand instead of serving.
    #[command(subcommand)]
    pub task: Option<Task>,

    /// Level of the log on stderr: error, warn, info, debug (one line per request, without addresses or query strings) or trace
    #[arg(long, env = "OFFCUT_LOG", value_name = "LEVEL", default_value_t = LevelFilter::INFO)]
    pub log: LevelFilter,

    /// Configuration.
    #[command(flatten)]
    pub config: Config,
}

/// Subcommand instead of serving.
#[derive(Debug, Clone, Subcommand)]
pub enum Task {
    /// Export page, workers and models into a folder, with a _headers file, for static hosting
    Export(ExportFlags),
    /// Check that the server at this address and port responds; exit code 1 if not
    Healthcheck,
    /// Write man pages and shell completions into a folder, for packages
    #[command(hide = true)]
    Manual {
        /// Folder to write to; created if it does not exist
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// Target of an export.
#[derive(Debug, Clone, Args)]
pub struct ExportFlags {
    /// Folder to write to; created if it does not exist
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,

    /// Export into a folder that is not empty: files of the same name are overwritten, others kept
    #[arg(long)]
    pub force: bool,
}

/// Configuration of the server.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for every network
    #[arg(long, env = "OFFCUT_ADDRESS", global = true, default_value_t = DEFAULT_ADDRESS)]
    pub address: IpAddr,

    /// Port to listen on; 0 means any free port
    #[arg(long, env = "OFFCUT_PORT", global = true, default_value_t = DEFAULT_PORT)]
    pub port: u16,

    /// Use the next free port when the port is taken, instead of stopping
    #[arg(long, env = "OFFCUT_FIND_PORT", value_parser = FalseyValueParser::new())]
    pub find_port: bool,

    /// Folder of the built page, with its index.html [default: the page inside the program, or dist if it was built without one]
    #[arg(long, env = "OFFCUT_SITE", global = true, value_name = "DIR")]
    pub site: Option<PathBuf>,

    /// Folder of the models: networks of the catalogue, and others that are described in NAME.toml beside NAME.onnx; u2netp may be inside the program
    #[arg(long, env = "OFFCUT_MODELS", global = true, value_name = "DIR", default_value = "models")]
    pub models: PathBuf,

    /// Timeout of a request's headers, after which the connection is closed; also the timeout of idle connections
    #[arg(long, env = "OFFCUT_HEADER_TIMEOUT_SECONDS", value_name = "SECONDS", default_value_t = DEFAULT_HEADER_TIMEOUT_SECONDS, value_parser = value_parser!(u64).range(1..=600))]
    pub header_timeout_seconds: u64,

    /// Timeout of a request, its body included; afterwards the response is status 408; also the timeout of connections whose client reads nothing (Linux)
    #[arg(long, env = "OFFCUT_REQUEST_TIMEOUT_SECONDS", value_name = "SECONDS", default_value_t = DEFAULT_REQUEST_TIMEOUT_SECONDS, value_parser = value_parser!(u64).range(1..=600))]
    pub request_timeout_seconds: u64,

    /// Graceful shutdown: time for running requests after SIGINT or SIGTERM
    #[arg(long, env = "OFFCUT_SHUTDOWN_GRACE_SECONDS", value_name = "SECONDS", default_value_t = DEFAULT_SHUTDOWN_GRACE_SECONDS, value_parser = value_parser!(u64).range(0..=600))]
    pub shutdown_grace_seconds: u64,

    /// Monitoring.
    #[command(flatten)]
    pub monitoring: MonitoringFlags,

    /// Statistics.
    #[command(flatten)]
    pub statistics: StatisticsFlags,

    /// API.
    #[command(flatten)]
    pub api: ApiFlags,

    /// Files inside the program.
    #[arg(skip)]
    pub bundle: Bundle,
}

impl Config {
    /// Defaults with these folders, on a free port of 127.0.0.1, for tests.
    pub fn on_free_port(site: impl Into<PathBuf>, models: impl Into<PathBuf>) -> Self {
        Self {
            address: DEFAULT_ADDRESS,
            port: 0,
            find_port: false,
            site: Some(site.into()),
            models: models.into(),
            header_timeout_seconds: DEFAULT_HEADER_TIMEOUT_SECONDS,
            request_timeout_seconds: DEFAULT_REQUEST_TIMEOUT_SECONDS,
            shutdown_grace_seconds: DEFAULT_SHUTDOWN_GRACE_SECONDS,
            monitoring: MonitoringFlags::default(),
            statistics: StatisticsFlags::default(),
            api: ApiFlags::default(),
            bundle: Bundle::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn flags_are_consistent_and_have_environment_variables() {
        let command = Flags::command();
        command.clone().debug_assert();
        for flag in command.get_arguments() {
            let name = flag.get_long().unwrap().to_uppercase().replace('-', "_");
            assert_eq!(flag.get_env().unwrap().to_str().unwrap(), format!("OFFCUT_{name}"));
            assert!(flag.get_help().is_some(), "{name} has no help");
        }
    }

    #[test]
    fn empty_token_is_refused() {
        assert!(Flags::try_parse_from(["offcut-server", "--operators-token", ""]).is_err());
        assert!(Flags::try_parse_from(["offcut-server", "--operators-token", "s3cret"]).is_ok());
    }

    #[test]
    fn timeout_of_zero_or_a_day_is_refused() {
        for seconds in ["0", "86400", "soon"] {
            assert!(Flags::try_parse_from(["offcut-server", "--header-timeout-seconds", seconds]).is_err());
        }
    }
}
