//! Stage "read": file bytes to upright pixels.

mod decode;
mod format;

pub use decode::{Photo, Source, read, stored_size};
pub use format::Format;
