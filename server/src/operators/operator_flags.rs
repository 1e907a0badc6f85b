//! The flags for whoever runs the server.

use std::net::SocketAddr;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

/// Where operators look, and what is told to whom.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Monitoring")]
pub struct OperatorFlags {
    /// Answer /stats and /metrics only here and not beside the page, as 127.0.0.1:9100
    #[arg(long, env = "OFFCUT_OPERATORS", value_name = "ADDRESS:PORT")]
    pub operators: Option<SocketAddr>,

    /// Answer /stats and /metrics only to who sends this as a bearer token; better given as the environment variable, which other users cannot see
    #[arg(long, env = "OFFCUT_OPERATORS_TOKEN", value_name = "TOKEN", hide_env_values = true, value_parser = NonEmptyStringValueParser::new())]
    pub operators_token: Option<String>,

    /// How to log: text for people or json for programs
    #[arg(long, env = "OFFCUT_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,

    /// Send traces and metrics to this OpenTelemetry collector, as http://host:4318
    #[arg(long, env = "OFFCUT_OTLP", value_name = "URL")]
    pub otlp: Option<String>,
}

/// How to log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}
