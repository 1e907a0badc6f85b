//! Pages of benchmarks in headless Chromium; those of `bench/web/` are handed out by a server beside the built site and onnxruntime-web.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::files::files;
use crate::shell::{root, step, target_dir};
use crate::{browsers, native, npm, site};

const ONNXRUNTIME_WEB: &str = "1.30.0";
/// Of onnxruntime-web's many files the ones for plain WebAssembly.
pub const RIVAL: &[&str] = &["ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"];

/// Site with the pages of the benchmarks, and a server that hands it out; ended when it is dropped.
#[derive(Debug)]
pub struct BenchServer {
    /// Folder of onnxruntime-web's files.
    pub rival: PathBuf,
    server: Child,
    address: String,
    chromium: PathBuf,
}

impl BenchServer {
    /// Builds site and server, and hands them out with the networks of this folder.
    ///
    /// # Errors
    /// When something cannot be built, installed or started.
    pub fn start(models: &Path) -> Result<Self> {
        site::build(site::BuildProfile::Release)?;
        let rival = npm::with_packages(&[&format!("onnxruntime-web@{ONNXRUNTIME_WEB}")])?.map_err(anyhow::Error::msg)?;
        let rival = rival.join("node_modules/onnxruntime-web/dist");
        let chromium = browsers::chromium()?;
        step("Building the server");
        // It hands files out from memory and waits while engines are measured.
        let program = native::build_server()?;
        let site = lay_out(&rival)?;
        let mut server = Command::new(program)
            .args(["--port", "0", "--log", "error", "--stateless", "--models"])
            .arg(models)
            .arg("--site")
            .arg(&site)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(server.stdout.take().context("the server says nothing")?).read_line(&mut line)?;
        let address = line.trim().strip_prefix("Offcut is at ").map(str::to_owned);
        let server = Self { rival, server, address: address.unwrap_or_default(), chromium };
        if server.address.is_empty() { bail!("the server did not start") } else { Ok(server) }
    }

    /// Opens a page of `bench/` as [`visit`] does.
    ///
    /// # Errors
    /// As those of [`visit`].
    pub fn open(&self, page: &str, said: impl FnMut(&str, u32) -> Result<()>) -> Result<()> {
        visit(&self.chromium, &format!("{}bench/{page}", self.address), said)
    }
}

impl Drop for BenchServer {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Opens a page of a benchmark in a browser with a fresh profile. `said` gets its lines, and the browser's process, which is ended afterwards.
///
/// # Errors
/// When the page fails, or ends without saying so.
pub fn visit(chromium: &Path, address: &str, mut said: impl FnMut(&str, u32) -> Result<()>) -> Result<()> {
    // A folder for each browser: processes of one that was ended may still write.
    let profile = tempfile::tempdir()?;
    let mut chromium = Command::new(chromium)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-popup-blocking"])
        .args(["--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows"])
        .args(["--enable-logging=stderr", "--log-level=0"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(address)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let log = BufReader::new(chromium.stderr.take().context("Chromium says nothing")?);
    let outcome = read(log, |line| said(line, chromium.id()));
    chromium.kill()?;
    chromium.wait()?;
    outcome
}

/// Hands on what a page says in the console, until it ends.
fn read(log: impl BufRead, mut said: impl FnMut(&str) -> Result<()>) -> Result<()> {
    for line in log.lines() {
        let line = line?;
        let Some((_, line)) = line.split_once("\"BENCH ") else { continue };
        let line = line.rsplit_once("\", source:").map_or(line, |(line, _)| line);
        if line == "END" {
            return Ok(());
        }
        if let Some(failure) = line.strip_prefix("FAILED ") {
            bail!("{failure}");
        }
        said(line)?;
    }
    bail!("Chromium ended before the measurement did")
}

/// The built site with the pages of the benchmarks.
fn lay_out(rival: &Path) -> Result<PathBuf> {
    let site = target_dir().join("offcut/bench-site");
    if site.exists() {
        std::fs::remove_dir_all(&site)?;
    }
    let dist = root().join("dist");
    copy(&dist, &site)?;
    let bench = site.join("bench");
    std::fs::create_dir_all(bench.join("ort"))?;
    for file in files(&root().join("bench/web"))? {
        std::fs::copy(&file, bench.join(file.file_name().unwrap_or_default()))?;
    }
    std::fs::copy(root().join("bench/photo-320.png"), bench.join("photo.png"))?;
    for name in RIVAL {
        std::fs::copy(rival.join(name), bench.join("ort").join(name))?;
    }
    std::fs::write(bench.join("files.json"), workers(&dist)?)?;
    Ok(site)
}

/// JSON with the files of each build, for the page.
fn workers(dist: &Path) -> Result<String> {
    let mut builds = Vec::new();
    for build in ["compat", "threads", "fast"] {
        let prefix = format!("worker-{build}-");
        let names: Vec<String> =
            files(dist)?.iter().filter_map(|file| Some(file.file_name()?.to_str()?.to_owned())).filter(|name| name.starts_with(&prefix)).collect();
        let name = |end: &str| names.iter().find(|name| name.ends_with(end)).cloned().with_context(|| format!("the site has no {prefix}*{end}"));
        let (glue, wasm) = (name("_glue.js")?, name("_bg.wasm")?);
        let Some(starter) = names.iter().find(|name| name.ends_with(".js") && !name.ends_with("_glue.js")) else {
            bail!("the site has no {prefix}*.js")
        };
        builds.push(format!("\"{build}\": {{ \"build\": \"{build}\", \"starter\": \"{starter}\", \"glue\": \"{glue}\", \"wasm\": \"{wasm}\" }}"));
    }
    Ok(format!("{{ \"workers\": {{ {} }} }}", builds.join(", ")))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in files(from)? {
        let target = to.join(file.strip_prefix(from)?);
        std::fs::create_dir_all(target.parent().unwrap_or(to))?;
        std::fs::copy(file, target)?;
    }
    Ok(())
}

/// Most resident memory of the largest of a browser's pages so far, in bytes; `None` on systems without /proc.
pub fn page_memory(browser: u32) -> Option<u64> {
    let mut parents = Vec::new();
    for entry in std::fs::read_dir("/proc").ok()?.flatten() {
        parents.extend(parent(&entry.path()));
    }
    let mut processes = vec![browser];
    let mut at = 0;
    while let Some(above) = processes.get(at).copied() {
        processes.extend(parents.iter().filter(|(_, parent)| *parent == above).map(|(process, _)| *process));
        at += 1;
    }
    processes.into_iter().filter_map(most_resident).max()
}

/// Process of a folder of /proc, and its parent.
fn parent(folder: &Path) -> Option<(u32, u32)> {
    let process = folder.file_name()?.to_str()?.parse().ok()?;
    let stat = std::fs::read_to_string(folder.join("stat")).ok()?;
    // The name, which may hold anything, is in parentheses.
    Some((process, stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()?))
}

fn most_resident(process: u32) -> Option<u64> {
    let folder = Path::new("/proc").join(process.to_string());
    let command = std::fs::read(folder.join("cmdline")).ok()?;
    if !String::from_utf8_lossy(&command).contains("--type=renderer") {
        return None;
    }
    let status = std::fs::read_to_string(folder.join("status")).ok()?;
    let kilobytes: u64 = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}
