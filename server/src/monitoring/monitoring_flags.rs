//! Flags of monitoring.

use std::net::SocketAddr;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

/// Endpoints and formats of monitoring.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Monitoring")]
pub struct MonitoringFlags {
    /// Separate address for /stats and /metrics, such as 127.0.0.1:9100; they are then not served with the page
    #[arg(long, env = "OFFCUT_OPERATORS", value_name = "ADDRESS:PORT")]
    pub operators: Option<SocketAddr>,

    /// Bearer token required for /stats and /metrics; better set as the environment variable, which other users cannot see
    #[arg(long, env = "OFFCUT_OPERATORS_TOKEN", value_name = "TOKEN", hide_env_values = true, value_parser = NonEmptyStringValueParser::new())]
    pub operators_token: Option<String>,

    /// Format of the log: text for people or json for programs
    #[arg(long, env = "OFFCUT_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,

    /// Address of an OpenTelemetry collector for traces and metrics, such as http://host:4318
    #[arg(long, env = "OFFCUT_OTLP", value_name = "URL")]
    pub otlp: Option<String>,
}

/// Format of the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}
