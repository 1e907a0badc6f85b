//! A photo of the page as its record says it, and back.

use leptos::prelude::*;
use matting::Size;
use web_sys::{Blob, File};

use super::super::Page;
use super::super::photo::{Original, Photo, PictureFile};
use crate::editing::{Edits, Rendered};
use crate::protocol::Failure;
use crate::queue::kept::record::{background_file, cut_out_file, original_file, photo_file};
use crate::queue::kept::{BackgroundMark, FileMark, FirstResult, KeptCutOut, KeptStatus, Record};
use crate::queue::{Earlier, Item, Status};
use crate::state::{Finished, PhotoId};

/// Record of a photo as it is now, and the contents of its files by name.
pub struct Present {
    /// Record.
    pub record: Record,
    /// Files.
    pub files: Vec<(String, Blob)>,
}

fn size_of(size: Size) -> [u32; 2] {
    [size.width, size.height]
}

fn size([width, height]: [u32; 2]) -> Size {
    Size { width, height }
}

impl Page {
    /// Record of a photo, whose number on the device is `number`; `None` of one that is finished and has no edits.
    pub(super) fn present(self, item: &Item<Photo, Original>, number: u32) -> Option<Present> {
        let photo = &item.photo;
        let mut files = Vec::new();
        let mut mark = |name: String, blob: &Blob| {
            files.push((name.clone(), blob.clone()));
            FileMark { name, bytes: blob.size() as u64, mime: blob.type_() }
        };
        let name = photo.name.as_deref().map(str::to_owned);
        let file = mark(photo_file(number), &photo.blob);
        let mut record = Record::waiting(name, photo.folder.to_string(), file, self.editor.settings_for(item.id));
        match &item.status {
            Status::Working(_) => {}
            Status::Failed(failed) if failed.failure == Failure::Cancelled => record.status = KeptStatus::Cancelled,
            Status::Failed(_) => {}
            Status::Done(finished) => {
                let first = FirstResult {
                    original: finished.original.copy.as_ref().map(|copy| mark(original_file(number), copy)),
                    is_shown: finished.original.url.is_some(),
                    input: finished.original.input,
                    warnings: finished.original.warnings.clone(),
                    size: size_of(finished.size),
                    confidence: finished.confidence,
                    total_ms: finished.total_ms as f32,
                };
                let of_edits = |edits: &Edits<PictureFile>| {
                    let present = (edits.settings().clone(), edits.strokes().clone());
                    (present, edits.written_from().cloned(), edits.written().clone())
                };
                let (present, made_from, written) = untrack(|| self.editor.with_edits(item.id, of_edits))?;
                let Rendered { file: PictureFile { blob, crc, .. }, size, area, confidence, .. } = &written;
                let file = mark(cut_out_name(&written, number), blob);
                let cut_out = KeptCutOut { file, crc: *crc, size: size_of(*size), area: *area, confidence: *confidence, made_from, first };
                (record.settings, record.strokes) = present;
                record.status = KeptStatus::Done(Box::new(cut_out));
            }
        }
        record.backgrounds = record
            .background_numbers()
            .into_iter()
            .filter_map(|number| {
                let background = self.editor.background(number)?;
                let file = mark(background_file(&background.key), &background.blob);
                Some(BackgroundMark { number, title: background.name.to_string(), key: background.key.to_string(), file })
            })
            .collect();
        Some(Present { record, files })
    }

    /// Whether a photo would be lost, or work on it, if the tab were closed now.
    pub fn has_unkept_photos(self) -> bool {
        let is_kept = |item: &Item<Photo, Original>| {
            self.keeping.device.with_value(|device| {
                let place = device.places.get(&item.id)?;
                Some(self.present(item, place.number)?.record == *place.on_device.record.as_ref()?)
            })
        };
        self.state.with_untracked(|state| state.items().iter().any(|item| is_kept(item) != Some(true)))
    }

    /// Puts the file on the device in the place of the page's own, which the browser holds in memory.
    pub(super) fn use_file_of_device(self, id: PhotoId, number: u32, name: &str, file: &File) {
        let present =
            untrack(|| self.editor.with_edits(id, |edits| Some(edits.written()).filter(|written| cut_out_name(written, number) == name).cloned()));
        if let Some(Rendered { file: present, .. }) = present.flatten() {
            self.editor.replace_file(id, PictureFile::on_device(typed(file, &present.blob.type_()), present.crc));
        }
    }

    /// Photo of a record, whose edits and settings the editor gets under the number of this visit; `None` where a file is missing.
    pub(super) fn earlier(self, id: PhotoId, record: &Record, file: impl Fn(&FileMark) -> Option<Blob>) -> Option<Earlier<Photo, Original>> {
        let photo = Photo::new(file(&record.photo)?, record.name.as_deref(), &record.folder);
        let cut_out = match &record.status {
            KeptStatus::Waiting => {
                self.editor.choose_for(id, record.settings.clone());
                return Some(Earlier::Waiting(photo));
            }
            KeptStatus::Cancelled => {
                self.editor.choose_for(id, record.settings.clone());
                return Some(Earlier::Failed(photo, Failure::Cancelled));
            }
            KeptStatus::Done(cut_out) => cut_out,
        };
        let KeptCutOut { file: mark, crc, size: columns_and_rows, area, confidence, made_from, first } = &**cut_out;
        let picture = PictureFile::on_device(file(mark)?, *crc);
        let present = (record.settings.clone(), record.strokes.clone());
        let edits = Edits::kept(picture, size(*columns_and_rows), *area, *confidence, present, made_from.clone());
        let copy = first.original.as_ref().and_then(file);
        let original = Original::new(&photo, copy, first.is_shown, first.input, first.warnings.clone());
        self.editor.put(id, edits);
        Some(Earlier::Done(Finished {
            photo,
            original,
            size: size(first.size),
            confidence: first.confidence,
            waited_ms: 0.0,
            network: 0,
            times: Vec::new(),
            total_ms: first.total_ms.into(),
        }))
    }
}

fn cut_out_name(written: &Rendered<PictureFile>, number: u32) -> String {
    cut_out_file(number, written.file.crc, written.file.bytes(), written.recipe.options.encoding.output_format())
}

/// The file with a type: browsers make one of the name alone.
pub fn typed(file: &Blob, mime: &str) -> Blob {
    if file.type_() == mime {
        return file.clone();
    }
    file.slice_with_f64_and_f64_and_content_type(0.0, file.size(), mime).unwrap_or_else(|_| file.clone())
}
