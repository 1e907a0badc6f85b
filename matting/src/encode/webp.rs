//! WebP, lossless (VP8L).

use codecs::{Layout, Tags};

use super::eight_bits::in_eight_bits;
use crate::Error;
use crate::colour_space::ColourSpace;
use crate::compose::Pixels;

/// A WebP with every value as it is (of 16 bits the upper 8, rounded).
pub(crate) fn encode(pixels: &Pixels, colour: &ColourSpace, exif: Option<&[u8]>) -> Result<Vec<u8>, Error> {
    let icc = colour.profile();
    let (size, tags) = (pixels.size(), Tags { icc: icc.as_deref(), exif });
    let sides = (size.width, size.height);
    match pixels {
        Pixels::Mask(plane) => codecs::webp_lossless(plane.values(), sides, Layout::Gray, tags),
        Pixels::Colour(picture) => codecs::webp_lossless(&in_eight_bits(picture), sides, Layout::Rgba, tags),
    }
    .map_err(Error::encoder)
}
