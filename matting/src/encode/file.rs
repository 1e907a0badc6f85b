//! Pixels to the bytes of a file.

use std::borrow::Cow;

use crate::colour_space::ColourSpace;
use crate::compose::Pixels;
use crate::{Error, Picture, Plane, Samples};

#[cfg(feature = "avif")]
use super::avif;
use super::file_type::Encoding;
#[cfg(feature = "jpeg")]
use super::jpeg;
#[cfg(feature = "webp")]
use super::webp_lossy;
use super::{png, webp};

/// Writes a file with straight colour and alpha.
///
/// The source's colour space goes with a picture; a mask has no colours. `exif` is a TIFF structure as of [`crate::Exif::to_bytes`],
/// nothing else about the source is written. Every type but PNG has 8 bits (AVIF: 10): deeper values are rounded.
///
/// # Errors
/// [`Error::TooLargeForFileType`], [`Error::NeedsBackground`] for transparency in JPEG (see [`Pixels::over_white`]),
/// [`Error::EncoderLeftOut`] where this build lacks the encoder, [`Error::Encode`] when the encoder gives up.
pub fn encode(pixels: &Pixels, colour: &ColourSpace, exif: Option<&[u8]>, encoding: Encoding) -> Result<Vec<u8>, Error> {
    let (file_type, size) = (encoding.file_type(), pixels.size());
    let longer = size.width.max(size.height);
    if longer > file_type.max_side() {
        return Err(Error::TooLargeForFileType { file_type, max_side: file_type.max_side(), found: longer });
    }
    if let (false, Pixels::Colour(picture)) = (file_type.has_alpha(), pixels)
        && picture.has_transparency()
    {
        return Err(Error::NeedsBackground { file_type });
    }
    let colour = match pixels {
        Pixels::Colour(_) => Cow::Borrowed(colour),
        Pixels::Mask(_) => Cow::Owned(ColourSpace::default()),
    };
    match encoding {
        Encoding::Png => png::encode(pixels, &colour, exif),
        Encoding::WebPLossless => webp::encode(pixels, &colour, exif),
        #[cfg(feature = "webp")]
        Encoding::WebP(quality) => webp_lossy::encode(pixels, &colour, exif, quality),
        #[cfg(feature = "avif")]
        Encoding::Avif(quality) => avif::encode(pixels, &colour, exif, quality),
        #[cfg(feature = "jpeg")]
        Encoding::Jpeg(quality) => jpeg::encode(pixels, &colour, exif, quality),
        #[cfg(not(all(feature = "webp", feature = "avif", feature = "jpeg")))]
        _ => Err(Error::EncoderLeftOut { file_type }),
    }
}

/// A mask or a trimap as a gray PNG.
///
/// # Errors
/// As [`encode()`].
pub fn encode_mask(mask: Plane) -> Result<Vec<u8>, Error> {
    encode(&Pixels::Mask(mask), &ColourSpace::default(), None, Encoding::Png)
}

/// Error from an encoder's own.
pub(crate) fn gave_up(error: impl std::fmt::Display) -> Error {
    Error::Encode { detail: error.to_string() }
}

/// The values of a picture in 8 bits, rounded.
pub(crate) fn in_eight_bits(picture: &Picture) -> Cow<'_, [u8]> {
    match picture.samples() {
        Samples::Eight(values) => Cow::Borrowed(values),
        Samples::Sixteen(values) => values.iter().map(|value| ((u32::from(*value) + 128) / 257) as u8).collect::<Vec<u8>>().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Size;

    #[test]
    fn sixteen_bits_are_rounded_to_eight() {
        let values: Vec<u16> = (0..=u16::MAX).collect();
        let picture = Picture::new(Size { width: 128, height: 128 }, Samples::Sixteen(values.clone())).unwrap();
        for (narrow, value) in in_eight_bits(&picture).iter().zip(values) {
            assert_eq!(f64::from(*narrow), (f64::from(value) / 257.0).round());
        }
    }
}
