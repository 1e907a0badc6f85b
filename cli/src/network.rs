//! Networks found and loaded by name or path.

use std::path::{Path, PathBuf};

use matting::catalogue::{self, Model};
use matting::{Saliency, Threads, U2Net};

use crate::arguments::NetworkFlags;
use crate::failure::Failure;

/// The bundled network is part of the program: it works from any folder.
const BUNDLED: &[u8] = include_bytes!("../../models/u2netp.onnx");

/// A network that is ready to run, and what to call it in reports.
#[derive(Debug)]
pub struct Network {
    /// Its name in the catalogue, or its file's name.
    pub name: String,
    /// The network.
    pub network: U2Net,
}

impl Network {
    /// The network as the core sees it.
    pub fn as_saliency(&self) -> &dyn Saliency {
        &self.network
    }
}

/// Location of a named network's file.
#[derive(Debug)]
pub enum Location {
    /// In the program itself.
    Bundled,
    /// In a folder.
    File(PathBuf),
    /// Nowhere.
    NotHere,
}

/// Loads the network that `--model` names. A file of the catalogue is held to its published checksum.
///
/// # Errors
/// A [`Failure`] with exit code 3.
pub fn load(flags: &NetworkFlags, threads: &Threads) -> Result<Network, Failure> {
    let (name_or_path, models) = (flags.model.as_str(), flags.models.as_deref());
    let Some(model) = catalogue::by_name(name_or_path) else { return from_path(name_or_path, threads) };
    let (path, onnx) = match locate(model, models) {
        Location::Bundled => (PathBuf::from(model.file), BUNDLED.to_vec()),
        Location::File(path) => (path.clone(), std::fs::read(&path).map_err(|error| Failure::Read { path, error })?),
        Location::NotHere => {
            let folders = folders(models).iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ");
            return Err(Failure::ModelNotHere { name: model.name, file: model.file, size: model.size, licence: model.licence, folders });
        }
    };
    let network = load_verified(model, &onnx, threads).map_err(|error| Failure::Model { path, error })?;
    Ok(Network { name: model.name.to_owned(), network })
}

fn load_verified(model: &Model, onnx: &[u8], threads: &Threads) -> Result<U2Net, matting::Error> {
    model.verify(onnx)?;
    U2Net::load_on(onnx, Some(model.input), threads)
}

fn from_path(path: &str, threads: &Threads) -> Result<Network, Failure> {
    let path = PathBuf::from(path);
    if !path.is_file() {
        let known = catalogue::MODELS.iter().map(|model| model.name).collect::<Vec<_>>().join(", ");
        return Err(Failure::UnknownModel { name: path.display().to_string(), known });
    }
    let onnx = std::fs::read(&path).map_err(|error| Failure::Read { path: path.clone(), error })?;
    let input = catalogue::by_bytes(&onnx).map(|model| model.input);
    let network = U2Net::load_on(&onnx, input, threads).map_err(|error| Failure::Model { path: path.clone(), error })?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(Network { name, network })
}

/// Location of a network of the catalogue: in a folder that was asked for, in the program, or in one of the usual folders.
pub fn locate(model: &Model, models: Option<&Path>) -> Location {
    let found = folders(models).into_iter().map(|folder| folder.join(model.file)).find(|path| path.is_file());
    match found {
        Some(path) if model.name != catalogue::BUNDLED.name || models.is_some_and(|folder| path.starts_with(folder)) => Location::File(path),
        _ if model.name == catalogue::BUNDLED.name => Location::Bundled,
        _ => Location::NotHere,
    }
}

/// `--models`, `models/` here and beside the program, and the folder where rembg keeps the same files.
fn folders(models: Option<&Path>) -> Vec<PathBuf> {
    let beside_program = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join("models")));
    let rembg = std::env::var_os("U2NET_HOME").map(PathBuf::from).or_else(|| std::env::home_dir().map(|home| home.join(".u2net")));
    models.map(Path::to_path_buf).into_iter().chain([PathBuf::from("models")]).chain(beside_program).chain(rembg).collect()
}
