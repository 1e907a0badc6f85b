//! Logs on stderr, as lines for people or JSON for programs.

use std::io::IsTerminal;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::monitoring_flags::LogFormat;

/// Starts logging. Libraries are logged from `warn` on: their finer levels contain addresses and headers.
pub fn start(level: LevelFilter, format: LogFormat) {
    let filter = tracing_subscriber::filter::Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_target("server", level)
        .with_target("offcut_server", level);
    // Of a log that cannot be written, as on a full disk, nothing can be told there either: trying to is a panic.
    let writer = tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(level).log_internal_errors(false);
    match format {
        LogFormat::Text => writer.with_ansi(std::io::stderr().is_terminal()).finish().with(filter).init(),
        LogFormat::Json => writer.json().flatten_event(true).finish().with(filter).init(),
    }
}
