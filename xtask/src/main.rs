//! Commands for the people who work on the project: `cargo xtask run`, `test`, `bless`, `site`, `bench`, `fuzz`, `faults`, `mutants`, `miri`, `size`.

mod bench_native;
mod bench_networks;
mod bench_peak;
mod bench_quality;
mod bench_server;
mod bench_tab;
mod bench_web;
mod browsers;
mod compress;
mod debian;
mod deny;
mod faults;
mod files;
mod fuzz;
mod linting;
mod lower_atomics;
mod lower_relaxed_simd;
mod miri;
mod mutants;
mod native;
mod npm;
mod python;
mod rewrite_module;
mod serve;
mod services;
mod shell;
mod site;
mod size;
mod sources;
mod suite;
mod test_programs;
mod tools;
mod workers;

use std::path::PathBuf;

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
    /// Check format, lints and dependencies, and run every test: unit, golden, HTTP, command line and browser.
    Test {
        /// Lints, unit tests and golden cases only: no site, no browser, no services.
        #[arg(long)]
        fast: bool,
        /// Tests that take too long for each change, only: every cut and every changed byte of the odd files.
        #[arg(long, conflicts_with = "fast")]
        thorough: bool,
    },
    /// Write what the tests expect anew from what comes out now: alphas of the golden cases, accessibility trees of the page.
    Bless,
    /// Build the page and its workers into dist/ and stop.
    Site {
        /// Leave wasm-opt and compression out, for work on the page: it works all the same, only larger and slower.
        #[arg(long)]
        quick: bool,
    },
    /// Measure against peers: bench web, native, networks, peak, quality, calibrate, tab or server; every number is a ratio of one run.
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
    /// Run fuzz targets on seeds and mutations of them: as often as the suite does, or one of them longer, or on the bytes of a file.
    Fuzz {
        /// Target, as docs/reliability.md lists them.
        #[arg(required_unless_present = "smoke")]
        target: Option<String>,
        /// Every target as often as in the suite.
        #[arg(long, conflicts_with_all = ["target", "executions", "input"])]
        smoke: bool,
        /// Number of executions. Number N is the same input everywhere.
        #[arg(long, default_value_t = 1_000_000)]
        executions: u64,
        /// Number of the first, to go on where a run ended.
        #[arg(long, default_value_t = 0)]
        first: u64,
        /// Minutes after which the run ends.
        #[arg(long)]
        minutes: Option<u64>,
        /// File that the target is given once in place of a run.
        #[arg(long, conflicts_with = "executions")]
        input: Option<PathBuf>,
    },
    /// Measure the server under faults: slow clients, kills, full and read-only disks, clock jumps, a database that is away, workers that hang.
    Faults {
        /// Word in the name of the test, for one fault alone.
        name: Option<String>,
    },
    /// Measure the share of small changes to a crate that its tests notice (cargo-mutants; minutes for beacon, hours for the others).
    Mutants {
        /// Crates to change: beacon, winograd and matting unless others are named.
        crates: Vec<String>,
        /// One of so many equal shares of the changes, spread over the crate and counted from 0: 0/20 for the first of twenty.
        #[arg(long, value_name = "K/N")]
        share: Option<String>,
    },
    /// Run the unsafe code of winograd under Miri; needs a nightly toolchain.
    Miri,
    /// Show the bytes of page, workers and model: raw, gzip and brotli.
    Size,
}

#[derive(Debug, Subcommand)]
enum Bench {
    /// Browser: onnxruntime-web and each worker build, in one page of headless Chromium.
    Web,
    /// Command: onnxruntime and rembg from PyPI beside it.
    Native,
    /// Larger networks: stand-ins of their architectures beside onnxruntime, the same map and how fast.
    Networks {
        /// Stand-ins of bench/standins.py; all of them unless some are named.
        names: Vec<String>,
    },
    /// Arithmetic: the peak rate of this machine, and the time of each layer of the network.
    Peak,
    /// Quality and time of rembg, pymatting and the command on photos whose alpha is known.
    Quality,
    /// Constants of finding and refining, chosen by cross-validation over all photos whose alpha is known.
    Calibrate,
    /// Tab: time to the first cut-out and memory in Chromium, Firefox and WebKit.
    Tab,
    /// Server under load: beacons, files beside nginx, the API beside `rembg s`, overload.
    Server,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    std::env::set_current_dir(shell::root()).context("the project's folder is gone")?;
    match arguments.task {
        Task::Run { port } => serve::run_server(port),
        Task::Test { fast: true, .. } => suite::run_fast(),
        Task::Test { thorough: true, .. } => suite::run_thorough(),
        Task::Test { fast: false, thorough: false } => suite::run(),
        Task::Bless => suite::bless(),
        Task::Bench { what: Bench::Web } => bench_web::measure(),
        Task::Bench { what: Bench::Native } => bench_native::measure(),
        Task::Bench { what: Bench::Networks { names } } => bench_networks::measure(&names),
        Task::Bench { what: Bench::Peak } => bench_peak::measure(),
        Task::Bench { what: Bench::Quality } => bench_quality::measure(),
        Task::Bench { what: Bench::Calibrate } => bench_quality::calibrate(),
        Task::Bench { what: Bench::Tab } => bench_tab::measure(),
        Task::Bench { what: Bench::Server } => bench_server::measure(),
        Task::Fuzz { target: Some(target), input: Some(input), .. } => fuzz::run_on_file(&target, &input),
        Task::Fuzz { target: Some(target), first, executions, minutes, .. } => fuzz::run_long(&target, first, executions, minutes),
        Task::Fuzz { target: None, .. } => fuzz::run_smoke(),
        Task::Faults { name } => faults::measure(name.as_deref()),
        Task::Mutants { crates, share } => mutants::measure(&crates, share.as_deref()),
        Task::Miri => miri::run_small_shapes(),
        Task::Site { quick } => site::build(if quick { site::Effort::Quick } else { site::Effort::Release }),
        Task::Size => {
            site::build(site::Effort::Release)?;
            size::print()
        }
    }
}
