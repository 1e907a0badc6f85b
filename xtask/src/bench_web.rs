//! `cargo xtask bench web`: onnxruntime-web and every Offcut build side by side in one page of headless Chromium.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::files::files;
use crate::shell::{root, step, target_dir};
use crate::{browsers, native, npm, site};

const ONNXRUNTIME_WEB: &str = "1.30.0";
/// Of onnxruntime-web's many files the ones for plain WebAssembly.
const RIVAL: &[&str] = &["ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"];

/// Measures and prints.
pub fn measure() -> Result<()> {
    site::build(site::BuildProfile::Release)?;
    let rival = onnxruntime_web()?;
    let chromium = browsers::chromium()?;
    step("Building the server");
    // It hands files out from memory and waits while engines are measured.
    let server = native::build_server()?;

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

    step("Bytes that are shipped");
    for name in RIVAL {
        shipped(&rival.join(name), &std::fs::read(rival.join(name))?, None)?;
    }
    for file in files(&dist)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if (name.starts_with("worker-") || name.starts_with("page-")) && (name.ends_with(".wasm") || name.ends_with(".js")) {
            let packed = std::fs::metadata(format!("{}.br", file.display()))?.len();
            shipped(&file, &std::fs::read(&file)?, Some(packed))?;
        }
    }

    step("Measuring in Chromium (some minutes; leave the machine alone)");
    let mut server =
        Command::new(server).args(["--port", "0", "--log", "error", "--models", "models", "--site"]).arg(&site).stdout(Stdio::piped()).spawn()?;
    let result = in_browser(&mut server, &chromium);
    server.kill()?;
    server.wait()?;
    result
}

fn in_browser(server: &mut Child, chromium: &Path) -> Result<()> {
    let mut line = String::new();
    BufReader::new(server.stdout.take().context("the server says nothing")?).read_line(&mut line)?;
    let address = line.trim().strip_prefix("Offcut is at ").context("the server did not start")?.to_owned();
    let profile = target_dir().join("offcut/bench-profile");
    if profile.exists() {
        std::fs::remove_dir_all(&profile)?;
    }
    let mut chromium = Command::new(chromium)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-popup-blocking"])
        .args(["--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows"])
        .args(["--enable-logging=stderr", "--log-level=0"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("{address}bench/index.html"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let log = BufReader::new(chromium.stderr.take().context("Chromium says nothing")?);
    let mut outcome = Err(anyhow::anyhow!("Chromium ended before the measurement did"));
    for line in log.lines() {
        let line = line?;
        let Some((_, said)) = line.split_once("\"BENCH ") else { continue };
        let said = said.rsplit_once("\", source:").map_or(said, |(said, _)| said);
        if said == "END" {
            outcome = Ok(());
            break;
        }
        if let Some(failure) = said.strip_prefix("FAILED ") {
            outcome = Err(anyhow::anyhow!("{failure}"));
            break;
        }
        println!("{said}");
    }
    chromium.kill()?;
    chromium.wait()?;
    outcome
}

fn onnxruntime_web() -> Result<std::path::PathBuf> {
    let folder = npm::with_packages(&[&format!("onnxruntime-web@{ONNXRUNTIME_WEB}")])?.map_err(anyhow::Error::msg)?;
    Ok(folder.join("node_modules/onnxruntime-web/dist"))
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

fn shipped(file: &Path, bytes: &[u8], packed: Option<u64>) -> Result<()> {
    let packed = match packed {
        Some(packed) => packed,
        None => crate::compress::brotli(bytes)?.len() as u64,
    };
    println!("{:>12} bytes, {packed:>10} in Brotli  {}", bytes.len(), file.file_name().unwrap_or_default().to_string_lossy());
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in files(from)? {
        let target = to.join(file.strip_prefix(from)?);
        std::fs::create_dir_all(target.parent().unwrap_or(to))?;
        std::fs::copy(file, target)?;
    }
    Ok(())
}
