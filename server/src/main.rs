//! The command `offcut-server`.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use server::{Config, Flags};

#[tokio::main]
async fn main() -> ExitCode {
    let flags = Flags::parse();
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal()).with_max_level(flags.log).init();
    match server::run(Config::from(flags)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("offcut-server: {error}");
            ExitCode::from(2)
        }
    }
}
