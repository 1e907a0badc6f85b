//! `cargo xtask bench imgly`: the npm package beside @imgly/background-removal in headless Chromium, by the call that both have; prints the tables of
//! `bench/README.md`.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::bench_browser::{page_memory, visit};
use crate::shell::{root, step};
use crate::{browsers, npm, npm_package};

/// The newest code, the newest data package that the registry has, and the runtime that the code depends on.
const RIVAL: &[&str] = &["@imgly/background-removal@1.7.0", "@imgly/background-removal-data@1.4.5", "onnxruntime-web@1.21.0"];

/// Engines of `bench/imgly/page.js`.
const ENGINES: &[&str] = &["Offcut", "imgly isnet_quint8", "imgly isnet_fp16"];

/// The first one is that of first visits.
const PHOTOS: &[&str] = &["cat/chelsea.png", "raccoon/raccoon_face.png"];

/// Browsers with fresh profiles for each engine.
const VISITS: usize = 3;

/// First cut-out of a visitor, with what it loaded.
#[derive(Debug, Clone, Copy)]
struct FirstVisit {
    ms: f64,
    bytes: f64,
    packed: f64,
    /// Most resident memory of the page's process, in bytes.
    memory: Option<u64>,
}

/// Measures and prints.
///
/// # Errors
/// When the package cannot be built, the rival cannot be installed, or a page fails.
pub fn measure() -> Result<()> {
    let package = npm_package::build(None)?.with_file_name(npm_package::FOLDER);
    let rival = npm::with_packages(RIVAL)?.map_err(anyhow::Error::msg)?;
    let chromium = browsers::chromium()?;
    let server = PackageServer::start(&rival.join("node_modules"), &package)?;
    step("First visits, each in a browser of its own (leave the machine alone)");
    println!("| package | first cut-out | bytes | in Brotli | memory |");
    println!("|---|---|---|---|---|");
    let mut visits = vec![Vec::new(); ENGINES.len()];
    // In turns, so that whatever else the machine does disturbs them alike.
    for _ in 0..VISITS {
        for (engine, visits) in ENGINES.iter().zip(&mut visits) {
            let address = format!("{}index.html?engine={}", server.address, engine.replace(' ', "%20"));
            visit(&chromium, &address, |line, browser| {
                visits.push(FirstVisit { memory: page_memory(browser), ..first_visit(line)? });
                Ok(())
            })?;
        }
    }
    for (engine, visits) in ENGINES.iter().zip(&mut visits) {
        visits.sort_by(|a, b| a.ms.total_cmp(&b.ms));
        let FirstVisit { ms, bytes, packed, memory } = *visits.get(visits.len() / 2).context("the page said nothing")?;
        let memory = memory.map_or_else(|| "–".to_owned(), |bytes| format!("{:.0} MB", bytes as f64 / 1e6));
        println!("| {engine} | {:.2} s | {:.1} MB | {:.1} MB | {memory} |", ms / 1e3, bytes / 1e6, packed / 1e6);
    }
    step("Cut-outs in turns, in one page");
    println!("| photo | package | median | least | most | of Offcut's time |");
    println!("|---|---|---|---|---|---|");
    let mut ours = f64::NAN;
    visit(&chromium, &format!("{}index.html", server.address), |line, _| {
        let ["WARM", engine, photo, times] = line.split('|').collect::<Vec<_>>()[..] else { bail!("the page said {line}") };
        let mut times = times.split(' ').map(str::parse).collect::<Result<Vec<f64>, _>>()?;
        times.sort_by(f64::total_cmp);
        let [least, median, most] = [0, times.len() / 2, times.len() - 1].map(|at| times[at]);
        if engine == ENGINES[0] {
            ours = median;
        }
        println!("| {photo} | {engine} | {median:.0} ms | {least:.0} ms | {most:.0} ms | {:.1} × |", median / ours);
        Ok(())
    })
}

/// What a page says of a first visit.
fn first_visit(line: &str) -> Result<FirstVisit> {
    let ["COLD", _, ms, bytes, packed] = line.split('|').collect::<Vec<_>>()[..] else { bail!("the page said {line}") };
    Ok(FirstVisit { ms: ms.parse()?, bytes: bytes.parse()?, packed: packed.parse()?, memory: None })
}

/// Server of `bench/imgly/` and of both packages, until it is dropped.
#[derive(Debug)]
struct PackageServer {
    address: String,
    server: Child,
}

impl PackageServer {
    fn start(modules: &Path, package: &Path) -> Result<Self> {
        let mut node = Command::new("node");
        node.arg(root().join("bench/imgly/serve.mjs")).arg(modules).arg(package);
        node.args(PHOTOS.iter().map(|photo| root().join("tests/golden").join(photo)));
        let mut server = node.stdout(Stdio::piped()).spawn().context("node cannot be started")?;
        let mut line = String::new();
        let stdout = server.stdout.take().context("the server says nothing")?;
        // From here on it is ended in any case.
        let mut server = Self { address: String::new(), server };
        BufReader::new(stdout).read_line(&mut line)?;
        ensure!(line.starts_with("http://"), "the server of the packages did not start");
        server.address = line.trim().to_owned();
        Ok(server)
    }
}

impl Drop for PackageServer {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
