//! Everything the build needs beside cargo, installed by name and version into a cached folder.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};

use crate::npm;
use crate::shell::{cache_dir, cargo_command, output, root, run, run_labelled, step, target_dir, which};

const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132.0.0";
const CARGO_MUTANTS: &str = "27.0.0";
const CARGO_ABOUT: &str = "0.9.3";
const CARGO_AUDITABLE: &str = "0.7.7";
const CARGO_DEB: &str = "3.8.0";
const CARGO_SEMVER_CHECKS: &str = "0.51.0";
const GECKODRIVER: &str = "0.36.0";

/// The programs that turn cargo's wasm into a site.
#[derive(Debug)]
pub struct Tools {
    /// Makes wasm smaller and faster; absent where npm is.
    pub wasm_opt: Option<PathBuf>,
    trunk: Mutex<Option<PathBuf>>,
    wasm_bindgen: Mutex<Option<PathBuf>>,
}

impl Tools {
    /// Installs what builds need from their beginning. The others are installed when they are first asked for.
    pub fn ensure(optimise: bool) -> Result<Self> {
        ensure_toolchain()?;
        Ok(Self { wasm_opt: if optimise { wasm_opt()? } else { None }, trunk: Mutex::default(), wasm_bindgen: Mutex::default() })
    }

    /// Bundles the page.
    pub fn trunk(&self) -> Result<PathBuf> {
        once(&self.trunk, || cargo_tool("trunk", "trunk", TRUNK, &[], false))
    }

    /// Writes the JavaScript beside a wasm file.
    pub fn wasm_bindgen(&self) -> Result<PathBuf> {
        once(&self.wasm_bindgen, || cargo_tool("wasm-bindgen-cli", "wasm-bindgen", &locked_version("wasm-bindgen")?, &[], false))
    }

    /// PATH with the tools in front, for trunk.
    pub fn path(&self) -> Result<std::ffi::OsString> {
        let tools = [self.trunk()?, self.wasm_bindgen()?].into_iter().chain(self.wasm_opt.clone());
        let folders = tools.filter_map(|tool| tool.parent().map(Path::to_path_buf));
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::join_paths(folders.chain(std::env::split_paths(&path))).context("PATH holds a folder that cannot be listed in it")
    }
}

/// The tools' versions: part of what decides whether a site is up to date.
pub fn versions(wasm_opt: bool) -> String {
    format!("trunk {TRUNK}, binaryen {}", if wasm_opt { BINARYEN } else { "absent" })
}

/// The tool in `slot`, found or installed by whoever asks first while others wait.
fn once(slot: &Mutex<Option<PathBuf>>, install: impl FnOnce() -> Result<PathBuf>) -> Result<PathBuf> {
    let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(path) = &*slot {
        return Ok(path.clone());
    }
    let path = install()?;
    *slot = Some(path.clone());
    Ok(path)
}

/// The wasm target, the standard library's source and what checks need come through rustup where rustup rules; other installations bring their own.
pub fn ensure_toolchain() -> Result<()> {
    if which("rustup").is_none() {
        return Ok(());
    }
    let rustup = |arguments: &[&str]| {
        let mut command = Command::new("rustup");
        command.args(arguments).current_dir(root());
        command
    };
    let installed = |what: &str, list: &mut Command| output(list).is_some_and(|list| list.lines().any(|line| line.starts_with(what)));
    if !installed("wasm32-unknown-unknown", &mut rustup(&["target", "list", "--installed"])) {
        step("Adding the wasm32-unknown-unknown target");
        run(&mut rustup(&["target", "add", "wasm32-unknown-unknown"]))?;
    }
    for component in ["rust-src", "clippy", "rustfmt"] {
        if !installed(component, &mut rustup(&["component", "list", "--installed"])) {
            step(&format!("Adding the {component} component"));
            run(&mut rustup(&["component", "add", component]))?;
        }
    }
    Ok(())
}

/// A program from crates.io at exactly this version, in a folder of its own. It runs for seconds, so it is built in the quickest way, and with these
/// features alone: TLS is not among them, since it fetches nothing.
fn cargo_tool(package: &str, program: &str, version: &str, features: &[&str], is_slow: bool) -> Result<PathBuf> {
    let folder = cache_dir()?.join("tools").join(format!("{package}-{version}"));
    let path = folder.join("bin").join(program);
    if path.is_file() {
        return Ok(path);
    }
    step(&format!("Installing {package} {version} (once)"));
    let install = |extra: &[&str]| {
        let mut command = cargo_command(["install", package, "--version", version, "--debug", "--no-default-features"]);
        command.args(features.iter().flat_map(|feature| ["--features", feature])).arg("--root");
        // Without its lock file, a tool still has to build with the pinned compiler.
        command
            .arg(&folder)
            .args(extra)
            .env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback")
            .env("CARGO_TARGET_DIR", target_dir().join("offcut/tools"));
        // One that compares texts for minutes without optimisation.
        command.env("CARGO_PROFILE_DEV_OPT_LEVEL", if is_slow { "2" } else { "0" });
        command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
        command.env("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false").env("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false");
        run_labelled(program, &mut command)
    };
    install(&["--locked"]).or_else(|_| {
        eprintln!("The versions that {package} was published with are not all to be had: trying compatible ones.");
        install(&[])
    })?;
    Ok(path)
}

/// Makes small changes to a crate and runs its tests on each.
pub fn cargo_mutants() -> Result<PathBuf> {
    cargo_tool("cargo-mutants", "cargo-mutants", CARGO_MUTANTS, &[], false)
}

/// Lists the licences of a package's dependencies with their texts.
pub fn cargo_about() -> Result<PathBuf> {
    cargo_tool("cargo-about", "cargo-about", CARGO_ABOUT, &["cli"], true)
}

/// Builds programs that list their components.
pub fn cargo_auditable() -> Result<PathBuf> {
    cargo_tool("cargo-auditable", "cargo-auditable", CARGO_AUDITABLE, &[], false)
}

/// Makes Debian packages.
pub fn cargo_deb() -> Result<PathBuf> {
    cargo_tool("cargo-deb", "cargo-deb", CARGO_DEB, &[], false)
}

/// Compares the public items of two versions of a crate.
pub fn cargo_semver_checks() -> Result<PathBuf> {
    cargo_tool("cargo-semver-checks", "cargo-semver-checks", CARGO_SEMVER_CHECKS, &[], false)
}

/// WebDriver of Firefox, which Debian does not have.
pub fn geckodriver() -> Result<PathBuf> {
    cargo_tool("geckodriver", "geckodriver", GECKODRIVER, &[], false)
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).context("Cargo.lock cannot be read")?;
    let mut lines = lock.lines();
    lines.find(|line| *line == format!("name = \"{package}\"")).with_context(|| format!("Cargo.lock has no {package}"))?;
    let version = lines.next().and_then(|line| line.strip_prefix("version = \"")).and_then(|rest| rest.strip_suffix('"'));
    Ok(version.with_context(|| format!("Cargo.lock gives no version for {package}"))?.to_owned())
}

const WASM_OPT: &str = "node_modules/.bin/wasm-opt";

fn binaryen() -> Result<PathBuf> {
    Ok(cache_dir()?.join("tools").join(format!("binaryen-{BINARYEN}")))
}

/// True if wasm-opt is installed already.
pub fn has_wasm_opt() -> Result<bool> {
    Ok(binaryen()?.join(WASM_OPT).exists())
}

/// wasm-opt from npm. Without npm the site works, but is larger and slower, which is reported.
fn wasm_opt() -> Result<Option<PathBuf>> {
    let folder = binaryen()?;
    let path = folder.join(WASM_OPT);
    if path.exists() {
        return Ok(Some(path));
    }
    if which("npm").is_none() || which("node").is_none() {
        eprintln!(
            "npm is not installed, so wasm-opt is not used: page and workers work, but are about a quarter larger and slower. Install Node.js to change that."
        );
        return Ok(None);
    }
    let installed = npm::install(&folder, &[&format!("binaryen@{BINARYEN}")]);
    match installed {
        Ok(()) => Ok(Some(path)),
        Err(error) => {
            eprintln!(
                "npm could not install binaryen ({error}), so wasm-opt is not used: page and workers work, but are about a quarter larger and slower."
            );
            Ok(None)
        }
    }
}
