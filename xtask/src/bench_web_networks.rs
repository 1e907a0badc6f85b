//! `cargo xtask bench web-networks`: onnxruntime-web and the best Offcut build on u2netp and on stand-ins for the larger networks of the catalogue,
//! side by side in headless Chromium; prints the table of `bench/README.md`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::thread::available_parallelism;

use anyhow::{Context, Result};

use crate::bench_browser::{BenchServer, page_memory};
use crate::bench_networks::standins;
use crate::shell::{root, run, step, target_dir};

/// Mean and deviation of the networks' inputs, as they stand in descriptions.
const IMAGENET: &str = "mean = [0.485, 0.456, 0.406]\nstd = [0.229, 0.224, 0.225]\n";
const ISNET: &str = "mean = [0.5, 0.5, 0.5]\nstd = [1, 1, 1]\n";

/// Stand-ins that are measured where none is named: each network, and the forms that browsers are served.
const STANDINS: &[&str] = &["u2net", "silueta_int8", "isnet", "isnet_f16_weights", "isnet_int8"];

/// Begin of the names under which the server lists stand-ins: those of the catalogue are taken.
const PREFIX: &str = "standin-";

/// Memory of a worker with a network after a photo, and how soon it could take one.
#[derive(Debug, Clone, Copy)]
struct Load {
    /// Bytes of WebAssembly's memory, which never shrinks.
    wasm: f64,
    /// Most resident memory that the page's process had, in bytes.
    process: Option<u64>,
    /// Milliseconds from the bytes of the file until it was loaded, in a browser that has compiled nothing, with the checksum compared by the page.
    ready_ms: f64,
}

/// Measures and prints, for these stand-ins or for those that matter most.
pub fn measure(names: &[String]) -> Result<()> {
    let names: Vec<&str> = if names.is_empty() { STANDINS.to_vec() } else { names.iter().map(String::as_str).collect() };
    let models = models(&names)?;
    let server = BenchServer::start(&models)?;
    let cores = available_parallelism()?.get();
    let threads = if cores > 1 { vec![1, cores] } else { vec![1] };
    step("Memory of each network, in a browser of its own");
    let mut loads = BTreeMap::new();
    for name in std::iter::once("u2netp".to_owned()).chain(names.iter().map(|name| listed_as(name))) {
        for threads in &threads {
            let page = format!("networks.html?memory={name}&threads={threads}");
            server.open(&page, |line, browser| {
                let words: Vec<&str> = line.split(' ').collect();
                let [_, wasm, ready_ms] = words[..] else { anyhow::bail!("the page said {line}") };
                loads.insert((name.clone(), *threads), Load { wasm: wasm.parse()?, process: page_memory(browser), ready_ms: ready_ms.parse()? });
                Ok(())
            })?;
        }
    }
    step("Measuring in Chromium (many minutes; leave the machine alone)");
    println!(
        "| network | threads | Offcut | onnxruntime-web | faster | of u2netp's time | differs | ready | first visit | onnxruntime-web | memory | onnxruntime-web | page's process |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    let mut of_u2netp = BTreeMap::new();
    server.open("networks.html", |line, _| {
        let words: Vec<&str> = line.split(' ').collect();
        let [_, name, threads, ref numbers @ ..] = words[..] else { anyhow::bail!("the page said {line}") };
        let numbers = numbers.iter().map(|number| number.parse()).collect::<Result<Vec<f64>, _>>()?;
        let [ours, theirs, differs, ready, their_ready, their_memory] = numbers[..] else { anyhow::bail!("the page said {line}") };
        let threads: usize = threads.parse()?;
        let unit = *of_u2netp.entry(threads).or_insert(ours);
        let load = loads.get(&(name.to_owned(), threads)).context("memory was not measured")?;
        let process = load.process.map_or_else(|| "–".to_owned(), |bytes| megabytes(bytes as f64));
        println!(
            "| {} | {threads} | {ours:.0} ms | {theirs:.0} ms | {:.2} × | {:.1} | {differs:.0}/255 | {ready:.0} ms | {:.0} ms | {their_ready:.0} ms | {} | {} | {process} |",
            name.strip_prefix(PREFIX).unwrap_or(name),
            theirs / ours,
            ours / unit,
            load.ready_ms,
            megabytes(load.wasm),
            megabytes(their_memory),
        );
        Ok(())
    })
}

fn listed_as(name: &str) -> String {
    format!("{PREFIX}{name}")
}

/// Folder of networks with these stand-ins and u2netp, as a server wants it.
fn models(names: &[&str]) -> Result<PathBuf> {
    let written = target_dir().join("offcut/bench-networks");
    step("Writing the stand-ins");
    run(Command::new(standins()?).arg(root().join("bench/standins.py")).arg(&written).args(names))?;
    let models = target_dir().join("offcut/bench-models");
    if models.exists() {
        std::fs::remove_dir_all(&models)?;
    }
    std::fs::create_dir_all(&models)?;
    std::fs::copy(root().join("models/u2netp.onnx"), models.join("u2netp.onnx"))?;
    for name in names {
        let listed = listed_as(name);
        let (from, to) = (written.join(format!("{name}.onnx")), models.join(format!("{listed}.onnx")));
        // They are large; on another file system they are copied.
        if std::fs::hard_link(&from, &to).is_err() {
            std::fs::copy(&from, &to)?;
        }
        let (side, numbers) = if name.starts_with("isnet") { (1024, ISNET) } else { (320, IMAGENET) };
        std::fs::write(models.join(format!("{listed}.toml")), format!("purpose = 'benchmark'\nlicence = 'none'\nside = {side}\n{numbers}"))?;
    }
    Ok(models)
}

fn megabytes(bytes: f64) -> String {
    format!("{:.0} MB", bytes / 1e6)
}
