//! Files of the site, read once at start or part of the program. Only the keys of this map are served, so that a path cannot lead anywhere else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use axum::body::Bytes;

use super::mime::media_type;
use crate::config::{Config, DEFAULT_SITE};
use crate::error::StartupError;

/// `Cache-Control` of an address whose content never changes.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// `Cache-Control` of an address whose content is asked for by its tag.
pub const REVALIDATED: &str = "no-cache";

/// Hex digits of a SHA-256 in an entity tag: 128 bits are plenty for two versions of a file.
pub const TAG_DIGITS: usize = 32;

/// File with its encodings.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Value of `Content-Type`.
    pub media_type: &'static str,
    /// True if its name has a hash of its content, so that it never changes.
    pub immutable: bool,
    /// Bytes unchanged.
    pub identity: Representation,
    /// Bytes in gzip, where the build made them.
    pub gzip: Option<Representation>,
    /// Bytes in Brotli, where the build made them.
    pub brotli: Option<Representation>,
}

impl Asset {
    /// Value of `Cache-Control`.
    pub fn cache_control(&self) -> &'static str {
        if self.immutable { IMMUTABLE } else { REVALIDATED }
    }
}

/// Bytes with their strong entity tag.
#[derive(Debug, Clone)]
pub struct Representation {
    /// Bytes on the wire.
    pub bytes: Bytes,
    /// Hash of the identity encoding, plus the encoding's name; quoted.
    pub etag: String,
}

/// Files by their path in the address, which begins with a slash.
#[derive(Debug, Clone)]
pub struct Assets(BTreeMap<String, Asset>);

impl Assets {
    /// Reads the site: the folder of `--site`, or else the one inside the program, or else the default folder.
    ///
    /// # Errors
    /// When the site has no `index.html`, or a file cannot be read.
    pub fn load(config: &Config) -> Result<Self, StartupError> {
        let files = match (&config.site, config.bundle.site()) {
            (Some(folder), _) => files_of(folder)?,
            (None, Some(files)) => files,
            (None, None) => files_of(Path::new(DEFAULT_SITE))?,
        };
        let mut assets = pack(files);
        // Models come from their own folder only, so that a stale copy in the site cannot be served.
        assets.retain(|key, _| !key.starts_with("/models/"));
        tracing::info!(files = assets.len(), "site is in memory");
        Ok(Self(assets))
    }

    /// Files with their paths, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.0.iter().map(|(path, asset)| (path.as_str(), asset))
    }

    /// File at this decoded path, which begins with a slash.
    pub fn get(&self, path: &str) -> Option<&Asset> {
        self.0.get(if path == "/" { "/index.html" } else { path })
    }
}

fn files_of(site: &Path) -> Result<BTreeMap<String, Bytes>, StartupError> {
    if !site.join("index.html").is_file() {
        return Err(StartupError::NoSite { site: site.to_owned() });
    }
    let mut files = BTreeMap::new();
    read_folder(site, "/", &mut files)?;
    Ok(files)
}

fn read_folder(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Bytes>) -> Result<(), StartupError> {
    let unreadable = |path: &Path, source| StartupError::Unreadable { path: path.to_owned(), source };
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(|source| unreadable(folder, source))?;
    for entry in entries {
        let path: PathBuf = entry.path();
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            tracing::warn!("{} is not served: its name is not UTF-8", path.display());
            continue;
        };
        // Hidden files are the build's own (Trunk stages in `.stage`) or the operator's.
        if name.starts_with('.') {
            continue;
        }
        // Folders behind symbolic links are not followed: they may form circles.
        if entry.file_type().map_err(|source| unreadable(&path, source))?.is_dir() {
            read_folder(&path, &format!("{prefix}{name}/"), files)?;
        } else if path.is_file() {
            let bytes = fs::read(&path).map_err(|source| unreadable(&path, source))?;
            files.insert(format!("{prefix}{name}"), Bytes::from(bytes));
        }
    }
    Ok(())
}

/// Joins each file with its `.gz` and `.br` sidecars, which then have no path of their own.
fn pack(mut files: BTreeMap<String, Bytes>) -> BTreeMap<String, Asset> {
    let is_sidecar = |key: &str| [".gz", ".br"].iter().any(|end| key.strip_suffix(end).is_some_and(|base| files.contains_key(base)));
    let bases: Vec<String> = files.keys().filter(|key| !is_sidecar(key)).cloned().collect();
    let mut assets = BTreeMap::new();
    for key in bases {
        let gzip = files.remove(&format!("{key}.gz"));
        let brotli = files.remove(&format!("{key}.br"));
        if let Some(bytes) = files.remove(&key) {
            let asset = asset(&key, bytes, gzip, brotli);
            assets.insert(key, asset);
        }
    }
    assets
}

/// File with these bytes, and its encodings where the build made them.
pub fn asset(key: &str, bytes: Bytes, gzip: Option<Bytes>, brotli: Option<Bytes>) -> Asset {
    let mut hash = catalogue::sha256(&bytes);
    hash.truncate(TAG_DIGITS);
    let representation = |bytes, packing: &str| Representation { bytes, etag: format!("\"{hash}{packing}\"") };
    Asset {
        media_type: media_type(key),
        immutable: name_has_hash(key),
        identity: representation(bytes, ""),
        gzip: gzip.map(|bytes| representation(bytes, "-gz")),
        brotli: brotli.map(|bytes| representation(bytes, "-br")),
    }
}

/// True if the file name ends in a hash of 64 bits after a dash, as `page-0123456789abcdef_bg.wasm` does. Trunk writes it without leading zeros, so that
/// one in sixteen has a digit less.
///
/// The folders `snippets/<crate>-<hash>/` of wasm-bindgen do not count: their hash is that of the crate's name and version, not of the content.
fn name_has_hash(key: &str) -> bool {
    let name = key.rsplit_once('/').map_or(key, |(_, name)| name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    let is_hash = |end: &str| (13..=16).contains(&end.len()) && end.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    stem.rsplit_once('-').is_some_and(|(before, end)| !before.is_empty() && is_hash(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_content_hash_makes_name_immutable() {
        for name in [
            "/page-0123456789abcdef_bg.wasm",
            "/page-0123456789abcdef.js",
            "/page-57bfc31281ccc06.js",
            "/a/styles-0123456789abcdef.css",
            "/worker-compat-0123456789abcdef_bg.wasm",
        ] {
            assert!(name_has_hash(name), "{name}");
        }
        for name in [
            "/index.html",
            "/sw.js",
            "/page-0123456789ABCDEF.js",
            "/page-0123456789ab.js",
            "/page-0123456789abcdef0.js",
            "/page0123456789abcdef.js",
            "/-0123456789abcdef.js",
            "/page-0123456789abcdef-old.js",
            "/snippets/crate-0123456789abcdef/inline0.js",
        ] {
            assert!(!name_has_hash(name), "{name}");
        }
    }

    #[test]
    fn sidecars_belong_to_their_file_and_have_own_tags() {
        let file = |name: &str| (name.to_owned(), Bytes::from(name.to_owned()));
        let assets = pack([file("/a.js"), file("/a.js.br"), file("/a.js.gz"), file("/b.js"), file("/lonely.gz")].into());
        assert_eq!(assets.keys().collect::<Vec<_>>(), ["/a.js", "/b.js", "/lonely.gz"]);
        let a = &assets["/a.js"];
        let hash = a.identity.etag.trim_matches('"');
        assert_eq!(hash.len(), 32);
        assert_eq!(a.brotli.as_ref().unwrap().etag, format!("\"{hash}-br\""));
        assert_eq!(a.gzip.as_ref().unwrap().bytes, "/a.js.gz");
        assert_ne!(assets["/b.js"].identity.etag, a.identity.etag);
    }
}
