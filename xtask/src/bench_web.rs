//! `cargo xtask bench web`: onnxruntime-web and every Offcut build side by side in one page of headless Chromium.

use std::path::Path;

use anyhow::Result;

use crate::bench_browser::{BenchServer, RIVAL};
use crate::files::files;
use crate::shell::{root, step};

/// Measures and prints.
pub fn measure() -> Result<()> {
    let server = BenchServer::start(&root().join("models"))?;
    step("Bytes that are shipped");
    for name in RIVAL {
        let file = server.rival.join(name);
        shipped(&file, &std::fs::read(&file)?, None)?;
    }
    for file in files(&root().join("dist"))? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if (name.starts_with("worker-") || name.starts_with("page-")) && (name.ends_with(".wasm") || name.ends_with(".js")) {
            let packed = std::fs::metadata(format!("{}.br", file.display()))?.len();
            shipped(&file, &std::fs::read(&file)?, Some(packed))?;
        }
    }
    step("Measuring in Chromium (some minutes; leave the machine alone)");
    server.open("index.html", |line, _| {
        println!("{line}");
        Ok(())
    })
}

fn shipped(file: &Path, bytes: &[u8], packed: Option<u64>) -> Result<()> {
    let packed = match packed {
        Some(packed) => packed,
        None => crate::compress::brotli(bytes)?.len() as u64,
    };
    println!("{:>12} bytes, {packed:>10} in Brotli  {}", bytes.len(), file.file_name().unwrap_or_default().to_string_lossy());
    Ok(())
}
