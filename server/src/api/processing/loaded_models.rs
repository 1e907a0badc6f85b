//! Models of the API: the bundled one in the program, others from the folder of the models. Each is loaded at its first use; the least recently used are
//! dropped when all together exceed the budget.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use matting::catalogue::{BUNDLED, FileDigests, U2NETP};
use matting::{Error, NetworkInput, Saliency, Threads, U2Net};

use super::choice::Choice;
use crate::api::api_error::ApiError;
use crate::files::models::{ModelFile, ModelFolder};

/// Time after which a network that could not be loaded is tried again.
const TRIED_AGAIN: Duration = Duration::from_secs(30);

/// Network that every worker uses; each run has its own state and takes the threads of the worker that it runs in.
pub type SharedNetwork = Arc<dyn Saliency + Send + Sync>;

/// Available models, and those that are loaded.
pub struct LoadedModels {
    folder: Option<Arc<ModelFolder>>,
    /// Most bytes of files whose networks are kept.
    budget: u64,
    loaded: Mutex<Loaded>,
    /// Signalled when a load ends.
    ended: Condvar,
}

#[derive(Default)]
struct Loaded {
    slots: Vec<Slot>,
    /// Number of uses so far, by which the latest ones are known.
    uses: u64,
}

struct Slot {
    choice: Choice,
    /// Bytes of the file, which count from the beginning of the load on.
    bytes: u64,
    state: State,
    /// Photos that it works on.
    users: usize,
    last_use: u64,
}

enum State {
    Loading,
    Ready(SharedNetwork),
    Failed { error: Error, since: Instant },
}

/// Network of the folder, or the bundled one.
#[derive(Debug, Clone)]
pub struct AvailableModel {
    /// What a request names.
    pub choice: Choice,
    /// Subjects that it is good at.
    pub purpose: String,
    /// `None` in the program itself.
    file: Option<Arc<ModelFile>>,
}

/// Use of a network. It stays loaded as long as this lives, and is counted once however many there are.
pub struct InUse {
    /// The network.
    pub network: SharedNetwork,
    models: Arc<LoadedModels>,
    choice: Choice,
}

impl std::fmt::Debug for LoadedModels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.available().iter().map(|model| &model.choice.name)).finish()
    }
}

impl std::fmt::Debug for InUse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("InUse").field(&self.choice.name).finish()
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        let mut loaded = self.models.lock();
        if let Some(slot) = loaded.slots.iter_mut().find(|slot| slot.choice == self.choice) {
            slot.users = slot.users.saturating_sub(1);
        }
        loaded.make_room(self.models.budget, 0);
    }
}

impl LoadedModels {
    /// Bundled network and those of this folder, of which as many are kept loaded as have files of `budget` bytes together.
    pub fn of_folder(folder: Arc<ModelFolder>, budget: u64) -> Self {
        let models = Self { folder: Some(folder), budget, loaded: Mutex::default(), ended: Condvar::new() };
        for file in models.files().iter().filter(|file| file.is_sound && file.content.stamp.bytes > budget) {
            tracing::warn!(
                "the API has no {}: its file has {} MiB, and --api-model-mib allows {}",
                file.name,
                file.content.stamp.bytes.div_ceil(1 << 20),
                budget >> 20
            );
        }
        models
    }

    /// Network under the name of the bundled one.
    pub fn only(network: SharedNetwork) -> Self {
        let slot = Slot { choice: Choice::bundled(), bytes: 0, state: State::Ready(network), users: 0, last_use: 0 };
        let loaded = Loaded { slots: vec![slot], uses: 0 };
        Self { folder: None, budget: u64::MAX, loaded: Mutex::new(loaded), ended: Condvar::new() }
    }

    /// Available models, the bundled one first.
    pub fn available(&self) -> Vec<AvailableModel> {
        let bundled = AvailableModel { choice: Choice::bundled(), purpose: BUNDLED.purpose.to_owned(), file: None };
        let files = self.files();
        let fits = |file: &&Arc<ModelFile>| file.is_sound && file.name != BUNDLED.name && file.content.stamp.bytes <= self.budget;
        let model = |file: &Arc<ModelFile>| AvailableModel {
            choice: Choice { name: file.name.as_str().into(), sha256: file.content.digests.sha256.as_str().into() },
            purpose: file.purpose.clone(),
            file: Some(Arc::clone(file)),
        };
        [bundled].into_iter().chain(files.iter().filter(fits).map(model)).collect()
    }

    /// Choices of [`Self::available`]. Files that came or changed count from one of the next requests on. Must run inside a tokio runtime.
    pub fn choices(&self) -> Vec<Choice> {
        if let Some(folder) = &self.folder {
            folder.look_again();
        }
        self.available().into_iter().map(|model| model.choice).collect()
    }

    /// Network that was chosen. Loading it takes seconds where it is large: whoever wants the same one meanwhile waits for it, others do not.
    ///
    /// # Errors
    /// [`ApiError::UnknownModel`] when it has gone or changed since it was chosen; [`ApiError::Network`] when it cannot be loaded.
    pub fn get(self: &Arc<Self>, choice: &Choice) -> Result<InUse, ApiError> {
        let in_use = |network: &SharedNetwork| InUse { network: Arc::clone(network), models: Arc::clone(self), choice: choice.clone() };
        let mut loaded = self.lock();
        loop {
            loaded.uses += 1;
            let now = loaded.uses;
            let Some(index) = loaded.slots.iter().position(|slot| slot.choice == *choice) else { break };
            let slot = &mut loaded.slots[index];
            match &slot.state {
                State::Ready(network) => {
                    let network = in_use(network);
                    slot.users += 1;
                    slot.last_use = now;
                    return Ok(network);
                }
                State::Loading => loaded = self.ended.wait(loaded).unwrap_or_else(PoisonError::into_inner),
                State::Failed { error, since } if since.elapsed() < TRIED_AGAIN => return Err(ApiError::Network(error.clone())),
                State::Failed { .. } => drop(loaded.slots.swap_remove(index)),
            }
        }
        let available = self.available();
        let Some(model) = available.iter().find(|model| model.choice == *choice) else {
            drop(loaded);
            return Err(ApiError::unknown_model(&choice.name, available.iter().map(|model| &model.choice)));
        };
        let bytes = model.bytes();
        loaded.make_room(self.budget, bytes);
        // Versions of files that are there no more need not be remembered, unless a photo still has one.
        loaded.slots.retain(|slot| slot.users > 0 || !slot.is_settled() || available.iter().any(|model| model.choice == slot.choice));
        let last_use = loaded.uses;
        loaded.slots.push(Slot { choice: choice.clone(), bytes, state: State::Loading, users: 1, last_use });
        drop(loaded);
        let outcome = catch_unwind(AssertUnwindSafe(|| model.load()));
        let outcome = outcome.unwrap_or_else(|_| Err(Error::ModelUnusable { detail: "it is damaged".to_owned() }));
        let mut loaded = self.lock();
        let slot = loaded.slots.iter_mut().find(|slot| slot.choice == *choice);
        let got = match outcome {
            Ok(network) => {
                tracing::info!(model = %choice.name, "the network is ready");
                let got = in_use(&network);
                if let Some(slot) = slot {
                    slot.state = State::Ready(network);
                }
                Ok(got)
            }
            Err(error) => {
                tracing::error!(model = %choice.name, "{error}");
                if let Some(slot) = slot {
                    (slot.bytes, slot.users) = (0, 0);
                    slot.state = State::Failed { error: error.clone(), since: Instant::now() };
                }
                Err(ApiError::Network(error))
            }
        };
        drop(loaded);
        self.ended.notify_all();
        got
    }

    /// Names of the networks that are loaded or being loaded, the latest used last.
    pub fn loaded(&self) -> Vec<Arc<str>> {
        let loaded = self.lock();
        let mut slots: Vec<&Slot> = loaded.slots.iter().filter(|slot| !matches!(slot.state, State::Failed { .. })).collect();
        slots.sort_by_key(|slot| slot.last_use);
        slots.into_iter().map(|slot| Arc::clone(&slot.choice.name)).collect()
    }

    fn files(&self) -> Arc<Vec<Arc<ModelFile>>> {
        self.folder.as_ref().map(|folder| folder.files()).unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Loaded> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Loaded {
    /// Drops networks that no photo uses, the longest unused first, until `more` bytes fit. Those in use stay, also where they are too much: dropping one
    /// would free nothing before its photo is done, and the next photo would load it a second time.
    fn make_room(&mut self, budget: u64, more: u64) {
        while self.slots.iter().map(|slot| slot.bytes).sum::<u64>().saturating_add(more) > budget {
            let idle = self.slots.iter().enumerate().filter(|(_, slot)| slot.users == 0 && matches!(slot.state, State::Ready(_)));
            let Some((index, _)) = idle.min_by_key(|(_, slot)| slot.last_use) else { return };
            let slot = self.slots.swap_remove(index);
            tracing::info!(model = %slot.choice.name, "the network makes room for another");
        }
    }
}

impl Slot {
    fn is_settled(&self) -> bool {
        !matches!(self.state, State::Loading)
    }
}

impl AvailableModel {
    fn bytes(&self) -> u64 {
        self.file.as_ref().map_or(BUNDLED.bytes, |file| file.content.stamp.bytes)
    }

    fn load(&self) -> Result<SharedNetwork, Error> {
        let Some(file) = &self.file else { return ready(U2NETP.to_vec(), BUNDLED.input) };
        let unusable = |detail: String| Error::ModelUnusable { detail };
        let onnx = match &file.content.bytes {
            Some(bytes) => bytes.to_vec(),
            None => std::fs::read(&file.path).map_err(|error| unusable(error.to_string()))?,
        };
        if FileDigests::of(&onnx) != file.content.digests {
            return Err(unusable("its file has just changed; try again in a few seconds".to_owned()));
        }
        ready(onnx, file.input)
    }
}

fn ready(onnx: Vec<u8>, input: NetworkInput) -> Result<SharedNetwork, Error> {
    Ok(Arc::new(U2Net::load_on(onnx, Some(input), &Threads::of_rayon())?))
}

#[cfg(test)]
mod tests {
    use matting::catalogue::MODELS;

    use super::*;

    #[test]
    fn every_model_of_the_catalogue_has_a_label_in_the_statistics() {
        for model in MODELS {
            assert_ne!(beacon::Model::of(model.name), beacon::Model::Other, "{}", model.name);
        }
    }

    #[test]
    fn damaged_file_of_the_catalogue_is_no_choice_and_bundled_network_loads() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("silueta.onnx"), "not a network").unwrap();
        std::fs::write(folder.path().join("u2netp.onnx"), "the folder's copy is not asked").unwrap();
        let models = Arc::new(LoadedModels::of_folder(Arc::new(ModelFolder::open(folder.path()).unwrap()), u64::MAX));
        assert_eq!(models.available().len(), 1);
        assert!(models.get(&Choice::bundled()).is_ok());
        let damaged = Choice { name: "silueta".into(), sha256: "".into() };
        let error = models.get(&damaged).unwrap_err();
        assert!(error.to_string().contains("\"silueta\" is not available. These are: u2netp."), "{error}");
    }
}
