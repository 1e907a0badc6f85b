//! A photo as it was taken in, and its cut-out, as the browser holds them.

use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use matting::{FileType, Format};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::failure::Failure;
use crate::web::object_url::{ObjectUrl, blob};

/// A photo; copies share its bytes.
#[derive(Debug, Clone)]
pub struct Photo {
    /// The file's name, where it has one.
    pub name: Option<Rc<str>>,
    /// The file.
    pub blob: Blob,
    /// The file's address, to show it.
    pub url: ObjectUrl,
    /// How many files came with it that were left out.
    pub left_out: usize,
}

/// What a cut-out is compared with.
#[derive(Debug, Clone)]
pub struct Original {
    /// Its address; `None` where neither browser nor worker can show it.
    pub url: Option<ObjectUrl>,
    /// Whether the browser's decoder had to help, which tells colour under low alpha less precisely.
    pub read_by_browser: bool,
}

/// A file that the worker made; copies share its bytes.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The file, to copy it.
    pub blob: Blob,
    /// The file's address, to show and to save it.
    pub url: ObjectUrl,
}

impl Picture {
    /// A picture from the bytes of its file.
    pub fn new(bytes: &ArrayBuffer, file_type: FileType) -> Self {
        let blob = blob(bytes, file_type.mime());
        Self { url: ObjectUrl::of(&blob), blob }
    }

    /// Bytes of the file.
    pub fn bytes(&self) -> u64 {
        self.blob.size() as u64
    }
}

impl Photo {
    /// A photo from a file or from memory.
    pub fn new(blob: Blob, name: Option<&str>, left_out: usize) -> Self {
        Self { name: name.map(Rc::from), url: ObjectUrl::of(&blob), blob, left_out }
    }

    /// What to call it.
    pub fn title(&self) -> Rc<str> {
        self.name.clone().unwrap_or_else(|| Rc::from(crate::text::PASTED))
    }

    /// Its name without the ending, where there is one.
    pub fn stem(&self) -> Option<&str> {
        let stem = self.name.as_deref().map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        stem.filter(|stem| !stem.is_empty())
    }
}

/// The bytes of a file.
///
/// # Errors
/// The file was moved, changed or closed to us since it was taken in, or is over the limit, which no memory is spent on.
pub async fn bytes_of(blob: &Blob, max_file_bytes: u64) -> Result<ArrayBuffer, Failure> {
    let found = blob.size() as u64;
    if found > max_file_bytes {
        return Err(matting::Error::OverLimit { limit: matting::Limit::FileBytes, allowed: max_file_bytes, found }.into());
    }
    let bytes = JsFuture::from(blob.array_buffer()).await.map_err(|_| Failure::FileNotReadable)?;
    bytes.dyn_into().map_err(|_| Failure::FileNotReadable)
}

/// Whether the worker has to make a copy of the original that this page can show.
pub fn needs_preview(bytes: &ArrayBuffer) -> bool {
    let head = Uint8Array::new(bytes).subarray(0, 64).to_vec();
    Format::of(&head).is_some_and(|format| format.is_decoded_here() && !format.is_shown_by_browsers())
}
