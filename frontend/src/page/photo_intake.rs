//! Files that come in: photos of folders and archives are found, and what is not a photo is passed over and said once.

use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::{Error, Limits};

use super::Page;
use super::photo::Photo;
use crate::protocol::Failure;
use crate::queue::intake::{HEAD, Kind, PassedOver, Reason, has_picture_name, is_of_system};
use crate::text::queue_text;
use crate::web::file_source::{self, Found, Source, folder_of};
use crate::web::unzip;

/// Number of photos that are added at once: the first are worked on while the rest is looked for.
const BATCH: usize = 16;

/// File name that Chrome gives to copied pixels.
const NAME_OF_COPIED_PIXELS: &str = "image.png";

/// Photos found so far.
#[derive(Default)]
struct Findings {
    photos: Vec<Photo>,
    taken: usize,
    is_pasted: bool,
    passed: PassedOver,
}

impl Page {
    /// Takes what was dropped, pasted or picked.
    pub fn take_files(self, sources: Vec<Source>, is_pasted: bool) {
        spawn_local(async move {
            self.passed_over.set(None);
            let mut findings = Findings { is_pasted, ..Findings::default() };
            for source in sources {
                let mut unreadable = Vec::new();
                let found = file_source::files(source, &mut unreadable).await;
                unreadable.iter().for_each(|name| findings.passed.push(Reason::NotReadable, name));
                for found in found {
                    self.look_at(found, &mut findings).await;
                }
            }
            self.hand_in(&mut findings);
            let Findings { taken, passed, .. } = findings;
            match passed.only() {
                _ if taken > 0 => {}
                None if passed.is_empty() => drop(self.refuse(Failure::NothingDropped, None)),
                // Alone it is told as what was meant to be a photo.
                Some((Reason::NoPicture, name)) => {
                    if self.refuse(Error::NotAPicture.into(), Some(name.to_owned())) {
                        return;
                    }
                }
                Some((Reason::NotReadable, name)) => {
                    if self.refuse(Failure::FileNotReadable, Some(name.to_owned())) {
                        return;
                    }
                }
                None => drop(self.refuse(Failure::NothingDropped, None)),
            }
            if !passed.is_empty() {
                self.passed_over.set(Some(queue_text::passed_over(&passed)));
            }
        });
    }

    /// Adds a file if it is a photo, and those of an archive.
    async fn look_at(self, Found { file, folder }: Found, findings: &mut Findings) {
        let name = file.name();
        if is_of_system(&format!("{folder}/{name}")) {
            return;
        }
        let Some(head) = unzip::head(&file, HEAD).await else { return findings.passed.push(Reason::NotReadable, &name) };
        match Kind::of(&name, &file.type_(), &head) {
            Kind::Picture => {
                let name = Some(name).filter(|name| !(findings.is_pasted && name == NAME_OF_COPIED_PIXELS));
                self.found(Photo::new(file.into(), name.as_deref(), &folder), findings);
            }
            Kind::Archive => self.look_into(&file, &name, findings).await,
            Kind::Other => findings.passed.push(Reason::NoPicture, &name),
        }
    }

    async fn look_into(self, archive: &web_sys::Blob, archive_name: &str, findings: &mut Findings) {
        let Some(entries) = unzip::entries(archive).await else { return findings.passed.push(Reason::NotReadable, archive_name) };
        for entry in entries.iter().filter(|entry| !is_of_system(&entry.path)) {
            let folder = folder_of(&entry.path);
            let name = entry.path.rsplit('/').next().unwrap_or_default();
            if !has_picture_name(name) {
                findings.passed.push(Reason::NoPicture, name);
                continue;
            }
            match unzip::file(archive, entry, Limits::default().max_file_bytes).await {
                Some(file) => self.found(Photo::new(file, Some(name), folder), findings),
                None => findings.passed.push(Reason::NotReadable, name),
            }
        }
    }

    fn found(self, photo: Photo, findings: &mut Findings) {
        findings.photos.push(photo);
        if findings.photos.len() == BATCH {
            self.hand_in(findings);
        }
    }

    /// Adds the photos found so far. The first ones of a drop are looked at, later ones are not.
    fn hand_in(self, findings: &mut Findings) {
        let photos = std::mem::take(&mut findings.photos);
        if !photos.is_empty() {
            self.take(photos, findings.taken == 0);
            findings.taken += BATCH;
        }
    }
}
