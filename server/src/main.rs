//! Command `offcut-server`.

#[cfg(feature = "embedded")]
mod embedded;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use server::files::export;
use server::monitoring::logging;
use server::{Flags, StartupError, Task, healthcheck_command};

#[cfg(feature = "api")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let Flags { task, log, config } = Flags::parse();
    #[cfg(feature = "embedded")]
    let config = server::Config { bundle: embedded::bundle(), ..config };
    logging::start(log, config.monitoring.log_format);
    match task {
        None => ended(server::run(config).await, 2),
        Some(Task::Export(flags)) => ended(export::export(&config, &flags), 2),
        Some(Task::Manual { folder }) => {
            ended(manual::write(Flags::command(), &folder).map_err(|source| StartupError::Unwritable { path: folder, source }), 2)
        }
        // Docker knows 0 and 1 only.
        Some(Task::Healthcheck) => ended(healthcheck_command::ask(&config), 1),
    }
}

fn ended<E: std::fmt::Display>(result: Result<(), E>, code: u8) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody may read it, as where stderr is a full disk.
            let _ = writeln!(std::io::stderr(), "offcut-server: {error}");
            ExitCode::from(code)
        }
    }
}
