//! Every check of the project, the quick ones first.

use std::path::PathBuf;
use std::thread;

use anyhow::{Result, bail};

use crate::shell::{cargo, cargo_command, joined, run as run_command, run_labelled, step};
use crate::site::BuildProfile;
use crate::{browsers, deny, native, npm, services, site, tools};

/// Formats, lints, builds and tests.
pub fn run() -> Result<()> {
    tools::ensure_toolchain()?;
    step("Format");
    cargo(["fmt", "--all", "--check"])?;
    native::with_site(BuildProfile::Release, || {
        thread::scope(|scope| {
            // Asked for again below, when what is missing is here or cannot be had.
            let installed = scope.spawn(|| browsers::ensure().and_then(|_| audits()).and_then(|_| services::ensure()));
            deny::check()?;
            lint()?;
            build()?;
            joined(installed).map(drop)
        })
    })?;
    step("Unit, golden, HTTP, command-line and browser tests");
    let mut tests = cargo_command(["test", "--workspace", "--no-fail-fast"]);
    with_browsers(&mut tests)?;
    with_services(&mut tests)?;
    run_command(&mut tests)?;
    step("All passed");
    Ok(())
}

/// The checks that an edit of the core, of the server's parts or of the command needs: `run` says whether all is well.
pub fn run_fast() -> Result<()> {
    tools::ensure_toolchain()?;
    step("Format");
    cargo(["fmt", "--all", "--check"])?;
    step("Lints, native");
    cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
    step("Unit tests");
    cargo(["test", "--workspace", "--lib", "--no-fail-fast"])?;
    step("Golden cases");
    cargo(["test", "--workspace", "--test", "golden", "--no-fail-fast"])
}

/// The tests that take too long for each change: those marked `#[ignore]`.
pub fn run_thorough() -> Result<()> {
    step("Tests that are ignored otherwise");
    let mut tests = cargo_command(["test", "--workspace", "--tests", "--no-fail-fast", "--", "--ignored"]);
    browsers::set_variables(&mut tests)?;
    run_command(&mut tests)
}

fn lint() -> Result<()> {
    let native = cargo_command(["clippy", "--workspace", "--all-targets"]);
    let wasm = cargo_command(["clippy", "--package", "frontend", "--bins", "--features", "page,worker", "--target", "wasm32-unknown-unknown"]);
    [native, wasm].iter_mut().try_for_each(|clippy| run_labelled("lints", clippy.args(["--", "-D", "warnings"])))
}

/// Programs and tests. The server of `cargo xtask run` has files of its own in place of what it is built without.
fn build() -> Result<()> {
    native::build_server()?;
    run_labelled("tests", &mut cargo_command(["build", "--workspace", "--bins"]))?;
    run_labelled("tests", &mut cargo_command(["test", "--workspace", "--no-run"]))
}

/// Regenerates the expected alphas and accessibility trees.
pub fn bless() -> Result<()> {
    site::build(site::BuildProfile::Release)?;
    step("Regenerating the expected results");
    cargo(["build", "--workspace", "--bins"])?;
    let mut tests = cargo_command([
        "test",
        "--workspace",
        "--test",
        "golden",
        "--test",
        "browser",
        "--test",
        "browser_queue",
        "--",
        "expected_alpha",
        "screen_reader",
    ]);
    browsers::set_variables(&mut tests)?;
    run_command(tests.env("OFFCUT_BLESS", "1"))
}

/// Rules of accessibility, and an audit of pages, from npm. Of Lighthouse the newest that Node 20 runs.
const AUDITS: &[&str] = &["axe-core@4.14.1", "lighthouse@12.8.2"];

fn audits() -> Result<std::result::Result<PathBuf, String>> {
    npm::with_packages(AUDITS)
}

/// Tells the tests where browsers and audits are, or that there are none and why.
fn with_browsers(tests: &mut std::process::Command) -> Result<()> {
    browsers::set_variables(tests)?;
    match audits()? {
        Ok(folder) => {
            tests.env("OFFCUT_AUDITS", folder);
        }
        Err(reason) if std::env::var_os("CI").is_some() => bail!("the audits of the page cannot run, and CI must not skip them: {reason}"),
        Err(reason) => {
            eprintln!("The audits of the page are skipped: {reason}.");
            tests.env("OFFCUT_NO_AUDITS", reason);
        }
    }
    Ok(())
}

/// Tells the tests where Python and the servers beside ours are, or that there are none and why.
fn with_services(tests: &mut std::process::Command) -> Result<()> {
    match services::ensure()? {
        Ok(services) => {
            tests.env("PATH", services.path).env("OFFCUT_PYTHON", services.python);
        }
        Err(reason) if std::env::var_os("CI").is_some() => bail!("the tests of operation cannot run, and CI must not skip them: {reason}"),
        Err(reason) => {
            eprintln!("The tests of operation (Prometheus, HAProxy, PostgreSQL, Kubernetes) are skipped: {reason}.");
            tests.env("OFFCUT_NO_SERVICES", reason);
        }
    }
    Ok(())
}
