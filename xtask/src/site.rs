//! Page and workers into `dist/`: what the server hands out.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::shell::{cargo_command, joined, root, run_labelled, step};
use crate::tools::{self, Tools};
use crate::{compress, workers};

/// What the page is made of beside [`SHARED_SOURCES`].
const PAGE_SOURCES: &[&str] = &["frontend", "index.html", "Trunk.toml", "xtask/src"];

/// What a worker is made of beside [`SHARED_SOURCES`] and the modules of `frontend` that it has.
const WORKER_SOURCES: &[&str] = &["frontend/src/lib.rs", "frontend/src/bin/worker.rs", "frontend/worker.js", "frontend/Cargo.toml"];

/// The crates that both sides link (their tests change nothing), and how all is built.
const SHARED_SOURCES: &[&str] = &[
    "matting/src",
    "matting/Cargo.toml",
    "closed_form/src",
    "closed_form/Cargo.toml",
    "codecs",
    "resample",
    "winograd/src",
    "winograd/Cargo.toml",
    "beacon/src",
    "beacon/Cargo.toml",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
];

/// Modules of `frontend` as `lib.rs` declares them, without those that only the page has.
fn worker_modules() -> Result<Vec<String>> {
    let library = std::fs::read_to_string(root().join("frontend/src/lib.rs")).context("frontend/src/lib.rs cannot be read")?;
    let mut modules = Vec::new();
    let mut before = "";
    for line in library.lines() {
        let declared = line.trim_start_matches("pub ").strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';'));
        if let Some(name) = declared.filter(|_| before != r#"#[cfg(feature = "page")]"#) {
            modules.push(format!("frontend/src/{name}.rs"));
        }
        before = line;
    }
    Ok(modules)
}

/// Builds the site, unless `dist/` is that of the present sources and tools.
pub fn build() -> Result<()> {
    build_with(None)
}

/// The same with one worker only, or with every one.
pub fn build_with(worker: Option<&str>) -> Result<()> {
    let dist = root().join("dist");
    let mark = dist.join(".made-from");
    let page_sources = sources(PAGE_SOURCES.iter().chain(SHARED_SOURCES))?;
    let made_with = |wasm_opt| digest(format!("{}\n{}\n{page_sources}", tools::versions(wasm_opt), worker.unwrap_or("all")).as_bytes());
    let is_mark = |made_from: &str| std::fs::read_to_string(&mark).is_ok_and(|mark| mark == made_from);
    // Looking after the toolchain takes longer than all else here.
    if is_mark(&made_with(tools::has_wasm_opt()?)) {
        eprintln!("The site in dist/ is up to date.");
        return Ok(());
    }
    let tools = Tools::ensure()?;
    let made_from = made_with(tools.wasm_opt.is_some());
    let modules = worker_modules()?;
    let modules: Vec<&str> = modules.iter().map(String::as_str).collect();
    let worker_id = workers::id(&sources(WORKER_SOURCES.iter().chain(SHARED_SOURCES).chain(&modules))?)[..16].to_owned();
    step("Building tools, workers and the libraries of the page");
    let workers = thread::scope(|scope| {
        // wasm-bindgen is wanted first.
        let installed = scope.spawn(|| tools.wasm_bindgen().and_then(|_| tools.trunk()));
        let libraries = scope.spawn(|| page_libraries(&worker_id));
        let workers = workers::build(&tools, &worker_id, worker);
        joined(installed)?;
        joined(libraries)?;
        workers
    })?;

    step("Building the page");
    let mut trunk = Command::new(tools.trunk()?);
    // `--release` is what makes trunk run wasm-opt; the optimisation itself is cargo's "web" profile, which index.html names.
    trunk.arg("build").args(tools.wasm_opt.as_ref().map(|_| "--release")).arg("--dist").arg(&dist);
    trunk.env("PATH", tools.path()?).env("OFFCUT_WORKER_ID", &worker_id).env_remove("NO_COLOR");
    for worker in &workers {
        trunk.env(worker.build.variable, worker.script_name());
    }
    thread::scope(|scope| {
        // Brotli takes as long for a worker as trunk does for the page.
        let packed: Vec<_> = workers.iter().map(|worker| scope.spawn(|| compress::remember(worker.module()))).collect();
        run_labelled("page", &mut trunk)?;
        packed.into_iter().try_for_each(|packed| joined(packed).map(drop))
    })?;
    for (name, content) in workers.iter().flat_map(|worker| &worker.files) {
        std::fs::write(dist.join(name), content)?;
    }
    fill_in_service_worker(&dist)?;
    // For the test that a page refuses a worker of another version.
    std::fs::write(dist.join(".worker-id"), &worker_id)?;

    step("Compressing");
    for file in files(&dist)? {
        compress::beside(&file)?;
    }
    std::fs::write(mark, made_from)?;
    Ok(())
}

/// What the page is made of, compiled while the workers are, whose names only its program has to know: the same command as trunk's.
fn page_libraries(worker_id: &str) -> Result<()> {
    let mut cargo = cargo_command(["build", "--package", "frontend", "--lib", "--no-default-features", "--features", "page"]);
    cargo.args(["--profile", "web", "--target", "wasm32-unknown-unknown"]);
    run_labelled("page", cargo.env("OFFCUT_WORKER_ID", worker_id))
}

/// The service worker names every file of the site and a version that changes with any of them. Workers are apart: a browser needs one.
fn fill_in_service_worker(dist: &Path) -> Result<()> {
    let script = dist.join("sw.js");
    let source = std::fs::read_to_string(&script).context("the page brought no sw.js")?;
    let mut hasher = Sha256::new();
    hasher.update(&source);
    let (mut paths, mut workers) = (vec!["\"/\"".to_owned()], Vec::new());
    for file in files(dist)? {
        let path = file.strip_prefix(dist)?.to_string_lossy().into_owned();
        hasher.update(&path);
        hasher.update(std::fs::read(&file)?);
        if path.starts_with("worker-") {
            workers.push(format!("\"/{path}\""));
        } else if path != "index.html" && path != "sw.js" {
            paths.push(format!("\"/{path}\""));
        }
    }
    let version = &hex(hasher)[..16];
    let list = |paths: &[String]| format!("[{}]", paths.join(", "));
    let filled = source.replace("__VERSION__", version).replace("__FILES__", &list(&paths)).replace("__WORKERS__", &list(&workers));
    std::fs::write(script, filled)?;
    Ok(())
}

/// Every file of a folder that is not hidden, in order.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let visible = |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(visible) {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// One line per source file: its digest and path.
fn sources<'a>(paths: impl IntoIterator<Item = &'a &'a str>) -> Result<String> {
    let mut lines = String::new();
    for path in paths {
        for file in files(&root().join(path)).with_context(|| format!("{path} cannot be read"))? {
            let name = file.strip_prefix(root())?.to_string_lossy().into_owned();
            lines.push_str(&format!("{} {name}\n", digest(&std::fs::read(&file)?)));
        }
    }
    Ok(lines)
}

/// SHA-256 in lower-case hex.
pub fn digest(bytes: &[u8]) -> String {
    hex(Sha256::new().chain_update(bytes))
}

/// SHA-256 of several byte strings, one after the other.
pub fn digest_of_files<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    hex(parts.into_iter().fold(Sha256::new(), |hasher, part| hasher.chain_update(part)))
}

fn hex(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
