//! Stage "read" (decoding): file bytes to upright pixels.

mod cmyk;
mod decode;
mod decode_warning;
mod orientation;

pub use decode::{Photo, Source, read, stored_size};
pub use decode_warning::DecodeWarning;
