//! Stage "read" (decoding): file bytes to upright pixels.

mod cmyk;
mod decode;
mod orientation;

#[cfg(feature = "avif-write")]
pub(crate) use decode::from_decode_error;
pub use decode::{Photo, Source, read, stored_size};
