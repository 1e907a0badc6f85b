//! WebP, lossless (VP8L).

use codecs::{Layout, Tags};

use crate::Error;
use crate::colour_space::ColourSpace;
use crate::compose::Composed;
use crate::encode::{gave_up, in_eight_bits};

/// A WebP with every value as it is (of 16 bits the upper 8, rounded).
pub(crate) fn encode(composed: &Composed, colour: &ColourSpace, exif: Option<&[u8]>) -> Result<Vec<u8>, Error> {
    let icc = colour.profile();
    let (size, tags) = (composed.size(), Tags { icc: icc.as_deref(), exif });
    let sides = (size.width, size.height);
    match composed {
        Composed::Mask(plane) => codecs::webp_lossless(plane.values(), sides, Layout::Gray, tags),
        Composed::Colour(picture) => codecs::webp_lossless(&in_eight_bits(picture), sides, Layout::Rgba, tags),
    }
    .map_err(gave_up)
}
