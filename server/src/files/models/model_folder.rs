//! Folder of the models, and what is known of its files. A digest is taken once, and anew only when size or time of the file are others.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use catalogue::{BUNDLED, MODELS, Model};

use super::description::{Description, is_name};
use super::model_file::{Content, ModelFile, Stamp};
use crate::error::StartupError;

/// Shortest time between two looks at the folder.
const INTERVAL: Duration = Duration::from_secs(1);

/// Files of networks, by the ending of their name.
const ENDING: &str = ".onnx";

/// Networks of the folder.
pub type Files = Arc<Vec<Arc<ModelFile>>>;

/// Folder of the models.
#[derive(Debug)]
pub struct ModelFolder {
    folder: PathBuf,
    /// Network inside the program, which a file of its name in the folder takes the place of.
    bundled: Option<Arc<ModelFile>>,
    files: RwLock<Files>,
    look: Mutex<Look>,
}

/// State of the looks after the first one.
#[derive(Debug)]
struct Look {
    last: Instant,
    /// Files that were there in the last look.
    seen: BTreeMap<String, Stamp>,
    /// What was said of files that are left out, so that it is said once.
    said: BTreeMap<String, String>,
}

impl Look {
    fn is_due(&self) -> bool {
        self.last.elapsed() >= INTERVAL
    }
}

impl ModelFolder {
    /// Looks at the folder and reads each network in it once. A folder that is not there is an empty one.
    ///
    /// # Errors
    /// [`StartupError::Unreadable`].
    pub fn open(folder: &Path) -> Result<Self, StartupError> {
        Self::with_bundled(folder, None)
    }

    /// As [`Self::open`], with the ONNX file of u2netp for a folder that has none.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn with_bundled(folder: &Path, u2netp: Option<Bytes>) -> Result<Self, StartupError> {
        let unreadable = |source| StartupError::Unreadable { path: folder.to_owned(), source };
        let seen = stamps(folder).map_err(unreadable)?;
        let mut said = BTreeMap::new();
        let mut files = Vec::new();
        for (file, stamp) in &seen {
            let read = || Content::read(&folder.join(file));
            match model_file(folder, file, *stamp, None, &mut said, read) {
                Ok(model) => files.extend(model.map(Arc::new)),
                Err(source) => return Err(StartupError::Unreadable { path: folder.join(file), source }),
            }
        }
        let bundled = u2netp.map(|bytes| Arc::new(bundled(folder, bytes)));
        complete(&mut files, bundled.as_ref());
        for model in &files {
            tracing::info!(model = model.name, bytes = model.content.stamp.bytes, "model is handed out");
        }
        if files.is_empty() {
            tracing::warn!("{} has no model, so the page can show itself but not cut anything out; name the folder with --models", folder.display());
        }
        let look = Look { last: Instant::now(), seen, said };
        Ok(Self { folder: folder.to_owned(), bundled, files: RwLock::new(Arc::new(files)), look: Mutex::new(look) })
    }

    /// Networks as they are known now, those of the catalogue first.
    pub fn files(&self) -> Files {
        Arc::clone(&self.files.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Network with this file.
    pub fn file(&self, file: &str) -> Option<Arc<ModelFile>> {
        self.files().iter().find(|model| model.file == file).cloned()
    }

    /// Looks at the folder again beside the request that asks, unless that was done a moment ago or is being done. Must run inside a tokio runtime.
    pub fn look_again(self: &Arc<Self>) {
        // While one look reads a file, no other begins.
        let is_due = self.look.try_lock().is_ok_and(|look| look.is_due());
        if is_due {
            let this = Arc::clone(self);
            let look = move || {
                if let Ok(look) = this.look.try_lock()
                    && look.is_due()
                {
                    this.look_with(look);
                }
            };
            // Nobody waits for it: the next request finds what it found.
            drop(tokio::task::spawn_blocking(look));
        }
    }

    /// Looks at the folder again. A file that is new or has changed counts once it was the same in two looks: it may still be being copied.
    pub fn look_now(&self) {
        self.look_with(self.look.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn look_with(&self, mut look: MutexGuard<'_, Look>) {
        look.last = Instant::now();
        let seen = match stamps(&self.folder) {
            Ok(seen) => seen,
            Err(error) => return tracing::warn!("{} cannot be read ({error}); models stay as they were", self.folder.display()),
        };
        let known = self.files();
        let mut files = Vec::new();
        for (file, stamp) in &seen {
            let before = known.iter().find(|model| model.file == *file);
            let is_settled = before.is_some_and(|before| before.content.stamp == *stamp) || look.seen.get(file) == Some(stamp);
            if !is_settled {
                files.extend(before.cloned());
                continue;
            }
            let read = || Content::read(&self.folder.join(file));
            match model_file(&self.folder, file, *stamp, before, &mut look.said, read) {
                Ok(model) => files.extend(model.map(Arc::new)),
                Err(error) => {
                    tracing::warn!("{} cannot be read ({error}) and is left out", self.folder.join(file).display());
                }
            }
        }
        complete(&mut files, self.bundled.as_ref());
        look.said.retain(|file, _| seen.contains_key(file));
        look.seen = seen;
        let summary =
            |files: &[Arc<ModelFile>]| files.iter().map(|model| (model.file.clone(), model.content.digests.sha256.clone())).collect::<Vec<_>>();
        if summary(&files) != summary(&known) {
            tracing::info!(models = files.len(), "the folder of the models has changed");
        }
        *self.files.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(files);
    }
}

/// Networks of a folder with their sizes and times.
fn stamps(folder: &Path) -> io::Result<BTreeMap<String, Stamp>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        entries => entries?,
    };
    let mut found = BTreeMap::new();
    for entry in entries {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        // Links count as what they lead to: data is often kept elsewhere.
        if name.ends_with(ENDING)
            && !name.starts_with('.')
            && let Ok(metadata) = fs::metadata(entry.path())
            && metadata.is_file()
        {
            found.insert(name, Stamp::from(&metadata));
        }
    }
    Ok(found)
}

/// What is known of a file, from `before` where it has not changed. `None` for one that is not handed out; `said` has the sentences that were logged.
fn model_file(
    folder: &Path,
    file: &str,
    stamp: Stamp,
    before: Option<&Arc<ModelFile>>,
    said: &mut BTreeMap<String, String>,
    read: impl FnOnce() -> io::Result<Content>,
) -> io::Result<Option<ModelFile>> {
    let path = folder.join(file);
    let mut say = |sentence: String| {
        if said.get(file) != Some(&sentence) {
            tracing::warn!("{sentence}");
            said.insert(file.to_owned(), sentence);
        }
    };
    let name = file.strip_suffix(ENDING).unwrap_or(file).to_owned();
    let row = MODELS.iter().find(|model| model.file == file);
    let description = match row {
        Some(Model { purpose, licence, input, .. }) => Description { purpose: (*purpose).to_owned(), licence: (*licence).to_owned(), input: *input },
        None => {
            let toml = folder.join(format!("{name}.toml"));
            if !is_name(&name) || MODELS.iter().any(|model| model.name == name) {
                say(format!("{} is left out: name it with letters, digits and -_. only, and not as a network of the catalogue", path.display()));
                return Ok(None);
            }
            if !toml.is_file() {
                say(format!("{} is left out: describe it in {name}.toml beside it, with purpose, licence and side", path.display()));
                return Ok(None);
            }
            match Description::read(&toml) {
                Ok(description) => description,
                Err(detail) => {
                    say(format!("{} {detail}; {file} is left out", toml.display()));
                    return Ok(None);
                }
            }
        }
    };
    let content = match before.filter(|before| before.content.stamp == stamp) {
        Some(before) => before.content.clone(),
        None => match read() {
            // It changed while it was read, and counts in a later look.
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(None),
            content => content?,
        },
    };
    let damaged = row.and_then(|row| row.verify_digests(&content.digests).err());
    match &damaged {
        Some(damaged) => say(format!("{}: {damaged}; it is not listed in models.json, and not in the API", path.display())),
        None => {
            said.remove(file);
        }
    }
    let Description { purpose, licence, input } = description;
    let name = row.map_or(name, |row| row.name.to_owned());
    Ok(Some(ModelFile { name, file: file.to_owned(), path, content, purpose, licence, input, is_sound: damaged.is_none() }))
}

/// u2netp inside the program.
fn bundled(folder: &Path, onnx: Bytes) -> ModelFile {
    ModelFile {
        name: BUNDLED.name.to_owned(),
        file: BUNDLED.file.to_owned(),
        path: folder.join(BUNDLED.file),
        is_sound: BUNDLED.verify(&onnx).is_ok(),
        content: Content::bundled(onnx),
        purpose: BUNDLED.purpose.to_owned(),
        licence: BUNDLED.licence.to_owned(),
        input: BUNDLED.input,
    }
}

/// The files with the bundled one, unless the folder has its own; networks of the catalogue in its order, then the others by their names.
fn complete(files: &mut Vec<Arc<ModelFile>>, bundled: Option<&Arc<ModelFile>>) {
    files.extend(bundled.filter(|bundled| files.iter().all(|model| model.file != bundled.file)).cloned());
    files.sort_by_key(|model| (MODELS.iter().position(|row| row.file == model.file).unwrap_or(usize::MAX), model.name.clone()));
}
