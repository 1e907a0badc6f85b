//! Stage "read": file bytes to upright pixels.

mod decode;

pub use decode::{Photo, Source, read, stored_size};
