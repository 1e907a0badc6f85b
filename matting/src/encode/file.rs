//! Pixels to the bytes of a file.

use std::borrow::Cow;

use crate::colour_space::ColourSpace;
use crate::compose::Pixels;
use crate::{Error, KeptMetadata, Plane};

#[cfg(feature = "avif-write")]
use super::avif;
#[cfg(feature = "jpeg")]
use super::jpeg;
#[cfg(feature = "webp")]
use super::webp_lossy;
use super::{png, webp};
use crate::output_format::Encoding;

/// Writes a file with straight colour and alpha.
///
/// The source's colour space goes with a picture; a mask has no colours. Of what else is known of the source `kept` is written, as
/// [`crate::PhotoMetadata::kept`] makes it for the type of file. Every type but PNG has 8 bits (AVIF: 10): deeper values are rounded.
///
/// # Errors
/// [`Error::TooLargeForOutputFormat`], [`Error::NeedsBackground`] for transparency in JPEG (see [`Pixels::over_white`]),
/// [`Error::EncoderLeftOut`] where this build lacks the encoder, [`Error::Encode`] when the encoder gives up.
pub fn encode(pixels: &Pixels, colour: &ColourSpace, kept: &KeptMetadata, encoding: Encoding) -> Result<Vec<u8>, Error> {
    let output_format = encoding.output_format();
    output_format.check_size(pixels.size())?;
    if let (false, Pixels::Colour(picture)) = (output_format.has_alpha(), pixels)
        && picture.has_transparency()
    {
        return Err(Error::NeedsBackground { output_format });
    }
    let colour = match pixels {
        Pixels::Colour(_) => Cow::Borrowed(colour),
        Pixels::Mask(_) => Cow::Owned(ColourSpace::default()),
    };
    match encoding {
        Encoding::Png => png::encode(pixels, &colour, kept),
        Encoding::WebPLossless => webp::encode(pixels, &colour, kept),
        #[cfg(feature = "webp")]
        Encoding::WebP(quality) => webp_lossy::encode(pixels, &colour, kept, quality),
        #[cfg(feature = "avif-write")]
        Encoding::Avif(quality) => avif::encode(pixels, &colour, kept.exif.as_deref(), quality),
        #[cfg(feature = "jpeg")]
        Encoding::Jpeg(quality) => jpeg::encode(pixels, &colour, kept, quality),
        #[cfg(not(all(feature = "webp", feature = "avif-write", feature = "jpeg")))]
        _ => Err(Error::EncoderLeftOut { output_format }),
    }
}

/// A mask or a trimap as a gray PNG.
///
/// # Errors
/// As [`encode()`].
pub fn encode_mask(mask: Plane) -> Result<Vec<u8>, Error> {
    encode(&Pixels::Mask(mask), &ColourSpace::default(), &KeptMetadata::default(), Encoding::Png)
}
