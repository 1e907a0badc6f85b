//! The command `offcut-server`.

use std::process::ExitCode;

use clap::Parser;
use server::operators::logging;
use server::{Config, Flags};

#[tokio::main]
async fn main() -> ExitCode {
    let flags = Flags::parse();
    logging::start(flags.log, flags.operators.log_format);
    match server::run(Config::from(flags)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("offcut-server: {error}");
            ExitCode::from(2)
        }
    }
}
