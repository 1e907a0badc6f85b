//! WebP, lossless (VP8L).

use codecs::Layout;

use super::eight_bits::in_eight_bits;
use super::webp_container::{file, only_chunk};
use crate::colour_space::ColourSpace;
use crate::compose::Pixels;
use crate::{Error, KeptMetadata};

/// A WebP with every value as it is (of 16 bits the upper 8, rounded).
pub(crate) fn encode(pixels: &Pixels, colour: &ColourSpace, kept: &KeptMetadata) -> Result<Vec<u8>, Error> {
    let size = pixels.size();
    let sides = (size.width, size.height);
    let plain = match pixels {
        Pixels::Mask(plane) => codecs::webp_lossless(plane.values(), sides, Layout::Gray),
        Pixels::Colour(picture) => codecs::webp_lossless(&in_eight_bits(picture), sides, Layout::Rgba),
    }
    .map_err(Error::encoder)?;
    let icc = colour.profile();
    if icc.is_none() && kept.exif.is_none() && kept.xmp.is_none() {
        return Ok(plain);
    }
    let frame = only_chunk(&plain, b"VP8L")?;
    let metadata = [(b"EXIF", kept.exif.as_deref()), (b"XMP ", kept.xmp.as_deref())];
    let has_alpha = matches!(pixels, Pixels::Colour(_));
    file(size, has_alpha, &[&[(b"ICCP", icc.as_deref()), (b"VP8L", Some(frame.as_slice()))], &metadata[..]].concat())
}
