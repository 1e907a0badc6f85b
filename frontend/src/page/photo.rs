//! Photos and files, as the browser holds them.

use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use matting::{OutputFormat, Warning};
use web_sys::Blob;

use crate::protocol::Input;
use crate::queue::crc32::Crc32;
use crate::text::PASTED;
use crate::web::object_url::{ObjectUrl, blob};

/// Photo; copies share its bytes.
#[derive(Debug, Clone)]
pub struct Photo {
    /// File name, where there is one.
    pub name: Option<Rc<str>>,
    /// Folder that it came in, with slashes; mostly empty.
    pub folder: Rc<str>,
    /// File.
    pub blob: Blob,
    /// Address of the file, to show it.
    pub url: ObjectUrl,
}

/// Original that a cut-out is compared with.
#[derive(Debug, Clone)]
pub struct Original {
    /// Address; `None` where neither browser nor worker can show it.
    pub url: Option<ObjectUrl>,
    /// Input of the worker: pixels of the browser's decoder are less precise about colour under low alpha.
    pub input: Input,
    /// Things about its file that the cut-out does not show.
    pub warnings: Vec<Warning>,
    /// Copy that every browser shows, where the worker made one.
    pub copy: Option<Blob>,
}

impl Original {
    /// Original of a photo: the copy, or the photo itself where the browser shows it.
    pub fn new(photo: &Photo, copy: Option<Blob>, is_shown: bool, input: Input, warnings: Vec<Warning>) -> Self {
        let url = copy.as_ref().map(ObjectUrl::of).or_else(|| is_shown.then(|| photo.url.clone()));
        Self { url, input, warnings, copy }
    }
}

/// File that the worker made; copies share its bytes.
#[derive(Debug, Clone)]
pub struct PictureFile {
    /// File, to copy it.
    pub blob: Blob,
    /// Address of the file, to show and to save it.
    pub url: ObjectUrl,
    /// CRC-32 of the bytes, which an archive needs; 0 of a preview.
    pub crc: u32,
}

/// Number of bytes whose CRC is computed at once.
const PIECE: u32 = 1 << 16;

impl PictureFile {
    /// File with these bytes.
    pub fn new(bytes: &ArrayBuffer, output_format: OutputFormat) -> Self {
        Self { crc: crc_of(bytes), ..Self::preview(bytes, output_format) }
    }

    /// File shown.
    pub fn preview(bytes: &ArrayBuffer, output_format: OutputFormat) -> Self {
        let blob = blob(bytes, output_format.mime());
        Self { url: ObjectUrl::of(&blob), blob, crc: 0 }
    }

    /// File on the device, whose CRC is known.
    pub fn on_device(blob: Blob, crc: u32) -> Self {
        Self { url: ObjectUrl::of(&blob), blob, crc }
    }

    /// Number of bytes.
    pub fn bytes(&self) -> u64 {
        self.blob.size() as u64
    }
}

/// The bytes stay in JavaScript's memory: the page's own would never shrink again.
fn crc_of(bytes: &ArrayBuffer) -> u32 {
    let (all, mut crc) = (Uint8Array::new(bytes), Crc32::default());
    let mut piece = vec![0; PIECE as usize];
    for start in (0..all.length()).step_by(PIECE as usize) {
        let part = all.subarray(start, start.saturating_add(PIECE).min(all.length()));
        let piece = &mut piece[..part.length() as usize];
        part.copy_to(piece);
        crc.update(piece);
    }
    crc.value()
}

impl Photo {
    /// Photo from a file or from memory.
    pub fn new(blob: Blob, name: Option<&str>, folder: &str) -> Self {
        Self { name: name.map(Rc::from), folder: Rc::from(folder), url: ObjectUrl::of(&blob), blob }
    }

    /// File name, or a general title.
    pub fn title(&self) -> Rc<str> {
        self.name.clone().unwrap_or_else(|| Rc::from(PASTED.text()))
    }

    /// File name without its extension, where there is one.
    pub fn stem(&self) -> Option<&str> {
        let stem = self.name.as_deref().map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        stem.filter(|stem| !stem.is_empty())
    }
}
