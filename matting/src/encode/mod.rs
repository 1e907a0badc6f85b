//! Stage "encode": pixels to file bytes.

mod alpha_bleed;
mod avif;
mod avif_profile;
mod file;
mod file_type;
mod jpeg;
mod png;
mod webp;
mod webp_lossy;

pub use file::{encode, encode_mask};
pub use file_type::{EncodeQuality, Encoding, FileType};
