//! Networks and their threads: where a network's file is, and what may be asked for.

use std::path::{Path, PathBuf};

use matting::catalogue::folders::{Location, folders, locate};
use matting::catalogue::{self, Model};
use matting::{Error, InputOverrides, Threads, U2Net};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::failure::offcut_error;

/// Most threads that can be asked for.
const MAX_THREADS: usize = 256;

/// Sides of a network's square input in pixels.
const SIDES: std::ops::RangeInclusive<u32> = 32..=4096;

/// A network's file.
#[derive(Debug)]
pub struct NetworkFile {
    /// Name in the catalogue, or the file's.
    pub name: String,
    model: Option<&'static Model>,
    /// Nowhere of the bundled one.
    path: Option<PathBuf>,
}

impl NetworkFile {
    /// Its bytes.
    ///
    /// # Errors
    /// Those of the system.
    pub fn read(&self) -> std::io::Result<Vec<u8>> {
        self.path.as_ref().map_or_else(|| Ok(catalogue::U2NETP.to_vec()), std::fs::read)
    }

    /// The network, for the threads of the pool that this runs in. A file of the catalogue is held to its checksum.
    ///
    /// # Errors
    /// [`Error::ModelDamaged`], [`Error::ModelUnusable`].
    pub fn load(&self, onnx: Vec<u8>, overrides: InputOverrides) -> Result<U2Net, Error> {
        let known = match self.model {
            Some(model) => model.verify(&onnx).map(|()| Some(model))?,
            None => catalogue::by_bytes(&onnx),
        };
        U2Net::load_with_overrides(onnx, known.map(|model| model.input), overrides, &Threads::of_rayon())
    }
}

/// The file at `path`, or else the one of this name: of the catalogue, searched in `folder` first, or a path.
///
/// # Errors
/// `ValueError` for an unknown name, `OffcutError` where the file is not here.
pub fn find(py: Python<'_>, name: &str, path: Option<PathBuf>, folder: Option<&Path>) -> PyResult<NetworkFile> {
    let at = |path: PathBuf| {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        NetworkFile { name, model: None, path: Some(path) }
    };
    if let Some(path) = path {
        return Ok(at(path));
    }
    let Some(model) = catalogue::by_name(name) else {
        let path = PathBuf::from(name);
        if path.is_file() {
            return Ok(at(path));
        }
        let known = catalogue::MODELS.iter().map(|model| model.name).collect::<Vec<_>>().join(", ");
        return Err(PyValueError::new_err(format!("there is no model \"{name}\": use one of {known}, or the path of an ONNX file")));
    };
    let path = match locate(model, folder) {
        Location::Bundled => None,
        Location::File(path) => Some(path),
        Location::NotHere => {
            let folders = folders(folder).iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ");
            let (name, file) = (model.name, model.file);
            let sentence = format!(
                "the file of model {name} is not here: the command gets it ({}, {}) with `offcut models get {name}`; or put {file} into one of {folders}, \
                 or give its path as model_path",
                model.size(),
                model.licence
            );
            return Err(offcut_error(py, "model_not_here", sentence));
        }
    };
    Ok(NetworkFile { name: model.name.to_owned(), model: Some(model), path })
}

/// Parts of a network's input that take the place of its own.
///
/// # Errors
/// A sentence, without its full stop.
pub fn overrides(side: Option<i64>, mean: Option<[f32; 3]>, std: Option<[f32; 3]>) -> Result<InputOverrides, String> {
    let in_range = |side: i64| u32::try_from(side).ok().filter(|side| SIDES.contains(side));
    let side = match side {
        Some(typed) => {
            Some(in_range(typed).ok_or_else(|| format!("input_side: {typed} is not a number of pixels from {} to {}", SIDES.start(), SIDES.end()))?)
        }
        None => None,
    };
    if mean.is_some_and(|mean| mean.iter().any(|value| !value.is_finite())) {
        return Err("mean: each has to be a finite number".to_owned());
    }
    if std.is_some_and(|std| std.iter().any(|value| !(value.is_finite() && *value > 0.0))) {
        return Err("std: each has to be a finite number of more than 0".to_owned());
    }
    Ok(InputOverrides { side, mean, std })
}

/// So many threads, 0 being one for each core.
///
/// # Errors
/// `ValueError` for another number, `OffcutError` where the system does not give them.
pub fn pool(py: Python<'_>, typed: i64) -> PyResult<ThreadPool> {
    let count = usize::try_from(typed).ok().filter(|count| *count <= MAX_THREADS);
    let count =
        count.ok_or_else(|| PyValueError::new_err(format!("threads: {typed} is not a number from 0 to {MAX_THREADS}; 0 takes one for each core")))?;
    let count = if count == 0 { std::thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS) } else { count };
    let refused = |error: rayon::ThreadPoolBuildError| {
        offcut_error(py, "other", format!("the system does not give {count} threads ({error}): ask for fewer with threads"))
    };
    ThreadPoolBuilder::new().num_threads(count).build().map_err(refused)
}
