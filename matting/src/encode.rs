//! What was composed to the bytes of a file.

use std::borrow::Cow;

use crate::colour_space::ColourSpace;
use crate::compose::Composed;
use crate::{Encoding, Error, Picture, Plane, Samples};

/// Writes a file with straight colour and alpha.
///
/// The source's colour space goes with a picture; a mask has no colours. `exif` is a TIFF structure as of [`crate::Exif::to_bytes`],
/// nothing else about the source is written. Every type but PNG has 8 bits (AVIF: 10): deeper values are rounded.
///
/// # Errors
/// [`Error::TooLargeForFileType`], [`Error::NeedsBackground`] for transparency in JPEG (see [`Composed::over_white`]),
/// [`Error::EncoderLeftOut`] where this build lacks the encoder, [`Error::Encode`] when the encoder gives up.
pub fn write(composed: &Composed, colour: &ColourSpace, exif: Option<&[u8]>, encoding: Encoding) -> Result<Vec<u8>, Error> {
    let (file_type, size) = (encoding.file_type(), composed.size());
    let longer = size.width.max(size.height);
    if longer > file_type.max_side() {
        return Err(Error::TooLargeForFileType { file_type, max_side: file_type.max_side(), found: longer });
    }
    if let (false, Composed::Colour(picture)) = (file_type.has_alpha(), composed)
        && picture.has_transparency()
    {
        return Err(Error::NeedsBackground { file_type });
    }
    let colour = match composed {
        Composed::Colour(_) => Cow::Borrowed(colour),
        Composed::Mask(_) => Cow::Owned(ColourSpace::default()),
    };
    match encoding {
        Encoding::Png => crate::encode_png::encode(composed, &colour, exif),
        Encoding::WebPLossless => crate::encode_webp::encode(composed, &colour, exif),
        #[cfg(feature = "webp")]
        Encoding::WebP(quality) => crate::encode_webp_lossy::encode(composed, &colour, exif, quality),
        #[cfg(feature = "avif")]
        Encoding::Avif(quality) => crate::encode_avif::encode(composed, &colour, exif, quality),
        #[cfg(feature = "jpeg")]
        Encoding::Jpeg(quality) => crate::encode_jpeg::encode(composed, &colour, exif, quality),
        #[cfg(not(all(feature = "webp", feature = "avif", feature = "jpeg")))]
        _ => Err(Error::EncoderLeftOut { file_type }),
    }
}

/// A mask or a trimap as a gray PNG.
///
/// # Errors
/// As [`write`].
pub fn mask_png(plane: Plane) -> Result<Vec<u8>, Error> {
    write(&Composed::Mask(plane), &ColourSpace::default(), None, Encoding::Png)
}

/// What an encoder's own error becomes.
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
