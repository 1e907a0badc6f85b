//! Files of a folder, their digests, and results cached by the digest of their input.

use std::path::{Path, PathBuf};

use anyhow::Result;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::shell::target_dir;

/// Every file of a folder that is not hidden, in order; of a file that file.
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

/// SHA-256 in lower-case hex.
pub fn digest(bytes: &[u8]) -> String {
    digest_of_parts([bytes])
}

/// SHA-256 of several byte strings, one after the other.
pub fn digest_of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let hasher = parts.into_iter().fold(Sha256::new(), |hasher, part| hasher.chain_update(part));
    hex::encode(hasher.finalize())
}

/// Path of a result that is remembered under `name`, which holds the digest of its input.
pub fn cached(name: &str) -> Result<PathBuf> {
    let folder = target_dir().join("offcut/by-content");
    std::fs::create_dir_all(&folder)?;
    Ok(folder.join(name))
}
