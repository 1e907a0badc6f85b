//! AVIF of a finished PNG, for a program with an AVIF encoder and nothing else.

#![cfg(feature = "avif-write")]

use super::avif;
use crate::colour_space::ColourSpace;
use crate::compose::Pixels;
use crate::exif::Exif;
use crate::photo_metadata::PhotoMetadata;
use crate::read::from_decode_error;
use crate::{EncodeQuality, Error, InputFormat, Metadata, OutputFormat, Picture, Samples, Size};

/// The AVIF that [`super::encode()`] writes of the pixels, the colour space and the metadata of a PNG which it wrote.
///
/// # Errors
/// [`Error::Damaged`] for bytes that are none, [`Error::TooLargeForOutputFormat`], [`Error::Encode`] when the encoder gives up.
pub fn avif_of_png(png: &[u8], quality: EncodeQuality) -> Result<Vec<u8>, Error> {
    let (codecs::Decoded { width, height, samples, .. }, mut metadata) =
        codecs::own_png(png).map_err(|error| from_decode_error(error, InputFormat::Png))?;
    let size = Size { width, height };
    OutputFormat::Avif.check_size(size)?;
    let samples = match samples {
        codecs::Samples::Eight(values) => Samples::Eight(values),
        codecs::Samples::Sixteen(values) => Samples::Sixteen(values),
    };
    let colour = ColourSpace::of_own_png(metadata.icc.take(), png);
    let exif = metadata.exif.as_deref().and_then(Exif::read);
    // What was not to be kept is not in the PNG.
    let kept = PhotoMetadata::read(exif, &mut metadata).kept(Metadata::All, OutputFormat::Avif, size);
    avif::encode(&Pixels::Colour(Picture::new(size, samples)?), &colour, kept.exif.as_deref(), quality)
}
