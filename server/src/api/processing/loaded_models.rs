//! Models of the API: the bundled one in the program, others of the catalogue from the folder of the models.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use matting::catalogue::{BUNDLED, MODELS, Model};
use matting::{Error, Saliency, Threads, U2Net};

use crate::api::api_error::ApiError;

/// The bundled network is part of the program: the API needs no folder.
const BUNDLED_ONNX: &[u8] = include_bytes!("../../../../models/u2netp.onnx");

/// Network that every worker uses; each run has its own state and takes the threads of the worker that it runs in.
pub type SharedNetwork = Arc<dyn Saliency + Send + Sync>;

/// Available models, each loaded at its first use and then kept.
pub struct LoadedModels(Vec<Entry>);

struct Entry {
    model: &'static Model,
    /// `None` in the program itself.
    path: Option<PathBuf>,
    network: OnceLock<Result<SharedNetwork, Error>>,
}

impl std::fmt::Debug for LoadedModels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.available().map(|model| model.name)).finish()
    }
}

impl LoadedModels {
    /// Bundled network, and those whose files are in this folder.
    pub fn of_folder(models: &Path) -> Self {
        let entry = |model: &'static Model| {
            let path = (model.name != BUNDLED.name).then(|| models.join(model.file));
            let is_here = path.as_ref().is_none_or(|path| path.is_file());
            is_here.then(|| Entry { model, path, network: OnceLock::new() })
        };
        Self(MODELS.iter().filter_map(entry).collect())
    }

    /// Network under the name of the bundled one.
    pub fn only(network: SharedNetwork) -> Self {
        Self(vec![Entry { model: BUNDLED, path: None, network: OnceLock::from(Ok(network)) }])
    }

    /// Models, the bundled one first.
    pub fn available(&self) -> impl Iterator<Item = &'static Model> + Clone {
        self.0.iter().map(|entry| entry.model)
    }

    /// Network of a model. Loading it the first time takes seconds where it is large, and meanwhile others wait for it.
    ///
    /// # Errors
    /// [`ApiError::Network`] when its file is damaged, or gone since the start.
    pub fn get(&self, model: &Model) -> Result<SharedNetwork, ApiError> {
        let unknown = || ApiError::Network(Error::ModelUnusable { detail: format!("{} is not available", model.name) });
        let entry = self.0.iter().find(|entry| entry.model.name == model.name).ok_or_else(unknown)?;
        entry.network.get_or_init(|| entry.load()).clone().map_err(ApiError::Network)
    }
}

impl Entry {
    fn load(&self) -> Result<SharedNetwork, Error> {
        let Self { model, path, .. } = self;
        let loaded = match path {
            Some(path) => std::fs::read(path).map_err(|error| Error::ModelUnusable { detail: error.to_string() }).and_then(|onnx| ready(model, onnx)),
            None => ready(model, BUNDLED_ONNX.to_vec()),
        };
        match &loaded {
            Ok(_) => tracing::info!(model = model.name, "the network is ready"),
            Err(error) => tracing::error!(model = model.name, "{error}"),
        }
        loaded
    }
}

fn ready(model: &Model, onnx: Vec<u8>) -> Result<SharedNetwork, Error> {
    model.verify(&onnx)?;
    Ok(Arc::new(U2Net::load_on(onnx, Some(model.input), &Threads::of_rayon())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_of_the_catalogue_has_a_label_in_the_statistics() {
        for model in MODELS {
            assert_ne!(beacon::Model::of(model.name), beacon::Model::Other, "{}", model.name);
        }
    }

    #[test]
    fn damaged_file_is_an_error_and_bundled_network_loads() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("silueta.onnx"), "not a network").unwrap();
        std::fs::write(folder.path().join("u2netp.onnx"), "the folder's copy is not asked").unwrap();
        let models = LoadedModels::of_folder(folder.path());
        assert_eq!(models.available().map(|model| model.name).collect::<Vec<_>>(), ["u2netp", "silueta"]);
        let damaged = models.available().last().unwrap();
        assert!(matches!(models.get(damaged), Err(ApiError::Network(Error::ModelDamaged { .. }))));
        assert!(models.get(BUNDLED).is_ok());
    }
}
