//! `cargo xtask size`: bytes of a visit.

use anyhow::Result;

use crate::compress;
use crate::files::files;
use crate::shell::root;

/// Prints every code file of the site and the model: raw, gzip and brotli bytes.
pub fn print() -> Result<()> {
    println!("{:>12} {:>12} {:>12}  file", "raw", "gzip", "brotli");
    let dist = root().join("dist");
    for file in files(&dist)? {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if matches!(extension, "wasm" | "js" | "css" | "html") {
            let bytes = std::fs::read(&file)?;
            let packed = |extension: &str| std::fs::metadata(format!("{}.{extension}", file.display())).map_or(bytes.len() as u64, |data| data.len());
            println!("{:>12} {:>12} {:>12}  {}", bytes.len(), packed("gz"), packed("br"), file.strip_prefix(&dist)?.display());
        }
    }
    let model = std::fs::read(root().join("models/u2netp.onnx"))?;
    println!("{:>12} {:>12} {:>12}  models/u2netp.onnx (sent as it is)", model.len(), compress::gzip(&model)?.len(), "");
    Ok(())
}
