//! Every check of the project, the quick ones first.

use std::path::PathBuf;
use std::thread;

use anyhow::Result;

use crate::shell::{Variable, absent, cargo, cargo_command, joined, run as run_command, run_labelled, step, variable};
use crate::site::BuildProfile;
use crate::{browsers, deny, linting, native, npm, npm_package, publish, services, site, test_programs, tools};

/// Formats, lints, builds and tests.
pub fn run() -> Result<()> {
    tools::ensure_toolchain()?;
    step("Format");
    cargo(["fmt", "--all", "--check"])?;
    native::with_site(BuildProfile::Release, || {
        thread::scope(|scope| {
            // Asked for again below, when what is missing is here or cannot be had.
            let installed = scope.spawn(|| browsers::ensure().and_then(|_| audits()).and_then(|_| npm_tools()).and_then(|_| services::ensure()));
            deny::check()?;
            build()?;
            joined(installed).map(drop)
        })
    })?;
    step("Unit, golden, HTTP, command-line and browser tests");
    let variables = [browsers::variables()?, audit_variables()?, npm_variables()?, service_variables()?].concat();
    test_programs::run(&variables)?;
    step("Examples in documents");
    run_command(&mut linting::cargo(["test", "--workspace", "--doc"]))?;
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
    cargo(["test", "--workspace", "--test", "pixels", "--no-fail-fast", "--", "golden::"])
}

/// The tests that take too long for each change: those marked `#[ignore]`, and those of the libraries as others get them.
pub fn run_thorough() -> Result<()> {
    step("Tests that are ignored otherwise");
    let mut tests = cargo_command(["test", "--workspace", "--tests", "--no-fail-fast", "--", "--ignored"]);
    run_command(tests.envs(browsers::variables()?))?;
    step("Libraries with their default features, so on one thread");
    // In the workspace they have the features that its programs ask for.
    let packages = publish::published()?;
    cargo(["test", "--no-fail-fast"].into_iter().chain(packages.iter().flat_map(|package| ["--package", package.as_str()])))
}

/// Lints, programs and tests. The server of `cargo xtask run` has files of its own in place of what it is built without.
fn build() -> Result<()> {
    native::build_server()?;
    // Programs and tests in one go: two would each wait for their own last crate.
    run_labelled("tests", &mut linting::cargo(["build", "--workspace", "--bins", "--tests", "--examples"]))
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
        "pixels",
        "--test",
        "browser",
        "--test",
        "browser_queue",
        "--test",
        "browser_kept_queue",
        "--",
        "expected_alpha",
        "screen_reader",
    ]);
    run_command(tests.envs(browsers::variables()?).env("OFFCUT_BLESS", "1"))
}

/// Rules of accessibility, and an audit of pages, from npm. Of Lighthouse the newest that Node 20 runs.
const AUDITS: &[&str] = &["axe-core@4.14.1", "lighthouse@12.8.2"];

fn audits() -> Result<std::result::Result<PathBuf, String>> {
    npm::with_packages(AUDITS)
}

/// Variables that name the audits for the tests, or the reason why they are missing.
fn audit_variables() -> Result<Vec<Variable>> {
    Ok(vec![match audits()? {
        Ok(folder) => variable("OFFCUT_AUDITS", folder),
        Err(reason) => absent("the audits of the page", "OFFCUT_NO_AUDITS", reason)?,
    }])
}

/// What people build pages with, and checkers of packages.
const NPM_TOOLS: &[&str] = &[
    "@arethetypeswrong/cli@0.18.5",
    "@types/node@20.19.43",
    "@types/react@19.3.0",
    "@types/react-dom@19.3.0",
    "@vitejs/plugin-react@6.3.0",
    "@vitejs/plugin-vue@6.0.11",
    "esbuild@0.28.2",
    "publint@0.3.25",
    "react@19.3.1",
    "react-dom@19.3.1",
    "typescript@7.0.2",
    "vite@8.3.8",
    "vue@3.5.45",
    "webpack@5.113.0",
    "webpack-cli@7.3.1",
];

fn npm_tools() -> Result<std::result::Result<PathBuf, String>> {
    npm::with_packages(NPM_TOOLS)
}

/// Variables that name the npm package and what its tests build with, or the reason why they are missing.
fn npm_variables() -> Result<Vec<Variable>> {
    Ok(match npm_tools()? {
        Ok(folder) => vec![variable("OFFCUT_NPM_TARBALL", npm_package::build(None)?), variable("OFFCUT_NPM_TOOLS", folder)],
        Err(reason) => vec![absent("the tests of the npm package", "OFFCUT_NO_NPM", reason)?],
    })
}

/// Variables that name Python and the servers beside ours for the tests, or the reason why they are missing.
fn service_variables() -> Result<Vec<Variable>> {
    Ok(match services::ensure()? {
        Ok(services) => vec![variable("PATH", services.path), variable("OFFCUT_PYTHON", services.python)],
        Err(reason) => vec![absent("the tests of operation (Prometheus, HAProxy, PostgreSQL, Kubernetes)", "OFFCUT_NO_SERVICES", reason)?],
    })
}
