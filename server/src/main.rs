//! Command `offcut-server`.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use server::files::export;
use server::monitoring::logging;
use server::{Flags, Task, healthcheck_command};

#[cfg(feature = "api")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let Flags { task, log, config } = Flags::parse();
    logging::start(log, config.monitoring.log_format);
    match task {
        None => ended(server::run(config).await, 2),
        Some(Task::Export(flags)) => ended(export::export(&config, &flags), 2),
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
