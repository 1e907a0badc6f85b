//! Photos and files, as the browser holds them.

use std::rc::Rc;

use js_sys::ArrayBuffer;
use matting::{Note, OutputFormat};
use web_sys::Blob;

use crate::protocol::Input;
use crate::text::PASTED;
use crate::web::object_url::{ObjectUrl, blob};

/// Photo; copies share its bytes.
#[derive(Debug, Clone)]
pub struct Photo {
    /// File name, where there is one.
    pub name: Option<Rc<str>>,
    /// File.
    pub blob: Blob,
    /// Address of the file, to show it.
    pub url: ObjectUrl,
    /// Number of files that came with it and were left out.
    pub left_out: usize,
}

/// Original that a cut-out is compared with.
#[derive(Debug, Clone)]
pub struct Original {
    /// Address; `None` where neither browser nor worker can show it.
    pub url: Option<ObjectUrl>,
    /// How the worker was given it: pixels of the browser's decoder are less precise about colour under low alpha.
    pub input: Input,
    /// Things about its file that the cut-out does not show.
    pub notes: Vec<Note>,
}

/// File that the worker made; copies share its bytes.
#[derive(Debug, Clone)]
pub struct PictureFile {
    /// File, to copy it.
    pub blob: Blob,
    /// Address of the file, to show and to save it.
    pub url: ObjectUrl,
}

impl PictureFile {
    /// File with these bytes.
    pub fn new(bytes: &ArrayBuffer, output_format: OutputFormat) -> Self {
        let blob = blob(bytes, output_format.mime());
        Self { url: ObjectUrl::of(&blob), blob }
    }

    /// Number of bytes.
    pub fn bytes(&self) -> u64 {
        self.blob.size() as u64
    }
}

impl Photo {
    /// Photo from a file or from memory.
    pub fn new(blob: Blob, name: Option<&str>, left_out: usize) -> Self {
        Self { name: name.map(Rc::from), url: ObjectUrl::of(&blob), blob, left_out }
    }

    /// File name, or a general title.
    pub fn title(&self) -> Rc<str> {
        self.name.clone().unwrap_or_else(|| Rc::from(PASTED))
    }

    /// File name without its extension, where there is one.
    pub fn stem(&self) -> Option<&str> {
        let stem = self.name.as_deref().map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        stem.filter(|stem| !stem.is_empty())
    }
}
