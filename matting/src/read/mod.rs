//! Stage "read": file bytes to upright pixels.

mod cmyk;
mod decode;
mod note;
mod orientation;

pub use decode::{Photo, Source, read, stored_size};
pub use note::Note;
