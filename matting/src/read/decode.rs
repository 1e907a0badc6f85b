//! File bytes to upright pixels.

use std::panic::{AssertUnwindSafe, catch_unwind};

use codecs::image::ImageFormat;
use codecs::image::error::{ImageError, ImageFormatHint, LimitErrorKind, UnsupportedErrorKind};
use codecs::{DecodeError, Decoded, Opened};

use crate::colour_space::ColourSpace;
use crate::error::{Error, Limit};
use crate::exif::Exif;
use crate::input_format::InputFormat;
use crate::options::Limits;
use crate::photo_metadata::PhotoMetadata;
use crate::pixels::{Picture, Samples, Size};
use crate::read::cmyk;
use crate::read::orientation::apply_orientation;
use crate::warning::Warning;

/// Source of a photo.
#[derive(Debug)]
pub enum Source<'a> {
    /// Bytes of a file, whatever its name.
    File(&'a [u8]),
    /// Upright sRGB pixels that were decoded elsewhere.
    Pixels(Picture),
    /// The same in Display P3.
    DisplayP3(Picture),
}

/// A photo, upright, at full size and at the depth of its source.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Photo {
    /// Its pixels.
    pub picture: Picture,
    /// Meaning of its values.
    pub colour: ColourSpace,
    /// Metadata of its file, as far as it may go into a cut-out.
    pub metadata: PhotoMetadata,
    /// Format of its file.
    pub format: InputFormat,
    /// Warnings about its file.
    pub warnings: Vec<Warning>,
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
        Source::Pixels(picture) => return decoded_elsewhere(picture, ColourSpace::srgb(), limits),
        Source::DisplayP3(picture) => return decoded_elsewhere(picture, ColourSpace::of_code_points((12, 13)), limits),
        Source::File(bytes) => bytes,
    };
    let (format, decoded_as) = detect_format(bytes, limits)?;
    catch_panic(format, || {
        let mut opened = open(bytes, format, decoded_as, limits)?;
        let mut metadata = opened.metadata();
        let exif = match format {
            // EXIF in a TIFF file is in its own directories.
            InputFormat::Tiff => Exif::read(bytes),
            _ => metadata.exif.as_deref().and_then(Exif::read),
        };
        let Decoded { width, height, mut samples, is_cmyk, is_truncated } = opened.decode().map_err(|error| from_decode_error(error, format))?;
        let icc = metadata.icc.take();
        let icc = if is_cmyk {
            cmyk::to_srgb(&mut samples, icc.as_deref());
            None
        } else {
            icc
        };
        let (size, orientation) = (Size { width, height }, metadata.orientation.unwrap_or(1));
        let (samples, size) = match samples {
            codecs::Samples::Eight(values) => {
                let (values, size) = apply_orientation(values, size, orientation);
                (Samples::Eight(values), size)
            }
            codecs::Samples::Sixteen(values) => {
                let (values, size) = apply_orientation(values, size, orientation);
                (Samples::Sixteen(values), size)
            }
        };
        let mut picture = Picture::new(size, samples)?;
        let colour = match metadata.code_points {
            Some(code_points) if icc.is_none() => ColourSpace::of_code_points(code_points),
            _ => ColourSpace::of_source(icc, bytes, format == InputFormat::Png, &mut picture),
        };
        let warnings = [
            (is_truncated, Warning::Truncated),
            (metadata.has_more_pictures, Warning::FirstPictureOnly),
            (metadata.has_gain_map, Warning::GainMapIgnored),
        ];
        let warnings = warnings.into_iter().filter(|(applies, _)| *applies).map(|(_, warning)| warning).collect();
        Ok(Photo { picture, colour, metadata: PhotoMetadata::read(exif, &mut metadata), format, warnings })
    })
}

fn decoded_elsewhere(picture: Picture, colour: ColourSpace, limits: &Limits) -> Result<Photo, Error> {
    limits.check(picture.size())?;
    Ok(Photo { picture, colour, metadata: PhotoMetadata::default(), format: InputFormat::Pixels, warnings: Vec::new() })
}

/// The stored width and height of a file, from its header alone (before its EXIF orientation turns it).
///
/// # Errors
/// As [`read`], as far as the header tells.
pub fn stored_size(bytes: &[u8], limits: &Limits) -> Result<Size, Error> {
    let (format, decoded_as) = detect_format(bytes, limits)?;
    catch_panic(format, || {
        let (width, height) = open(bytes, format, decoded_as, limits)?.dimensions();
        Ok(Size { width, height })
    })
}

fn detect_format(bytes: &[u8], limits: &Limits) -> Result<(InputFormat, ImageFormat), Error> {
    let found = bytes.len() as u64;
    if found == 0 {
        return Err(Error::EmptyFile);
    }
    if found > limits.max_file_bytes {
        return Err(Error::OverLimit { limit: Limit::FileBytes, allowed: limits.max_file_bytes, found });
    }
    if InputFormat::is_raw(bytes) {
        return Err(Error::RawFile);
    }
    let format = InputFormat::detect(bytes).ok_or(Error::NotAPicture)?;
    let decoded_as = format.decoder().ok_or(Error::UnsupportedFormat { format })?;
    Ok((format, decoded_as))
}

/// A file whose header was read and nothing else, with the size inside the limits.
fn open<'a>(bytes: &'a [u8], format: InputFormat, decoded_as: ImageFormat, limits: &Limits) -> Result<Opened<'a>, Error> {
    // Decoders hold up to 16 bytes a pixel (32-bit float RGBA) and their own tables.
    let memory = limits.max_pixels.saturating_mul(16).saturating_add(64 << 20);
    let opened = codecs::open(bytes, decoded_as, memory).map_err(|error| from_decode_error(error, format))?;
    let (width, height) = opened.dimensions();
    if width == 0 || height == 0 {
        return Err(Error::Damaged { format, detail: format!("its size is {width} × {height}") });
    }
    limits.check(Size { width, height })?;
    Ok(opened)
}

/// Decoders are careful but not proven: a panic on a malicious file becomes an error where the platform can unwind.
fn catch_panic<T>(format: InputFormat, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::Damaged { format, detail: "the decoder could not make sense of it".to_owned() }))
}

/// The core's own error of a decoder's.
pub(crate) fn from_decode_error(error: DecodeError, format: InputFormat) -> Error {
    match error {
        DecodeError::Unsupported(detail) => Error::UnsupportedVariant { format, detail },
        DecodeError::Damaged(detail) => Error::Damaged { format, detail },
        DecodeError::Truncated => truncated(format),
        DecodeError::Memory => too_little_memory(format),
        DecodeError::RawFile => Error::RawFile,
        DecodeError::LibraryMissing => Error::LibraryMissing { format },
        DecodeError::Image(error) => from_image(error, format),
    }
}

fn truncated(format: InputFormat) -> Error {
    Error::Damaged { format, detail: "the file ends too early".to_owned() }
}

fn too_little_memory(format: InputFormat) -> Error {
    Error::UnsupportedVariant { format, detail: "it needs more memory than its size in pixels explains".to_owned() }
}

fn from_image(error: ImageError, format: InputFormat) -> Error {
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
        ImageError::Limits(limit) => match limit.kind() {
            LimitErrorKind::InsufficientMemory => too_little_memory(format),
            other => Error::UnsupportedVariant { format, detail: format!("{other:?}") },
        },
        ImageError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => truncated(format),
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
