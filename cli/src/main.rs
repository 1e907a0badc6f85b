//! `offcut`: cut the subject out of photos on the command line.

mod arguments;
mod atomic_write;
mod console;
mod destination;
mod eval;
mod evaluation;
mod failure;
mod files;
mod folder;
mod folder_scan;
mod ground_truth;
mod models;
mod network;
mod output_names;
mod portable_names;
mod report;
mod scoreboard;
mod single;
mod stopwatch;
mod tally;
mod threads;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command, as_clap_knows_them};
use crate::failure::Failure;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A panic on a malicious file becomes a failure of that file, and the trace would only hide its sentence.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    let done = match Arguments::parse_from(as_clap_knows_them(std::env::args_os())).command {
        Command::I(arguments) => single::run(&arguments),
        Command::P(arguments) => folder::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Models(arguments) => models::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // A folder has told of each of its failures already.
            if !matches!(failure, Failure::SomeFailed) {
                console::say(&failure);
            }
            ExitCode::from(failure.exit_code())
        }
    }
}
