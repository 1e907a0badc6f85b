//! Stage "encode": pixels to file bytes.

mod alpha_bleed;
mod avif;
mod avif_of_png;
mod avif_profile;
mod eight_bits;
mod file;
mod jpeg;
mod png;
mod webp;
mod webp_container;
mod webp_lossy;

#[cfg(feature = "avif-write")]
pub use avif_of_png::avif_of_png;
pub use file::{encode, encode_mask};
