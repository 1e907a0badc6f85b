//! Brotli and gzip beside every file that shrinks by it, remembered by content: brotli at full strength is slow.

use std::io::Write;
use std::path::Path;

use anyhow::Result;

use crate::site::digest;
use crate::workers::cached;

/// Endings of files that shrink. Pictures are packed already; the model goes without so that its length is known.
const SHRINK: &[&str] = &["html", "js", "css", "wasm", "svg", "json", "webmanifest", "txt"];

/// Writes `file.br` and `file.gz`.
pub fn beside(file: &Path) -> Result<()> {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if !SHRINK.contains(&ending) {
        return Ok(());
    }
    let bytes = std::fs::read(file)?;
    for (suffix, pack) in [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)] {
        let remembered = cached(&format!("{}.{suffix}", digest(&bytes)))?;
        if !remembered.is_file() {
            std::fs::write(&remembered, pack(&bytes)?)?;
        }
        std::fs::copy(remembered, format!("{}.{suffix}", file.display()))?;
    }
    Ok(())
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
