//! Stage "read" (decoding): file bytes to upright pixels.

mod cmyk;
mod decode;
mod orientation;

pub use decode::{Photo, Source, read, stored_size};
