//! Import of files: finds photos in folders and archives; other files are skipped and reported once.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::{Error, Limits};

use super::Page;
use super::photo::Photo;
use crate::protocol::Failure;
use crate::queue::file_kind::{FileKind, HEAD, SkipReason, SkippedFiles, has_network_name, has_picture_name, is_system_path};
use crate::text::{of_failure, queue_text, title_and_body};
use crate::web::file_source::{self, FoundFile, Source, folder_of};
use crate::web::unzip;

/// Number of photos that are added at once: the first are worked on while the rest is looked for.
const BATCH: usize = 16;

/// File name that Chrome gives to copied pixels.
const NAME_OF_COPIED_PIXELS: &str = "image.png";

/// State of an import.
#[derive(Default)]
struct Import {
    photos: Vec<Photo>,
    taken: usize,
    is_pasted: bool,
    has_network: bool,
    skipped: SkippedFiles,
}

impl Page {
    /// Imports dropped, pasted or picked files.
    pub fn import_files(self, sources: Vec<Source>, is_pasted: bool) {
        spawn_local(self.import(sources, is_pasted));
    }

    /// Imports files, to the last one. In a box, so that its code is in the page once.
    pub(super) fn import(self, sources: Vec<Source>, is_pasted: bool) -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(self.import_all(sources, is_pasted))
    }

    async fn import_all(self, sources: Vec<Source>, is_pasted: bool) {
        self.skipped.set(None);
        let mut import = Import { is_pasted, ..Import::default() };
        for source in sources {
            let mut unreadable = Vec::new();
            let found = file_source::files(source, &mut unreadable).await;
            unreadable.iter().for_each(|name| import.skipped.push(SkipReason::NotReadable, name));
            for found in found {
                self.import_file(found, &mut import).await;
            }
        }
        self.flush(&mut import);
        let Import { taken, has_network, skipped, .. } = import;
        match skipped.only() {
            _ if taken > 0 || has_network => {}
            None if skipped.is_empty() => self.refuse_transfer(Failure::NothingDropped),
            // Alone it is told as what was meant to be a photo.
            Some((SkipReason::NoPicture, name)) => {
                if self.refuse(Error::NotAPicture.into(), Some(name.to_owned())) {
                    return;
                }
            }
            Some((SkipReason::NotReadable, name)) => {
                if self.refuse(Failure::FileNotReadable, Some(name.to_owned())) {
                    return;
                }
            }
            None => drop(self.refuse(Failure::NothingDropped, None)),
        }
        if !skipped.is_empty() {
            self.skipped.set(Some(queue_text::skipped(&skipped)));
        }
    }

    /// Tells why nothing came of a drop or paste: in a line while a photo is being worked on.
    pub fn refuse_transfer(self, failure: Failure) {
        let sentence = title_and_body(&of_failure(&failure));
        let is_shown = self.refuse(failure, None);
        self.skipped.set((!is_shown).then_some(sentence));
    }

    /// Adds a file if it is a photo, and those of an archive.
    async fn import_file(self, FoundFile { file, folder }: FoundFile, import: &mut Import) {
        let name = file.name();
        if is_system_path(&format!("{folder}/{name}")) {
            return;
        }
        if has_network_name(&name) {
            import.has_network = true;
            return self.networks.add_file(file);
        }
        let Some(head) = unzip::head(&file, HEAD).await else { return import.skipped.push(SkipReason::NotReadable, &name) };
        match FileKind::of(&name, &file.type_(), &head) {
            FileKind::Picture => {
                let name = Some(name).filter(|name| !(import.is_pasted && name == NAME_OF_COPIED_PIXELS));
                self.add_photo(Photo::new(file.into(), name.as_deref(), &folder), import);
            }
            FileKind::Archive => self.import_archive(&file, &name, import).await,
            FileKind::Other => import.skipped.push(SkipReason::NoPicture, &name),
        }
    }

    async fn import_archive(self, archive: &web_sys::Blob, archive_name: &str, import: &mut Import) {
        let Some(entries) = unzip::entries(archive).await else { return import.skipped.push(SkipReason::NotReadable, archive_name) };
        for entry in entries.iter().filter(|entry| !is_system_path(&entry.path)) {
            let folder = folder_of(&entry.path);
            let name = entry.path.rsplit('/').next().unwrap_or_default();
            if !has_picture_name(name) {
                import.skipped.push(SkipReason::NoPicture, name);
                continue;
            }
            match unzip::file(archive, entry, Limits::default().max_file_bytes).await {
                Some(file) => self.add_photo(Photo::new(file, Some(name), folder), import),
                None => import.skipped.push(SkipReason::NotReadable, name),
            }
        }
    }

    fn add_photo(self, photo: Photo, import: &mut Import) {
        import.photos.push(photo);
        if import.photos.len() == BATCH {
            self.flush(import);
        }
    }

    /// Adds the photos found so far. The first one of an import is shown.
    fn flush(self, import: &mut Import) {
        let photos = std::mem::take(&mut import.photos);
        if !photos.is_empty() {
            self.add_photos(photos, import.taken == 0);
            import.taken += BATCH;
        }
    }
}
