//! The sentences of each language, in a file of its own with a hash in its name.

use std::path::Path;

use anyhow::{Context, Result};

use crate::files::{digest, files};
use crate::shell::root;
use crate::site::with_meta;

/// Writes the languages of `frontend/locales/` into `dist/locales/`, without their comments, and their addresses into `index.html`, where the page reads
/// them.
///
/// # Errors
/// When a file cannot be read or written, or `index.html` has no place for the addresses.
pub fn add(dist: &Path) -> Result<()> {
    let folder = dist.join("locales");
    std::fs::create_dir_all(&folder)?;
    let mut addresses = Vec::new();
    for file in files(&root().join("frontend/locales"))? {
        let tag = file.file_stem().context("a language has no name")?.to_string_lossy().into_owned();
        let content = without_comments(&std::fs::read_to_string(&file)?);
        let name = format!("{tag}-{}.ftl", &digest(content.as_bytes())[..16]);
        std::fs::write(folder.join(&name), content)?;
        addresses.push(format!("/locales/{name}"));
    }
    let path = dist.join("index.html");
    let html = std::fs::read_to_string(&path)?;
    Ok(std::fs::write(path, with_meta(&html, "locales", &addresses.join(" "))?)?)
}

/// Comments are for translators: those of FTL begin at the beginning of a line.
fn without_comments(file: &str) -> String {
    file.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_comments_and_empty_lines_are_left_out() {
        assert_eq!(without_comments("### Page\n\n# Short.\na = # of b\n\nb =\n    { $c ->\n"), "a = # of b\nb =\n    { $c ->\n");
    }
}
