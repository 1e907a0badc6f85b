//! What people type: `cargo xtask run`, `test`, `bless`, `site`, `size`.

mod bench_native;
mod bench_peak;
mod bench_quality;
mod bench_server;
mod bench_web;
mod compress;
mod debian;
mod native;
mod python;
mod serve;
mod services;
mod shell;
mod site;
mod size;
mod suite;
mod tools;
mod unfuse;
mod workers;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

/// Builds, runs and tests Offcut.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build everything that is not yet built and start the server; prints the address to open.
    Run {
        /// First port to try; the next free one is taken.
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Format, lint and run every test: unit, golden, HTTP, command line and browser.
    Test {
        /// Lints, unit tests and golden cases only: no site, no browser, no services.
        #[arg(long)]
        fast: bool,
    },
    /// Write what the tests expect anew from what comes out now: alphas of the golden cases, accessibility trees of the page.
    Bless,
    /// Build the page and its workers into dist/ and stop.
    Site {
        /// Build this worker only (`compat`, `threads` or `fast`): quicker, for work on the page; open it with `?build=NAME` behind the address.
        #[arg(long)]
        worker: Option<String>,
    },
    /// Measure against peers; every number is a ratio of one run.
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
    /// Show the bytes of page, workers and model: raw, gzip and brotli.
    Size,
}

#[derive(Debug, Subcommand)]
enum Bench {
    /// onnxruntime-web and each worker build, in one page of headless Chromium.
    Web,
    /// onnxruntime and rembg from PyPI against the command.
    Native,
    /// The most that this machine can multiply and add, and where the network's time goes.
    Peak,
    /// Quality and time of rembg, pymatting and the command on photos whose alpha is known.
    Quality,
    /// The choice of the matting's constants, in folds over all photos whose alpha is known.
    Calibrate,
    /// The server under load: beacons, files beside nginx, the API beside `rembg s`, overload.
    Server,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    std::env::set_current_dir(shell::root()).context("the project's folder is gone")?;
    match arguments.task {
        Task::Run { port } => serve::run_server(port),
        Task::Test { fast: true } => suite::run_fast(),
        Task::Test { fast: false } => suite::run(),
        Task::Bless => suite::bless(),
        Task::Bench { what: Bench::Web } => bench_web::measure(),
        Task::Bench { what: Bench::Native } => bench_native::measure(),
        Task::Bench { what: Bench::Peak } => bench_peak::measure(),
        Task::Bench { what: Bench::Quality } => bench_quality::measure(),
        Task::Bench { what: Bench::Calibrate } => bench_quality::calibrate(),
        Task::Bench { what: Bench::Server } => bench_server::measure(),
        Task::Site { worker } => site::build(&workers::selected(worker.as_deref())?),
        Task::Size => {
            site::build(&workers::selected(None)?)?;
            size::print()
        }
    }
}
