//! File bytes to upright pixels.

use std::panic::{AssertUnwindSafe, catch_unwind};

use codecs::image::error::{ImageError, ImageFormatHint, LimitErrorKind, UnsupportedErrorKind};
use codecs::image::metadata::Orientation;
use codecs::image::{DynamicImage, ImageDecoder, ImageFormat};

use crate::colour_space::ColourSpace;
use crate::error::{Error, Limit};
use crate::exif::Exif;
use crate::format::Format;
use crate::options::Limits;
use crate::pixels::{Picture, Samples, Size};

/// Source of a photo.
#[derive(Debug)]
pub enum Source<'a> {
    /// Bytes of a file, whatever its name.
    File(&'a [u8]),
    /// Upright sRGB pixels that were decoded elsewhere.
    Pixels(Picture),
}

/// A photo, upright, at full size and at the depth of its source.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Photo {
    /// Its pixels.
    pub picture: Picture,
    /// Meaning of its values.
    pub colour: ColourSpace,
    /// Camera's notes about it, as far as they may go into a cut-out.
    pub exif: Option<Exif>,
    /// Format of its file.
    pub format: Format,
}

impl Photo {
    /// Its pixels in sRGB, for use beside another photo.
    pub fn into_srgb(mut self) -> Picture {
        self.colour.convert_to_srgb(&mut self.picture);
        self.picture
    }
}

/// Reads a photo: the first frame, turned upright as its EXIF orientation says.
///
/// # Errors
/// Everything [`Error`] says about files and limits. Size and limits are checked on the header before a pixel is decoded.
pub fn read(source: Source<'_>, limits: &Limits) -> Result<Photo, Error> {
    let bytes = match source {
        Source::Pixels(picture) => {
            check(picture.size(), limits)?;
            return Ok(Photo { picture, colour: ColourSpace::srgb(), exif: None, format: Format::Pixels });
        }
        Source::File(bytes) => bytes,
    };
    let (format, decoded_as) = recognise(bytes, limits)?;
    guarded(format, || {
        let mut decoder = open(bytes, format, decoded_as, limits)?;
        // A broken profile or orientation is no reason to refuse intact pixels.
        let icc = decoder.icc_profile().ok().flatten();
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let exif = match format {
            // EXIF in a TIFF file is in its own directories.
            Format::Tiff => Exif::read(bytes),
            _ => decoder.exif_metadata().ok().flatten().and_then(|exif| Exif::read(&exif)),
        };
        let mut image = codecs::decode(decoder).map_err(|error| from_image(error, format))?;
        image.apply_orientation(orientation);
        let mut picture = straight_rgba(image)?;
        let colour = ColourSpace::of_source(icc, bytes, format == Format::Png, &mut picture);
        Ok(Photo { picture, colour, exif, format })
    })
}

/// The stored width and height of a file, from its header alone (before its EXIF orientation turns it).
///
/// # Errors
/// As [`read`], as far as the header tells.
pub fn stored_size(bytes: &[u8], limits: &Limits) -> Result<Size, Error> {
    let (format, decoded_as) = recognise(bytes, limits)?;
    guarded(format, || {
        let (width, height) = open(bytes, format, decoded_as, limits)?.dimensions();
        Ok(Size { width, height })
    })
}

fn recognise(bytes: &[u8], limits: &Limits) -> Result<(Format, ImageFormat), Error> {
    let found = bytes.len() as u64;
    if found == 0 {
        return Err(Error::EmptyFile);
    }
    if found > limits.max_file_bytes {
        return Err(Error::OverLimit { limit: Limit::FileBytes, allowed: limits.max_file_bytes, found });
    }
    let format = Format::of(bytes).ok_or(Error::NotAPicture)?;
    let decoded_as = format.decoder().ok_or(Error::UnsupportedFormat { format })?;
    Ok((format, decoded_as))
}

/// A decoder that has read the header and nothing else, with the size inside the limits.
fn open<'a>(bytes: &'a [u8], format: Format, decoded_as: ImageFormat, limits: &Limits) -> Result<Box<dyn ImageDecoder + 'a>, Error> {
    // Decoders hold up to 16 bytes a pixel (32-bit float RGBA) and their own tables.
    let memory = limits.max_pixels.saturating_mul(16).saturating_add(64 << 20);
    let decoder = codecs::open(bytes, decoded_as, memory).map_err(|error| from_image(error, format))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Error::Damaged { format, detail: format!("its size is {width} × {height}") });
    }
    check(Size { width, height }, limits)?;
    Ok(decoder)
}

fn check(size: Size, limits: &Limits) -> Result<(), Error> {
    let longer = size.width.max(size.height);
    if longer > limits.max_side {
        return Err(Error::OverLimit { limit: Limit::Side, allowed: limits.max_side.into(), found: longer.into() });
    }
    if size.pixels() > limits.max_pixels {
        return Err(Error::OverLimit { limit: Limit::Pixels, allowed: limits.max_pixels, found: size.pixels() });
    }
    Ok(())
}

/// Decoders are careful but not proven: a panic on a malicious file becomes an error where the platform can unwind.
fn guarded<T>(format: Format, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::Damaged { format, detail: "the decoder could not make sense of it".to_owned() }))
}

fn straight_rgba(image: DynamicImage) -> Result<Picture, Error> {
    let size = Size { width: image.width(), height: image.height() };
    let samples = match image {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageLumaA8(_) | DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_) => {
            Samples::Eight(image.into_rgba8().into_raw())
        }
        // 16 bit and 32-bit float; `DynamicImage` is open to new, deeper variants.
        deep => Samples::Sixteen(deep.into_rgba16().into_raw()),
    };
    Picture::new(size, samples)
}

fn from_image(error: ImageError, format: Format) -> Error {
    match error {
        ImageError::Unsupported(unsupported) => {
            let detail = match unsupported.kind() {
                UnsupportedErrorKind::Color(colour) => format!("its colour type is {colour:?}"),
                UnsupportedErrorKind::Format(hint) => format!("its format is {}", hint_name(&hint)),
                UnsupportedErrorKind::GenericFeature(feature) => feature,
                _ => "an unusual feature".to_owned(),
            };
            Error::UnsupportedVariant { format, detail }
        }
        ImageError::Limits(limit) => Error::UnsupportedVariant {
            format,
            detail: match limit.kind() {
                LimitErrorKind::InsufficientMemory => "it needs more memory than its size in pixels explains".to_owned(),
                other => format!("{other:?}"),
            },
        },
        ImageError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => {
            Error::Damaged { format, detail: "the file ends too early".to_owned() }
        }
        other => Error::Damaged { format, detail: innermost(&other) },
    }
}

fn hint_name(hint: &ImageFormatHint) -> String {
    hint.to_string()
}

/// The last cause in a chain of errors: the sentence that says something about the file.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    let text = last.to_string();
    let text = if text.trim().is_empty() { error.to_string() } else { text };
    // It becomes part of a sentence: decoders break lines where they like.
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
