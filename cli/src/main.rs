//! `offcut`: cut the subject out of photos on the command line.

mod arguments;
mod atomic_write;
mod batch_summary;
mod console;
mod destination;
mod eval;
mod eval_table;
mod evaluation;
mod failure;
mod files;
mod folder;
mod folder_scan;
mod ground_truth;
mod models;
mod network;
mod output_names;
mod picture_flags;
mod portable_names;
mod report;
mod single;
mod stopwatch;
mod threads;
mod watch;

use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::arguments::{Arguments, Command, as_clap_knows_them};
use crate::failure::Failure;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A panic on a malicious file becomes a failure of that file, and the trace would only hide its sentence.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    let arguments = match Arguments::try_parse_from(as_clap_knows_them(std::env::args_os())) {
        Ok(arguments) => arguments,
        Err(error) if error.kind() == ErrorKind::InvalidSubcommand && std::env::args_os().nth(1).is_some_and(|word| Path::new(&word).exists()) => {
            console::say("a command is missing: `offcut i PHOTO OUTPUT` cuts out one photo, `offcut p FOLDER OUTPUT` every photo of a folder");
            return ExitCode::from(2);
        }
        Err(error) => error.exit(),
    };
    let done = match arguments.command {
        Command::I(arguments) => single::run(&arguments),
        Command::P(arguments) => folder::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Models(arguments) => models::run(&arguments),
        Command::Manual { folder } => manual::write(Arguments::command(), &folder).map_err(|error| Failure::Write { path: folder, error }),
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
