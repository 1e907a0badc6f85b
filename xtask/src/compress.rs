//! Precompression: Brotli and gzip variants of every file that shrinks by it, cached by content, since Brotli at full strength is slow.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::files::{cached, digest};

/// Extensions of files that shrink. Pictures are packed already; the model goes without so that its length is known.
const COMPRESSIBLE: &[&str] = &["html", "js", "css", "wasm", "svg", "json", "webmanifest", "txt", "ftl"];

/// Writes `file.br` and `file.gz`.
pub fn compress_file(file: &Path) -> Result<()> {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if !COMPRESSIBLE.contains(&extension) {
        return Ok(());
    }
    let bytes = std::fs::read(file)?;
    for (suffix, cached_file) in compressed(&bytes)? {
        std::fs::copy(cached_file, format!("{}.{suffix}", file.display()))?;
    }
    Ok(())
}

/// Compressed variants from the cache: extension and file of each.
pub fn compressed(bytes: &[u8]) -> Result<[(&'static str, PathBuf); 2]> {
    let name = digest(bytes);
    let packed = |suffix, pack: fn(&[u8]) -> Result<Vec<u8>>| {
        let cached_file = cached(&format!("{name}.{suffix}"))?;
        if !cached_file.is_file() {
            let unfinished = cached(&format!("{name}.{suffix}.unfinished"))?;
            std::fs::write(&unfinished, pack(bytes)?)?;
            std::fs::rename(unfinished, &cached_file)?;
        }
        anyhow::Ok((suffix, cached_file))
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
