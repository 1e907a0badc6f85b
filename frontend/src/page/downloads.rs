//! Downloads: cut-outs as one ZIP archive, whose parts are the files themselves and never in the page's memory, or straight into a folder.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::FileSystemDirectoryHandle;

use super::Page;
use super::photo::PictureFile;
use crate::editing::Edits;
use crate::queue::Status;
use crate::queue::output_names::OutputNames;
use crate::queue::zip_writing::{DosTime, StoredFile, ZipWriter};
use crate::state::PhotoId;
use crate::text::{self, queue_text};
use crate::web::clock::{local_time, now_ms};
use crate::web::object_url::{ObjectUrl, joined};
use crate::web::save;

/// Time that a browser may take to begin with a download, in ms, and bytes that it then at least saves in a ms.
const BEGINNING: f64 = 10_000.0;
const BYTES_IN_A_MS: f64 = 20_000.0;

/// State of the downloads; copies share it.
#[derive(Clone, Copy)]
pub struct Downloads {
    /// Status message.
    pub sentence: RwSignal<Option<String>>,
    /// True during a download.
    pub is_busy: RwSignal<bool>,
    /// Address of the last archive, which the browser may still be reading.
    archive: StoredValue<Option<ObjectUrl>, LocalStorage>,
    /// Time until which the browser may be reading the files of a download, on the page's clock: it does not tell when it is through.
    read_until_ms: StoredValue<f64>,
}

/// Cut-out with its name.
struct Named {
    path: String,
    file: PictureFile,
}

impl Default for Downloads {
    fn default() -> Self {
        Self {
            sentence: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            archive: StoredValue::new_local(None),
            read_until_ms: StoredValue::new(0.0),
        }
    }
}

impl Downloads {
    /// True during a download, without tracking.
    pub fn is_busy_untracked(self) -> bool {
        self.is_busy.get_untracked()
    }

    /// Notes the download of a file with this number of bytes.
    pub fn begin_download(self, bytes: u64) {
        let until_ms = now_ms() + BEGINNING + bytes as f64 / BYTES_IN_A_MS;
        self.read_until_ms.update_value(|before| *before = before.max(until_ms));
    }

    /// Time for which a download may still be reading its files, in ms; 0 once it is through.
    pub fn read_for_ms(self) -> f64 {
        let left_ms = (self.read_until_ms.get_value() - now_ms()).max(0.0);
        // Files that are being saved in a folder are read by the page itself.
        if self.is_busy_untracked() { left_ms.max(BEGINNING) } else { left_ms }
    }
}

impl Page {
    /// Downloads the cut-outs of these photos: one as it is, several as an archive.
    pub fn download(self, ids: Vec<PhotoId>) {
        self.run_download(async move {
            let files = self.files(&ids, &mut OutputNames::default()).await;
            let (url, name) = match &files[..] {
                [] => return None,
                [Named { path, file }] => (file.url.clone(), path.rsplit('/').next().unwrap_or_default().to_owned()),
                files => match archive(files) {
                    Some(archive) => (ObjectUrl::of(&archive), queue_text::ARCHIVE.to_owned()),
                    None => return Some(queue_text::NO_ROOM.text()),
                },
            };
            self.downloads.begin_download(files.iter().map(|named| named.file.bytes()).sum());
            save::download(&url, &name);
            self.downloads.archive.set_value(Some(url));
            Some(queue_text::downloaded(files.len(), ids.len()))
        });
    }

    /// Saves the cut-outs of these photos in a folder that the person gives. What is there already stays: new files get numbers.
    pub fn save_in_folder(self, ids: Vec<PhotoId>) {
        self.run_download(async move {
            // At once: the browser asks only as long as it knows of the person's click.
            let folder = save::ask_for_folder().await?;
            let files = self.files(&ids, &mut OutputNames::default()).await;
            let mut names = OutputNames::default();
            let (mut saved, all) = (0, files.len());
            for Named { path, file } in files {
                self.downloads.sentence.set(Some(queue_text::saving(saved, all)));
                let path = free_path(&folder, &path, &mut names).await;
                if save::write(&folder, &path, &file.blob).await.is_err() {
                    return Some(queue_text::not_saved(saved, all));
                }
                saved += 1;
            }
            Some(queue_text::saved(saved, ids.len(), &folder.name()))
        });
    }

    /// Runs one download at a time; the result is the status message.
    fn run_download(self, work: impl Future<Output = Option<String>> + 'static) {
        if self.downloads.is_busy.get_untracked() {
            return;
        }
        self.downloads.is_busy.set(true);
        self.downloads.sentence.set(None);
        spawn_local(async move {
            let sentence = work.await;
            self.downloads.sentence.set(sentence);
            self.downloads.is_busy.set(false);
        });
    }

    /// Files of the photos that are cut out, with the present settings; one that cannot be made is left out.
    async fn files(self, ids: &[PhotoId], names: &mut OutputNames) -> Vec<Named> {
        let mut files = Vec::new();
        for (number, id) in ids.iter().enumerate() {
            let Some((photo, stem, folder)) = self.state.with_untracked(|state| {
                let item = state.item(*id).filter(|item| matches!(item.status, Status::Done(_)))?;
                Some((item.id, item.photo.stem().map(str::to_owned), item.photo.folder.clone()))
            }) else {
                continue;
            };
            if self.is_rewritten(photo) {
                self.downloads.sentence.set(Some(queue_text::finishing(ids.len() - number)));
            }
            let Some((file, output_format)) = self.finished_file(photo).await else { continue };
            let path = names.give(&folder, stem.as_deref().unwrap_or(text::PHOTO), text::SUFFIX, output_format.extension());
            files.push(Named { path, file });
        }
        files
    }

    /// File of a photo with its present settings, as soon as it is there; `None` if it cannot be made.
    async fn finished_file(self, id: PhotoId) -> Option<(PictureFile, matting::OutputFormat)> {
        loop {
            let state = |edits: &Edits<PictureFile>| {
                let file = edits.file().map(|rendered| (rendered.file.clone(), rendered.recipe.options.encoding.output_format()));
                (file, edits.failure().is_some())
            };
            match untrack(|| self.editor.with_edits(id, state))? {
                (Some(file), _) => return Some(file),
                (None, true) => return None,
                // The photo that is shown is written when its file is requested, even during brushing.
                (None, false) if self.state.with_untracked(|state| state.shown()) == Some(id) => drop(self.editor.file().await),
                (None, false) => {
                    self.process();
                    self.changes.notified().await;
                }
            }
        }
    }
}

/// Path that the folder does not have yet.
async fn free_path(folder: &FileSystemDirectoryHandle, path: &str, names: &mut OutputNames) -> String {
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    loop {
        let path = names.give(parent, stem, "", extension);
        if !save::is_there(folder, &path).await {
            return path;
        }
    }
}

/// Archive of files, none of which is read here; `None` where the browser has no room.
fn archive(files: &[Named]) -> Option<web_sys::Blob> {
    let (mut writer, parts) = (ZipWriter::new(DosTime::of(local_time())), Array::new());
    for Named { path, file } in files {
        let header = writer.header(&StoredFile { path: path.clone(), crc: file.crc, size: file.bytes() });
        parts.push(&Uint8Array::from(&header[..]));
        parts.push(&file.blob);
    }
    parts.push(&Uint8Array::from(&writer.finish()[..]));
    joined(&parts, "application/zip")
}
