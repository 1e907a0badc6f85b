//! Bytes of a file to its header and pixels.

use std::borrow::Cow;
use std::io::Cursor;

use image::error::DecodingError;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, ImageResult, Limits};

use crate::webp_frames::{first_frame_fits, with_metadata_inside};

/// A decoder that has read the header and nothing else. It allocates at most `max_alloc` bytes, as far as it keeps count.
///
/// # Errors
/// Decoder's error about the header.
pub fn open(bytes: &[u8], format: ImageFormat, max_alloc: u64) -> ImageResult<Box<dyn ImageDecoder + '_>> {
    if format == ImageFormat::WebP && !first_frame_fits(bytes) {
        return Err(ImageError::Decoding(DecodingError::new(format.into(), "the first frame and its pixels differ in size")));
    }
    let bytes = Cow::Borrowed(bytes);
    let bytes = if format == ImageFormat::WebP { with_metadata_inside(bytes) } else { bytes };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(max_alloc);
    reader.limits(limits);
    Ok(Box::new(reader.into_decoder()?))
}

/// All pixels of an opened file.
///
/// # Errors
/// Decoder's error about the pixels.
pub fn decode(decoder: Box<dyn ImageDecoder + '_>) -> ImageResult<DynamicImage> {
    DynamicImage::from_decoder(decoder)
}

/// Header of a PNG, chunks before its pixels included; `None` if it is none.
pub fn png_header(bytes: &[u8]) -> Option<png::Info<'static>> {
    png::Decoder::new(Cursor::new(bytes)).read_info().ok().map(|reader| reader.info().clone())
}
