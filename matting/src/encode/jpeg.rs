//! JPEG: baseline, 4:4:4.

#![cfg(feature = "jpeg")]

use codecs::{Layout, Tags};

use super::eight_bits::in_eight_bits;
use crate::colour_space::ColourSpace;
use crate::compose::Pixels;
use crate::{EncodeQuality, Error};

/// A JPEG with the source's colour space as an ICC profile. The picture is opaque already.
pub(crate) fn encode(pixels: &Pixels, colour: &ColourSpace, exif: Option<&[u8]>, quality: EncodeQuality) -> Result<Vec<u8>, Error> {
    let size = pixels.size();
    let rgb;
    let (values, layout) = match pixels {
        Pixels::Mask(plane) => (plane.values(), Layout::Gray),
        Pixels::Colour(picture) => {
            rgb = in_eight_bits(picture).chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect::<Vec<u8>>();
            (rgb.as_slice(), Layout::Rgb)
        }
    };
    let icc = colour.profile();
    codecs::jpeg(values, (size.width, size.height), layout, quality.get(), Tags { icc: icc.as_deref(), exif }).map_err(Error::encoder)
}
