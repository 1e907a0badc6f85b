//! Sources of the page and of its workers: a site is up to date, and a worker fits its page, as long as these are the same.

use std::path::Path;

use anyhow::{Context, Result};

use crate::files::{digest, files};
use crate::shell::{cargo_command, output, root};

/// Sources of the page beside the crates that it links.
const PAGE: &[&str] = &["frontend", "index.html", "Trunk.toml", "xtask/src"];

/// Sources of a worker beside the crates that it links and its modules of `frontend`.
const WORKER: &[&str] = &["frontend/src/lib.rs", "frontend/src/bin/worker.rs", "frontend/worker.js", "frontend/Cargo.toml"];

/// Versions and profiles of everything.
const SETTINGS: &[&str] = &["Cargo.toml", "Cargo.lock", "rust-toolchain.toml"];

/// Paths that the site depends on, by what reads them.
#[derive(Debug)]
pub struct Sources {
    page: Vec<String>,
    worker: Vec<String>,
}

impl Sources {
    /// Asks cargo for the crates and `frontend/src/lib.rs` for the modules.
    ///
    /// # Errors
    /// When cargo fails or `frontend` cannot be read.
    pub fn find() -> Result<Self> {
        let shared: Vec<String> = linked_crates()?.into_iter().chain(SETTINGS.iter().map(|path| (*path).to_owned())).collect();
        let with = |own: &[&str]| own.iter().map(|path| (*path).to_owned()).chain(shared.clone()).collect();
        let mut worker: Vec<String> = with(WORKER);
        worker.extend(worker_modules()?);
        Ok(Self { page: with(PAGE), worker })
    }

    /// One line for each file that the site is made of: its digest and path.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn of_site(&self) -> Result<String> {
        listed(&self.page)
    }

    /// Name of the protocol and program that a page and its worker share: 16 hexadecimal digits.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn worker_id(&self) -> Result<String> {
        Ok(digest(listed(&self.worker)?.as_bytes())[..16].to_owned())
    }
}

fn listed(paths: &[String]) -> Result<String> {
    let mut lines = String::new();
    for path in paths {
        for file in files(&root().join(path)).with_context(|| format!("{path} cannot be read"))? {
            let name = file.strip_prefix(root())?.to_string_lossy().into_owned();
            lines.push_str(&format!("{} {name}\n", digest(&std::fs::read(&file)?)));
        }
    }
    Ok(lines)
}

/// Source folder and manifest of each crate of this workspace that `frontend` links. Tests and examples of a crate change nothing.
fn linked_crates() -> Result<Vec<String>> {
    let mut cargo = cargo_command(["tree", "--package", "frontend", "--all-features", "--target", "wasm32-unknown-unknown"]);
    cargo.args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
    let tree = output(cargo.current_dir(root())).context("cargo tree --package frontend failed")?;
    let mut crates: Vec<String> = tree.lines().filter_map(|line| local_crate(line, &root())).filter(|name| name != "frontend").collect();
    crates.sort();
    crates.dedup();
    anyhow::ensure!(!crates.is_empty(), "cargo tree names no crate of the workspace that frontend links");
    Ok(crates.iter().flat_map(|name| [format!("{name}/src"), format!("{name}/Cargo.toml")]).collect())
}

/// The folder in a line of `cargo tree` such as `matting v0.1.0 (/project/matting) (*)`; `None` of a crate from elsewhere.
fn local_crate(line: &str, root: &Path) -> Option<String> {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let folder = line.split(" (").filter_map(|part| Path::new(part.strip_suffix(')')?).strip_prefix(&root).ok()).next()?;
    Some(folder.to_string_lossy().into_owned())
}

/// Modules of `frontend`, files or folders, as `lib.rs` declares them, without those that only the page has.
fn worker_modules() -> Result<Vec<String>> {
    let library = std::fs::read_to_string(root().join("frontend/src/lib.rs")).context("frontend/src/lib.rs cannot be read")?;
    let paths = declared_modules(&library).into_iter().flat_map(|name| [format!("frontend/src/{name}.rs"), format!("frontend/src/{name}")]);
    Ok(paths.filter(|path| root().join(path).exists()).collect())
}

fn declared_modules(library: &str) -> Vec<&str> {
    let mut modules = Vec::new();
    let mut before = "";
    for line in library.lines() {
        let declared = line.trim_start_matches("pub ").strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';'));
        modules.extend(declared.filter(|_| before != r#"#[cfg(feature = "page")]"#));
        before = line;
    }
    modules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_crates_are_told_from_those_of_the_registry() {
        let root = Path::new("/nowhere/offcut");
        assert_eq!(local_crate("matting v0.1.0 (/nowhere/offcut/matting) (*)", root).as_deref(), Some("matting"));
        assert_eq!(local_crate("derive v0.1.0 (proc-macro) (/nowhere/offcut/derive)", root).as_deref(), Some("derive"));
        assert_eq!(local_crate("serde_derive v1.0.2 (proc-macro) (*)", root), None);
        assert_eq!(local_crate("other v0.1.0 (/nowhere/other)", root), None);
    }

    #[test]
    fn worker_has_every_module_but_those_of_the_page() {
        let library = "pub mod wire;\n#[cfg(feature = \"page\")]\npub mod app;\nmod engine;\n#[cfg(feature = \"worker\")]\npub mod threads;\n";
        assert_eq!(declared_modules(library), ["wire", "engine", "threads"]);
    }

    #[test]
    fn every_crate_that_the_core_is_made_of_is_a_source() {
        let crates = linked_crates().unwrap();
        for needed in ["matting/src", "matting/Cargo.toml", "codecs/src", "resample/src", "winograd/src", "beacon/src"] {
            assert!(crates.iter().any(|path| path == needed), "{needed} is not among {crates:?}");
        }
        assert!(!crates.iter().any(|path| path.starts_with("server")), "{crates:?}");
    }
}
