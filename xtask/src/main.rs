//! Development commands: `cargo xtask run`, `test`, `bless`, `site`, `bench`, `fuzz`, `faults`, `mutants`, `miri`, `npm`, `publish`, `release`, `wheel`, `size`.

mod bench_browser;
mod bench_imgly;
mod bench_native;
mod bench_networks;
mod bench_peak;
mod bench_quality;
mod bench_server;
mod bench_tab;
mod bench_web;
mod bench_web_networks;
mod browsers;
mod compress;
mod debian;
mod debian_packages;
mod deny;
mod faults;
mod files;
mod fuzz;
mod linting;
mod locales;
mod lower_atomics;
mod lower_relaxed_simd;
mod miri;
mod mutants;
mod native;
mod npm;
mod npm_package;
mod publish;
mod python;
mod release;
mod release_documents;
mod release_programs;
mod release_trial;
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
mod wheel;
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
    /// Build what is out of date and start the server; prints its address.
    Run {
        /// First port to try; if taken, the next free one.
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Check format, lints and dependencies, and run every test: unit, golden, HTTP, command line and browser.
    Test {
        /// Only lints, unit tests and golden cases: no site, no browser, no services.
        #[arg(long)]
        fast: bool,
        /// Only the tests that take too long for each change: truncation and change of each byte of the malformed files.
        #[arg(long, conflicts_with = "fast")]
        thorough: bool,
    },
    /// Regenerate the expected results of the tests: alphas of the golden cases, accessibility trees of the page.
    Bless,
    /// Build the page and its workers into dist/.
    Site {
        /// Skip wasm-opt and compression, for development of the page: larger and slower.
        #[arg(long)]
        quick: bool,
    },
    /// Benchmark against peers: bench web, web-networks, imgly, native, networks, peak, quality, calibrate, tab or server; every ratio is from one run.
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
    /// Fuzz: all targets as often as in the suite, one target longer, or one target on a file.
    Fuzz {
        /// Target, see docs/reliability.md.
        #[arg(required_unless_present = "smoke")]
        target: Option<String>,
        /// Every target as often as in the suite.
        #[arg(long, conflicts_with_all = ["target", "executions", "input"])]
        smoke: bool,
        /// Number of executions. Execution N has the same input on every machine.
        #[arg(long, default_value_t = 1_000_000)]
        executions: u64,
        /// Number of the first execution, to continue an earlier run.
        #[arg(long, default_value_t = 0)]
        first: u64,
        /// Time limit of the run in minutes.
        #[arg(long)]
        minutes: Option<u64>,
        /// File as the only input.
        #[arg(long, conflicts_with = "executions")]
        input: Option<PathBuf>,
    },
    /// Fault injection: slow clients, kills, full and read-only disks, clock jumps, an unreachable database, hung workers.
    Faults {
        /// Filter on the names of the tests.
        name: Option<String>,
    },
    /// Mutation testing: share of mutants of a crate that its tests catch (cargo-mutants; minutes for beacon, hours for the others).
    Mutants {
        /// Crates to mutate (default: beacon, winograd and matting).
        crates: Vec<String>,
        /// Share K of N equal shares of the mutants, counted from 0: 0/20 for the first of twenty.
        #[arg(long, value_name = "K/N")]
        share: Option<String>,
    },
    /// Run the unsafe code of winograd under Miri; needs a nightly toolchain.
    Miri,
    /// Build the npm package as a tarball, with workers and network.
    Npm,
    /// Upload the packages that others may use to the registry, in the order of their dependencies.
    Publish {
        /// Everything but the upload: contents and compilation of each package, compatibility with the last release.
        #[arg(long)]
        dry_run: bool,
    },
    /// Build, pack and try everything that is handed out for this platform: programs, Debian packages, licences, components, checksums.
    Release,
    /// Build the Python package as a wheel, and test it in fresh environments.
    Wheel,
    /// Show the sizes of page, workers and model in bytes: raw, gzip and Brotli.
    Size,
}

#[derive(Debug, Subcommand)]
enum Bench {
    /// Browser: onnxruntime-web and each worker build, in one page of headless Chromium.
    Web,
    /// Browser, larger networks: stand-ins of their architectures compared with onnxruntime-web, in maps, time and memory.
    WebNetworks {
        /// Stand-ins of bench/standins.py (default: each network, and the forms that browsers are served).
        names: Vec<String>,
    },
    /// npm package: compared with @imgly/background-removal, in first visits and in turns.
    Imgly,
    /// Command: compared with onnxruntime and rembg from PyPI.
    Native,
    /// Larger networks: stand-ins of their architectures compared with onnxruntime, in maps and time.
    Networks {
        /// Stand-ins of bench/standins.py (default: all).
        names: Vec<String>,
    },
    /// Arithmetic: the peak rate of this machine, and the time of each layer of the network.
    Peak,
    /// Quality and time of rembg, pymatting and the command on photos with known alpha.
    Quality,
    /// Calibration of the constants of find and refine, by cross-validation over all photos with known alpha.
    Calibrate,
    /// Tab: time to the first cut-out and memory in Chromium, Firefox and WebKit.
    Tab,
    /// Server under load: beacons, files compared with nginx, API compared with `rembg s`, overload.
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
        Task::Bench { what: Bench::WebNetworks { names } } => bench_web_networks::measure(&names),
        Task::Bench { what: Bench::Imgly } => bench_imgly::measure(),
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
        Task::Npm => npm_package::build(None).map(drop),
        Task::Release => release::release(),
        Task::Publish { dry_run } => publish::publish(dry_run),
        Task::Wheel => wheel::build_and_test(),
        Task::Site { quick } => site::build(if quick { site::BuildProfile::Quick } else { site::BuildProfile::Release }),
        Task::Size => {
            site::build(site::BuildProfile::Release)?;
            size::print()
        }
    }
}
