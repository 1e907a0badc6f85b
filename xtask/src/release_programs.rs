//! Programs of a release: optimised, with the page and u2netp inside the server, with their list of components, and the same bytes wherever they are built.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell::{output, root, run, step, target_dir};
use crate::tools;

/// Profile of Cargo.toml.
pub const PROFILE: &str = "shipped";

/// Program that is handed out.
#[derive(Debug)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// Package that it is built from, which is also the name of the folder.
    pub package: &'static str,
    /// Features of the package beside its default ones.
    pub features: &'static [&'static str],
}

/// All of them.
pub const PROGRAMS: &[Program] =
    &[Program { name: "offcut", package: "cli", features: &[] }, Program { name: "offcut-server", package: "server", features: &["embedded"] }];

/// Builds them; dist/ has to be there.
///
/// # Errors
/// When cargo fails.
pub fn build() -> Result<()> {
    step("Programs");
    // Lists the components of each program inside it.
    let mut cargo = Command::new(tools::cargo_auditable()?);
    cargo.args(["auditable", "build", "--locked", "--profile", PROFILE]);
    for Program { package, features, .. } in PROGRAMS {
        cargo.args(["--package", package]);
        cargo.args(features.iter().flat_map(|feature| ["--features".to_owned(), format!("{package}/{feature}")]));
    }
    cargo.current_dir(root()).env("SOURCE_DATE_EPOCH", date()).env("CARGO_ENCODED_RUSTFLAGS", flags()?);
    // Compilers of C write paths, too, where a library asserts.
    let c_flags: Vec<String> = renamed_folders()?.iter().map(|(folder, name)| format!("-ffile-prefix-map={}={name}", folder.display())).collect();
    run(cargo.env("CFLAGS", c_flags.join(" ")).env("CXXFLAGS", c_flags.join(" ")))
}

/// Path of a program that was built.
pub fn built(name: &str) -> PathBuf {
    folder().join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Folder of what cargo builds for a release.
pub fn folder() -> PathBuf {
    target_dir().join(PROFILE)
}

/// Seconds since 1970 that everything built has as its date: those of the commit.
pub fn date() -> String {
    output(Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(root())).unwrap_or_else(|| "0".to_owned())
}

/// Flags of the compiler by which the folders of this machine are not in the programs.
fn flags() -> Result<OsString> {
    let remapped = renamed_folders()?.into_iter().map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display()));
    Ok(remapped.collect::<Vec<_>>().join("\u{1f}").into())
}

/// Folders of this machine with the names that programs have for them. Of several that fit a path the last counts.
fn renamed_folders() -> Result<Vec<(PathBuf, &'static str)>> {
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let sources = cargo.context("neither CARGO_HOME nor HOME is set: set one of them")?.join("registry/src");
    // One folder for each registry; a mirror has another name.
    let registries = std::fs::read_dir(&sources).with_context(|| format!("{} cannot be read", sources.display()))?;
    let mut folders: Vec<(PathBuf, &str)> = registries.map(|entry| Ok((entry?.path(), "/registry"))).collect::<std::io::Result<_>>()?;
    folders.sort();
    // Where the standard library's source is installed, the compiler names it by its path here.
    let compiler = output(Command::new("rustc").args(["--print", "sysroot"]).current_dir(root())).context("rustc cannot be asked for its folder")?;
    folders.push((Path::new(&compiler).join("lib/rustlib/src/rust"), "/rust"));
    folders.push((root(), "/offcut"));
    folders.push((absolute(&target_dir())?, "/target"));
    Ok(folders)
}

fn absolute(folder: &Path) -> Result<PathBuf> {
    std::path::absolute(folder).with_context(|| format!("{} is no path", folder.display()))
}
