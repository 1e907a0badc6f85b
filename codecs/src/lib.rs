#![doc = include_str!("../README.md")]

mod bmp_alpha;
mod file_metadata;
mod gif_frames;
#[cfg(any(feature = "avif-read", feature = "heic"))]
mod heif;
mod jpeg;
mod parallel;
mod picture;
mod png_chunks;
mod png_pixels;
mod read;
mod resolution;
mod tiff;
mod webp_frames;
mod write;

pub use file_metadata::FileMetadata;
pub use image;
pub use picture::{DecodeError, Decoded, Samples};
pub use png;
pub use png_chunks::header as png_header;
pub use png_pixels::PngValues;
pub use read::{Opened, open, own_png};
pub use resolution::{Resolution, Unit};
#[cfg(feature = "webp")]
pub use write::vp8;
#[cfg(feature = "avif-write")]
pub use write::{Av1, avif};
pub use write::{Layout, png as write_png, webp_lossless};
#[cfg(feature = "jpeg")]
pub use write::{Tags, jpeg};
