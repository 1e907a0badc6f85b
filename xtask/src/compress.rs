//! Brotli and gzip beside every file that shrinks by it, remembered by content: brotli at full strength is slow.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::files::{cached, digest};

/// Endings of files that shrink. Pictures are packed already; the model goes without so that its length is known.
const SHRINK: &[&str] = &["html", "js", "css", "wasm", "svg", "json", "webmanifest", "txt"];

/// Writes `file.br` and `file.gz`.
pub fn beside(file: &Path) -> Result<()> {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if !SHRINK.contains(&extension) {
        return Ok(());
    }
    let bytes = std::fs::read(file)?;
    for (suffix, remembered) in remember(&bytes)? {
        std::fs::copy(remembered, format!("{}.{suffix}", file.display()))?;
    }
    Ok(())
}

/// Compresses what is not yet remembered: extensions, and the files with the results.
pub fn remember(bytes: &[u8]) -> Result<[(&'static str, PathBuf); 2]> {
    let name = digest(bytes);
    let packed = |suffix, pack: fn(&[u8]) -> Result<Vec<u8>>| {
        let remembered = cached(&format!("{name}.{suffix}"))?;
        if !remembered.is_file() {
            let unfinished = cached(&format!("{name}.{suffix}.unfinished"))?;
            std::fs::write(&unfinished, pack(bytes)?)?;
            std::fs::rename(unfinished, &remembered)?;
        }
        anyhow::Ok((suffix, remembered))
    };
    Ok([packed("br", brotli)?, packed("gz", gzip)?])
}

/// Brotli, quality 11, 24-bit window.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 1 << 16, 11, 24);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(packed)
}

/// Gzip, level 9.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}
