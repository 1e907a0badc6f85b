//! Object URLs of bytes in memory, revoked when they are no longer shown.

use std::rc::Rc;

use js_sys::{Array, ArrayBuffer};
use web_sys::{Blob, BlobPropertyBag, Url};

/// A `blob:` address; it ends with its last copy.
#[derive(Debug, Clone)]
pub struct ObjectUrl(Rc<Owned>);

#[derive(Debug)]
struct Owned(String);

impl Drop for Owned {
    fn drop(&mut self) {
        // A browser that cannot revoke frees the bytes with the page.
        let _ = Url::revoke_object_url(&self.0);
    }
}

impl ObjectUrl {
    /// An address for a blob; an empty one, which shows nothing, where the browser gives none.
    pub fn of(blob: &Blob) -> Self {
        Self(Rc::new(Owned(Url::create_object_url_with_blob(blob).unwrap_or_default())))
    }

    /// The address itself.
    pub fn address(&self) -> String {
        self.0.0.clone()
    }
}

/// A file as a blob; an empty one where memory is short.
pub fn blob(bytes: &ArrayBuffer, mime: &str) -> Blob {
    let properties = BlobPropertyBag::new();
    properties.set_type(mime);
    Blob::new_with_buffer_source_sequence_and_options(&Array::of1(bytes), &properties).unwrap_or_else(|_| empty())
}

/// A file of several parts, files or bytes, none of which is copied into the page's memory; `None` where the browser has no room.
pub fn joined(parts: &Array, mime: &str) -> Option<Blob> {
    let properties = BlobPropertyBag::new();
    properties.set_type(mime);
    Blob::new_with_blob_sequence_and_options(parts, &properties).ok()
}

#[allow(clippy::unwrap_used, reason = "`new Blob()` has no way to fail")]
fn empty() -> Blob {
    Blob::new().unwrap()
}
