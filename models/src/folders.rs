//! Folders of networks' files: where each program looks for a network of the catalogue.

use std::path::{Path, PathBuf};

use crate::{BUNDLED, Model};

/// Location of a named network's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// In the program itself: it works from any folder.
    Bundled,
    /// In a folder.
    File(PathBuf),
    /// Nowhere.
    NotHere,
}

/// Location of a network of the catalogue: in the folder `wanted` that was asked for, in the program, or in one of the usual folders.
pub fn locate(model: &Model, wanted: Option<&Path>) -> Location {
    let found = folders(wanted).into_iter().map(|folder| folder.join(model.file)).find(|path| path.is_file());
    match found {
        Some(path) if model.name != BUNDLED.name || wanted.is_some_and(|folder| path.starts_with(folder)) => Location::File(path),
        _ if model.name == BUNDLED.name => Location::Bundled,
        _ => Location::NotHere,
    }
}

/// Offcut's own folder for networks, in the person's folder for data of programs: `~/.local/share/offcut/models` by XDG, `~/Library/Application Support` and
/// `%LOCALAPPDATA%` elsewhere.
pub fn kept_folder() -> Option<PathBuf> {
    dirs::data_local_dir().map(|data| data.join("offcut").join("models"))
}

/// Folders in the order in which they are searched: the one that was asked for, `models/` here and beside the program, Offcut's own folder, and the one
/// where rembg keeps the same files.
pub fn folders(wanted: Option<&Path>) -> Vec<PathBuf> {
    let beside_program = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join("models")));
    let rembg = std::env::var_os("U2NET_HOME").map(PathBuf::from).or_else(|| std::env::home_dir().map(|home| home.join(".u2net")));
    wanted.map(Path::to_path_buf).into_iter().chain([PathBuf::from("models")]).chain(beside_program).chain(kept_folder()).chain(rembg).collect()
}
