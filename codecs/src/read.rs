//! Bytes of a file to its header and pixels.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits};

/// A decoder that has read the header and nothing else. It allocates at most `max_alloc` bytes, as far as it keeps count.
///
/// # Errors
/// Decoder's error about the header.
pub fn open(bytes: &[u8], format: ImageFormat, max_alloc: u64) -> ImageResult<Box<dyn ImageDecoder + '_>> {
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
