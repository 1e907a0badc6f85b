//! `offcut-server export DIR`: the site as files, for a host of static files.
//!
//! The folder has the site, the models under `models/`, the packed forms beside their files for hosts that look for them, and `_headers`, which
//! Netlify and Cloudflare Pages read: a path on one line and its headers indented below, every matching path adding its own.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::assets::{self, Asset, Assets, REVALIDATED};
use super::mime::media_type;
use super::models::model_route::LIST;
use super::models::{ModelFolder, model_list};
use crate::config::{Config, ExportFlags};
use crate::error::StartupError;
use crate::headers;

/// Number of paths that Cloudflare Pages reads from `_headers`.
const MAX_PATHS: usize = 100;

/// Writes the folder.
///
/// # Errors
/// When the site or a model cannot be read, when the folder has files and `force` was not given, or when it cannot be written.
pub fn export(config: &Config, flags: &ExportFlags) -> Result<(), StartupError> {
    let assets = Assets::load(config)?;
    let models = ModelFolder::with_bundled(&config.models, config.bundle.network())?.files();
    let folder = &flags.folder;
    make_folder(folder)?;
    let has_files = fs::read_dir(folder).map_err(|source| unwritable(folder, source))?.next().is_some();
    if has_files && !flags.force {
        return Err(StartupError::FolderInUse { folder: folder.clone() });
    }
    for (path, asset) in assets.iter() {
        let file = folder.join(path.trim_start_matches('/'));
        for (ending, representation) in [("", Some(&asset.identity)), (".gz", asset.gzip.as_ref()), (".br", asset.brotli.as_ref())] {
            if let Some(representation) = representation {
                write(&PathBuf::from(format!("{}{ending}", file.display())), &representation.bytes)?;
            }
        }
    }
    let target = folder.join("models");
    make_folder(&target)?;
    for model in models.iter() {
        let copy = target.join(&model.file);
        match &model.content.bytes {
            Some(bytes) => write(&copy, bytes)?,
            None => fs::copy(&model.path, &copy).map(drop).map_err(|source| unwritable(&copy, source))?,
        }
    }
    let list = assets::asset(LIST, model_list::json(&models).into(), None, None);
    write(&target.join(LIST), &list.identity.bytes)?;
    let model_paths = models.iter().map(|model| format!("/models/{}", model.file)).chain([format!("/models/{LIST}")]);
    let model_paths: Vec<String> = model_paths.collect();
    write(&folder.join("_headers"), headers_file(&headers::for_every_answer(), &assets, &model_paths).as_bytes())?;
    tracing::info!("{} has {} files and their _headers", folder.display(), assets.iter().count() + model_paths.len());
    Ok(())
}

/// Text of `_headers`.
///
/// `Cache-Control` and `Content-Type` are given path by path and not once for all with exceptions: Cloudflare joins the values of every path that
/// matches.
fn headers_file(every_answer: &HeaderMap, assets: &Assets, models: &[String]) -> String {
    let mut text = String::from("/*\n");
    for (name, value) in every_answer {
        line(&mut text, name.as_str(), &String::from_utf8_lossy(value.as_bytes()));
    }
    let index = assets.get("/").map(|index| ("/", index));
    let paths: Vec<(&str, &Asset)> = index.into_iter().chain(assets.iter()).collect();
    for (path, asset) in &paths {
        text.push_str(&in_an_address(path));
        text.push('\n');
        line(&mut text, CACHE_CONTROL.as_str(), asset.cache_control());
        line(&mut text, CONTENT_TYPE.as_str(), asset.media_type);
    }
    for path in models {
        text.push_str(&in_an_address(path));
        text.push('\n');
        line(&mut text, CACHE_CONTROL.as_str(), REVALIDATED);
        line(&mut text, CONTENT_TYPE.as_str(), media_type(path));
    }
    let count = paths.len() + models.len() + 1;
    if count > MAX_PATHS {
        tracing::warn!("_headers has {count} paths; Cloudflare Pages reads the first {MAX_PATHS} only");
    }
    text
}

fn line(text: &mut String, name: &str, value: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "  {name}: {value}");
}

/// Path as browsers send it, which also keeps `*` and `:` of a file name from being read as wildcards.
fn in_an_address(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), StartupError> {
    if let Some(folder) = file.parent() {
        make_folder(folder)?;
    }
    fs::write(file, bytes).map_err(|source| unwritable(file, source))
}

fn make_folder(folder: &Path) -> Result<(), StartupError> {
    fs::create_dir_all(folder).map_err(|source| unwritable(folder, source))
}

fn unwritable(path: &Path, source: std::io::Error) -> StartupError {
    StartupError::Unwritable { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_name_is_no_wildcard() {
        assert_eq!(in_an_address("/a/b-c_d.~e.js"), "/a/b-c_d.~e.js");
        assert_eq!(in_an_address("/*:é (1).txt"), "/%2A%3A%C3%A9%20%281%29.txt");
    }
}
