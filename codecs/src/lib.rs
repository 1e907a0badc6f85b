//! Picture files and their pixels.
//!
//! A crate of its own because decoders and encoders are generic over where bytes come from and go to: whoever calls them compiles
//! them. These functions are not generic, and take and give bytes.

mod read;
mod webp_frames;
mod write;

pub use image;
pub use png;
pub use read::{decode, open, png_header};
#[cfg(feature = "jpeg")]
pub use write::jpeg;
#[cfg(feature = "webp")]
pub use write::vp8;
#[cfg(feature = "avif")]
pub use write::{Av1, avif};
pub use write::{Layout, Tags, png as write_png, webp_lossless};
